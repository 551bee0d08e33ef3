//! Stock as it travels: counts, and the movements that changed them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::catalog::{CategoryRef, ProductRef};
use crate::id::{MovementId, OrderId, ProductId};
use crate::stock::{MovementKind, StockLevel};

/// The counts of one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockEntryView {
    /// Of what.
    pub product: ProductRef,
    /// Its section.
    pub category: CategoryRef,
    /// The shop's own code.
    pub sku: Option<String>,
    /// The digits a cashier types.
    pub plu: Option<String>,
    /// What a scanner reads.
    pub barcode: Option<String>,
    /// How many are in the house.
    pub on_hand: u32,
    /// How many of them are promised to orders.
    pub reserved: u32,
    /// How many may still be sold.
    pub available: u32,
    /// At or below this a warning is due.
    pub low_stock_threshold: u32,
    /// At or below this it is critical.
    pub critical_threshold: u32,
    /// How `on_hand` stands to these limits.
    pub level: StockLevel,
    /// Sold out for now, by somebody's word; see the product.
    pub is_sold_out: bool,
    /// When it can be had again.
    pub sold_out_until: Option<DateTime<Utc>>,
    /// The last days, the oldest first and today last, where they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<StockDayView>>,
}

/// What moved on one business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockDayView {
    /// The day.
    pub day: NaiveDate,
    /// How many came in.
    pub came: u64,
    /// How many went out.
    pub went: u64,
}

/// How many products are counted, and how many of them are low.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockSummaryView {
    /// All that are counted.
    pub tracked: u64,
    /// At or below their warning, but not critical.
    pub warning: u64,
    /// At or below their critical limit; those that are used up are among them.
    pub critical: u64,
    /// Of which nothing may be sold any more.
    pub used_up: u64,
}

/// The limits at which a product counts as low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thresholds {
    /// At or below this a warning is due.
    pub low_stock_threshold: u32,
    /// At or below this it is critical; not above the other.
    pub critical_threshold: u32,
}

/// Change the count of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovementForm {
    /// Of what.
    pub product_id: ProductId,
    /// Why: `restock`, `adjustment`, `waste`, `count` or `return`. Sales are written by orders.
    pub kind: MovementKind,
    /// By how many; below zero when they leave. For a count: how many are on the shelf.
    pub quantity: i64,
    /// Why, in a few words; needed for `adjustment` and `waste`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whatever else should be remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The count the caller saw; when it is another by now nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_on_hand: Option<u32>,
}

impl MovementForm {
    /// A movement without words.
    pub const fn new(product_id: ProductId, kind: MovementKind, quantity: i64) -> Self {
        Self { product_id, kind, quantity, reason: None, note: None, expected_on_hand: None }
    }

    /// So many were delivered to the house.
    pub fn restock(product_id: ProductId, quantity: u32) -> Self {
        Self::new(product_id, MovementKind::Restock, quantity.into())
    }

    /// So many were thrown away, and why.
    pub fn waste(product_id: ProductId, quantity: u32, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(reason.into()),
            ..Self::new(product_id, MovementKind::Waste, -i64::from(quantity))
        }
    }

    /// So many are on the shelf.
    pub fn count(product_id: ProductId, on_the_shelf: u32) -> Self {
        Self::new(product_id, MovementKind::Count, on_the_shelf.into())
    }

    /// The count was wrong by so many, and why.
    pub fn adjustment(product_id: ProductId, quantity: i64, reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), ..Self::new(product_id, MovementKind::Adjustment, quantity) }
    }
}

/// One change of a product's count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovementView {
    /// Which.
    pub id: MovementId,
    /// Of what.
    pub product: ProductRef,
    /// Why.
    pub kind: MovementKind,
    /// By how many; below zero when they left.
    pub quantity: i64,
    /// How many there were afterwards.
    pub on_hand_after: u32,
    /// Why, in words; the order's number for a sale.
    pub reason: String,
    /// What else was to be remembered.
    pub note: String,
    /// Who did it.
    pub by: String,
    /// The order it was for.
    pub order: Option<OrderId>,
    /// The movement that this one takes back.
    pub reverses: Option<MovementId>,
    /// The movement that takes this one back.
    pub reversed_by: Option<MovementId>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What was found on the shelves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountSheet {
    /// One line for each product that was counted, 500 at most.
    pub lines: Vec<CountLine>,
    /// Whatever should be remembered with each difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How many of one product are on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountLine {
    /// Of what.
    pub product_id: ProductId,
    /// How many.
    pub counted: u32,
    /// The count the books showed when it was looked; when it is another by now nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_on_hand: Option<u32>,
}

/// What a count of the shelves came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountReport {
    /// How many products stood as the books had them.
    pub right: u64,
    /// The movements that bring the books to what was found.
    pub differences: Vec<MovementView>,
}
