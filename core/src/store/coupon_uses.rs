//! What orders take off by coupons, and what becomes of these uses.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Nullable, Timestamp};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::Tx;
use super::db::insert_all;
use super::schema::coupon_uses;
use crate::coupons::{AppliedCoupon, UseStatus, Uses};
use crate::error::Result;
use crate::id::{CouponId, CouponUseId, OrderId, UserId, kind};
use crate::money::Money;
use crate::orders::Order;

/// The use that an order makes of a coupon.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = coupon_uses, treat_none_as_default_value = false)]
pub(crate) struct UseRow {
    pub id: CouponUseId,
    pub coupon_id: CouponId,
    pub order_id: OrderId,
    pub customer_id: Option<UserId>,
    pub code: String,
    pub position: i32,
    pub amount: i64,
    pub delivery: i64,
    pub status: String,
    pub business_day: String,
    pub created_at: NaiveDateTime,
    pub settled_at: Option<NaiveDateTime>,
}

impl UseRow {
    fn into_applied(self) -> AppliedCoupon {
        AppliedCoupon {
            coupon: self.coupon_id,
            code: self.code,
            amount: Money::minor(self.amount),
            delivery: Money::minor(self.delivery),
        }
    }
}

/// What `order` takes off by these of its coupons: held until it is paid or called off.
pub fn insert(tx: &mut Tx<'_>, order: &Order, applied: &[AppliedCoupon], now: DateTime<Utc>) -> Result<()> {
    let position = |applied: &AppliedCoupon| order.coupons.iter().position(|one| one == applied);
    let rows: Vec<UseRow> = applied
        .iter()
        .map(|one| UseRow {
            id: tx.new_id::<kind::CouponUse>(),
            coupon_id: one.coupon,
            order_id: order.id,
            customer_id: order.customer.as_ref().map(|customer| customer.id),
            code: one.code.clone(),
            position: position(one).and_then(|place| i32::try_from(place).ok()).unwrap_or(i32::MAX),
            amount: one.amount.as_minor(),
            delivery: one.delivery.as_minor(),
            status: UseStatus::Held.as_str().to_owned(),
            business_day: order.business_day.to_string(),
            created_at: now.naive_utc(),
            settled_at: None,
        })
        .collect();
    insert_all!(tx, coupon_uses::table, &rows)?;
    Ok(())
}

/// What these orders take off by coupons, in the order of each: one query, however many orders.
pub fn of_orders(tx: &mut Tx<'_>, orders: &[OrderId]) -> Result<BTreeMap<OrderId, Vec<AppliedCoupon>>> {
    let mut found: BTreeMap<OrderId, Vec<AppliedCoupon>> = BTreeMap::new();
    if orders.is_empty() {
        return Ok(found);
    }
    let rows: Vec<UseRow> = coupon_uses::table
        .filter(coupon_uses::order_id.eq_any(orders))
        .order_by((coupon_uses::order_id, coupon_uses::position))
        .select(UseRow::as_select())
        .load(tx.conn)?;
    for row in rows {
        found.entry(row.order_id).or_default().push(row.into_applied());
    }
    Ok(found)
}

/// How often `customer` uses these coupons by other orders than `except`, and when last.
pub fn own(
    tx: &mut Tx<'_>,
    coupons: &[CouponId],
    customer: UserId,
    except: Option<OrderId>,
) -> Result<BTreeMap<CouponId, Uses>> {
    // No order has this one.
    let except = except.unwrap_or_else(|| OrderId::from_uuid(uuid::Uuid::nil()));
    let rows: Vec<(CouponId, i64, Option<NaiveDateTime>)> = coupon_uses::table
        .filter(coupon_uses::customer_id.eq(customer))
        .filter(coupon_uses::coupon_id.eq_any(coupons))
        .filter(coupon_uses::status.ne(UseStatus::Released.as_str()))
        .filter(coupon_uses::order_id.ne(except))
        .group_by(coupon_uses::coupon_id)
        .select((
            coupon_uses::coupon_id,
            sql::<BigInt>("COUNT(*)"),
            sql::<Nullable<Timestamp>>("MAX(created_at)"),
        ))
        .load(tx.conn)?;
    let uses = |(coupon, own, last): (CouponId, i64, Option<NaiveDateTime>)| {
        let last_own = last.map(|at| at.and_utc());
        (coupon, Uses { total: 0, own: u64::try_from(own).unwrap_or(0), last_own })
    };
    Ok(rows.into_iter().map(uses).collect())
}

/// How often each of `customers` uses each of these coupons, and when last; who does not is left out.
pub fn of_customers(
    tx: &mut Tx<'_>,
    coupons: &[CouponId],
    customers: &[UserId],
) -> Result<BTreeMap<(CouponId, UserId), Uses>> {
    let rows: Vec<(CouponId, Option<UserId>, i64, Option<NaiveDateTime>)> = coupon_uses::table
        .filter(coupon_uses::customer_id.eq_any(customers))
        .filter(coupon_uses::coupon_id.eq_any(coupons))
        .filter(coupon_uses::status.ne(UseStatus::Released.as_str()))
        .group_by((coupon_uses::coupon_id, coupon_uses::customer_id))
        .select((
            coupon_uses::coupon_id,
            coupon_uses::customer_id,
            sql::<BigInt>("COUNT(*)"),
            sql::<Nullable<Timestamp>>("MAX(created_at)"),
        ))
        .load(tx.conn)?;
    let uses = |(coupon, customer, own, last): (CouponId, Option<UserId>, i64, Option<NaiveDateTime>)| {
        let last_own = last.map(|at| at.and_utc());
        let uses = Uses { total: 0, own: u64::try_from(own).unwrap_or(0), last_own };
        customer.map(|customer| ((coupon, customer), uses))
    };
    Ok(rows.into_iter().filter_map(uses).collect())
}

/// How many uses the customer has who has the most of a coupon.
pub fn most_by_one(tx: &mut Tx<'_>, coupon: CouponId) -> Result<u64> {
    let most: Option<i64> = coupon_uses::table
        .filter(coupon_uses::coupon_id.eq(coupon))
        .filter(coupon_uses::customer_id.is_not_null())
        .filter(coupon_uses::status.ne(UseStatus::Released.as_str()))
        .group_by(coupon_uses::customer_id)
        .order_by(sql::<BigInt>("COUNT(*) DESC"))
        .select(sql::<BigInt>("COUNT(*)"))
        .first(tx.conn)
        .optional()?;
    Ok(most.and_then(|most| u64::try_from(most).ok()).unwrap_or(0))
}

/// True when an order has ever used it.
pub fn any(tx: &mut Tx<'_>, coupon: CouponId) -> Result<bool> {
    let used = coupon_uses::table.filter(coupon_uses::coupon_id.eq(coupon));
    let first: Option<CouponUseId> = used.select(coupon_uses::id).first(tx.conn).optional()?;
    Ok(first.is_some())
}

/// The uses of an order that stand at `status`; the order is held.
pub fn standing(tx: &mut Tx<'_>, order: OrderId, status: UseStatus) -> Result<Vec<CouponId>> {
    Ok(coupon_uses::table
        .filter(coupon_uses::order_id.eq(order))
        .filter(coupon_uses::status.eq(status.as_str()))
        .order_by(coupon_uses::coupon_id)
        .select(coupon_uses::coupon_id)
        .load(tx.conn)?)
}

/// All uses of an order that are not released stand at `status` from now on.
pub fn settle(tx: &mut Tx<'_>, order: OrderId, status: UseStatus, now: DateTime<Utc>) -> Result<()> {
    let open = coupon_uses::table
        .filter(coupon_uses::order_id.eq(order))
        .filter(coupon_uses::status.ne(UseStatus::Released.as_str()));
    let change = (coupon_uses::status.eq(status.as_str()), coupon_uses::settled_at.eq(Some(now.naive_utc())));
    diesel::update(open).set(change).execute(tx.conn)?;
    Ok(())
}

/// What an order takes off now that it was priced anew: uses that it still makes stay those they are, new ones are
/// held, and those it makes no more are gone. The order is held.
pub fn save_anew(tx: &mut Tx<'_>, order: &Order, now: DateTime<Utc>) -> Result<()> {
    let of_order = || coupon_uses::table.filter(coupon_uses::order_id.eq(order.id));
    let standing: Vec<CouponId> = of_order().select(coupon_uses::coupon_id).load(tx.conn)?;
    let current: Vec<CouponId> = order.coupons.iter().map(|applied| applied.coupon).collect();
    let gone = of_order().filter(coupon_uses::coupon_id.ne_all(&current));
    diesel::delete(gone).execute(tx.conn)?;
    let (kept, new): (Vec<_>, Vec<_>) =
        (0_i32..).zip(&order.coupons).partition(|(_, applied)| standing.contains(&applied.coupon));
    for (position, applied) in kept {
        let figures = (
            coupon_uses::position.eq(position),
            coupon_uses::amount.eq(applied.amount.as_minor()),
            coupon_uses::delivery.eq(applied.delivery.as_minor()),
        );
        let of_coupon = of_order().filter(coupon_uses::coupon_id.eq(applied.coupon));
        diesel::update(of_coupon).set(figures).execute(tx.conn)?;
    }
    let new: Vec<AppliedCoupon> = new.into_iter().map(|(_, applied)| applied.clone()).collect();
    insert(tx, order, &new, now)
}
