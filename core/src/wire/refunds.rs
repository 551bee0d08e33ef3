//! Cancelling and refunding as they travel.

use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::orders::OrderView;
use super::payments::PaymentView;
use crate::id::{LineId, RefundId};
use crate::money::{Amount, Currency};
use crate::orders::Payment;
use crate::orders::refund::{Decision, LineBack, Way};
use crate::quantity::Quantity;

/// Call an order off. What was paid goes back in the same transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelOrder {
    /// Why; staff say it always, whoever ordered it need not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Lines whose goods go back on the shelf although the kitchen has begun; the others are waste.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restock_items: Vec<LineId>,
    /// The delivery fee goes back although the courier has left: it was the shop's fault.
    #[serde(default)]
    pub shop_fault: bool,
    /// The drawer from which cash goes back; left out: the open one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
    /// The version the caller saw; an order that changed since is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Give money of a paid order back: for `lines`, or an `amount`, or without either all that remains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundOrder {
    /// For what; left out: for nothing in particular. An empty list is refused: it does not mean all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "one_at_least")]
    pub lines: Vec<RefundLine>,
    /// So much, for nothing in particular. Not together with `lines`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Why; required.
    #[serde(default)]
    pub reason: String,
    /// Where it goes; left out: back as it came.
    #[serde(default)]
    pub to: RefundTo,
    /// The goods go back on the shelf; else they are waste, once the kitchen has begun.
    #[serde(default)]
    pub restock: bool,
    /// The delivery fee goes back as well: it was the shop's fault.
    #[serde(default)]
    pub shop_fault: bool,
    /// The drawer from which cash goes back; left out: the open one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
    /// The version the caller saw; an order that changed since is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// So many of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundLine {
    /// Which line of the order.
    pub item_id: LineId,
    /// How many.
    pub quantity: Quantity,
    /// Whether these go back on the shelf; left out: as the refund says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restock: Option<bool>,
}

/// Where the money of a refund goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RefundTo {
    /// Back as it came, tender by tender.
    #[default]
    Origin,
    /// Into the customer's wallet.
    Wallet,
}

crate::words::words!(RefundTo { Origin = "origin", Wallet = "wallet" });

/// Whoever sends a list of nothing has lost what was in it.
fn one_at_least<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RefundLine>, D::Error> {
    let lines = Vec::deserialize(deserializer)?;
    if lines.is_empty() { Err(D::Error::custom("name at least one, or leave it out")) } else { Ok(lines) }
}

impl From<RefundTo> for Way {
    fn from(to: RefundTo) -> Self {
        match to {
            RefundTo::Origin => Self::Origin,
            RefundTo::Wallet => Self::Wallet,
        }
    }
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundView {
    /// Which.
    pub id: RefundId,
    /// All of it.
    pub amount: Amount,
    /// How much of it is delivery fee.
    pub delivery_fee: Amount,
    /// For what; empty where it was for nothing in particular.
    pub lines: Vec<RefundedLineView>,
    /// Why.
    pub reason: String,
    /// The parts of it, by the way they go: what is to be handed over, and what a card terminal must give back.
    pub payments: Vec<PaymentView>,
    /// Who gave it.
    pub by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl RefundView {
    /// How a refund travels that was just given; `restocked` tells of which lines the goods went back on the shelf.
    #[expect(clippy::too_many_arguments, reason = "a refund is made of all of these, once")]
    pub fn of(
        id: RefundId,
        decision: &Decision,
        reason: &str,
        given: &[Payment],
        restocked: impl Fn(LineId) -> bool,
        by: &str,
        created_at: DateTime<Utc>,
        currency: Currency,
    ) -> Self {
        let line = |back: &LineBack| RefundedLineView {
            item_id: back.line,
            quantity: back.quantity,
            amount: currency.amount(back.amount),
            is_restocked: restocked(back.line),
        };
        Self {
            id,
            amount: currency.amount(decision.amount),
            delivery_fee: currency.amount(decision.delivery_fee),
            lines: decision.lines.iter().map(line).collect(),
            reason: reason.to_owned(),
            payments: given.iter().map(|payment| PaymentView::of(payment, currency)).collect(),
            by: by.to_owned(),
            created_at,
        }
    }
}

/// What went back for one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundedLineView {
    /// Which line of the order.
    pub item_id: LineId,
    /// How many.
    pub quantity: u32,
    /// How much.
    pub amount: Amount,
    /// True when the goods went back on the shelf.
    pub is_restocked: bool,
}

/// An order, and what went back for it just now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundedOrder {
    /// The order afterwards.
    #[serde(flatten)]
    pub order: OrderView,
    /// What went back; null where nothing had been paid.
    pub refund: Option<RefundView>,
}
