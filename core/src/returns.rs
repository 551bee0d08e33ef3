//! Returns: a customer's wish to give something of a delivered order back, from the request to the payout. What may
//! be asked for is in [`request`], what a manager may agree to and what is paid out in [`decision`].

pub mod decision;
pub mod request;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{LineId, OrderId, RefundId, ReturnId, ReturnItemId, UserId};
use crate::money::Money;
use crate::orders::OrderLine;
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::words::words;

/// What the customer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReturnType {
    /// The money back; the goods stay.
    Refund,
    /// The goods go back; no money.
    Return,
    /// The goods go back, and the money comes back.
    ReturnRefund,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReturnReason {
    /// It came broken or spilt.
    Damaged,
    /// It was something else.
    WrongItem,
    /// It was not liked.
    NotSatisfied,
    /// It was not as good as it should be.
    QualityIssue,
    /// The description says it.
    Other,
}

/// Where a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReturnStatus {
    /// Asked for.
    Pending,
    /// Agreed to.
    Approved,
    /// The goods are back.
    Processing,
    /// Done.
    Completed,
    /// Not agreed to.
    Rejected,
    /// Called off by whoever asked.
    Cancelled,
}

words!(ReturnType { Refund = "refund", Return = "return", ReturnRefund = "return_refund" });
words!(ReturnReason {
    Damaged = "damaged", WrongItem = "wrong_item", NotSatisfied = "not_satisfied",
    QualityIssue = "quality_issue", Other = "other",
});
words!(ReturnStatus {
    Pending = "pending", Approved = "approved", Processing = "processing", Completed = "completed",
    Rejected = "rejected", Cancelled = "cancelled",
});

/// One return, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Which.
    pub id: ReturnId,
    /// Of which order.
    pub order: OrderId,
    /// Who asked.
    pub customer: UserId,
    /// What is wanted.
    pub return_type: ReturnType,
    /// Why.
    pub reason: ReturnReason,
    /// In the customer's words.
    pub description: String,
    /// Where it stands.
    pub status: ReturnStatus,
    /// What of the order.
    pub items: Vec<ReturnItem>,
    /// What was agreed to be paid back; nothing before that.
    pub refund_amount: Money,
    /// What the manager said about it.
    pub admin_notes: String,
    /// Why it was not agreed to.
    pub rejection_reason: String,
    /// True when the goods that came back went on the shelf.
    pub is_restocked: bool,
    /// The refund it ended in.
    pub refund: Option<RefundId>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// When the goods were back.
    pub received_at: Option<DateTime<Utc>>,
    /// When it was done.
    pub completed_at: Option<DateTime<Utc>>,
    /// Counts its changes.
    pub version: i64,
}

/// One line of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnItem {
    /// Which.
    pub id: ReturnItemId,
    /// Which line of the order.
    pub line: LineId,
    /// How many were asked for.
    pub quantity: Quantity,
    /// How many were agreed to, once it is decided.
    pub approved: Option<u32>,
    /// Why.
    pub reason: ReturnReason,
    /// In the customer's words.
    pub description: String,
}

impl Return {
    /// How many of a line were agreed to.
    pub fn agreed(&self, line: LineId) -> u32 {
        let of_line = self.items.iter().find(|item| item.line == line);
        of_line.and_then(|item| item.approved).unwrap_or(0)
    }
}

/// How many of each line came back without money for them: their goods are in the house, and move no more.
pub type CameBack = BTreeMap<LineId, u32>;

/// How many of a line are still with the customer: neither paid back nor brought back.
pub fn left(line: &OrderLine, came_back: &CameBack) -> u32 {
    let brought = came_back.get(&line.id).copied().unwrap_or(0);
    line.quantity.get().saturating_sub(line.refunded_quantity).saturating_sub(brought)
}

/// What is done with a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A manager agrees.
    Approve,
    /// A manager does not.
    Reject,
    /// The goods are back.
    Receive,
    /// The money goes back.
    PayOut,
    /// Whoever asked no longer wants it.
    Cancel,
}

/// Where a return stands after `step`, or why it may not be taken. Goods that stay are not received, and where no
/// money is wanted the return is done once the goods are there.
pub fn after(step: Step, status: ReturnStatus, kind: ReturnType) -> Result<ReturnStatus, Refusal> {
    use ReturnStatus::{Approved, Cancelled, Completed, Pending, Processing, Rejected};
    match (step, status, kind) {
        (Step::Approve, Pending, _) => Ok(Approved),
        // Also later: what it was for may have been paid back otherwise meanwhile.
        (Step::Reject, Pending | Approved | Processing, _) => Ok(Rejected),
        (Step::Receive, Approved, ReturnType::ReturnRefund) => Ok(Processing),
        (Step::Receive, Approved, ReturnType::Return)
        | (Step::PayOut, Approved, ReturnType::Refund)
        | (Step::PayOut, Processing, ReturnType::ReturnRefund) => Ok(Completed),
        (Step::Cancel, Pending | Approved, _) => Ok(Cancelled),
        (Step::Approve | Step::Reject | Step::Receive | Step::PayOut | Step::Cancel, status, _) => {
            Err(Refusal::InvalidReturnStep { status })
        }
    }
}

#[cfg(test)]
mod tests;
