//! Coupons as they travel: what they are here, what is sent to make one in [`form`], what came out about one in
//! [`explain`], what became of them in [`uses`].

pub mod explain;
pub mod form;
mod read;
pub mod simulation;
pub mod uses;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use explain::{BestCoupons, Explanation, MyCoupon, RuleView, SuggestionView, ValidateCoupon};
pub use form::{CouponForm, Restricted, SeasonalRestrictions, TierForm, TierType, TimeRestrictions};
pub use simulation::{SimulateCoupon, SimulationView};
pub use uses::{CouponStats, CouponUseView};

use crate::accounts::Tier;
use crate::catalog::Shop;
use crate::coupons::warnings::Warning;
use crate::coupons::{AppliedCoupon, Benefit, Coupon, CouponStatus, DiscountType, Reward, TierStep};
use crate::id::{CategoryId, CouponBatchId, CouponId, OrderId, ProductId, UserId};
use crate::money::{Amount, Currency, Money};

/// A coupon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; no two of them make one state")]
pub struct CouponView {
    /// Which.
    pub id: CouponId,
    /// What people type.
    pub code: String,
    /// What customers read about it.
    pub description: String,
    /// What kind it is.
    pub discount_type: DiscountType,
    /// Percent (`"20.00"`) of a percentage or of the delivery fee, else an amount; null where other fields say it.
    pub discount_value: Option<Amount>,
    /// The most that a percentage takes off.
    pub max_discount: Option<Amount>,
    /// Units to pay for.
    pub buy_x_count: Option<u32>,
    /// Units that are free for them: the cheapest.
    pub get_y_count: Option<u32>,
    /// How often at most in one order.
    pub max_sets: Option<u32>,
    /// The steps of a tiered one, from the lowest on.
    pub tiers: Vec<TierForm>,
    /// From when on it counts.
    pub valid_from: DateTime<Utc>,
    /// Until when, exclusive; null: for good.
    pub valid_until: Option<DateTime<Utc>>,
    /// By all together.
    pub max_uses: Option<u32>,
    /// By one account.
    pub max_uses_per_user: Option<u32>,
    /// How many are taken, by orders that were paid or still can be.
    pub current_uses: u64,
    /// The least that the goods are worth, before coupons, tax and delivery.
    pub min_order_value: Option<Amount>,
    /// The fewest units.
    pub min_order_items: Option<u32>,
    /// The fewest units of `applicable_categories`.
    pub min_category_items: Option<u32>,
    /// Who may use it; a VIP is a regular, too.
    pub customer_tier: Tier,
    /// Who had so many orders delivered.
    pub min_customer_orders: Option<u32>,
    /// Who placed no more than so many before.
    pub max_customer_orders: Option<u32>,
    /// Who spent so much.
    pub min_customer_spent: Option<Amount>,
    /// What counts; together with `applicable_categories` empty: everything.
    pub applicable_products: Vec<ProductId>,
    /// And all of these sections.
    pub applicable_categories: Vec<CategoryId>,
    /// But none of these.
    pub excluded_products: Vec<ProductId>,
    /// And nothing of these sections.
    pub excluded_categories: Vec<CategoryId>,
    /// Also what is reduced already.
    pub applies_to_discounted_items: bool,
    /// It may stand on an order together with others that may, too.
    pub combinable: bool,
    /// One account can use it again only after so many days.
    pub usage_interval_days: Option<u32>,
    /// On which days of the week and at which hours of the shop's clock; null: always.
    pub time_restrictions: Option<TimeRestrictions>,
    /// In which months and on which days of the year; null: always.
    pub seasonal_restrictions: Option<SeasonalRestrictions>,
    /// Switched on.
    pub is_active: bool,
    /// Shown to customers; what is not is only for who knows the code.
    pub is_public: bool,
    /// The only account that may use it; null: anybody.
    pub owner: Option<UserId>,
    /// The batch it was made in; null: by itself.
    pub batch: Option<CouponBatchId>,
    /// Where it stands.
    pub status: CouponStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts its changes; send it back with a change to be told of a race.
    pub version: i64,
}

impl CouponView {
    /// How `coupon` travels at `now`.
    pub fn of(coupon: &Coupon, currency: Currency, now: DateTime<Utc>) -> Self {
        let amount = |money: Option<Money>| money.map(|money| currency.amount(money));
        let terms = &coupon.terms;
        let given = Given::of(&terms.benefit, currency);
        Self {
            id: coupon.id,
            code: coupon.code.to_string(),
            description: coupon.description.clone(),
            discount_type: terms.benefit.kind(),
            discount_value: given.value,
            max_discount: given.cap,
            buy_x_count: given.buy,
            get_y_count: given.get,
            max_sets: given.max_sets,
            tiers: given.tiers,
            valid_from: terms.valid_from,
            valid_until: terms.valid_until,
            max_uses: terms.limits.uses,
            max_uses_per_user: terms.limits.uses_per_customer,
            current_uses: coupon.uses(),
            min_order_value: amount(terms.minimum.order_value),
            min_order_items: terms.minimum.order_items,
            min_category_items: terms.minimum.category_items,
            customer_tier: terms.customer.tier,
            min_customer_orders: terms.customer.min_orders,
            max_customer_orders: terms.customer.max_orders,
            min_customer_spent: amount(terms.customer.min_spent),
            applicable_products: terms.scope.products.iter().copied().collect(),
            applicable_categories: terms.scope.categories.iter().copied().collect(),
            excluded_products: terms.scope.excluded_products.iter().copied().collect(),
            excluded_categories: terms.scope.excluded_categories.iter().copied().collect(),
            applies_to_discounted_items: terms.scope.with_reduced,
            combinable: terms.combinable,
            usage_interval_days: terms.limits.interval_days,
            time_restrictions: TimeRestrictions::of(&terms.schedule),
            seasonal_restrictions: SeasonalRestrictions::of(&terms.schedule),
            is_active: coupon.is_active,
            is_public: coupon.is_public,
            owner: coupon.owner,
            batch: coupon.batch,
            status: coupon.status(now),
            created_at: coupon.created_at,
            updated_at: coupon.updated_at,
            version: coupon.version,
        }
    }
}

/// What of a benefit stands in which field.
#[derive(Default)]
struct Given {
    value: Option<Amount>,
    cap: Option<Amount>,
    buy: Option<u32>,
    get: Option<u32>,
    max_sets: Option<u32>,
    tiers: Vec<TierForm>,
}

impl Given {
    fn of(benefit: &Benefit, currency: Currency) -> Self {
        let amount = |money: Money| currency.amount(money);
        match benefit {
            Benefit::Percentage { rate, cap } | Benefit::Delivery { rate, cap } => {
                Self { value: Some((*rate).into()), cap: cap.map(amount), ..Self::default() }
            }
            Benefit::Fixed { value } => Self { value: Some(amount(*value)), ..Self::default() },
            Benefit::BuyGet { buy, get, max_sets } => {
                Self { buy: Some(*buy), get: Some(*get), max_sets: *max_sets, ..Self::default() }
            }
            Benefit::Tiered { steps } => {
                let tier = |TierStep { from, reward }: &TierStep| {
                    let (kind, value) = match reward {
                        Reward::Percentage(rate) => (TierType::Percentage, (*rate).into()),
                        Reward::Fixed(value) => (TierType::Fixed, amount(*value)),
                    };
                    TierForm { min_amount: amount(*from), kind, value }
                };
                Self { tiers: steps.iter().map(tier).collect(), ..Self::default() }
            }
        }
    }
}

/// A coupon that was just saved, and what its owner should look at once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedCoupon {
    /// The coupon.
    #[serde(flatten)]
    pub coupon: CouponView,
    /// What works and is hardly meant; empty where nothing is to be said.
    pub warnings: Vec<CouponWarning>,
}

/// Something about a coupon that its owner should look at once more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CouponWarning {
    /// A stable word: `tier_cliff`, `reaches_zero`, `outlives_season`, `unlimited`.
    pub code: String,
    /// One sentence.
    pub message: String,
}

impl CouponWarning {
    /// How `warning` travels.
    pub fn of(warning: &Warning, shop: &Shop) -> Self {
        Self { code: warning.code().to_owned(), message: warning.message(shop) }
    }
}

/// A coupon on an order, and what it took off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppliedCouponView {
    /// Which.
    pub id: CouponId,
    /// Its code at the time.
    pub code: String,
    /// All that it took off.
    pub amount: Amount,
}

impl AppliedCouponView {
    /// How `applied` travels.
    pub fn of(applied: &AppliedCoupon, currency: Currency) -> Self {
        Self { id: applied.coupon, code: applied.code.clone(), amount: currency.amount(applied.amount) }
    }
}

/// Put a coupon on an order that is not paid, or take it off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplyCoupon {
    /// Which order.
    pub order_id: OrderId,
    /// The version of the order the caller saw; one that changed since is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// A code that is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UseCode {
    /// The code; large and small letters are the same.
    pub code: String,
}

/// Make many codes of one kind, each for one use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeCodes {
    /// How many, 1 to 1000.
    pub count: u32,
    /// What each begins with: `SUMMER` makes `SUMMER-7KQ2M9XA`; up to 20 letters, digits, hyphens and underscores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What each of them gives, and under which conditions; `code` and `max_uses` are made here.
    pub coupon: CouponForm,
}

/// The codes that were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeCodes {
    /// By it they are listed later.
    pub batch: CouponBatchId,
    /// How many.
    pub count: u32,
    /// In no order.
    pub codes: Vec<String>,
    /// What works and is hardly meant.
    pub warnings: Vec<CouponWarning>,
}
