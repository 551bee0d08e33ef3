//! The words that products share: tags, and the names of properties.

use serde::{Deserialize, Serialize};

use crate::id::{AttributeId, TagId};

/// A tag of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagEntry {
    /// Which.
    pub id: TagId,
    /// The word.
    pub name: String,
    /// How many products have it.
    pub products: u64,
}

/// The name of a property, of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttributeEntry {
    /// Which.
    pub id: AttributeId,
    /// The name.
    pub name: String,
    /// How many products have it.
    pub products: u64,
}

/// What a word of the vocabulary shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WordForm {
    /// The word; no two are the same.
    pub name: String,
}
