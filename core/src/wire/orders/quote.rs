//! A priced basket as it travels, each step of its derivation in words. The server answers with it, and the
//! till shows it without asking.

use serde::{Deserialize, Serialize};

use super::ProductRef;
use crate::catalog::{Shop, TaxMode};
use crate::money::{Amount, Currency, Money};
use crate::orders::place::{Basket, Wish};
use crate::pricing::{Line, Step};
use crate::quantity::Quantity;
use crate::wire::coupons::AppliedCouponView;

/// A priced basket and the derivation of every cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteView {
    /// In the order they were asked for.
    pub lines: Vec<QuoteLineView>,
    /// Σ unit prices × quantities.
    pub subtotal: Amount,
    /// Σ discounts.
    pub discount_amount: Amount,
    /// What each code takes off.
    #[serde(default)]
    pub coupons: Vec<AppliedCouponView>,
    /// The tax.
    pub tax: Amount,
    /// True when prices contain the tax.
    pub tax_included: bool,
    /// What delivery costs.
    pub delivery_fee: Amount,
    /// What is to be paid.
    pub total: Amount,
    /// Where each cent comes from, in order.
    pub steps: Vec<StepView>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteLineView {
    /// Of what.
    pub product: ProductRef,
    /// How many.
    pub quantity: Quantity,
    /// What one costs, options included.
    pub unit_price: Amount,
    /// Unit price × quantity − discount.
    pub line_total: Amount,
    /// Its share of the discounts.
    pub discount: Amount,
    /// Its share of the tax.
    pub tax: Amount,
}

/// One step of the derivation of a total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepView {
    /// `base`, `discount`, `delivery_fee`, `tax`, `tax_included` or `tip`.
    pub step: String,
    /// What it is about, in words: `2 × Cola`, `10.00 % of 25.00`.
    pub detail: String,
    /// What it adds to the total; negative for a discount. `tax_included` tells how much of the nets is tax
    /// and adds nothing.
    pub amount: Amount,
}

impl QuoteView {
    /// How the price of `wishes` travels; `basket` is what [`crate::orders::place::basket`] made of them.
    pub fn of(shop: &Shop, wishes: &[Wish<'_>], basket: &Basket) -> Self {
        let amount = |money: Money| shop.currency.amount(money);
        let quote = &basket.quote;
        Self {
            lines: wishes
                .iter()
                .zip(&quote.lines)
                .map(|(wish, line)| QuoteLineView::of(wish, line, shop.currency))
                .collect(),
            subtotal: amount(quote.subtotal),
            discount_amount: amount(quote.discount),
            coupons: basket.coupons.iter().map(|one| AppliedCouponView::of(one, shop.currency)).collect(),
            tax: amount(quote.tax),
            tax_included: shop.tax_mode == TaxMode::Inclusive,
            delivery_fee: amount(quote.delivery_fee),
            total: amount(quote.total),
            steps: quote.steps.iter().map(|step| StepView::of(step, wishes, shop.currency)).collect(),
        }
    }
}

impl QuoteLineView {
    fn of(wish: &Wish<'_>, line: &Line, currency: Currency) -> Self {
        Self {
            product: ProductRef { id: wish.product.id, name: wish.product.name.clone() },
            quantity: wish.quantity,
            unit_price: currency.amount(line.unit_price),
            line_total: currency.amount(line.net),
            discount: currency.amount(line.discount),
            tax: currency.amount(line.tax),
        }
    }
}

impl StepView {
    fn of(step: &Step, wishes: &[Wish<'_>], currency: Currency) -> Self {
        let of_line = |line: usize| wishes.get(line).map_or("", |wish| wish.product.name.as_str());
        let (word, detail, money) = match step {
            Step::Base { line, amount } => {
                let quantity = wishes.get(*line).map_or(0, |wish| wish.quantity.get());
                ("base", format!("{quantity} × {}", of_line(*line)), *amount)
            }
            Step::Discount { line: Some(line), label, amount } => {
                ("discount", format!("{label}: {}", of_line(*line)), -*amount)
            }
            Step::Discount { line: None, label, amount } => {
                ("discount", format!("{label}: delivery"), -*amount)
            }
            Step::DeliveryFee { amount } => ("delivery_fee", "delivery".to_owned(), *amount),
            Step::Tax { rate, net, amount, included } => {
                let word = if *included { "tax_included" } else { "tax" };
                (word, format!("{rate} % of {}", currency.amount(*net)), *amount)
            }
            Step::Tip { amount } => ("tip", "tip".to_owned(), *amount),
        };
        Self { step: word.to_owned(), detail, amount: currency.amount(money) }
    }
}
