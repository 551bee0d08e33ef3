//! The words that products share while a product is written: what is known is found whatever its accents, what
//! is new is made.

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
    attributes: Vec<AttributeName>,
    known_attributes: usize,
}

impl Vocabulary {
    /// What stands.
    pub fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let (tags, attributes) = (store::catalog::all_tags(tx)?, store::catalog::all_attributes(tx)?);
        Ok(Self { known_tags: tags.len(), tags, known_attributes: attributes.len(), attributes })
    }

    /// The tags that stand.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// The tag that is this word.
    pub fn tag(&mut self, name: &str) -> Tag {
        let wanted = folded(name);
        if let Some(tag) = self.tags.iter().find(|tag| folded(&tag.name) == wanted) {
            return tag.clone();
        }
        let tag = Tag { id: store::fresh_id(), name: name.to_owned() };
        self.tags.push(tag.clone());
        tag
    }

    /// The property that is wanted.
    pub fn attribute(&mut self, draft: &AttributeDraft) -> Attribute {
        let wanted = folded(&draft.name);
        let known = self.attributes.iter().find(|attribute| folded(&attribute.name) == wanted).cloned();
        let AttributeName { id, name } = known.unwrap_or_else(|| {
            let new = AttributeName { id: store::fresh_id(), name: draft.name.clone() };
            self.attributes.push(new.clone());
            new
        });
        Attribute { id, name, value: draft.value.clone() }
    }

    /// Keeps what is new.
    pub fn save(&self, tx: &mut Tx<'_>) -> Result<()> {
        store::catalog::insert_tags(tx, &self.tags[self.known_tags..])?;
        store::catalog::insert_attributes(tx, &self.attributes[self.known_attributes..])
    }
}
