//! Prints of receipts: who made which, and when.

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::receipt_prints;
use crate::error::Result;
use crate::id::OrderId;

/// How many prints there are of an order's receipt.
pub fn count(tx: &mut Tx<'_>, order: OrderId) -> Result<u32> {
    let last: Option<i64> = receipt_prints::table
        .filter(receipt_prints::order_id.eq(order))
        .select(max(receipt_prints::copy))
        .first(tx.conn)?;
    Ok(last.and_then(|copy| u32::try_from(copy).ok()).unwrap_or(0))
}

/// Writes one more print down; which copy it is. The order is held: two prints at once are two copies.
pub fn insert(tx: &mut Tx<'_>, order: OrderId, by: &str, now: DateTime<Utc>) -> Result<u32> {
    let copy = count(tx, order)? + 1;
    diesel::insert_into(receipt_prints::table)
        .values((
            receipt_prints::order_id.eq(order),
            receipt_prints::copy.eq(i64::from(copy)),
            receipt_prints::printed_by.eq(by),
            receipt_prints::printed_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(copy)
}
