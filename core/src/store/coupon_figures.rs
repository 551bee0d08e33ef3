//! What the uses of one coupon add up to, added up by the database.

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Nullable, Timestamp};
use diesel::{ExpressionMethods, JoinOnDsl, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::{coupon_uses, orders, refunds};
use crate::coupons::UseStatus;
use crate::error::Result;
use crate::id::{CouponId, OrderId};
use crate::money::Money;

/// How many refunded orders are looked at in one go.
const AT_ONCE: i64 = 500;

/// How many uses stand at each status, and what they took off.
pub fn by_status(tx: &mut Tx<'_>, coupon: CouponId) -> Result<Vec<(String, i64, i64)>> {
    Ok(coupon_uses::table
        .filter(coupon_uses::coupon_id.eq(coupon))
        .group_by(coupon_uses::status)
        .select((
            coupon_uses::status,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("CAST(SUM(amount) AS BIGINT)"),
        ))
        .load(tx.conn)?)
}

/// Who used it and when.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// How many accounts.
    pub customers: i64,
    /// When first.
    pub first: Option<NaiveDateTime>,
    /// When last.
    pub last: Option<NaiveDateTime>,
}

/// Of the uses that were not given back.
pub fn span(tx: &mut Tx<'_>, coupon: CouponId) -> Result<Span> {
    let (customers, first, last) = coupon_uses::table
        .filter(coupon_uses::coupon_id.eq(coupon))
        .filter(coupon_uses::status.ne(UseStatus::Released.as_str()))
        .select((
            sql::<BigInt>("COUNT(DISTINCT customer_id)"),
            sql::<Nullable<Timestamp>>("MIN(created_at)"),
            sql::<Nullable<Timestamp>>("MAX(created_at)"),
        ))
        .first(tx.conn)?;
    Ok(Span { customers, first, last })
}

/// The last business days on which it was used, the latest first, `limit` at most: how often, and what it took off.
pub fn by_day(tx: &mut Tx<'_>, coupon: CouponId, limit: i64) -> Result<Vec<(String, i64, i64)>> {
    Ok(coupon_uses::table
        .filter(coupon_uses::coupon_id.eq(coupon))
        .filter(coupon_uses::status.eq(UseStatus::Consumed.as_str()))
        .group_by(coupon_uses::business_day)
        .order_by(coupon_uses::business_day.desc())
        .limit(limit)
        .select((
            coupon_uses::business_day,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("CAST(SUM(amount) AS BIGINT)"),
        ))
        .load(tx.conn)?)
}

/// What the goods came to of the orders that consumed it, without their tax.
pub fn goods(tx: &mut Tx<'_>, coupon: CouponId) -> Result<Money> {
    const GOODS: &str = "CAST(SUM(orders.total - orders.delivery_fee - orders.tip - orders.tax) AS BIGINT)";
    let sum: Option<i64> = coupon_uses::table
        .inner_join(orders::table.on(orders::id.eq(coupon_uses::order_id)))
        .filter(coupon_uses::coupon_id.eq(coupon))
        .filter(coupon_uses::status.eq(UseStatus::Consumed.as_str()))
        .select(sql::<Nullable<BigInt>>(GOODS))
        .first(tx.conn)?;
    Ok(Money::minor(sum.unwrap_or_default()))
}

/// An order of which something went back.
#[derive(Debug, Clone, Copy)]
pub struct WentBack {
    /// Its goods without their tax.
    pub goods: Money,
    /// Their tax.
    pub tax: Money,
    /// What went back, but for the delivery fee.
    pub back: Money,
}

/// One of them at a time to `look`: the orders that consumed it and of which something went back.
pub fn each_refunded(tx: &mut Tx<'_>, coupon: CouponId, mut look: impl FnMut(WentBack)) -> Result<()> {
    type Row = (OrderId, i64, i64, i64, i64, i64);
    let mut after = OrderId::from_uuid(uuid::Uuid::nil());
    loop {
        let rows: Vec<Row> = coupon_uses::table
            .inner_join(orders::table.on(orders::id.eq(coupon_uses::order_id)))
            .filter(coupon_uses::coupon_id.eq(coupon))
            .filter(coupon_uses::status.eq(UseStatus::Consumed.as_str()))
            .filter(orders::refunded.gt(0))
            .filter(orders::id.gt(after))
            .order_by(orders::id)
            .limit(AT_ONCE)
            .select((
                orders::id,
                orders::total,
                orders::delivery_fee,
                orders::tip,
                orders::tax,
                orders::refunded,
            ))
            .load(tx.conn)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.0;
        let fees = fees_back(tx, rows.iter().map(|row| row.0).collect())?;
        for (id, total, fee, tip, tax, refunded) in rows {
            let fee_back: i64 = fees.iter().filter(|(order, _)| *order == id).map(|(_, fee)| fee).sum();
            look(WentBack {
                goods: Money::minor(total - fee - tip - tax),
                tax: Money::minor(tax),
                back: Money::minor(refunded - fee_back),
            });
        }
    }
}

/// What of the delivery fee of these orders went back, where any did.
fn fees_back(tx: &mut Tx<'_>, orders: Vec<OrderId>) -> Result<Vec<(OrderId, i64)>> {
    Ok(refunds::table
        .filter(refunds::order_id.eq_any(orders))
        .filter(refunds::delivery_fee.gt(0))
        .group_by(refunds::order_id)
        .select((refunds::order_id, sql::<BigInt>("CAST(SUM(delivery_fee) AS BIGINT)")))
        .load(tx.conn)?)
}
