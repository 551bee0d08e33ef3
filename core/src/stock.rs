//! Stock: counts, reservations and movements. Nothing is ever negative, and every change of `on_hand` is a
//! [`Movement`], so that `on_hand` is the sum of them.
//!
//! Changes by hand are judged in [`booking`], sheets of counts in [`sheet`], limits in [`limits`]; [`days`] and
//! [`outlook`] say what moved lately and how long the rest will do.

pub mod booking;
pub mod days;
pub mod limits;
pub mod outlook;
pub mod sheet;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::ProductId;
use crate::refusal::Refusal;

/// The counts of a tracked product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// How many are in the house.
    pub on_hand: u32,
    /// How many of them are promised to orders.
    pub reserved: u32,
    /// At or below this a warning is due.
    pub low_stock_threshold: u32,
    /// At or below this it is critical.
    pub critical_threshold: u32,
}

impl Stock {
    /// How many may still be promised.
    pub const fn available(&self) -> u32 {
        self.on_hand.saturating_sub(self.reserved)
    }

    /// How `on_hand` stands to the limits.
    pub const fn level(&self) -> StockLevel {
        if self.on_hand <= self.critical_threshold {
            StockLevel::Critical
        } else if self.on_hand <= self.low_stock_threshold {
            StockLevel::Warning
        } else {
            StockLevel::Ok
        }
    }
}

/// How a count stands to the limits of its product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StockLevel {
    /// Above both.
    Ok,
    /// At the warning or below.
    Warning,
    /// At the critical limit or below.
    Critical,
}

impl StockLevel {
    /// Every level, the best first.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Warning, Self::Critical];

    /// Its word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// The level with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// Why `on_hand` changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MovementKind {
    /// Sold.
    Sale,
    /// Delivered to the house.
    Restock,
    /// Corrected by hand.
    Adjustment,
    /// Thrown away.
    Waste,
    /// Came back from a customer or from a cancelled order.
    Return,
    /// The shelf was counted.
    Count,
}

impl MovementKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Sale, Self::Restock, Self::Adjustment, Self::Waste, Self::Return, Self::Count];

    /// Its word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Restock => "restock",
            Self::Adjustment => "adjustment",
            Self::Waste => "waste",
            Self::Return => "return",
            Self::Count => "count",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One change of a product's `on_hand`, before it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Movement {
    /// Of what.
    pub product: ProductId,
    /// Why.
    pub kind: MovementKind,
    /// By how many; negative when they leave.
    pub quantity: i64,
}

/// The counts of a product as they stood and as they are; `None` where they are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Of what.
    pub product: ProductId,
    /// As they stood.
    pub before: Option<Stock>,
    /// As they are.
    pub after: Option<Stock>,
}

/// What an order wants of each product, the lines of one product summed, in the order of their ids: the
/// order in which rows are taken, so that two orders never wait for each other.
pub fn wanted(lines: impl IntoIterator<Item = (ProductId, u32)>) -> BTreeMap<ProductId, u32> {
    let mut wanted = BTreeMap::new();
    for (product, quantity) in lines {
        *wanted.entry(product).or_insert(0) += quantity;
    }
    wanted
}

/// Refuses unless `requested` more may be promised.
pub fn require_available(
    product: ProductId,
    name: &str,
    stock: &Stock,
    requested: u32,
) -> Result<(), Refusal> {
    let available = stock.available();
    if requested > available {
        return Err(Refusal::OutOfStock { product, name: name.to_owned(), requested, available });
    }
    Ok(())
}
