//! What alerts and orders add up to: what was ordered of each product, and how long alerts were open. A fixed number of
//! queries, each bounded.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::dsl::{auto_type, sql};
use diesel::sql_types::BigInt;
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, RunQueryDsl};

use super::super::Tx;
use super::super::past_orders::Period;
use super::super::schema::{alerts, order_lines, orders};
use super::rows::read;
use crate::alerts::{AlertType, Severity};
use crate::error::Result;
use crate::id::{ProductId, UserId};
use crate::orders::Status;

/// How much was ordered of a product.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sold {
    pub product: ProductId,
    pub orders: u64,
    pub units: u64,
}

const UNITS: &str = "CAST(COALESCE(SUM(quantity - refunded_quantity), 0) AS BIGINT)";
const ORDERS: &str = "COUNT(DISTINCT order_id)";

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// A period as its columns say it. The index goes by the clock, and the day decides: a cut-off or a time zone may have
/// been others then.
struct Bounds {
    from: NaiveDateTime,
    until: NaiveDateTime,
    first: String,
    last: String,
}

impl Bounds {
    fn of(period: &Period) -> Self {
        let slack = TimeDelta::days(2);
        Self {
            from: (period.from - slack).naive_utc(),
            until: (period.until + slack).naive_utc(),
            first: period.first.to_string(),
            last: period.last.to_string(),
        }
    }
}

/// The orders of a period that were not called off.
#[auto_type(no_type_alias)]
fn placed(bounds: Bounds) -> _ {
    let from: NaiveDateTime = bounds.from;
    let until: NaiveDateTime = bounds.until;
    let first: String = bounds.first;
    let last: String = bounds.last;
    let cancelled: &'static str = Status::Cancelled.as_str();
    orders::table
        .filter(orders::created_at.ge(from))
        .filter(orders::created_at.le(until))
        .filter(orders::business_day.ge(first))
        .filter(orders::business_day.le(last))
        .filter(orders::status.ne(cancelled))
        .select(orders::id)
}

/// What was ordered in a period and not called off, by product: most units first, `limit` products at most.
pub fn sold(tx: &mut Tx<'_>, period: &Period, limit: u32) -> Result<Vec<Sold>> {
    let rows: Vec<(ProductId, i64, i64)> = order_lines::table
        .filter(order_lines::order_id.eq_any(placed(Bounds::of(period))))
        .group_by(order_lines::product_id)
        .order_by((sql::<BigInt>(UNITS).desc(), order_lines::product_id.asc()))
        .limit(i64::from(limit))
        .select((order_lines::product_id, sql::<BigInt>(ORDERS), sql::<BigInt>(UNITS)))
        .load(tx.conn)?;
    let sold = |(product, orders, units)| Sold { product, orders: count(orders), units: count(units) };
    Ok(rows.into_iter().map(sold).collect())
}

/// How many orders and units that were of all products.
pub fn all_sold(tx: &mut Tx<'_>, period: &Period) -> Result<(u64, u64)> {
    let (orders, units): (i64, i64) = order_lines::table
        .filter(order_lines::order_id.eq_any(placed(Bounds::of(period))))
        .select((sql::<BigInt>(ORDERS), sql::<BigInt>(UNITS)))
        .first(tx.conn)?;
    Ok((count(orders), count(units)))
}

/// An alert that is over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Over {
    pub alert_type: AlertType,
    pub severity: Severity,
    /// From when it was raised until it was resolved.
    pub seconds: u64,
    /// Somebody resolved it.
    pub by_people: bool,
}

type OverRow = (String, String, NaiveDateTime, Option<NaiveDateTime>, Option<UserId>);

/// Those that were raised between these moments and are over, the newest first, `limit` at most.
pub fn over(tx: &mut Tx<'_>, from: DateTime<Utc>, until: DateTime<Utc>, limit: u32) -> Result<Vec<Over>> {
    let (from, until) = (from.naive_utc(), until.naive_utc());
    let rows: Vec<OverRow> = alerts::table
        .filter(alerts::created_at.ge(from).and(alerts::created_at.lt(until)))
        .filter(diesel::dsl::not(alerts::is_active))
        .order_by((alerts::created_at.desc(), alerts::id.desc()))
        .limit(i64::from(limit))
        .select((
            alerts::alert_type,
            alerts::severity,
            alerts::created_at,
            alerts::resolved_at,
            alerts::resolver_id,
        ))
        .load(tx.conn)?;
    let over = |(alert_type, severity, raised, resolved, person): OverRow| {
        Ok(Over {
            alert_type: read("alert_type", &alert_type, AlertType::parse)?,
            severity: read("severity", &severity, Severity::parse)?,
            seconds: count((resolved.unwrap_or(raised) - raised).num_seconds()),
            by_people: person.is_some(),
        })
    };
    rows.into_iter().map(over).collect()
}
