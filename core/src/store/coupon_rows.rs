//! How a coupon stands in its table, and back. What is only asked once the coupon is known stands in one document.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::{AsChangeset, Insertable, Queryable, Selectable};
use serde::{Deserialize, Serialize};

use super::schema::coupons;
use crate::accounts::Tier;
use crate::coupons::{
    Benefit, Coupon, CouponCode, CustomerTerms, Day, Hours, Limits, Minimum, Reward, Schedule, Scope, Terms,
    TierStep, YearDay,
};
use crate::error::{Error, Result};
use crate::id::{CategoryId, CouponBatchId, CouponId, ProductId, UserId};
use crate::money::{BasisPoints, Money};

/// A coupon; what is counted and what is seen of it are changed apart.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = coupons, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CouponRow {
    pub id: CouponId,
    pub code: String,
    pub description: String,
    pub discount_type: String,
    pub valid_from: NaiveDateTime,
    pub valid_until: Option<NaiveDateTime>,
    pub customer_tier: String,
    pub max_uses: Option<i64>,
    pub terms: String,
    pub is_active: bool,
    pub is_public: bool,
    pub owner_id: Option<UserId>,
    pub batch_id: Option<CouponBatchId>,
    pub archived_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i64,
}

#[derive(Serialize, Deserialize)]
struct Document {
    benefit: StoredBenefit,
    products: BTreeSet<ProductId>,
    categories: BTreeSet<CategoryId>,
    excluded_products: BTreeSet<ProductId>,
    excluded_categories: BTreeSet<CategoryId>,
    with_reduced: bool,
    days: BTreeSet<Day>,
    hours: Option<Hours>,
    months: BTreeSet<u32>,
    dates: BTreeSet<YearDay>,
    min_order_value: Option<i64>,
    min_order_items: Option<u32>,
    min_category_items: Option<u32>,
    min_customer_orders: Option<u32>,
    max_customer_orders: Option<u32>,
    min_customer_spent: Option<i64>,
    uses_per_customer: Option<u32>,
    interval_days: Option<u32>,
    combinable: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredBenefit {
    Percentage { rate: BasisPoints, cap: Option<i64> },
    Fixed { value: i64 },
    BuyGet { buy: u32, get: u32, max_sets: Option<u32> },
    Tiered { steps: Vec<StoredStep> },
    Delivery { rate: BasisPoints, cap: Option<i64> },
}

#[derive(Serialize, Deserialize)]
struct StoredStep {
    from: i64,
    reward: StoredReward,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredReward {
    Percentage(BasisPoints),
    Fixed(i64),
}

impl CouponRow {
    pub fn of(coupon: &Coupon) -> Result<Self> {
        let terms = &coupon.terms;
        let document = serde_json::to_string(&Document::of(terms));
        Ok(Self {
            id: coupon.id,
            code: coupon.code.to_string(),
            description: coupon.description.clone(),
            discount_type: terms.benefit.kind().as_str().to_owned(),
            valid_from: terms.valid_from.naive_utc(),
            valid_until: terms.valid_until.map(|until| until.naive_utc()),
            customer_tier: terms.customer.tier.as_str().to_owned(),
            max_uses: terms.limits.uses.map(i64::from),
            terms: document.map_err(|cause| Error::Broken(cause.to_string()))?,
            is_active: coupon.is_active,
            is_public: coupon.is_public,
            owner_id: coupon.owner,
            batch_id: coupon.batch,
            archived_at: coupon.archived_at.map(|at| at.naive_utc()),
            created_at: coupon.created_at.naive_utc(),
            updated_at: coupon.updated_at.naive_utc(),
            version: coupon.version,
        })
    }

    /// The coupon, of which so many uses are held and consumed.
    pub fn into_coupon(self, held: i64, consumed: i64) -> Result<Coupon> {
        let broken = |what: &str| Error::Broken(format!("{what} of {}", self.id));
        let document: Document = serde_json::from_str(&self.terms).map_err(|_| broken("terms"))?;
        let tier = Tier::parse(&self.customer_tier).ok_or_else(|| broken("customer_tier"))?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let mut terms = document.into_terms();
        (terms.valid_from, terms.valid_until) =
            (self.valid_from.and_utc(), self.valid_until.map(|until| until.and_utc()));
        terms.customer.tier = tier;
        terms.limits.uses = self.max_uses.map(|most| u32::try_from(most).unwrap_or(u32::MAX));
        Ok(Coupon {
            id: self.id,
            code: CouponCode::try_from(self.code.as_str()).map_err(|_| broken("code"))?,
            description: self.description,
            terms,
            held: count(held),
            consumed: count(consumed),
            is_active: self.is_active,
            is_public: self.is_public,
            owner: self.owner_id,
            batch: self.batch_id,
            archived_at: self.archived_at.map(|at| at.and_utc()),
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            version: self.version,
        })
    }
}

impl Document {
    fn of(terms: &Terms) -> Self {
        let Terms { scope, schedule, minimum, customer, limits, .. } = terms.clone();
        Self {
            benefit: StoredBenefit::of(&terms.benefit),
            products: scope.products,
            categories: scope.categories,
            excluded_products: scope.excluded_products,
            excluded_categories: scope.excluded_categories,
            with_reduced: scope.with_reduced,
            days: schedule.days,
            hours: schedule.hours,
            months: schedule.months,
            dates: schedule.dates,
            min_order_value: minimum.order_value.map(Money::as_minor),
            min_order_items: minimum.order_items,
            min_category_items: minimum.category_items,
            min_customer_orders: customer.min_orders,
            max_customer_orders: customer.max_orders,
            min_customer_spent: customer.min_spent.map(Money::as_minor),
            uses_per_customer: limits.uses_per_customer,
            interval_days: limits.interval_days,
            combinable: terms.combinable,
        }
    }

    /// The terms, but for what has columns of its own.
    fn into_terms(self) -> Terms {
        Terms {
            scope: Scope {
                products: self.products,
                categories: self.categories,
                excluded_products: self.excluded_products,
                excluded_categories: self.excluded_categories,
                with_reduced: self.with_reduced,
            },
            schedule: Schedule { days: self.days, hours: self.hours, months: self.months, dates: self.dates },
            minimum: Minimum {
                order_value: self.min_order_value.map(Money::minor),
                order_items: self.min_order_items,
                category_items: self.min_category_items,
            },
            customer: CustomerTerms {
                tier: Tier::All,
                min_orders: self.min_customer_orders,
                max_orders: self.max_customer_orders,
                min_spent: self.min_customer_spent.map(Money::minor),
            },
            limits: Limits {
                uses: None,
                uses_per_customer: self.uses_per_customer,
                interval_days: self.interval_days,
            },
            combinable: self.combinable,
            ..Terms::of(self.benefit.into_benefit(), chrono::DateTime::UNIX_EPOCH)
        }
    }
}

impl StoredBenefit {
    fn of(benefit: &Benefit) -> Self {
        let stored = |step: &TierStep| StoredStep {
            from: step.from.as_minor(),
            reward: match step.reward {
                Reward::Percentage(rate) => StoredReward::Percentage(rate),
                Reward::Fixed(value) => StoredReward::Fixed(value.as_minor()),
            },
        };
        match benefit {
            Benefit::Percentage { rate, cap } => {
                Self::Percentage { rate: *rate, cap: cap.map(Money::as_minor) }
            }
            Benefit::Fixed { value } => Self::Fixed { value: value.as_minor() },
            Benefit::BuyGet { buy, get, max_sets } => {
                Self::BuyGet { buy: *buy, get: *get, max_sets: *max_sets }
            }
            Benefit::Tiered { steps } => Self::Tiered { steps: steps.iter().map(stored).collect() },
            Benefit::Delivery { rate, cap } => Self::Delivery { rate: *rate, cap: cap.map(Money::as_minor) },
        }
    }

    fn into_benefit(self) -> Benefit {
        let step = |StoredStep { from, reward }: StoredStep| TierStep {
            from: Money::minor(from),
            reward: match reward {
                StoredReward::Percentage(rate) => Reward::Percentage(rate),
                StoredReward::Fixed(value) => Reward::Fixed(Money::minor(value)),
            },
        };
        match self {
            Self::Percentage { rate, cap } => Benefit::Percentage { rate, cap: cap.map(Money::minor) },
            Self::Fixed { value } => Benefit::Fixed { value: Money::minor(value) },
            Self::BuyGet { buy, get, max_sets } => Benefit::BuyGet { buy, get, max_sets },
            Self::Tiered { steps } => Benefit::Tiered { steps: steps.into_iter().map(step).collect() },
            Self::Delivery { rate, cap } => Benefit::Delivery { rate, cap: cap.map(Money::minor) },
        }
    }
}
