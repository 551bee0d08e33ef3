//! What somebody wants a product to be, before it is one: the same rules whether it comes from a file or
//! from a form. [`ProductDraft::checked`] is the only place that decides what a product may look like.

mod check;
mod merge;
mod options_on;

pub use options_on::OptionIds;

use super::given::Given;
use crate::id::{OptionGroupId, OptionId};
use crate::money::{BasisPoints, Money};

/// A product as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductDraft {
    /// What it is called.
    pub name: String,
    /// The name of its section.
    pub category: String,
    /// What one costs; above zero.
    pub price: Money,
    /// What one costs while it is reduced; below the price.
    pub sale_price: Given<Option<Money>>,
    /// What customers read about it.
    pub description: Given<String>,
    /// Tags, by name.
    pub tags: Given<Vec<String>>,
    /// Named properties, in order.
    pub attributes: Given<Vec<AttributeDraft>>,
    /// Allergens it contains.
    pub allergens: Given<Vec<String>>,
    /// The shop's own code.
    pub sku: Given<Option<String>>,
    /// The 1 to 5 digits a cashier types.
    pub plu: Given<Option<String>>,
    /// The 8 to 14 digits a scanner reads.
    pub barcode: Given<Option<String>>,
    /// How many are on the shelf; none: not counted.
    pub stock: Given<Option<u32>>,
    /// At or below this a warning is due.
    pub low_stock_threshold: Given<u32>,
    /// At or below this it is critical.
    pub critical_threshold: Given<u32>,
    /// On the menu at all.
    pub is_available: Given<bool>,
    /// Shown first.
    pub is_featured: Given<bool>,
    /// The tax rate of its section, where that differs from the shop's.
    pub tax_rate: Given<BasisPoints>,
    /// Picture, by URL or path.
    pub image: Given<Option<String>>,
    /// Questions to answer when ordering it.
    pub options: Given<Vec<OptionGroupDraft>>,
}

/// A named property, as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeDraft {
    /// Which property ("Origin").
    pub name: String,
    /// Its value ("Peru").
    pub value: String,
}

/// A question about a product, as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionGroupDraft {
    /// The group of the product that it replaces; without it, the one of the same name.
    pub id: Option<OptionGroupId>,
    /// The question.
    pub name: String,
    /// The fewest answers.
    pub min: u32,
    /// The most answers; at least 1.
    pub max: u32,
    /// The possible answers, in the order they are shown.
    pub options: Vec<OptionDraft>,
}

/// One possible answer, as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionDraft {
    /// The answer of the same group that it replaces; without it, the one of the same name.
    pub id: Option<OptionId>,
    /// What it is called.
    pub name: String,
    /// What it adds to the unit price; not below zero.
    pub price: Money,
}
