//! Orders of the past as a simulation looks at them, and what their buyers had bought before: in a few queries for
//! many of them, never one for each.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use diesel::dsl::{count_star, sql};
use diesel::sql_types::BigInt;
use diesel::{BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, RunQueryDsl};

use super::db::MultiBackend;
use super::schema::{order_lines, orders, products};
use super::{Tx, coupon_uses};
use crate::accounts::Patronage;
use crate::coupons::AppliedCoupon;
use crate::coupons::simulate::{Arrival, Earlier, PastLine, PastOrder};
use crate::error::{Error, Result};
use crate::id::{CategoryId, OrderId, ProductId, UserId};
use crate::money::Money;
use crate::orders::Status;
use crate::time::BusinessDay;

/// How many orders, customers or products one query is about.
pub(crate) const BATCH: usize = 1_000;

/// Business days from the first to the last, and when they began and ended.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// The first.
    pub first: NaiveDate,
    /// The last.
    pub last: NaiveDate,
    /// When the first began, by the settings of today.
    pub from: DateTime<Utc>,
    /// When the last ended.
    pub until: DateTime<Utc>,
}

type Boxed<'a> = orders::BoxedQuery<'a, MultiBackend>;

/// Those that were placed in it and not called off. The index goes by the clock, and the day decides: a cut-off or a
/// time zone may have been others then.
fn placed<'a>(period: &Period) -> Boxed<'a> {
    let slack = TimeDelta::days(2);
    orders::table
        .filter(orders::created_at.ge((period.from - slack).naive_utc()))
        .filter(orders::created_at.le((period.until + slack).naive_utc()))
        .filter(orders::business_day.ge(period.first.to_string()))
        .filter(orders::business_day.le(period.last.to_string()))
        .filter(orders::status.ne(Status::Cancelled.as_str()))
        .into_boxed()
}

/// How many were placed in it and not called off.
pub fn count(tx: &mut Tx<'_>, period: &Period) -> Result<u64> {
    let count: i64 = placed(period).count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// An order without its lines.
#[derive(diesel::Queryable)]
struct Head {
    id: OrderId,
    number: String,
    business_day: String,
    customer: Option<UserId>,
    status: String,
    delivery_fee: i64,
    paid: i64,
    refunded: i64,
    created_at: NaiveDateTime,
    delivered_at: Option<NaiveDateTime>,
}

/// All that were placed in it and not called off, in the order in which they were placed.
pub fn load(tx: &mut Tx<'_>, period: &Period) -> Result<Vec<PastOrder>> {
    let mut found: Vec<PastOrder> = Vec::new();
    loop {
        let heads = heads(tx, period, found.last().map(|last| (last.placed_at, last.id)))?;
        let is_last = heads.len() < BATCH;
        found.extend(whole(tx, heads)?);
        if is_last {
            return Ok(found);
        }
    }
}

fn heads(tx: &mut Tx<'_>, period: &Period, after: Option<(DateTime<Utc>, OrderId)>) -> Result<Vec<Head>> {
    let mut query = placed(period);
    if let Some((at, id)) = after {
        let at = at.naive_utc();
        query = query.filter(orders::created_at.gt(at).or(orders::created_at.eq(at).and(orders::id.gt(id))));
    }
    Ok(query
        .order_by((orders::created_at, orders::id))
        .limit(i64::try_from(BATCH).unwrap_or(i64::MAX))
        .select((
            orders::id,
            orders::number,
            orders::business_day,
            orders::customer_id,
            orders::status,
            orders::delivery_fee,
            orders::paid,
            orders::refunded,
            orders::created_at,
            orders::delivered_at,
        ))
        .load(tx.conn)?)
}

fn whole(tx: &mut Tx<'_>, heads: Vec<Head>) -> Result<Vec<PastOrder>> {
    let ids: Vec<OrderId> = heads.iter().map(|head| head.id).collect();
    let mut lines = lines(tx, &ids)?;
    let mut used = coupon_uses::of_orders(tx, &ids)?;
    heads
        .into_iter()
        .map(|head| {
            let lines = lines.remove(&head.id).unwrap_or_default();
            let used = used.remove(&head.id).unwrap_or_default();
            head.into_order(lines, &used)
        })
        .collect()
}

impl Head {
    fn into_order(self, lines: Vec<PastLine>, used: &[AppliedCoupon]) -> Result<PastOrder> {
        let day: NaiveDate = self
            .business_day
            .parse()
            .map_err(|_| Error::Broken(format!("order {} is of {}", self.id, self.business_day)))?;
        let is_delivered = self.status == Status::Delivered.as_str();
        let spent = Money::minor(self.paid - self.refunded);
        // What is stored is what coupons have left of it.
        let taken: Money = used.iter().map(|applied| applied.delivery).sum();
        Ok(PastOrder {
            id: self.id,
            number: self.number,
            day: BusinessDay::of_date(day),
            placed_at: self.created_at.and_utc(),
            customer: self.customer,
            lines,
            delivery_fee: Money::minor(self.delivery_fee) + taken,
            used: used.iter().map(|applied| applied.coupon).collect(),
            arrived: self.delivered_at.filter(|_| is_delivered).map(|at| Arrival { at: at.and_utc(), spent }),
        })
    }
}

fn lines(tx: &mut Tx<'_>, of: &[OrderId]) -> Result<BTreeMap<OrderId, Vec<PastLine>>> {
    type Row = (OrderId, ProductId, i64, i64, bool);
    let rows: Vec<Row> = order_lines::table
        .filter(order_lines::order_id.eq_any(of))
        .order_by((order_lines::order_id, order_lines::position))
        .select((
            order_lines::order_id,
            order_lines::product_id,
            order_lines::unit_price,
            order_lines::quantity,
            order_lines::is_reduced,
        ))
        .load(tx.conn)?;
    let mut named: Vec<ProductId> = rows.iter().map(|row| row.1).collect();
    named.sort_unstable();
    named.dedup();
    let sections = sections(tx, &named)?;
    let mut found: BTreeMap<OrderId, Vec<PastLine>> = BTreeMap::new();
    for (order, product, unit_price, quantity, is_reduced) in rows {
        let broken = || Error::Broken(format!("a line of order {order} is of no product"));
        let category = *sections.get(&product).ok_or_else(broken)?;
        let quantity = u32::try_from(quantity).map_err(|_| broken())?;
        let unit_price = Money::minor(unit_price);
        found.entry(order).or_default().push(PastLine {
            product,
            category,
            unit_price,
            quantity,
            is_reduced,
        });
    }
    Ok(found)
}

/// The sections in which these products stand now.
fn sections(tx: &mut Tx<'_>, of: &[ProductId]) -> Result<BTreeMap<ProductId, CategoryId>> {
    let mut found = BTreeMap::new();
    for some in of.chunks(BATCH) {
        let rows: Vec<(ProductId, CategoryId)> = products::table
            .filter(products::id.eq_any(some))
            .select((products::id, products::category_id))
            .load(tx.conn)?;
        found.extend(rows);
    }
    Ok(found)
}

/// What these customers had bought before `period`: what had arrived at `then`, when its first order was placed, and
/// what was still on its way.
pub fn earlier(
    tx: &mut Tx<'_>,
    customers: &[UserId],
    period: &Period,
    then: DateTime<Utc>,
) -> Result<BTreeMap<UserId, Earlier>> {
    let mut found: BTreeMap<UserId, Earlier> = BTreeMap::new();
    for some in customers.chunks(BATCH) {
        for (customer, placed) in placed_before(tx, some, period)? {
            let past = Patronage { placed, ..Patronage::default() };
            found.insert(customer, Earlier { past, arrivals: Vec::new() });
        }
        for (customer, delivered, spent) in arrived_by(tx, some, period, then)? {
            let past = &mut found.entry(customer).or_default().past;
            (past.delivered, past.spent) = (delivered, spent);
        }
        for (customer, arrival) in on_the_way(tx, some, period, then)? {
            found.entry(customer).or_default().arrivals.push(arrival);
        }
    }
    Ok(found)
}

fn placed_before(tx: &mut Tx<'_>, of: &[UserId], period: &Period) -> Result<Vec<(UserId, u64)>> {
    let rows: Vec<(Option<UserId>, i64)> = orders::table
        .filter(orders::customer_id.eq_any(of))
        .filter(orders::business_day.lt(period.first.to_string()))
        .filter(orders::status.ne(Status::Cancelled.as_str()))
        .group_by(orders::customer_id)
        .select((orders::customer_id, count_star()))
        .load(tx.conn)?;
    let known = rows.into_iter().filter_map(|(customer, count)| customer.zip(u64::try_from(count).ok()));
    Ok(known.collect())
}

fn arrived_by(
    tx: &mut Tx<'_>,
    of: &[UserId],
    period: &Period,
    then: DateTime<Utc>,
) -> Result<Vec<(UserId, u64, Money)>> {
    let rows: Vec<(Option<UserId>, i64, i64)> = orders::table
        .filter(orders::customer_id.eq_any(of))
        .filter(orders::business_day.lt(period.first.to_string()))
        .filter(orders::status.eq(Status::Delivered.as_str()))
        .filter(orders::delivered_at.assume_not_null().le(then.naive_utc()))
        .group_by(orders::customer_id)
        .select((orders::customer_id, count_star(), sql::<BigInt>("CAST(SUM(paid - refunded) AS BIGINT)")))
        .load(tx.conn)?;
    let known = rows.into_iter().filter_map(|(customer, count, spent)| {
        Some((customer?, u64::try_from(count).ok()?, Money::minor(spent)))
    });
    Ok(known.collect())
}

fn on_the_way(
    tx: &mut Tx<'_>,
    of: &[UserId],
    period: &Period,
    then: DateTime<Utc>,
) -> Result<Vec<(UserId, Arrival)>> {
    type Row = (Option<UserId>, Option<NaiveDateTime>, i64, i64);
    let rows: Vec<Row> = orders::table
        .filter(orders::customer_id.eq_any(of))
        .filter(orders::business_day.lt(period.first.to_string()))
        .filter(orders::status.eq(Status::Delivered.as_str()))
        .filter(orders::delivered_at.assume_not_null().gt(then.naive_utc()))
        .select((orders::customer_id, orders::delivered_at, orders::paid, orders::refunded))
        .load(tx.conn)?;
    let known = rows.into_iter().filter_map(|(customer, at, paid, refunded)| {
        Some((customer?, Arrival { at: at?.and_utc(), spent: Money::minor(paid - refunded) }))
    });
    Ok(known.collect())
}
