//! A product and its category, and whether it can be sold now.

use chrono::{DateTime, Utc};

use super::options::OptionGroup;
use crate::id::{CategoryId, ProductId, TagId};
use crate::money::{BasisPoints, Money};
use crate::refusal::Refusal;
use crate::stock::Stock;

/// A section of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Which.
    pub id: CategoryId,
    /// What it is called.
    pub name: String,
    /// What customers read about it.
    pub description: String,
    /// Shown on the menu.
    pub is_active: bool,
    /// Its own tax rate, where it differs from the shop's.
    pub tax_rate: Option<BasisPoints>,
    /// Its place on the menu, from 0.
    pub position: i32,
}

/// Something on the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Which.
    pub id: ProductId,
    /// Its section.
    pub category_id: CategoryId,
    /// The section's name.
    pub category_name: String,
    /// What it is called.
    pub name: String,
    /// What customers read about it.
    pub description: String,
    /// What one costs.
    pub price: Money,
    /// What one costs while it is reduced.
    pub sale_price: Option<Money>,
    /// The tax rate of its category, or the shop's.
    pub tax_rate: BasisPoints,
    /// Stock-keeping unit: the shop's own code.
    pub sku: Option<String>,
    /// Price look-up: the digits a cashier types.
    pub plu: Option<String>,
    /// What a scanner reads.
    pub barcode: Option<String>,
    /// Picture, by URL or path.
    pub image: Option<String>,
    /// On the menu at all.
    pub is_available: bool,
    /// Shown first.
    pub is_featured: bool,
    /// "86": sold out for now, until this time.
    pub sold_out_until: Option<DateTime<Utc>>,
    /// No longer on the menu, kept because orders refer to it.
    pub is_archived: bool,
    /// Allergens it contains.
    pub allergens: Vec<String>,
    /// Tags, by name.
    pub tags: Vec<Tag>,
    /// Named properties, in order.
    pub attributes: Vec<Attribute>,
    /// Questions to answer when ordering it.
    pub options: Vec<OptionGroup>,
    /// Its counts; `None` when they are not tracked.
    pub stock: Option<Stock>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts its changes.
    pub version: i64,
}

/// A word that groups products across sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Which.
    pub id: TagId,
    /// The word.
    pub name: String,
}

/// A named property of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Which property ("Origin").
    pub name: String,
    /// Its value ("Peru").
    pub value: String,
}

impl Product {
    /// Refuses unless the product may be sold at `now`; counts of stock are another rule.
    pub fn require_for_sale(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.is_archived {
            return Err(Refusal::UnknownProduct { product: self.id });
        }
        if !self.is_available || self.sold_out_until.is_some_and(|until| now < until) {
            return Err(Refusal::ProductUnavailable { product: self.id, name: self.name.clone() });
        }
        Ok(())
    }
}
