//! How a return stands in its tables, and back.

use chrono::NaiveDateTime;
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};

use super::schema::{return_items, returns};
use crate::error::{Error, Result};
use crate::id::{LineId, OrderId, RefundId, ReturnId, ReturnItemId, UserId};
use crate::money::Money;
use crate::quantity::Quantity;
use crate::returns::{Return, ReturnItem, ReturnReason, ReturnStatus, ReturnType};

/// A return without its lines.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = returns, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct ReturnRow {
    pub id: ReturnId,
    pub order_id: OrderId,
    pub customer_id: UserId,
    pub return_type: String,
    pub reason: String,
    pub description: String,
    pub status: String,
    pub refund_amount: i64,
    pub admin_notes: String,
    pub rejection_reason: String,
    pub is_restocked: bool,
    pub refund_id: Option<RefundId>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
    pub received_at: Option<NaiveDateTime>,
    pub completed_at: Option<NaiveDateTime>,
    pub version: i64,
}

/// One line of a return.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = return_items, treat_none_as_default_value = false)]
pub(crate) struct ReturnItemRow {
    pub id: ReturnItemId,
    pub return_id: ReturnId,
    pub position: i32,
    pub line_id: LineId,
    pub quantity: i64,
    pub approved: Option<i64>,
    pub reason: String,
    pub description: String,
}

impl ReturnRow {
    pub fn of(held: &Return) -> Self {
        Self {
            id: held.id,
            order_id: held.order,
            customer_id: held.customer,
            return_type: held.return_type.as_str().to_owned(),
            reason: held.reason.as_str().to_owned(),
            description: held.description.clone(),
            status: held.status.as_str().to_owned(),
            refund_amount: held.refund_amount.as_minor(),
            admin_notes: held.admin_notes.clone(),
            rejection_reason: held.rejection_reason.clone(),
            is_restocked: held.is_restocked,
            refund_id: held.refund,
            created_at: held.created_at.naive_utc(),
            updated_at: held.updated_at.naive_utc(),
            decided_by: held.decided_by.clone(),
            decided_at: held.decided_at.map(|at| at.naive_utc()),
            received_at: held.received_at.map(|at| at.naive_utc()),
            completed_at: held.completed_at.map(|at| at.naive_utc()),
            version: held.version,
        }
    }

    /// The return with its lines, in their order.
    pub fn into_return(self, items: Vec<ReturnItemRow>) -> Result<Return> {
        Ok(Return {
            id: self.id,
            order: self.order_id,
            customer: self.customer_id,
            return_type: word(ReturnType::parse(&self.return_type), "return_type", &self.return_type)?,
            reason: word(ReturnReason::parse(&self.reason), "reason", &self.reason)?,
            description: self.description,
            status: word(ReturnStatus::parse(&self.status), "status", &self.status)?,
            items: items.into_iter().map(ReturnItemRow::into_item).collect::<Result<_>>()?,
            refund_amount: Money::minor(self.refund_amount),
            admin_notes: self.admin_notes,
            rejection_reason: self.rejection_reason,
            is_restocked: self.is_restocked,
            refund: self.refund_id,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            decided_by: self.decided_by,
            decided_at: self.decided_at.map(|at| at.and_utc()),
            received_at: self.received_at.map(|at| at.and_utc()),
            completed_at: self.completed_at.map(|at| at.and_utc()),
            version: self.version,
        })
    }
}

impl ReturnItemRow {
    pub fn of(held: ReturnId, position: usize, item: &ReturnItem) -> Self {
        Self {
            id: item.id,
            return_id: held,
            position: i32::try_from(position).unwrap_or(i32::MAX),
            line_id: item.line,
            quantity: item.quantity.get().into(),
            approved: item.approved.map(i64::from),
            reason: item.reason.as_str().to_owned(),
            description: item.description.clone(),
        }
    }

    fn into_item(self) -> Result<ReturnItem> {
        Ok(ReturnItem {
            id: self.id,
            line: self.line_id,
            quantity: Quantity::try_from(self.quantity).map_err(|cause| Error::Broken(cause.to_string()))?,
            approved: self.approved.map(|units| u32::try_from(units).unwrap_or(0)),
            reason: word(ReturnReason::parse(&self.reason), "reason", &self.reason)?,
            description: self.description,
        })
    }
}

fn word<T>(parsed: Option<T>, column: &str, text: &str) -> Result<T> {
    parsed.ok_or_else(|| Error::Broken(format!("{column} of a return holds {text}")))
}
