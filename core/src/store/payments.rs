//! Payments of orders, and the refunds that give them back.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::Tx;
use super::db::insert_all;
use super::order_rows::PaymentRow;
use super::schema::payments;
use crate::error::Result;
use crate::id::OrderId;
use crate::orders::Payment;

/// An order's payments and refunds, oldest first.
pub fn list(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<Payment>> {
    let rows: Vec<PaymentRow> = payments::table
        .filter(payments::order_id.eq(order))
        .order_by((payments::created_at, payments::id))
        .select(PaymentRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(PaymentRow::into_payment).collect()
}

/// Writes down payments or refunds.
pub fn insert(tx: &mut Tx<'_>, taken: &[Payment]) -> Result<()> {
    let rows: Vec<PaymentRow> = taken.iter().map(PaymentRow::of).collect();
    insert_all!(tx, payments::table, &rows)?;
    Ok(())
}
