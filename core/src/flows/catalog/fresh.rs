//! What is new on the menu, before anything was said about it: for forms and for files.

use chrono::{DateTime, Utc};

use crate::catalog::draft::OptionIds;
use crate::catalog::product::{Category, Product};
use crate::id::{OptionGroupId, OptionId};
use crate::money::{BasisPoints, Money};
use crate::store;

/// Makes the ids of new option groups and options.
pub(in crate::flows) struct FreshIds;

impl OptionIds for FreshIds {
    fn group(&mut self) -> OptionGroupId {
        store::fresh_id()
    }
    fn option(&mut self) -> OptionId {
        store::fresh_id()
    }
}

/// A product about which nothing has been said yet.
pub(in crate::flows) fn product(now: DateTime<Utc>) -> Product {
    Product {
        id: store::fresh_id(),
        category_id: store::fresh_id(),
        category_name: String::new(),
        category_is_active: true,
        name: String::new(),
        description: String::new(),
        price: Money::ZERO,
        sale_price: None,
        tax_rate: BasisPoints::default(),
        sku: None,
        plu: None,
        barcode: None,
        image: None,
        images: Vec::new(),
        is_available: true,
        is_featured: false,
        sold_out: None,
        is_archived: false,
        allergens: Vec::new(),
        tags: Vec::new(),
        attributes: Vec::new(),
        options: Vec::new(),
        stock: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// A section of this name that comes after `others` sections.
pub(in crate::flows) fn category(name: &str, others: usize) -> Category {
    Category {
        id: store::fresh_id(),
        name: name.to_owned(),
        description: String::new(),
        image: None,
        is_active: true,
        is_archived: false,
        tax_rate: None,
        position: i32::try_from(others).unwrap_or(i32::MAX),
        version: 1,
    }
}
