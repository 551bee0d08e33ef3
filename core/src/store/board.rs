//! Orders as the kitchen and the counter look at them: what is in work, what is to be made of it, and how the orders
//! of a day stand. A fixed number of queries, however many orders there are.

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Text};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::Tx;
use super::order_rows::OrderRow;
use super::orders::whole;
use super::schema::{order_lines, orders};
use crate::error::{Error, Result};
use crate::id::ProductId;
use crate::money::Money;
use crate::orders::{Order, PaymentStatus, Status};
use crate::time::BusinessDay;

/// How the orders of a day stand that stand in the same place.
pub struct DayFigures {
    /// Where.
    pub status: Status,
    /// How many.
    pub orders: u64,
    /// How many of them are not paid.
    pub unpaid: u64,
    /// Σ paid − refunded.
    pub taken: Money,
    /// Σ total − paid, where that is more than nothing.
    pub due: Money,
}

fn words(statuses: &[Status]) -> impl Iterator<Item = &'static str> {
    statuses.iter().map(|status| status.as_str())
}

/// How many orders stand in one of these, of any day.
pub fn count_in(tx: &mut Tx<'_>, statuses: &[Status]) -> Result<u64> {
    let count: i64 =
        orders::table.filter(orders::status.eq_any(words(statuses))).count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Orders that stand in one of these, the oldest first, `limit` at most.
pub fn list_in(tx: &mut Tx<'_>, statuses: &[Status], limit: u32) -> Result<Vec<Order>> {
    let rows: Vec<OrderRow> = orders::table
        .filter(orders::status.eq_any(words(statuses)))
        .order_by((orders::created_at, orders::id))
        .limit(i64::from(limit))
        .select(OrderRow::as_select())
        .load(tx.conn)?;
    whole(tx, rows)
}

/// How many units of which products the orders in one of these hold, without those that were given back; most first,
/// `limit` products at most.
pub fn units_in(tx: &mut Tx<'_>, statuses: &[Status], limit: u32) -> Result<Vec<(ProductId, String, u64)>> {
    let in_work = orders::table.filter(orders::status.eq_any(words(statuses))).select(orders::id);
    let units = "CAST(SUM(quantity - refunded_quantity) AS BIGINT)";
    let rows: Vec<(ProductId, String, i64)> = order_lines::table
        .filter(order_lines::order_id.eq_any(in_work))
        .filter(order_lines::quantity.gt(order_lines::refunded_quantity))
        .group_by(order_lines::product_id)
        .select((order_lines::product_id, sql::<Text>("MAX(product_name)"), sql::<BigInt>(units)))
        .order_by((sql::<BigInt>(units).desc(), order_lines::product_id.asc()))
        .limit(i64::from(limit))
        .load(tx.conn)?;
    let told =
        |(product, name, units): (ProductId, String, i64)| (product, name, u64::try_from(units).unwrap_or(0));
    Ok(rows.into_iter().map(told).collect())
}

/// How the orders of a business day stand, by where they stand; none that stand nowhere.
pub fn day(tx: &mut Tx<'_>, day: BusinessDay) -> Result<Vec<DayFigures>> {
    let unpaid = format!(
        "CAST(SUM(CASE WHEN payment_status = '{}' THEN 1 ELSE 0 END) AS BIGINT)",
        PaymentStatus::Pending
    );
    let taken = "CAST(SUM(paid - refunded) AS BIGINT)";
    let due = "CAST(SUM(CASE WHEN total > paid THEN total - paid ELSE 0 END) AS BIGINT)";
    let rows: Vec<(String, i64, i64, i64, i64)> = orders::table
        .filter(orders::business_day.eq(day.to_string()))
        .group_by(orders::status)
        .select((
            orders::status,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>(&unpaid),
            sql::<BigInt>(taken),
            sql::<BigInt>(due),
        ))
        .order_by(orders::status)
        .load(tx.conn)?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let figures = |(status, orders, unpaid, taken, due): (String, i64, i64, i64, i64)| {
        Ok(DayFigures {
            status: Status::parse(&status).ok_or_else(|| Error::Broken(format!("status holds {status}")))?,
            orders: count(orders),
            unpaid: count(unpaid),
            taken: Money::minor(taken),
            due: Money::minor(due),
        })
    };
    rows.into_iter().map(figures).collect()
}
