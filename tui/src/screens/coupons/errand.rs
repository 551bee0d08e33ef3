//! A change of a coupon on its way to the shop. Each has one key for as long as its answer is not known.

use comanda_core::id::CouponId;
use comanda_core::wire::coupons::CouponForm;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Make a coupon.
    Create(Box<CouponForm>),
    /// Write one down as the form says.
    Save(CouponId, Box<CouponForm>),
    /// Switch one on or off.
    Switch(CouponId, Box<CouponForm>),
    /// Take one away.
    Remove(CouponId),
}

/// A change on its way to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Its idempotency key, by which the answer is known again too.
    pub key: String,
    /// What is to be done.
    pub deed: Deed,
}

/// An errand that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// What was sent.
    pub errand: Errand,
    /// The code it is about.
    pub code: String,
    /// An answer was lost: it may have been done.
    pub is_lost: bool,
}
