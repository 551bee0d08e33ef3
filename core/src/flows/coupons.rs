//! Coupons: make and change them, say what comes out about a code, and take the uses that orders make of them.

mod addable;
mod apply;
mod claim;
mod codes;
mod explain;
mod gift;
mod guess;
mod history;
mod keep;
mod look;
mod offered;
mod schedule;
mod simulate;
mod stats;
mod uses;
mod wanted;

pub(super) use claim::{Claimed, ForWhom};
pub(super) use gift::give;
pub(super) use uses::{consume, record, release, take};

pub use apply::{apply, remove as take_off};
pub use codes::make_codes;
pub use explain::validate;
pub use guess::{Typed, are_known, guess};
pub use history::{UseQuery, uses};
pub use keep::{create, remove, update};
pub use look::{list, load};
pub use offered::{best, my_coupons};
pub use schedule::{clean_up, expire_due, expiring_soon};
pub use simulate::simulate;
pub use stats::stats;

pub use crate::store::coupons::{CouponQuery, UsableBy};
