//! The words that products share while a product is written: what is known is found whatever its accents, what
//! is new is made.

use std::collections::HashMap;

use crate::catalog::AttributeDraft;
use crate::catalog::product::{Attribute, AttributeName, Tag};
use crate::error::Result;
use crate::store::{self, Tx};
use crate::text::folded;

/// Tags and names of properties: those that stood, and those that were asked for since.
#[derive(Debug)]
pub(in crate::flows) struct Vocabulary {
    tags: Vec<Tag>,
    known_tags: usize,
    /// Where each tag stands, by its word as people search for it.
    tag_places: HashMap<String, usize>,
    attributes: Vec<AttributeName>,
    known_attributes: usize,
    attribute_places: HashMap<String, usize>,
}

impl Vocabulary {
    /// What stands.
    pub fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let (tags, attributes) = (store::catalog::all_tags(tx)?, store::catalog::all_attributes(tx)?);
        Ok(Self {
            tag_places: places(tags.iter().map(|tag| tag.name.as_str())),
            attribute_places: places(attributes.iter().map(|attribute| attribute.name.as_str())),
            known_tags: tags.len(),
            tags,
            known_attributes: attributes.len(),
            attributes,
        })
    }

    /// The tags that stand.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// The tag that is this word.
    pub fn tag(&mut self, name: &str) -> Tag {
        let tags = &mut self.tags;
        let place = *self.tag_places.entry(folded(name)).or_insert_with(|| {
            tags.push(Tag { id: store::fresh_id(), name: name.to_owned() });
            tags.len() - 1
        });
        tags[place].clone()
    }

    /// The property that is wanted.
    pub fn attribute(&mut self, draft: &AttributeDraft) -> Attribute {
        let names = &mut self.attributes;
        let place = *self.attribute_places.entry(folded(&draft.name)).or_insert_with(|| {
            names.push(AttributeName { id: store::fresh_id(), name: draft.name.clone() });
            names.len() - 1
        });
        let AttributeName { id, name } = names[place].clone();
        Attribute { id, name, value: draft.value.clone() }
    }

    /// Keeps what is new.
    pub fn save(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::catalog::insert_tags(tx, &self.tags[self.known_tags..])?;
        store::catalog::insert_attributes(tx, &self.attributes[self.known_attributes..])
    }
}

fn places<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    names.enumerate().map(|(place, name)| (folded(name), place)).collect()
}
