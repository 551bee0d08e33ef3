//! Coupons whose time is over or soon will be, for what is done about them by the clock. Several servers may ask at
//! once: on `PostgreSQL` each takes the rows that no other holds.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::{BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, RunQueryDsl};

use super::schema::{cart_coupons, coupon_notices, coupon_uses, coupons, referrals};
use super::{Db, Tx};
use crate::error::Result;
use crate::id::CouponId;

/// Coupons that ended by `now` and were not seen to, the first to end first; `limit` at most. They are held: nobody
/// changes or uses them before this transaction ends. Carts may still name them, or both would wait in a circle.
pub fn lock_ended(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<CouponId>> {
    let ended = || {
        coupons::table
            .filter(coupons::valid_until.assume_not_null().le(now.naive_utc()))
            .filter(coupons::valid_until.is_not_null())
            .filter(coupons::expired_at.is_null())
            .order_by((coupons::valid_until, coupons::id))
            .limit(i64::from(limit))
            .select(coupons::id)
    };
    Ok(match &mut *tx.conn {
        Db::Postgres(conn) => ended().for_no_key_update().skip_locked().load(conn)?,
        // On SQLite there is only one writer: this transaction.
        Db::Sqlite(conn) => ended().load(conn)?,
    })
}

/// Writes down that it was seen that they ended.
pub fn mark_ended(tx: &mut Tx<'_>, ids: &[CouponId], now: DateTime<Utc>) -> Result<()> {
    let ended = coupons::table.filter(coupons::id.eq_any(ids));
    diesel::update(ended).set(coupons::expired_at.eq(Some(now.naive_utc()))).execute(tx.conn)?;
    Ok(())
}

/// Codes of batches for one use that ended by `before` and that no order ever used; `limit` at most. They are held
/// so that they can be deleted: no cart can take them up meanwhile.
pub fn lock_never_used(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<Vec<CouponId>> {
    let never_used = || {
        let uses = coupon_uses::table.filter(coupon_uses::coupon_id.eq(coupons::id));
        let bonus = referrals::table.filter(referrals::coupon_id.assume_not_null().eq(coupons::id));
        coupons::table
            .filter(coupons::batch_id.is_not_null())
            .filter(coupons::valid_until.is_not_null())
            .filter(coupons::valid_until.assume_not_null().le(before.naive_utc()))
            .filter(coupons::max_uses.assume_not_null().eq(1))
            .filter(not(exists(uses)))
            .filter(not(exists(bonus)))
            .order_by((coupons::valid_until, coupons::id))
            .limit(i64::from(limit))
            .select(coupons::id)
    };
    Ok(match &mut *tx.conn {
        Db::Postgres(conn) => never_used().for_update().skip_locked().load(conn)?,
        Db::Sqlite(conn) => never_used().load(conn)?,
    })
}

/// Coupons in carts that ended by `now` or were withdrawn; `limit` at most. They are held as by [`lock_ended`].
pub fn lock_left_in_carts(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<CouponId>> {
    let left = || {
        let has_ended = coupons::valid_until
            .is_not_null()
            .and(coupons::valid_until.assume_not_null().le(now.naive_utc()));
        coupons::table
            .filter(coupons::id.eq_any(cart_coupons::table.select(cart_coupons::coupon_id)))
            .filter(has_ended.or(coupons::archived_at.is_not_null()))
            .order_by(coupons::id)
            .limit(i64::from(limit))
            .select(coupons::id)
    };
    Ok(match &mut *tx.conn {
        Db::Postgres(conn) => left().for_no_key_update().skip_locked().load(conn)?,
        Db::Sqlite(conn) => left().load(conn)?,
    })
}

/// Coupons that can be used at `now`, end after `from` and by `until`, and of which nobody was told yet that this is so
/// many `days` before; `limit` at most. Codes of batches are nobody's news. They are held as by [`lock_ended`].
pub fn lock_ending(
    tx: &mut Tx<'_>,
    now: DateTime<Utc>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    days: i32,
    limit: u32,
) -> Result<Vec<CouponId>> {
    let ending = || {
        let told = coupon_notices::table
            .filter(coupon_notices::coupon_id.eq(coupons::id))
            .filter(coupon_notices::days.eq(days));
        let is_left = coupons::max_uses
            .is_null()
            .or(coupons::max_uses.assume_not_null().gt(coupons::held + coupons::consumed));
        coupons::table
            .filter(coupons::expired_at.is_null())
            .filter(coupons::valid_until.is_not_null())
            .filter(coupons::valid_until.assume_not_null().gt(from.naive_utc()))
            .filter(coupons::valid_until.assume_not_null().le(until.naive_utc()))
            .filter(coupons::valid_from.le(now.naive_utc()))
            .filter(coupons::batch_id.is_null())
            .filter(coupons::is_active.eq(true))
            .filter(coupons::archived_at.is_null())
            .filter(is_left)
            .filter(not(exists(told)))
            .order_by((coupons::valid_until, coupons::id))
            .limit(i64::from(limit))
            .select(coupons::id)
    };
    Ok(match &mut *tx.conn {
        Db::Postgres(conn) => ending().for_no_key_update().skip_locked().load(conn)?,
        Db::Sqlite(conn) => ending().load(conn)?,
    })
}

/// Writes down that it is told that a coupon ends in so many `days`: true, or false where it was told already.
pub fn tell(tx: &mut Tx<'_>, id: CouponId, days: i32, now: DateTime<Utc>) -> Result<bool> {
    let notice = (
        coupon_notices::coupon_id.eq(id),
        coupon_notices::days.eq(days),
        coupon_notices::created_at.eq(now.naive_utc()),
    );
    let insert = diesel::insert_into(coupon_notices::table).values(notice);
    // `ON CONFLICT` cannot be written against the connection that may be either database.
    let told = match &mut *tx.conn {
        Db::Postgres(conn) => insert.on_conflict_do_nothing().execute(conn)?,
        Db::Sqlite(conn) => insert.on_conflict_do_nothing().execute(conn)?,
    };
    Ok(told == 1)
}
