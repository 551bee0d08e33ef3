//! What is sent to create or change a coupon.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::accounts::Tier;
use crate::coupons::{Day, DiscountType, Hours, Schedule, YearDay};
use crate::id::{CategoryId, ProductId};
use crate::money::Amount;

/// What a coupon shall be. To create one it takes a code, a type, and what that type asks for; when it changes, what is
/// left out stays, and null takes a condition away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CouponForm {
    /// What people type: 3 to 40 letters, digits, hyphens and underscores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What customers read about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What kind it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_type: Option<DiscountType>,
    /// Percent (`"20.00"`) of a percentage or of the delivery fee; an amount of a fixed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_value: Option<Amount>,
    /// The most that a percentage takes off; null: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Amount>))]
    pub max_discount: Option<Option<Amount>>,
    /// Units to pay for; at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buy_x_count: Option<u32>,
    /// Units that are free for them, the cheapest; at least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub get_y_count: Option<u32>,
    /// How often at most in one order; null: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub max_sets: Option<Option<u32>>,
    /// The steps of a tiered one, each above the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<TierForm>>,
    /// From when on it counts; left out: from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when, exclusive; null: for good.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DateTime<Utc>>))]
    pub valid_until: Option<Option<DateTime<Utc>>>,
    /// By all together; null: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub max_uses: Option<Option<u32>>,
    /// By one account; null: no limit.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub max_uses_per_user: Option<Option<u32>>,
    /// The least that the goods are worth, before coupons, tax and delivery; null: anything.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Amount>))]
    pub min_order_value: Option<Option<Amount>>,
    /// The fewest units; null: any.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub min_order_items: Option<Option<u32>>,
    /// The fewest units of `applicable_categories`; null: any.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub min_category_items: Option<Option<u32>>,
    /// Who may use it; a VIP is a regular, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_tier: Option<Tier>,
    /// Who had so many orders delivered; null: any.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub min_customer_orders: Option<Option<u32>>,
    /// Who placed no more than so many before; 0: only a first order; null: any.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub max_customer_orders: Option<Option<u32>>,
    /// Who spent so much; null: anything.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Amount>))]
    pub min_customer_spent: Option<Option<Amount>>,
    /// What counts; together with `applicable_categories` empty: everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicable_products: Option<Vec<ProductId>>,
    /// And all of these sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicable_categories: Option<Vec<CategoryId>>,
    /// But none of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_products: Option<Vec<ProductId>>,
    /// And nothing of these sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_categories: Option<Vec<CategoryId>>,
    /// Also what is reduced already; false when it is left out of a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_to_discounted_items: Option<bool>,
    /// It may stand on an order together with others that may, too; false when it is left out of a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub combinable: Option<bool>,
    /// One account can use it again only after so many days; null: at once.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u32>))]
    pub usage_interval_days: Option<Option<u32>>,
    /// On which days of the week and at which hours of the shop's clock; null: always.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TimeRestrictions>))]
    pub time_restrictions: Restricted<TimeRestrictions>,
    /// In which months and on which days of the year; null: always.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<SeasonalRestrictions>))]
    pub seasonal_restrictions: Restricted<SeasonalRestrictions>,
    /// Switched on; true when it is left out of a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Shown to customers; true when it is left out of a new one, and false of many codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_public: Option<bool>,
    /// The version the caller saw; a coupon that changed since is left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// What is not given stays; what is given as null is taken away.
pub type Restricted<T> = Option<Option<T>>;

impl CouponForm {
    /// A part of what counts, in percent.
    pub fn percentage(code: impl Into<String>, percent: Amount) -> Self {
        Self::of(code, DiscountType::Percentage, Some(percent))
    }

    /// An amount.
    pub fn fixed(code: impl Into<String>, value: Amount) -> Self {
        Self::of(code, DiscountType::Fixed, Some(value))
    }

    /// For `buy` units that are paid, the `get` cheapest are free.
    pub fn buy_get(code: impl Into<String>, buy: u32, get: u32) -> Self {
        let form = Self::of(code, DiscountType::BuyXGetY, None);
        Self { buy_x_count: Some(buy), get_y_count: Some(get), ..form }
    }

    /// The more is bought, the more it gives.
    pub fn tiered(code: impl Into<String>, tiers: Vec<TierForm>) -> Self {
        Self { tiers: Some(tiers), ..Self::of(code, DiscountType::Tiered, None) }
    }

    /// A part of the delivery fee, in percent.
    pub fn delivery(code: impl Into<String>, percent: Amount) -> Self {
        Self::of(code, DiscountType::Delivery, Some(percent))
    }

    fn of(code: impl Into<String>, kind: DiscountType, discount_value: Option<Amount>) -> Self {
        Self { code: Some(code.into()), discount_type: Some(kind), discount_value, ..Self::default() }
    }
}

/// One step of a tiered coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TierForm {
    /// From how much on.
    pub min_amount: Amount,
    /// What `value` is.
    #[serde(rename = "type")]
    pub kind: TierType,
    /// Percent, or an amount, off all that counts.
    pub value: Amount,
}

/// What a step gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TierType {
    /// Percent.
    Percentage,
    /// An amount.
    Fixed,
}

/// On which days of the week and at which hours of the shop's clock a coupon counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct TimeRestrictions {
    /// On these; empty: on all. What is left of hours after midnight belongs to the day on which they began.
    pub days: BTreeSet<Day>,
    /// At these; null: all day.
    pub hours: Option<Hours>,
}

impl TimeRestrictions {
    /// What `schedule` says of them; nothing where it says nothing.
    pub fn of(schedule: &Schedule) -> Option<Self> {
        schedule.has_hours().then(|| Self { days: schedule.days.clone(), hours: schedule.hours })
    }
}

/// In which months and on which days of the year a coupon counts. Where both are given, both have to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SeasonalRestrictions {
    /// 1 to 12; empty: in all.
    pub months: BTreeSet<u32>,
    /// Month and day such as `12-24`; empty: on all.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub dates: BTreeSet<YearDay>,
}

impl SeasonalRestrictions {
    /// What `schedule` says of them; nothing where it says nothing.
    pub fn of(schedule: &Schedule) -> Option<Self> {
        schedule.has_season().then(|| Self { months: schedule.months.clone(), dates: schedule.dates.clone() })
    }
}
