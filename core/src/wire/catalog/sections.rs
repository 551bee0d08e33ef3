//! Sections of the menu.

use serde::{Deserialize, Serialize};

use crate::catalog::product::Category;
use crate::id::CategoryId;
use crate::money::Amount;

/// A section of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CategoryView {
    /// Which.
    pub id: CategoryId,
    /// What it is called.
    pub name: String,
    /// What customers read about it.
    pub description: String,
    /// Path of its picture on this server.
    pub image: Option<String>,
    /// Shown on the menu.
    pub is_active: bool,
    /// Its own tax rate in percent, where it differs from the shop's.
    pub tax_rate: Option<Amount>,
    /// Its place on the menu, from 0.
    pub position: i32,
    /// Counts its changes.
    pub version: i64,
}

impl CategoryView {
    /// How `category` travels.
    pub fn of(category: &Category) -> Self {
        Self {
            id: category.id,
            name: category.name.clone(),
            description: category.description.clone(),
            image: category.image.clone(),
            is_active: category.is_active,
            tax_rate: category.tax_rate.map(Amount::from),
            position: category.position,
            version: category.version,
        }
    }
}

/// What a section of the menu shall be. To create one it takes a name; when it changes, what is left out
/// stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CategoryForm {
    /// What it is called; no two are called the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What customers read about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Shown on the menu. What stands in a section that is not shown cannot be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Its own tax rate in percent; null: the shop's.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Amount>))]
    pub tax_rate: Option<Option<Amount>>,
    /// Its place on the menu, from 0; the others make room. A new one comes last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The version the caller saw; a section that changed since is left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl CategoryForm {
    /// A section of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }
}
