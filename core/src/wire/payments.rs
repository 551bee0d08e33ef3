//! Payments as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::orders::OrderView;
use crate::catalog::Shop;
use crate::id::PaymentId;
use crate::money::{Amount, Currency, Money};
use crate::orders::tender::Tender;
use crate::orders::{Order, Payment, TenderMethod};
use crate::refusal::{FieldErrors, Refusal};
use crate::text;

/// Pay what is due, with one tender or several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayOrder {
    /// 1 to 20 tenders, together at most what is due.
    pub tenders: Vec<TenderRequest>,
    /// What the customer gives on top; becomes part of the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<Amount>,
}

impl PayOrder {
    /// All that is due, in cash, from the `tendered` amount; `None`: the exact sum.
    pub fn cash(tendered: Option<Amount>) -> Self {
        let tender = TenderRequest { method: TenderMethod::Cash, amount: None, tendered, reference: None };
        Self { tenders: vec![tender], tip: None }
    }

    /// All that is due, by card; `reference` is the terminal's.
    pub fn card(reference: Option<String>) -> Self {
        let tender = TenderRequest { method: TenderMethod::Card, amount: None, tendered: None, reference };
        Self { tenders: vec![tender], tip: None }
    }

    /// The tenders and the tip as rules see them. Refuses amounts below zero or with more decimals than the
    /// currency has, each by its field; `prefix` goes before the fields' paths: `payment.` where
    /// this stands in another command, else nothing.
    pub fn to_tenders(&self, currency: Currency, prefix: &str) -> Result<(Vec<Tender>, Money), Refusal> {
        let mut errors = FieldErrors::default();
        let tip = read("tip".to_owned(), self.tip, currency, &mut errors);
        let tenders = self
            .tenders
            .iter()
            .enumerate()
            .map(|(index, tender)| tender.read(&format!("tenders.{index}"), currency, &mut errors))
            .collect();
        errors.into_result().map_err(|refusal| refusal.under(prefix))?;
        Ok((tenders, tip.unwrap_or_default()))
    }
}

/// The money of an optional field, or nothing and one more error.
fn read(
    field: String,
    amount: Option<Amount>,
    currency: Currency,
    errors: &mut FieldErrors,
) -> Option<Money> {
    match currency.money(amount?) {
        Ok(money) if !money.is_negative() => return Some(money),
        Ok(_) => errors.add(field, "must not be negative"),
        Err(invalid) => errors.add(field, invalid),
    }
    None
}

/// One way that part of an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenderRequest {
    /// How.
    pub method: TenderMethod,
    /// How much; left out: all that is due after the tenders before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The cash handed over; left out: exactly the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tendered: Option<Amount>,
    /// The terminal's reference of a card payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl TenderRequest {
    /// The most characters of a reference.
    const MAX_REFERENCE: usize = 64;

    fn read(&self, path: &str, currency: Currency, errors: &mut FieldErrors) -> Tender {
        let reference = text::line(self.reference.as_deref().unwrap_or_default());
        if reference.chars().count() > Self::MAX_REFERENCE {
            errors.add(
                format!("{path}.reference"),
                format!("has more than {} characters", Self::MAX_REFERENCE),
            );
        }
        Tender {
            method: self.method,
            amount: read(format!("{path}.amount"), self.amount, currency, errors),
            tendered: read(format!("{path}.tendered"), self.tendered, currency, errors),
            reference,
        }
    }
}

/// Money that came in, or as a refund went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// Which.
    pub id: PaymentId,
    /// How.
    pub method: TenderMethod,
    /// How much; negative for a refund.
    pub amount: Amount,
    /// The cash that was handed over.
    pub tendered: Amount,
    /// What went back over the counter.
    pub change: Amount,
    /// The terminal's reference of a card payment.
    pub reference: String,
    /// The payment that this one gives back.
    pub refund_of: Option<PaymentId>,
    /// Who took it.
    pub taken_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl PaymentView {
    /// How `payment` travels from a shop of this currency.
    pub fn of(payment: &Payment, currency: Currency) -> Self {
        Self {
            id: payment.id,
            method: payment.method,
            amount: currency.amount(payment.amount),
            tendered: currency.amount(payment.tendered),
            change: currency.amount(payment.change()),
            reference: payment.reference.clone(),
            refund_of: payment.refund_of,
            taken_by: payment.taken_by.clone(),
            created_at: payment.created_at,
        }
    }
}

/// An order with the payments that stand on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaidOrder {
    /// The order after the payment.
    #[serde(flatten)]
    pub order: OrderView,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentView>,
    /// What goes back over the counter now.
    pub change: Amount,
}

impl PaidOrder {
    /// How `order` travels with its payments; `change` is what goes back over the counter now.
    pub fn of(order: &Order, payments: &[Payment], change: Money, shop: &Shop) -> Self {
        Self {
            order: OrderView::of(order, shop),
            payments: payments.iter().map(|payment| PaymentView::of(payment, shop.currency)).collect(),
            change: shop.currency.amount(change),
        }
    }
}
