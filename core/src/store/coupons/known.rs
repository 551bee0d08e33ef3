//! The coupons that somebody may know of: the public ones and their own.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, RunQueryDsl,
    SelectableHelper,
};

use super::{Boxed, Counted, read};
use crate::coupons::Coupon;
use crate::error::Result;
use crate::id::UserId;
use crate::store::Tx;
use crate::store::coupon_rows::CouponRow;
use crate::store::schema::coupons;

/// How far ahead somebody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// Only at what can be used now.
    Now,
    /// Also at what begins later.
    Later,
}

/// The coupons that `customer` may know of and of which uses are left, whomever they are for: first their own, then the
/// public ones, of each those that began last; `limit` at most. None: a guest's.
pub fn known_to(
    tx: &mut Tx<'_>,
    customer: Option<UserId>,
    ahead: Ahead,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Coupon>> {
    let mut rows = match customer {
        Some(customer) => rows(tx, current(ahead, now).filter(coupons::owner_id.eq(customer)), limit.into())?,
        None => Vec::new(),
    };
    let left = i64::from(limit).saturating_sub(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let open = current(ahead, now).filter(coupons::is_public).filter(coupons::owner_id.is_null());
    rows.extend(self::rows(tx, open, left)?);
    rows.into_iter().map(read).collect()
}

fn rows(tx: &mut Tx<'_>, found: Boxed<'_>, limit: i64) -> Result<Vec<Counted>> {
    Ok(found
        .order_by((coupons::valid_from.desc(), coupons::id.desc()))
        .limit(limit)
        .select((CouponRow::as_select(), coupons::held, coupons::consumed))
        .load(tx.conn)?)
}

/// Switched on, not over, not used up. Written so that the index of public coupons answers it.
fn current(ahead: Ahead, now: DateTime<Utc>) -> Boxed<'static> {
    let now = now.naive_utc();
    let is_left = coupons::max_uses
        .is_null()
        .or(coupons::max_uses.assume_not_null().gt(coupons::held + coupons::consumed));
    let is_not_over = coupons::valid_until.is_null().or(coupons::valid_until.assume_not_null().gt(now));
    let found = coupons::table
        .filter(coupons::is_active)
        .filter(coupons::archived_at.is_null())
        .filter(is_left)
        .filter(is_not_over)
        .into_boxed();
    match ahead {
        Ahead::Now => found.filter(coupons::valid_from.le(now)),
        Ahead::Later => found,
    }
}
