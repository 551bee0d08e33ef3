//! What a coupon gives, on which lines, and what it asks for.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::occasion::BasketLine;
use super::schedule::Schedule;
use crate::accounts::Tier;
use crate::id::{CategoryId, ProductId};
use crate::money::{BasisPoints, Money};
use crate::words::words;

/// Everything about a coupon that does not change by being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What it takes off.
    pub benefit: Benefit,
    /// The lines that count.
    pub scope: Scope,
    /// From when on it counts.
    pub valid_from: DateTime<Utc>,
    /// Until when, exclusive; none: for good.
    pub valid_until: Option<DateTime<Utc>>,
    /// On which days and at which hours.
    pub schedule: Schedule,
    /// What the basket must hold.
    pub minimum: Minimum,
    /// Who may use it.
    pub customer: CustomerTerms,
    /// How often it can be used.
    pub limits: Limits,
    /// It may stand on an order together with others that may, too.
    pub combinable: bool,
}

/// What a coupon takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Benefit {
    /// A part of what counts, at most `cap`.
    Percentage {
        /// Which part.
        rate: BasisPoints,
        /// The most that it takes off.
        cap: Option<Money>,
    },
    /// An amount, or all that counts where that is less.
    Fixed {
        /// How much.
        value: Money,
    },
    /// For `buy` units that are paid, the `get` cheapest are free.
    BuyGet {
        /// Units to pay for.
        buy: u32,
        /// Units that are free.
        get: u32,
        /// How often at most.
        max_sets: Option<u32>,
    },
    /// What the highest step gives that is reached.
    Tiered {
        /// From the lowest on.
        steps: Vec<TierStep>,
    },
    /// A part of the delivery fee, at most `cap`.
    Delivery {
        /// Which part.
        rate: BasisPoints,
        /// The most that it takes off.
        cap: Option<Money>,
    },
}

/// One step of a tiered coupon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierStep {
    /// From how much on.
    pub from: Money,
    /// What it gives on all that counts.
    pub reward: Reward,
}

/// What a step gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reward {
    /// A part of it.
    Percentage(BasisPoints),
    /// An amount, or all of it where that is less.
    Fixed(Money),
}

/// The kinds of coupons, in the order in which an order takes several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DiscountType {
    /// Some units are free.
    BuyXGetY,
    /// A part of what counts.
    Percentage,
    /// The more is bought, the more it gives.
    Tiered,
    /// An amount.
    Fixed,
    /// A part of the delivery fee.
    Delivery,
}

words!(DiscountType {
    BuyXGetY = "buy_x_get_y", Percentage = "percentage", Tiered = "tiered", Fixed = "fixed", Delivery = "delivery",
});

impl Benefit {
    /// Its kind.
    pub const fn kind(&self) -> DiscountType {
        match self {
            Self::Percentage { .. } => DiscountType::Percentage,
            Self::Fixed { .. } => DiscountType::Fixed,
            Self::BuyGet { .. } => DiscountType::BuyXGetY,
            Self::Tiered { .. } => DiscountType::Tiered,
            Self::Delivery { .. } => DiscountType::Delivery,
        }
    }
}

/// The lines that count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// These products; together with `categories` empty: all.
    pub products: BTreeSet<ProductId>,
    /// And all of these sections.
    pub categories: BTreeSet<CategoryId>,
    /// But none of these products.
    pub excluded_products: BTreeSet<ProductId>,
    /// And nothing of these sections.
    pub excluded_categories: BTreeSet<CategoryId>,
    /// Also what is reduced already.
    pub with_reduced: bool,
}

impl Scope {
    /// True when `line` counts.
    pub fn covers(&self, line: &BasketLine<'_>) -> bool {
        let is_named = self.products.contains(&line.product) || self.categories.contains(&line.category);
        let is_wanted = is_named || (self.products.is_empty() && self.categories.is_empty());
        let is_excluded = self.excluded_products.contains(&line.product)
            || self.excluded_categories.contains(&line.category);
        is_wanted && !is_excluded && (self.with_reduced || !line.is_reduced)
    }

    /// True when `line` is of the sections that the coupon names.
    pub fn is_of_categories(&self, line: &BasketLine<'_>) -> bool {
        self.categories.contains(&line.category)
    }
}

/// What the basket must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Minimum {
    /// All goods together, before coupons, tax and delivery.
    pub order_value: Option<Money>,
    /// Units of anything.
    pub order_items: Option<u32>,
    /// Units of the sections that the coupon names.
    pub category_items: Option<u32>,
}

/// Who may use it. All but [`Tier::All`] takes somebody with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerTerms {
    /// Of this group; a VIP is a regular, too.
    pub tier: Tier,
    /// Who had so many orders delivered.
    pub min_orders: Option<u32>,
    /// Who placed no more than so many before.
    pub max_orders: Option<u32>,
    /// Who spent so much.
    pub min_spent: Option<Money>,
}

impl Default for CustomerTerms {
    fn default() -> Self {
        Self { tier: Tier::All, min_orders: None, max_orders: None, min_spent: None }
    }
}

/// How often it can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// By all together.
    pub uses: Option<u32>,
    /// By one account.
    pub uses_per_customer: Option<u32>,
    /// By one account: again only after so many days.
    pub interval_days: Option<u32>,
}

impl Terms {
    /// `benefit` for everybody on everything, from `valid_from` on.
    pub fn of(benefit: Benefit, valid_from: DateTime<Utc>) -> Self {
        Self {
            benefit,
            scope: Scope::default(),
            valid_from,
            valid_until: None,
            schedule: Schedule::default(),
            minimum: Minimum::default(),
            customer: CustomerTerms::default(),
            limits: Limits::default(),
            combinable: false,
        }
    }

    /// True when only somebody with an account can use it.
    pub fn needs_account(&self) -> bool {
        self.limits.uses_per_customer.is_some() || self.limits.interval_days.is_some() || self.needs_past()
    }

    /// True when it depends on what somebody bought before.
    pub fn needs_past(&self) -> bool {
        self.customer != CustomerTerms::default()
    }
}
