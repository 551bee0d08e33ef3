//! A coupon tried on orders of the past.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::form::CouponForm;
use crate::coupons::Condition;
use crate::id::OrderId;
use crate::money::Amount;
use crate::time::BusinessDay;

/// Try a coupon on orders of the past. What it would have been worth is an upper bound: everybody who could have used
/// it is taken to have used it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimulateCoupon {
    /// The first business day; left out: so that there are 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<NaiveDate>,
    /// The last business day; left out: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<NaiveDate>,
    /// Changes that are tried and not saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<CouponForm>,
}

/// What a coupon would have come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimulationView {
    /// The first business day.
    pub start_date: BusinessDay,
    /// The last business day.
    pub end_date: BusinessDay,
    /// The orders that were tried: all that were placed on these days and not called off.
    pub orders: u64,
    /// How many of them it would have counted for.
    pub redemptions: u64,
    /// What it would have taken off.
    pub cost: Amount,
    /// What those orders came to without tax, delivery and tip.
    pub revenue: Amount,
    /// What it would have taken off, in percent of that; null where it would have counted for none.
    pub cost_percent: Option<Amount>,
    /// How often each rule was the first that failed.
    pub refused: Vec<RefusedBy>,
    /// The orders it would have changed, those it takes the most off first; at most 50.
    pub changed_orders: Vec<ChangedOrder>,
}

/// How often a rule was the first that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedBy {
    /// Which.
    pub rule: Condition,
    /// How often.
    pub orders: u64,
}

/// An order that a coupon would have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangedOrder {
    /// Which.
    pub id: OrderId,
    /// The number people called out.
    pub number: String,
    /// The day of trade it belongs to.
    pub day: BusinessDay,
    /// What the goods came to.
    pub goods: Amount,
    /// What would have been taken off.
    pub discount_amount: Amount,
}
