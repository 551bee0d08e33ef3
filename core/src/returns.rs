//! Returns: a customer's wish to give something of a delivered order back, from the request to the payout.

use serde::{Deserialize, Serialize};

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
