//! The laws as queries: each finds the first entry that breaks one. Decides nothing about the verdict.

use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{OptionalExtension, QueryableByName, RunQueryDsl, sql_query};

use super::Tx;
use crate::error::Result;
use crate::id::CouponId;
use crate::orders::{DeliveryMethod, Status};

#[derive(QueryableByName)]
struct EntryRow {
    #[diesel(sql_type = Text)]
    entry: String,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct StepRow {
    #[diesel(sql_type = Nullable<Text>)]
    from_status: Option<String>,
    #[diesel(sql_type = Text)]
    to_status: String,
    #[diesel(sql_type = Text)]
    delivery_method: String,
    #[diesel(sql_type = Text)]
    entry: String,
}

/// A kind of step that orders took, and one order that took it.
pub struct StepTaken {
    /// Where it stood; `None` when it was placed.
    pub from: Option<Status>,
    /// Where it went; `None` for a word that is no status.
    pub to: Option<Status>,
    /// How the order is delivered.
    pub method: Option<DeliveryMethod>,
    /// The order.
    pub entry: String,
}

#[derive(QueryableByName)]
struct UsesRow {
    #[diesel(sql_type = Text)]
    coupon: CouponId,
    #[diesel(sql_type = BigInt)]
    uses: i64,
}

/// The coupons after `after`, in the order of their ids and `limit` at most, of which one customer makes several uses,
/// and how many the customer who makes the most.
pub fn used_again(tx: &mut Tx<'_>, after: Option<CouponId>, limit: u32) -> Result<Vec<(CouponId, u64)>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    // Ids have letters and digits only.
    let rows: Vec<UsesRow> = sql_query(format!(
        "SELECT coupon_id AS coupon, MAX(uses) AS uses FROM (SELECT coupon_id, COUNT(*) AS uses FROM coupon_uses \
         WHERE customer_id IS NOT NULL AND status <> 'released' AND coupon_id > '{after}' \
         GROUP BY coupon_id, customer_id HAVING COUNT(*) > 1) again GROUP BY coupon_id ORDER BY coupon_id LIMIT {limit}"
    ))
    .load(tx.conn)?;
    Ok(rows.into_iter().map(|row| (row.coupon, u64::try_from(row.uses).unwrap_or(0))).collect())
}

/// The first row of a query that selects an `entry`.
pub fn first_breach(tx: &mut Tx<'_>, query: &str) -> Result<Option<String>> {
    let row: Option<EntryRow> = sql_query(query).get_result(tx.conn).optional()?;
    Ok(row.map(|row| row.entry))
}

/// How many rows a table has.
pub fn count(tx: &mut Tx<'_>, table: &str) -> Result<u64> {
    let row: CountRow = sql_query(format!("SELECT COUNT(*) AS count FROM {table}")).get_result(tx.conn)?;
    Ok(u64::try_from(row.count).unwrap_or(0))
}

/// Every kind of step in the histories of all orders.
pub fn steps_taken(tx: &mut Tx<'_>) -> Result<Vec<StepTaken>> {
    let rows: Vec<StepRow> = sql_query(
        "SELECT h.from_status, h.to_status, o.delivery_method, MIN(o.id) AS entry \
         FROM order_history h JOIN orders o ON o.id = h.order_id \
         GROUP BY h.from_status, h.to_status, o.delivery_method",
    )
    .load(tx.conn)?;
    let step = |row: StepRow| StepTaken {
        from: row.from_status.as_deref().and_then(Status::parse),
        to: Status::parse(&row.to_status),
        method: DeliveryMethod::parse(&row.delivery_method),
        entry: row.entry,
    };
    Ok(rows.into_iter().map(step).collect())
}
