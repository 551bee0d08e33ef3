//! The cart as it travels, and the checkout that makes an order of it.

use serde::{Deserialize, Serialize};

use super::coupons::AppliedCouponView;
use super::orders::{ChosenOptionView, ProductRef};
use crate::cart::priced::{PricedLine, Problem};
use crate::cart::{Cart, CartLine, Priced};
use crate::catalog::{Shop, TaxMode};
use crate::id::{CartId, CartItemId, OptionId};
use crate::money::{Amount, Currency, Money};
use crate::orders::DeliveryMethod;
use crate::quantity::Quantity;

/// What somebody is about to order, priced as of now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartView {
    /// Which.
    pub id: CartId,
    /// Its lines, in the order they were added.
    pub items: Vec<CartItemView>,
    /// The code that will be applied; of several, the first.
    pub coupon: Option<String>,
    /// All codes that will be applied.
    #[serde(default)]
    pub coupon_codes: Vec<String>,
    /// What those of them that count take off what is picked up.
    #[serde(default)]
    pub coupons: Vec<AppliedCouponView>,
    /// Σ quantities.
    pub item_count: u32,
    /// Σ unit prices × quantities of what can be priced.
    pub subtotal: Amount,
    /// Σ discounts.
    pub discount_amount: Amount,
    /// The tax.
    pub tax: Amount,
    /// True when prices contain the tax.
    pub tax_included: bool,
    /// What picking it up would cost; delivery and tip come at checkout.
    pub total: Amount,
    /// What is not as it was when it was added, and what stands in the way of a checkout.
    pub problems: Vec<CartProblem>,
}

/// One line of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartItemView {
    /// Which.
    pub id: CartItemId,
    /// Of what.
    pub product: ProductRef,
    /// How many.
    pub quantity: Quantity,
    /// The choices that were made, as far as they are still on the menu.
    pub options: Vec<ChosenOptionView>,
    /// What the kitchen should know about it.
    pub notes: String,
    /// What one costs now, options included; what it cost when it was added, where it cannot be had any more.
    pub unit_price: Amount,
    /// Unit price × quantity; nothing where it cannot be had any more.
    pub subtotal: Amount,
}

/// Something about a cart that its owner should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartProblem {
    /// The line it is about; null for the cart as a whole.
    pub item: Option<CartItemId>,
    /// A stable word: `price_changed`, or the code with which a checkout would be refused (`out_of_stock`,
    /// `product_unavailable`, `unknown_product`, `unknown_option`, `option_count`, `coupon_expired` and the others of
    /// coupons).
    pub code: String,
    /// One sentence.
    pub message: String,
    /// True when a checkout would be refused because of it.
    pub blocks_checkout: bool,
}

impl CartView {
    /// How `cart` travels; `priced` is what [`crate::cart::price`] made of its lines.
    pub fn of(cart: &Cart, priced: &Priced, shop: &Shop) -> Self {
        let amount = |money: Money| shop.currency.amount(money);
        let lines = cart.lines.iter().zip(&priced.lines);
        Self {
            id: cart.id,
            items: lines.map(|(line, priced)| CartItemView::of(line, priced, shop.currency)).collect(),
            coupon: cart.coupons.first().map(|coupon| coupon.code.clone()),
            coupon_codes: cart.coupons.iter().map(|coupon| coupon.code.clone()).collect(),
            coupons: priced.coupons.iter().map(|one| AppliedCouponView::of(one, shop.currency)).collect(),
            item_count: cart.lines.iter().map(|line| line.quantity.get()).sum(),
            subtotal: amount(priced.quote.subtotal),
            discount_amount: amount(priced.quote.discount),
            tax: amount(priced.quote.tax),
            tax_included: shop.tax_mode == TaxMode::Inclusive,
            total: amount(priced.quote.total),
            problems: priced.problems.iter().map(|problem| CartProblem::of(problem, shop.currency)).collect(),
        }
    }
}

impl CartItemView {
    fn of(line: &CartLine, priced: &PricedLine, currency: Currency) -> Self {
        Self {
            id: line.id,
            product: ProductRef { id: line.product, name: priced.name.clone() },
            quantity: line.quantity,
            options: priced.options.iter().map(|option| ChosenOptionView::of(option, currency)).collect(),
            notes: line.notes.clone(),
            unit_price: currency.amount(priced.unit_price),
            subtotal: currency.amount(priced.subtotal),
        }
    }
}

impl CartProblem {
    fn of(problem: &Problem, currency: Currency) -> Self {
        Self {
            item: problem.line,
            code: problem.code().to_owned(),
            message: problem.message(currency),
            blocks_checkout: problem.blocks_checkout(),
        }
    }
}

/// Change one line of the cart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeCartItem {
    /// How many; left out: as many as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
    /// What the kitchen should know about it; left out: what it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Other choices; left out: those that were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<OptionId>>,
}

/// Order what is in the cart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checkout {
    /// How it reaches the customer.
    #[serde(default)]
    pub delivery_method: DeliveryMethod,
    /// Where to; left out for a delivery: the address that the profile offers first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_address: Option<String>,
    /// What the courier should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_notes: Option<String>,
    /// What the kitchen should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_instructions: Option<String>,
    /// What the customer gives on top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<Amount>,
    /// Pays it at once: ordered and paid, or neither. Left out: it is paid later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_with: Option<PayWith>,
    /// The code that is used, instead of those of the cart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_code: Option<String>,
    /// The codes that are used, up to 5, instead of those of the cart; none: no code at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon_codes: Option<Vec<String>>,
    /// The total that the customer saw; another one is refused with `total_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Amount>,
}

/// How a checkout is paid at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PayWith {
    /// From what the customer has paid in before.
    Wallet,
}

/// What ordering again came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reordered {
    /// The cart, with what of the old order can still be had.
    #[serde(flatten)]
    pub cart: CartView,
    /// What could not be put into it, and why.
    pub left_out: Vec<LeftOut>,
}

/// A line of an old order that cannot be ordered again as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOut {
    /// What it was of.
    pub product: ProductRef,
    /// How many.
    pub quantity: Quantity,
    /// One sentence.
    pub reason: String,
}
