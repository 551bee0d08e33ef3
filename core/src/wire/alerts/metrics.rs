//! What alerts and orders add up to, as it travels.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::super::catalog::ProductRef;
use crate::alerts::{AlertType, Severity};
use crate::money::Amount;

/// What a look for reasons came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertCheck {
    /// How many products were looked at.
    pub checked: u64,
    /// How many alerts opened.
    pub opened: u64,
    /// How many the shop resolved.
    pub resolved: u64,
}

/// What was ordered most in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PopularityView {
    /// The first business day of it.
    pub start_date: NaiveDate,
    /// The last.
    pub end_date: NaiveDate,
    /// How many orders there were.
    pub orders: u64,
    /// How many units of all products, without those that were given back.
    pub units: u64,
    /// The products, most units first.
    pub products: Vec<PopularProduct>,
}

/// A product, and how much of it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PopularProduct {
    /// Which.
    pub product: ProductRef,
    /// In how many orders it is.
    pub orders: u64,
    /// How many units, without those that were given back.
    pub units: u64,
    /// Its part of all units, in per cent.
    pub share: Amount,
}

/// What is ordered more, or less, than in the period before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrendingView {
    /// The first business day of the period.
    pub start_date: NaiveDate,
    /// The last.
    pub end_date: NaiveDate,
    /// The first day of the period before, which is as long.
    pub before_start_date: NaiveDate,
    /// The last day of that.
    pub before_end_date: NaiveDate,
    /// The products, the largest rise in units first.
    pub products: Vec<TrendingProduct>,
}

/// A product in two periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrendingProduct {
    /// Which.
    pub product: ProductRef,
    /// In how many orders of the period it is.
    pub orders: u64,
    /// How many units of it, without those that were given back.
    pub units: u64,
    /// How many in the period before.
    pub units_before: u64,
    /// By how much that grew, in per cent; null where there were none before.
    pub growth: Option<Amount>,
}

/// How long alerts were open until somebody dealt with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseView {
    /// The first business day on which they were raised.
    pub start_date: NaiveDate,
    /// The last.
    pub end_date: NaiveDate,
    /// Those that people resolved.
    pub by_people: Option<WaitView>,
    /// Those for which the reason went away by itself.
    pub by_the_shop: Option<WaitView>,
    /// Those that people resolved, by how grave they were in the end.
    pub by_severity: Vec<SeverityWaits>,
    /// The same by what they were about.
    pub by_type: Vec<TypeWaits>,
    /// True when there were more than are looked at, and only the newest count.
    pub is_partial: bool,
}

/// So many waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitView {
    /// How many.
    pub count: u64,
    /// Half of them took no longer, in seconds.
    pub median_seconds: u64,
    /// On average, in seconds.
    pub average_seconds: u64,
    /// The longest, in seconds.
    pub longest_seconds: u64,
}

/// How long those of one severity were open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeverityWaits {
    /// How grave they were.
    pub severity: Severity,
    /// How long they were open.
    pub waits: WaitView,
}

/// How long those of one type were open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypeWaits {
    /// What they were about.
    pub alert_type: AlertType,
    /// How long they were open.
    pub waits: WaitView,
}
