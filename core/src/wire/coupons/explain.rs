//! What came out about a code: every rule, and the smallest change that would make it count.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AppliedCouponView, CouponView};
use crate::accounts::{Patronage, Tier};
use crate::catalog::Shop;
use crate::coupons::suggest::{Addition, Suggestion};
use crate::coupons::{Buyer, Condition, Judged, Rule, Uses, Verdict, words};
use crate::id::{OptionId, ProductId, UserId};
use crate::money::{Amount, Currency};
use crate::orders::DeliveryMethod;
use crate::wire::orders::PlaceOrderItem;

/// Ask what came out about a code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValidateCoupon {
    /// The code; large and small letters are the same.
    pub code: String,
    /// What would be ordered; left out: what is in the caller's cart. Prices are the shop's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<PlaceOrderItem>>,
    /// The codes that are used with it; left out: with `items` none, without those of the cart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_codes: Option<Vec<String>>,
    /// For whom, where somebody else asks; for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<UserId>,
    /// How it would reach the customer; left out: as suits the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_method: Option<DeliveryMethod>,
}

/// What came out about a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// True when it counts: an order of this with this code is accepted.
    pub is_valid: bool,
    /// What it takes off; where it does not count, what it would.
    pub discount_amount: Amount,
    /// What it takes off, or each reason why it does not count and what to do.
    pub message: String,
    /// Every rule, in order.
    pub rules: Vec<RuleView>,
    /// The smallest change that makes it count; null where it does, and where nothing would.
    pub suggestion: Option<SuggestionView>,
    /// The coupon.
    pub coupon: CouponView,
    /// Who would use it, for whoever judges it again as the order changes.
    pub buyer: BuyerView,
}

/// One rule and what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleView {
    /// Which.
    pub rule: Condition,
    /// What came out; `not_evaluated` where the coupon does not ask for it or another rule has to hold first.
    pub verdict: Verdict,
    /// What there is.
    pub have: Option<String>,
    /// What it takes.
    pub need: Option<String>,
    /// Why it fails, and what to do.
    pub hint: Option<String>,
}

/// What would make a code count. All that it says has to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionView {
    /// What to do, in one sentence.
    pub message: String,
    /// Take these codes out.
    pub remove_codes: Vec<String>,
    /// Have it reach the customer so.
    pub delivery_method: Option<DeliveryMethod>,
    /// Add this to the order.
    pub add: Option<AdditionView>,
    /// Come back at this time.
    pub wait_until: Option<DateTime<Utc>>,
    /// What the code takes off then.
    pub discount_amount: Amount,
}

/// Something to add to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdditionView {
    /// What.
    pub product_id: ProductId,
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// With these choices, where it takes some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionId>,
    /// What they cost.
    pub amount: Amount,
}

/// Who would use a coupon, as far as it matters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BuyerView {
    /// The group they belong to; null for a guest.
    pub tier: Option<Tier>,
    /// Orders that they placed before and that were not cancelled.
    pub placed: u64,
    /// Orders that they had delivered.
    pub delivered: u64,
    /// What they spent.
    pub spent: Amount,
    /// How often they have used this coupon.
    pub uses: u64,
    /// When they used it last.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Explanation {
    /// How what came out travels.
    pub fn of(
        judged: &Judged<'_>,
        suggestion: Option<&Suggestion>,
        buyer: &Buyer,
        uses: &Uses,
        shop: &Shop,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            is_valid: judged.is_valid(),
            discount_amount: shop.currency.amount(judged.discount.amount()),
            message: words::message(judged, shop),
            rules: judged.rules.iter().map(|rule| RuleView::of(rule, judged, shop)).collect(),
            suggestion: suggestion.map(|suggestion| SuggestionView::of(suggestion, shop)),
            coupon: CouponView::of(judged.coupon, shop.currency, now),
            buyer: BuyerView::of(buyer, uses, shop.currency),
        }
    }
}

impl RuleView {
    /// How `rule` travels, of what came out about one coupon.
    pub fn of(rule: &Rule, judged: &Judged<'_>, shop: &Shop) -> Self {
        Self {
            rule: rule.condition,
            verdict: rule.verdict,
            have: words::have(rule, shop),
            need: words::need(rule, judged.coupon, shop),
            hint: words::hint(rule, judged.coupon, shop),
        }
    }
}

impl SuggestionView {
    /// How `suggestion` travels.
    pub fn of(suggestion: &Suggestion, shop: &Shop) -> Self {
        let add = |Addition { product, name, quantity, cost }: &Addition| AdditionView {
            product_id: *product,
            name: name.clone(),
            quantity: *quantity,
            options: Vec::new(),
            amount: shop.currency.amount(*cost),
        };
        Self {
            message: words::suggestion(suggestion, shop),
            remove_codes: suggestion.without.iter().map(ToString::to_string).collect(),
            delivery_method: suggestion.deliver.then_some(DeliveryMethod::Delivery),
            add: suggestion.add.as_ref().map(add),
            wait_until: suggestion.wait_until,
            discount_amount: shop.currency.amount(suggestion.discount),
        }
    }
}

impl BuyerView {
    /// How who buys travels, with how often they used one coupon.
    pub fn of(buyer: &Buyer, uses: &Uses, currency: Currency) -> Self {
        let (tier, past) = match buyer {
            Buyer::Guest => (None, Patronage::default()),
            Buyer::Customer { tier, past } => (Some(*tier), *past),
        };
        Self {
            tier,
            placed: past.placed,
            delivered: past.delivered,
            spent: currency.amount(past.spent),
            uses: uses.own,
            last_used_at: uses.last_own,
        }
    }

    /// Who buys, and how often they used the coupon; `total` is how often all together did.
    pub fn to_buyer(&self, total: u64, currency: Currency) -> (Buyer, Uses) {
        let spent = currency.money(self.spent).unwrap_or_default();
        let past = Patronage { placed: self.placed, delivered: self.delivered, spent };
        let buyer = self.tier.map_or(Buyer::Guest, |tier| Buyer::Customer { tier, past });
        (buyer, Uses { total, own: self.uses, last_own: self.last_used_at })
    }
}

/// A coupon that a customer may know of, and what came out about it for their cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyCoupon {
    /// The coupon.
    pub coupon: CouponView,
    /// True when it counts for what is in the cart now.
    pub is_valid: bool,
    /// What it takes off; where it does not count, what it would.
    pub discount_amount: Amount,
    /// What it takes off, or what is missing.
    pub message: String,
    /// The rules that fail.
    pub missing: Vec<RuleView>,
    /// The smallest change that makes it count.
    pub suggestion: Option<SuggestionView>,
}

/// The codes that take the most off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BestCoupons {
    /// Which, used together; none: none of those that the buyer may know of counts.
    pub coupons: Vec<AppliedCouponView>,
    /// What they take off.
    pub discount_amount: Amount,
}

/// Ask for the codes that take the most off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindBest {
    /// What would be ordered; left out: what is in the caller's cart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<PlaceOrderItem>>,
    /// For whom, where somebody else asks; for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<UserId>,
    /// How it would reach the customer.
    #[serde(default)]
    pub delivery_method: DeliveryMethod,
}
