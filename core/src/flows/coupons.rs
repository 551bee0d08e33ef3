//! Coupons: make and change them, say what comes out about a code, and take the uses that orders make of them.

mod claim;
mod gift;
mod keep;
mod look;
mod simulate;
mod uses;

pub(super) use claim::{Claimed, ForWhom};
pub(super) use gift::give;
pub(super) use uses::{consume, record, release, take};

pub use keep::{create, remove, update};
pub use look::{list, load};
pub use simulate::simulate;

pub use crate::store::coupons::{CouponQuery, UsableBy};
