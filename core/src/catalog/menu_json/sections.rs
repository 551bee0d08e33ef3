//! The sections of a menu document: what products cannot say about where they stand. There are few, and a wrong
//! one refuses the file.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::draft::ProductDraft;
use super::super::given::Given;
use super::super::menu_csv::UnreadableMenu;
use super::product::{count, percent, text, yes_or_no};
use super::{list, wrong};
use crate::money::{BasisPoints, Money};
use crate::text::folded;

/// A section as a menu document wants it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionDraft {
    /// What it is called; it is found by this.
    pub name: String,
    /// What customers read about it.
    pub description: Given<String>,
    /// Shown on the menu.
    pub is_active: Given<bool>,
    /// Its own tax rate; none: the shop's.
    pub tax_rate: Given<Option<BasisPoints>>,
    /// Its place on the menu, from 0.
    pub position: Given<i32>,
}

pub(super) fn read(document: &Map<String, Value>) -> Result<Vec<SectionDraft>, UnreadableMenu> {
    let entries = list(document, "categories")?.unwrap_or_default();
    let mut names = BTreeSet::new();
    let mut sections = Vec::with_capacity(entries.len());
    for (place, value) in entries.iter().enumerate() {
        let section = Entry { place, value }.section()?;
        if !names.insert(folded(&section.name)) {
            return Err(wrong(format!("categories.{place}.name"), "is given twice"));
        }
        sections.push(section);
    }
    Ok(sections)
}

struct Entry<'a> {
    place: usize,
    value: &'a Value,
}

impl Entry<'_> {
    fn section(&self) -> Result<SectionDraft, UnreadableMenu> {
        if !self.value.is_object() {
            return Err(wrong(format!("categories.{}", self.place), "a category is an object with fields"));
        }
        let place = |value: &Value| {
            count(value).and_then(|place| i32::try_from(place).map_err(|_| "is too large".to_owned()))
        };
        self.checked(SectionDraft {
            name: self.field("name", text)?.or(None).unwrap_or_default(),
            description: self.field("description", text)?.map(Option::unwrap_or_default),
            is_active: self.field("is_active", yes_or_no)?.unless_empty(),
            tax_rate: self.field("tax_rate", percent)?,
            position: self.field("position", place)?.unless_empty(),
        })
    }

    fn field<T>(
        &self,
        field: &str,
        meaning: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Result<Given<Option<T>>, UnreadableMenu> {
        match self.value.get(field) {
            None => Ok(Given::Absent),
            Some(Value::Null) => Ok(Given::Value(None)),
            Some(value) => match meaning(value) {
                Ok(value) => Ok(Given::Value(Some(value))),
                Err(message) => Err(self.wrong(field, message)),
            },
        }
    }

    /// A section may look as a product may: its texts and its rate are tried on one.
    fn checked(&self, section: SectionDraft) -> Result<SectionDraft, UnreadableMenu> {
        let likewise = ProductDraft {
            name: "any".to_owned(),
            price: Money::minor(1),
            category: section.name,
            description: section.description,
            tax_rate: section.tax_rate.unless_empty(),
            ..ProductDraft::default()
        };
        match likewise.checked() {
            Ok(draft) => Ok(SectionDraft { name: draft.category, description: draft.description, ..section }),
            Err(errors) => {
                let fault = errors.0.into_iter().next().unwrap_or_default();
                let field = if fault.0 == "category" { "name" } else { &fault.0 };
                Err(self.wrong(field, fault.1.join(", ")))
            }
        }
    }

    fn wrong(&self, field: &str, message: impl Into<String>) -> UnreadableMenu {
        wrong(format!("categories.{}.{field}", self.place), message)
    }
}
