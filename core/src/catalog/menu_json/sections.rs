//! The sections of a menu document: what products cannot say about where they stand. There are few, and a wrong
//! one refuses the file.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::given::Given;
use super::super::menu_csv::UnreadableMenu;
use super::super::section::SectionDraft;
use super::product::{count, percent, text, yes_or_no};
use super::{list, wrong};
use crate::text::folded;

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
        self.checked(SectionDraft {
            name: self.field("name", text)?.or(None).unwrap_or_default(),
            description: self.field("description", text)?.map(Option::unwrap_or_default),
            is_active: self.field("is_active", yes_or_no)?.unless_empty(),
            tax_rate: self.field("tax_rate", percent)?,
            position: self.field("position", count)?.unless_empty(),
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

    /// Sections are told apart by [`read`]; those that stand are what the document is about.
    fn checked(&self, section: SectionDraft) -> Result<SectionDraft, UnreadableMenu> {
        section.checked(&[], None).map_err(|errors| {
            let (field, messages) = errors.0.into_iter().next().unwrap_or_default();
            self.wrong(&field, messages.join(", "))
        })
    }

    fn wrong(&self, field: &str, message: impl Into<String>) -> UnreadableMenu {
        wrong(format!("categories.{}.{field}", self.place), message)
    }
}
