//! Orders that are not paid: how many, what they owe, and which.

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, sql};
use diesel::sql_types::{BigInt, Nullable};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::db::MultiBackend;
use super::schema::orders;
use crate::drawer::Unpaid;
use crate::error::Result;
use crate::money::Money;
use crate::orders::{PaymentStatus, Status};

/// How many of them are named.
const NAMED: i64 = 20;
const DUE: &str = "CAST(SUM(total - paid) AS BIGINT)";

fn unpaid<'a>(since: DateTime<Utc>) -> orders::BoxedQuery<'a, MultiBackend> {
    let over = [Status::Cancelled, Status::Refunded].map(Status::as_str);
    orders::table
        .filter(orders::payment_status.eq(PaymentStatus::Pending.as_str()))
        .filter(orders::created_at.ge(since.naive_utc()))
        .filter(orders::status.ne_all(over))
        .into_boxed()
}

/// The orders that were placed since then and owe something.
pub fn load(tx: &mut Tx<'_>, since: DateTime<Utc>) -> Result<Unpaid> {
    let (count, due): (i64, Option<i64>) =
        unpaid(since).select((count_star(), sql::<Nullable<BigInt>>(DUE))).first(tx.conn)?;
    let numbers = unpaid(since)
        .order_by((orders::created_at, orders::id))
        .limit(NAMED)
        .select(orders::number)
        .load(tx.conn)?;
    Ok(Unpaid {
        count: u64::try_from(count).unwrap_or(0),
        due: Money::minor(due.unwrap_or_default()),
        numbers,
    })
}
