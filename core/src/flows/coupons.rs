//! Coupons: make and change them, say what comes out about a code, and take the uses that orders make of them.

mod claim;
mod codes;
mod history;
mod keep;
mod look;
mod schedule;
mod stats;
mod uses;

pub(super) use claim::{Claimed, ForWhom};
pub(super) use uses::{consume, record, release, take};

pub use codes::make_codes;
pub use history::{UseQuery, uses};
pub use keep::{create, remove, update};
pub use look::{list, load};
pub use schedule::{clean_up, expire_due, expiring_soon};
pub use stats::stats;

pub use crate::store::coupons::{CouponQuery, UsableBy};
