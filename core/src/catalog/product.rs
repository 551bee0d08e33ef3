//! A product and its category, and whether it can be sold now.

use chrono::{DateTime, Utc};

use super::options::OptionGroup;
use crate::id::{AttributeId, CategoryId, ImageId, ProductId, TagId};
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
    /// Path of its picture on this server.
    pub image: Option<String>,
    /// Shown on the menu.
    pub is_active: bool,
    /// No longer there, kept because what orders refer to stands in it.
    pub is_archived: bool,
    /// Its own tax rate, where it differs from the shop's.
    pub tax_rate: Option<BasisPoints>,
    /// Its place on the menu, from 0.
    pub position: i32,
    /// Counts its changes.
    pub version: i64,
}

/// Something on the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; no two of them make one state")]
pub struct Product {
    /// Which.
    pub id: ProductId,
    /// Its section.
    pub category_id: CategoryId,
    /// The section's name.
    pub category_name: String,
    /// The section is shown on the menu.
    pub category_is_active: bool,
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
    /// A picture that lies elsewhere, by URL or path; shown where it has none of its own.
    pub image: Option<String>,
    /// Its own pictures, the one that lists show first.
    pub images: Vec<ProductImage>,
    /// On the menu at all.
    pub is_available: bool,
    /// Shown first.
    pub is_featured: bool,
    /// "86": sold out for now, whatever the counts say.
    pub sold_out: Option<SoldOut>,
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

/// How long a product that is sold out for now stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoldOut {
    /// Until somebody brings it back.
    UntilFurtherNotice,
    /// Until this time.
    Until(DateTime<Utc>),
}

impl SoldOut {
    /// True while it is sold out.
    pub fn holds(self, now: DateTime<Utc>) -> bool {
        match self {
            Self::UntilFurtherNotice => true,
            Self::Until(until) => now < until,
        }
    }

    /// When it ends by itself.
    pub const fn until(self) -> Option<DateTime<Utc>> {
        match self {
            Self::UntilFurtherNotice => None,
            Self::Until(until) => Some(until),
        }
    }
}

/// One picture of a product, by the paths under which this server keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductImage {
    /// Which.
    pub id: ImageId,
    /// The picture.
    pub image: String,
    /// The same, small.
    pub thumbnail: String,
}

/// A word that groups products across sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Which.
    pub id: TagId,
    /// The word.
    pub name: String,
}

/// The name of a property, as the vocabulary keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeName {
    /// Which.
    pub id: AttributeId,
    /// The name.
    pub name: String,
}

/// A named property of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The entry of the vocabulary.
    pub id: AttributeId,
    /// Which property ("Origin").
    pub name: String,
    /// Its value ("Peru").
    pub value: String,
}

impl Product {
    /// True when it is sold out for now by somebody's word; counts of stock are another rule.
    pub fn is_sold_out(&self, now: DateTime<Utc>) -> bool {
        self.sold_out.is_some_and(|sold_out| sold_out.holds(now))
    }

    /// Refuses unless the product may be sold at `now`; counts of stock are another rule.
    pub fn require_for_sale(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.is_archived {
            return Err(Refusal::UnknownProduct { product: self.id });
        }
        if !self.is_available || !self.category_is_active || self.is_sold_out(now) {
            return Err(Refusal::ProductUnavailable { product: self.id, name: self.name.clone() });
        }
        Ok(())
    }
}
