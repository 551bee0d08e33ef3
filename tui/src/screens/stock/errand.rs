//! A change of the stock on its way to the shop, what came of it, and how it is taken back. Each has one key
//! for as long as its answer is not known.

use chrono::{DateTime, Utc};
use comanda_core::catalog::SoldOut;
use comanda_core::id::{MovementId, ProductId};
use comanda_core::wire::{
    MovementForm, MovementView, ProductView, SetAvailability, StockEntryView, Thresholds,
};

use crate::screens::form::FormDialog;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Write a movement down.
    Record(MovementForm),
    /// Take a movement back.
    Reverse(MovementId),
    /// Other limits.
    Limits(ProductId, Thresholds),
    /// Sold out for now, or back.
    Availability(ProductId, SetAvailability),
}

/// A change on its way to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Its idempotency key, by which the answer is known again too.
    pub key: String,
    /// What is to be done.
    pub deed: Deed,
}

/// What the shop made of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The movement that was written down.
    Moved(MovementView),
    /// The counts with their new limits.
    Limits(StockEntryView),
    /// The product that is sold out or back.
    Availability(Box<ProductView>),
}

/// Where an errand comes from, and so what becomes of a refusal.
#[derive(Debug, Clone)]
pub enum Origin {
    /// This form, which comes back when it is refused.
    Form(Box<FormDialog>),
    /// A line of the receive dialog of so many.
    Receive(u32),
    /// A choice by one key; before it the product stood so.
    Choice(Option<SoldOut>),
    /// Taking this back.
    Undo(Step),
}

/// An errand that is not answered yet.
#[derive(Debug, Clone)]
pub struct Sending {
    /// What was sent.
    pub errand: Errand,
    /// About which product.
    pub product: ProductId,
    /// What that is called.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// An answer was lost: it may have been done, so it is asked until it is known.
    pub is_lost: bool,
}

/// Something that was done here and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A movement.
    Moved {
        /// Which.
        movement: MovementId,
        /// Of what.
        product: ProductId,
        /// What that is called.
        name: String,
        /// By how many.
        quantity: i64,
    },
    /// Other limits.
    Limits {
        /// Of what.
        product: ProductId,
        /// What that is called.
        name: String,
        /// The limits before.
        former: Thresholds,
    },
    /// Sold out or back.
    Availability {
        /// Of what.
        product: ProductId,
        /// What that is called.
        name: String,
        /// How it stood before.
        former: Option<SoldOut>,
    },
}

impl Step {
    /// The product, and what it is called.
    pub fn about(&self) -> (ProductId, &str) {
        match self {
            Self::Moved { product, name, .. }
            | Self::Limits { product, name, .. }
            | Self::Availability { product, name, .. } => (*product, name),
        }
    }

    /// What takes it back at `now`.
    pub fn back(&self, now: DateTime<Utc>) -> Deed {
        match self {
            Self::Moved { movement, .. } => Deed::Reverse(*movement),
            Self::Limits { product, former, .. } => Deed::Limits(*product, *former),
            Self::Availability { product, former, .. } => {
                let held = former.filter(|former| former.holds(now));
                let until = held.and_then(SoldOut::until);
                Deed::Availability(*product, SetAvailability { is_sold_out: held.is_some(), until })
            }
        }
    }
}
