//! Payments as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::orders::OrderView;
use crate::id::PaymentId;
use crate::money::{Amount, Currency, Money};
use crate::orders::tender::Tender;
use crate::orders::{Payment, TenderMethod};
use crate::refusal::{FieldErrors, Refusal};
use crate::text;

/// Pay what is due, with one tender or several; without any, all of it from the customer's wallet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PayOrder {
    /// Up to 20 tenders, together at most what is due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tenders: Vec<TenderRequest>,
    /// All of it in this way. Not together with `tenders`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<TenderMethod>,
    /// What the customer gives on top; becomes part of the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tip: Option<Amount>,
    /// The drawer into which cash goes; left out: the open one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
}

impl PayOrder {
    /// All that is due, in cash, from the `tendered` amount; `None`: the exact sum.
    pub fn cash(tendered: Option<Amount>) -> Self {
        let tender = TenderRequest { method: TenderMethod::Cash, amount: None, tendered, reference: None };
        Self::with(vec![tender])
    }

    /// All that is due, by card; `reference` is the terminal's.
    pub fn card(reference: Option<String>) -> Self {
        let tender = TenderRequest { method: TenderMethod::Card, amount: None, tendered: None, reference };
        Self::with(vec![tender])
    }

    /// All that is due, from the wallet of the order's customer.
    pub fn wallet() -> Self {
        Self { method: Some(TenderMethod::Wallet), ..Self::default() }
    }

    /// With these tenders, one after the other.
    pub fn with(tenders: Vec<TenderRequest>) -> Self {
        Self { tenders, ..Self::default() }
    }

    /// The tenders and the tip as rules see them. Refuses amounts below zero or with more decimals than the
    /// currency has, each by its field; `prefix` goes before the fields' paths: `payment.` where
    /// this stands in another command, else nothing.
    pub fn to_tenders(&self, currency: Currency, prefix: &str) -> Result<(Vec<Tender>, Money), Refusal> {
        let mut errors = FieldErrors::default();
        let tip = errors.money("tip", self.tip, currency);
        if self.method.is_some() && !self.tenders.is_empty() {
            errors.add("method", "give either a method or tenders");
        }
        let whole = [TenderRequest::whole(self.method.unwrap_or(TenderMethod::Wallet))];
        let tenders = if self.tenders.is_empty() { &whole[..] } else { &self.tenders };
        let tenders = tenders
            .iter()
            .enumerate()
            .map(|(index, tender)| tender.read(&format!("tenders.{index}"), currency, &mut errors))
            .collect();
        errors.into_result().map_err(|refusal| refusal.under(prefix))?;
        Ok((tenders, tip.unwrap_or_default()))
    }
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
    /// All that is due after the tenders before it.
    pub const fn whole(method: TenderMethod) -> Self {
        Self { method, amount: None, tendered: None, reference: None }
    }

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
            amount: errors.money(&format!("{path}.amount"), self.amount, currency),
            tendered: errors.money(&format!("{path}.tendered"), self.tendered, currency),
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
    /// What cash is rounded by: added to the amount it is what changed hands.
    #[serde(default)]
    pub rounding: Amount,
    /// How much of the amount is tip.
    #[serde(default)]
    pub tip: Amount,
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
            rounding: currency.amount(payment.rounding),
            tip: currency.amount(payment.tip),
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
    /// What was booked just now; nothing where the order was paid before.
    #[serde(default)]
    pub taken: Amount,
}

impl PaidOrder {
    /// How `order` travels with its payments, of which those in `taken` were booked just now.
    pub fn of(order: OrderView, before: &[Payment], taken: &[Payment], currency: Currency) -> Self {
        Self {
            order,
            payments: before.iter().chain(taken).map(|payment| PaymentView::of(payment, currency)).collect(),
            change: currency.amount(taken.iter().map(Payment::change).sum()),
            taken: currency.amount(taken.iter().map(|payment| payment.amount).sum()),
        }
    }
}
