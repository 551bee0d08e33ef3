//! Coupons: what they give, to whom and when, and why not. [`judge()`] is the one place that says whether codes count
//! on a purchase; the till, the cart, checkout and "why?" all ask it, so none of them can disagree.
//!
//! Everything here is computed from values: the clock, the buyer's past and the uses so far are told by the caller.

pub mod amount;
pub mod best;
pub mod code;
pub mod draft;
pub mod gives;
pub mod judge;
pub mod occasion;
pub mod refusal;
pub mod rule;
pub mod schedule;
pub mod simulate;
pub mod suggest;
pub mod terms;
pub mod warnings;
pub mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use code::CouponCode;
pub use judge::{Judged, judge};
pub use occasion::{BasketLine, Buyer, Claim, InPlay, Occasion, Uses};
pub use rule::{Condition, Facts, Rule, Verdict};
pub use schedule::{Day, Hours, Schedule, YearDay};
pub use suggest::{Offer, Suggestion, suggest};
pub use terms::{Benefit, CustomerTerms, DiscountType, Limits, Minimum, Reward, Scope, Terms, TierStep};

use crate::id::{CouponBatchId, CouponId, UserId};
use crate::money::Money;
use crate::words::words;

/// The most codes of one order.
pub const MAX_CODES: usize = 5;

/// A code and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    /// Which.
    pub id: CouponId,
    /// What people type.
    pub code: CouponCode,
    /// What customers read about it.
    pub description: String,
    /// What it gives, and under which conditions.
    pub terms: Terms,
    /// Uses of orders that are not paid yet.
    pub held: u64,
    /// Uses of orders that were paid.
    pub consumed: u64,
    /// Switched on.
    pub is_active: bool,
    /// Shown to customers; what is not is only for who knows the code.
    pub is_public: bool,
    /// The only account that may use it.
    pub owner: Option<UserId>,
    /// The batch it was made in, where it is one of many.
    pub batch: Option<CouponBatchId>,
    /// When it was withdrawn for good; kept because orders refer to it.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts its changes; uses are no changes.
    pub version: i64,
}

/// Where a coupon stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CouponStatus {
    /// Its time has not come yet.
    Scheduled,
    /// It can be used.
    Active,
    /// Its time is over.
    Expired,
    /// All of its uses are taken.
    Depleted,
    /// It was switched off or withdrawn.
    Cancelled,
}

words!(CouponStatus {
    Scheduled = "scheduled", Active = "active", Expired = "expired", Depleted = "depleted", Cancelled = "cancelled",
});

/// What becomes of the use that an order makes of a coupon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum UseStatus {
    /// The order is not paid yet.
    Held,
    /// The order was paid.
    Consumed,
    /// The order was called off: others can have it.
    Released,
}

words!(UseStatus { Held = "held", Consumed = "consumed", Released = "released" });

/// A coupon on an order, and what it took off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedCoupon {
    /// Which.
    pub coupon: CouponId,
    /// Its code at the time.
    pub code: String,
    /// All that it took off, the delivery fee's share among it.
    pub amount: Money,
    /// What of it was the delivery fee's.
    pub delivery: Money,
}

impl Coupon {
    /// Where it stands at `now`.
    pub fn status(&self, now: DateTime<Utc>) -> CouponStatus {
        if !self.is_active || self.archived_at.is_some() {
            CouponStatus::Cancelled
        } else if self.terms.valid_until.is_some_and(|until| now >= until) {
            CouponStatus::Expired
        } else if self.terms.limits.uses.is_some_and(|most| self.uses() >= u64::from(most)) {
            CouponStatus::Depleted
        } else if now < self.terms.valid_from {
            CouponStatus::Scheduled
        } else {
            CouponStatus::Active
        }
    }

    /// How many of its uses are taken.
    pub const fn uses(&self) -> u64 {
        self.held + self.consumed
    }
}

#[cfg(test)]
mod tests;
