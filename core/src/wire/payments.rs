//! Payments as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::orders::OrderView;
use crate::id::PaymentId;
use crate::money::Amount;
use crate::orders::TenderMethod;

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
