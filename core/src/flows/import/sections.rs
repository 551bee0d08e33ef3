//! The sections of the menu while a file is applied: those that stood, and those that it makes.

use std::collections::HashMap;

use super::difference::{self, field};
use crate::catalog::SectionDraft;
use crate::catalog::product::Category;
use crate::flows::catalog::fresh;
use crate::id::CategoryId;
use crate::money::BasisPoints;
use crate::text::folded;
use crate::wire::menu::{CategoryChange, FieldChange};

pub(super) struct Sections {
    /// As they stood before the file.
    stood: Vec<Category>,
    /// As they are to become: those that stood, in the same places, then the new ones.
    all: Vec<Category>,
    by_name: HashMap<String, usize>,
    by_id: HashMap<CategoryId, usize>,
    /// Behind all of them.
    next_position: i32,
}

impl Sections {
    pub fn new(stood: Vec<Category>) -> Self {
        let places = || stood.iter().enumerate();
        Self {
            by_name: places().map(|(place, category)| (folded(&category.name), place)).collect(),
            by_id: places().map(|(place, category)| (category.id, place)).collect(),
            next_position: stood.iter().map(|category| after(category.position)).max().unwrap_or(0),
            all: stood.clone(),
            stood,
        }
    }

    /// The section of this name as it is to become; one that is new counts once it is [put](Self::put).
    pub fn named(&self, name: &str) -> Category {
        match self.by_name.get(&folded(name)) {
            Some(place) => self.all[*place].clone(),
            None => Category { position: self.next_position, ..fresh::category(name, 0) },
        }
    }

    /// The section is to become this.
    pub fn put(&mut self, category: Category) {
        self.next_position = self.next_position.max(after(category.position));
        if let Some(place) = self.by_id.get(&category.id) {
            self.all[*place] = category;
        } else {
            self.by_name.insert(folded(&category.name), self.all.len());
            self.by_id.insert(category.id, self.all.len());
            self.all.push(category);
        }
    }

    /// Writes on the section what a document says of it.
    pub fn apply(&mut self, draft: &SectionDraft) {
        let mut category = self.named(&draft.name);
        draft.description.clone().write_on(&mut category.description);
        draft.is_active.write_on(&mut category.is_active);
        draft.tax_rate.write_on(&mut category.tax_rate);
        let place = draft.position.map(|place| i32::try_from(place).unwrap_or(i32::MAX));
        place.write_on(&mut category.position);
        self.put(category);
    }

    /// Counts the places anew, without a gap; of two that want the same one the older comes first.
    pub fn settle(&mut self) {
        let mut order: Vec<usize> = (0..self.all.len()).collect();
        order.sort_by_key(|index| (self.all[*index].position, *index));
        for (place, index) in order.into_iter().enumerate() {
            self.all[index].position = i32::try_from(place).unwrap_or(i32::MAX);
        }
    }

    /// The section's own tax rate, as it is to become.
    pub fn own_rate(&self, category: CategoryId) -> Option<BasisPoints> {
        self.all[*self.by_id.get(&category)?].tax_rate
    }

    /// The section's own tax rate, as it stood.
    pub fn own_rate_before(&self, category: CategoryId) -> Option<BasisPoints> {
        self.stood.get(*self.by_id.get(&category)?)?.tax_rate
    }

    /// Those that are new.
    pub fn new_ones(&self) -> &[Category] {
        &self.all[self.stood.len()..]
    }

    /// Those that stood and differ now, each as its next version.
    pub fn changed(&self) -> impl Iterator<Item = Category> {
        let differing = self.stood.iter().zip(&self.all).filter(|(stood, now)| stood != now);
        differing.map(|(stood, now)| Category { version: stood.version + 1, ..now.clone() })
    }

    /// What differs, section by section.
    pub fn differences(&self) -> Vec<CategoryChange> {
        let stood = self.stood.iter().map(Some).chain(std::iter::repeat(None));
        let pairs = stood.zip(&self.all).filter(|(stood, now)| *stood != Some(*now));
        let told = pairs.map(|(stood, now)| CategoryChange {
            category: now.name.clone(),
            is_new: stood.is_none(),
            fields: fields(stood, now),
        });
        told.take(difference::MOST).collect()
    }
}

const fn after(position: i32) -> i32 {
    position.saturating_add(1)
}

fn fields(stood: Option<&Category>, now: &Category) -> Vec<FieldChange> {
    // Where a new one comes to stand, and that it is shown, is no news.
    let usual = Category { description: String::new(), is_active: true, tax_rate: None, ..now.clone() };
    let texts = |of: &Category| {
        [
            ("description", of.description.clone()),
            ("is_active", of.is_active.to_string()),
            ("tax_rate", of.tax_rate.map(|rate| rate.to_string()).unwrap_or_default()),
            ("position", of.position.to_string()),
        ]
    };
    let pairs = texts(stood.unwrap_or(&usual)).into_iter().zip(texts(now));
    pairs
        .filter(|((_, from), (_, to))| from != to)
        .map(|((name, from), (_, to))| field(name, if stood.is_some() { &from } else { "" }, &to))
        .collect()
}
