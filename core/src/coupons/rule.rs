//! What is asked of a purchase, one rule after the other, and what came out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::code::CouponCode;
use crate::accounts::Tier;
use crate::money::Money;
use crate::words::words;

/// A rule, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Condition {
    /// It is switched on.
    Active,
    /// Its window is open.
    Dates,
    /// Uses are left.
    MaxUses,
    /// The day of the week and the hour suit.
    Hours,
    /// The month and the date suit.
    Season,
    /// The buyer belongs to the group.
    CustomerTier,
    /// The buyer had enough orders.
    MinCustomerOrders,
    /// The buyer had not too many orders.
    MaxCustomerOrders,
    /// The buyer spent enough.
    MinCustomerSpent,
    /// The buyer has uses left.
    MaxUsesPerUser,
    /// The buyer's last use is long enough ago.
    UsageInterval,
    /// The goods are worth enough.
    MinOrderValue,
    /// There are enough of them.
    MinOrderItems,
    /// There are enough of the sections it names.
    MinCategoryItems,
    /// Some lines count.
    EligibleItems,
    /// It goes together with the other codes.
    Combinable,
    /// Something is taken off.
    Discount,
}

words!(Condition {
    Active = "active", Dates = "dates", MaxUses = "max_uses", Hours = "hours", Season = "season",
    CustomerTier = "customer_tier", MinCustomerOrders = "min_customer_orders",
    MaxCustomerOrders = "max_customer_orders", MinCustomerSpent = "min_customer_spent",
    MaxUsesPerUser = "max_uses_per_user", UsageInterval = "usage_interval", MinOrderValue = "min_order_value",
    MinOrderItems = "min_order_items", MinCategoryItems = "min_category_items", EligibleItems = "eligible_items",
    Combinable = "combinable", Discount = "discount",
});

/// What came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The coupon does not ask for it, or another rule has to hold first.
    NotEvaluated,
}

words!(Verdict { Pass = "pass", Fail = "fail", NotEvaluated = "not_evaluated" });

/// One rule and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which.
    pub condition: Condition,
    /// What came out.
    pub verdict: Verdict,
    /// What there is, and what it takes.
    pub facts: Facts,
}

/// What there is, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// The coupon does not ask for it, or something else has to hold first.
    Nothing,
    /// It takes an account, and the buyer has none.
    Guest,
    /// Whether it is switched on; what was withdrawn is not.
    Switch {
        /// Withdrawn for good.
        is_withdrawn: bool,
    },
    /// What time it is.
    Time(DateTime<Utc>),
    /// When the buyer can use it again.
    Again(DateTime<Utc>),
    /// A number, against what it takes or allows.
    Count {
        /// What there is.
        have: u64,
        /// The least, or the most.
        need: u64,
    },
    /// An amount, against what it takes.
    Amount {
        /// What there is.
        have: Money,
        /// The least.
        need: Money,
    },
    /// A group.
    Tier {
        /// The buyer's.
        have: Tier,
        /// The coupon's.
        need: Tier,
    },
    /// Lines that count, out of all.
    Lines {
        /// Those that count.
        counting: u64,
        /// All of them.
        of: u64,
        /// Some count only because nothing is wrong with them but that they are reduced.
        are_reduced: bool,
    },
    /// The other codes.
    Others {
        /// Which of them are in the way.
        in_the_way: Vec<CouponCode>,
        /// They may stand together, but one of them would get nothing.
        takes_all: bool,
    },
    /// What is taken off.
    Taken(Money),
}

impl Rule {
    pub(super) const fn unasked(condition: Condition) -> Self {
        Self { condition, verdict: Verdict::NotEvaluated, facts: Facts::Nothing }
    }

    pub(super) const fn of(condition: Condition, holds: bool, facts: Facts) -> Self {
        let verdict = if holds { Verdict::Pass } else { Verdict::Fail };
        Self { condition, verdict, facts }
    }

    /// True when it does not hold.
    pub fn fails(&self) -> bool {
        self.verdict == Verdict::Fail
    }
}
