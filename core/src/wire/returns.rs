//! Returns as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::orders::{CustomerRef, ProductRef};
use super::refunds::RefundTo;
use crate::catalog::Shop;
use crate::id::{LineId, OrderId, RefundId, ReturnId, ReturnItemId};
use crate::money::Amount;
use crate::orders::{Customer, Order, OrderLine};
use crate::quantity::Quantity;
use crate::returns::{Return, ReturnItem, ReturnReason, ReturnStatus, ReturnType, decision};

/// Ask to give something of a delivered order back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestReturn {
    /// Which order.
    pub order: OrderId,
    /// What is wanted.
    pub return_type: ReturnType,
    /// Why.
    pub reason: ReturnReason,
    /// In the customer's words.
    #[serde(default)]
    pub description: String,
    /// What of it; 1 to 200 lines.
    pub items: Vec<RequestReturnItem>,
}

/// So many of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestReturnItem {
    /// Which line of the order.
    pub order_item: LineId,
    /// How many.
    pub quantity: Quantity,
    /// Why; left out: as the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReturnReason>,
    /// In the customer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnView {
    /// Which.
    pub id: ReturnId,
    /// Of which order.
    pub order: OrderId,
    /// The number people call it by.
    pub order_number: String,
    /// Who asked.
    pub customer: CustomerRef,
    /// What is wanted.
    pub return_type: ReturnType,
    /// Why.
    pub reason: ReturnReason,
    /// In the customer's words.
    pub description: String,
    /// Where it stands.
    pub status: ReturnStatus,
    /// What of it.
    pub items: Vec<ReturnItemView>,
    /// What will be or was paid back: what the lines come to, until a manager decides.
    pub refund_amount: Amount,
    /// What the manager said about it.
    pub admin_notes: String,
    /// Why it was not agreed to.
    pub rejection_reason: String,
    /// True when the goods that came back went on the shelf.
    #[serde(default)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnItemView {
    /// Which.
    pub id: ReturnItemId,
    /// Which line of the order.
    pub order_item: LineId,
    /// Of what.
    pub product: ProductRef,
    /// How many were asked for.
    pub quantity: Quantity,
    /// How many were agreed to, once it is decided.
    pub approved_quantity: Option<u32>,
    /// Why.
    pub reason: ReturnReason,
    /// In the customer's words.
    pub description: String,
}

/// Agree to a return.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApproveReturn {
    /// Fewer of some lines; left out: all that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ApproveReturnItem>,
    /// Less than the lines come to; then `admin_notes` say why. Never more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_amount: Option<Amount>,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_notes: Option<String>,
    /// The version the caller saw; a return that changed since is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// So many of one line are agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApproveReturnItem {
    /// Which line of the return.
    pub id: ReturnItemId,
    /// How many; 0 for none of it.
    pub quantity: u32,
}

/// Do not agree to a return.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectReturn {
    /// Why; the customer reads it.
    pub rejection_reason: String,
}

/// The goods of a return are back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiveReturn {
    /// They go back on the shelf; else they are waste.
    #[serde(default)]
    pub restock: bool,
}

/// Pay back what was agreed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompleteReturn {
    /// Where it goes; left out: back as it came.
    #[serde(default)]
    pub to: RefundTo,
    /// The drawer from which cash goes back; left out: the open one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
}

impl ReturnView {
    /// How `held`, which is of `order`, travels from `shop`.
    pub fn of(held: &Return, order: &Order, shop: &Shop) -> Self {
        // An order that can be returned has an owner, who is the one who asked.
        let named =
            |pick: fn(&Customer) -> &String| order.customer.as_ref().map(pick).cloned().unwrap_or_default();
        Self {
            id: held.id,
            order: held.order,
            order_number: order.number.clone(),
            customer: CustomerRef {
                id: held.customer,
                username: named(|customer| &customer.username),
                name: named(|customer| &customer.name),
            },
            return_type: held.return_type,
            reason: held.reason,
            description: held.description.clone(),
            status: held.status,
            items: held.items.iter().filter_map(|item| ReturnItemView::of(item, order)).collect(),
            refund_amount: shop.currency.amount(decision::comes_to(order, held)),
            admin_notes: held.admin_notes.clone(),
            rejection_reason: held.rejection_reason.clone(),
            is_restocked: held.is_restocked,
            refund: held.refund,
            created_at: held.created_at,
            updated_at: held.updated_at,
            decided_by: held.decided_by.clone(),
            decided_at: held.decided_at,
            received_at: held.received_at,
            completed_at: held.completed_at,
            version: held.version,
        }
    }
}

impl ReturnItemView {
    /// `None` for a line that the order does not have, which foreign keys rule out.
    fn of(item: &ReturnItem, order: &Order) -> Option<Self> {
        let line: &OrderLine = order.lines.iter().find(|line| line.id == item.line)?;
        Some(Self {
            id: item.id,
            order_item: item.line,
            product: ProductRef { id: line.product, name: line.name.clone() },
            quantity: item.quantity,
            approved_quantity: item.approved,
            reason: item.reason,
            description: item.description.clone(),
        })
    }
}
