//! What a section of the menu may look like, and where it stands among the others.

use super::given::Given;
use super::names::{MAX_DESCRIPTION, check_length, check_name, check_tax};
use super::product::Category;
use crate::id::CategoryId;
use crate::money::BasisPoints;
use crate::refusal::FieldErrors;
use crate::text;

/// A section as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionDraft {
    /// What it is called; no two are called the same.
    pub name: String,
    /// What customers read about it.
    pub description: Given<String>,
    /// Shown on the menu.
    pub is_active: Given<bool>,
    /// Its own tax rate; none: the shop's.
    pub tax_rate: Given<Option<BasisPoints>>,
    /// Its place, from 0.
    pub position: Given<u32>,
}

impl SectionDraft {
    /// The draft with its texts made safe to show, or what is wrong with each of its fields. `others` are the
    /// sections from which it has to be told.
    pub fn checked(mut self, others: &[Category], own: Option<CategoryId>) -> Result<Self, FieldErrors> {
        self.name = text::line(&self.name);
        self.description = self.description.map(|description| text::paragraph(&description));
        let mut errors = FieldErrors::default();
        check_name("name", &self.name, &mut errors);
        let wanted = text::folded(&self.name);
        let mut strangers = others.iter().filter(|other| Some(other.id) != own);
        if strangers.any(|other| text::folded(&other.name) == wanted) {
            errors.add("name", "is taken");
        }
        if let Given::Value(description) = &self.description {
            check_length("description", description, MAX_DESCRIPTION, &mut errors);
        }
        if let Given::Value(Some(rate)) = self.tax_rate {
            check_tax("tax_rate", rate, &mut errors);
        }
        if errors.0.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Writes on `category` all but its place.
    pub fn write_on(&self, category: &mut Category) {
        category.name.clone_from(&self.name);
        self.description.clone().write_on(&mut category.description);
        self.is_active.write_on(&mut category.is_active);
        self.tax_rate.write_on(&mut category.tax_rate);
    }
}

/// Puts the section at `from` in `sections` to the place `to`, or to the last one there is, and counts the
/// places of all of them anew: 0, 1, 2, … without a gap.
pub fn move_to(sections: &mut Vec<Category>, from: usize, to: u32) {
    if from < sections.len() {
        let moved = sections.remove(from);
        let to = usize::try_from(to).unwrap_or(usize::MAX).min(sections.len());
        sections.insert(to, moved);
    }
    count_places(sections);
}

/// Counts the places of sections anew, in the order they stand.
pub fn count_places(sections: &mut [Category]) {
    for (place, section) in sections.iter_mut().enumerate() {
        section.position = i32::try_from(place).unwrap_or(i32::MAX);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn section(name: &str, position: i32) -> Category {
        Category {
            id: CategoryId::from_uuid(Uuid::from_u128(position.unsigned_abs().into())),
            name: name.to_owned(),
            description: String::new(),
            image: None,
            is_active: true,
            is_archived: false,
            tax_rate: None,
            position,
            version: 1,
        }
    }

    /// Their names in order, after the places were looked at.
    fn names(sections: &[Category]) -> String {
        assert!(sections.iter().zip(0..).all(|(section, place)| section.position == place), "{sections:?}");
        sections.iter().map(|section| section.name.as_str()).collect()
    }

    #[test]
    fn the_others_make_room_and_no_place_is_left_out() {
        let menu = || vec![section("a", 0), section("b", 1), section("c", 5), section("d", 7)];
        for (from, to, order) in
            [(0, 2, "bcad"), (3, 0, "dabc"), (1, 1, "abcd"), (1, 99, "acdb"), (2, u32::MAX, "abdc")]
        {
            let mut sections = menu();
            move_to(&mut sections, from, to);
            assert_eq!(names(&sections), order, "{from} to {to}");
        }
    }

    #[test]
    fn a_section_is_told_from_the_others_whatever_its_accents() {
        let (others, own) = ([section("Crêpes", 1)], CategoryId::from_uuid(Uuid::from_u128(1)));
        let draft = |name: &str| SectionDraft { name: name.to_owned(), ..SectionDraft::default() };
        assert_eq!(draft("CREPES").checked(&others, None), Err(FieldErrors::one("name", "is taken")));
        assert!(draft("CREPES").checked(&others, Some(own)).is_ok());
        assert_eq!(draft(" ").checked(&others, None), Err(FieldErrors::one("name", "is required")));
        let errors = SectionDraft {
            tax_rate: Given::Value(Some(BasisPoints::new(10_001))),
            description: Given::Value("x".repeat(2_001)),
            ..draft("Soups")
        };
        let errors = errors.checked(&others, None).unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["description", "tax_rate"]);
    }
}
