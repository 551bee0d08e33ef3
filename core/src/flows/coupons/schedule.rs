//! What is done about coupons by the clock: those whose time is over leave the carts, codes that nobody used are thrown
//! away, and it is told once what ends soon. The server's chores ask for it; several servers may ask at once, and
//! asking again has no second effect.

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::actor::Actor;
use crate::coupons::Coupon;
use crate::error::Result;
use crate::store::{self, Tx};

/// How long a code that nobody used is kept after its end: somebody may still ask what became of it.
const KEPT: Duration = Duration::days(30);
/// So many days before its end it is told of a coupon, the smallest first.
const TOLD: [i32; 2] = [1, 7];

/// Sees to the coupons whose time was over at `now`, `limit` at most: they leave all carts, and the log tells of each
/// once. How many those were. One whose end is moved and comes again is seen to again.
pub fn expire_due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    let ids = store::coupon_times::lock_ended(tx, now, limit)?;
    if ids.is_empty() {
        return Ok(0);
    }
    store::coupons::take_out_of_carts(tx, &ids)?;
    store::coupon_times::mark_ended(tx, &ids, now)?;
    for coupon in store::coupons::find_all(tx, &ids)? {
        // What was withdrawn before has ended for everybody already.
        if coupon.archived_at.is_none() {
            append_event(tx, "coupon.expired", &coupon, None, now)?;
        }
    }
    Ok(ids.len())
}

/// Deletes the codes for one use whose time was over 30 days before `now` and that no order ever used, and takes
/// whatever ended or was withdrawn out of the carts; `limit` of each at most. How many coupons that were.
pub fn clean_up(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    let unused = store::coupon_times::lock_never_used(tx, now - KEPT, limit)?;
    if !unused.is_empty() {
        store::coupons::delete(tx, &unused)?;
        let data = json!({ "coupons": unused });
        store::events::append(tx, "coupon.cleaned_up", "", &data, Actor::System.name(), now)?;
    }
    let left = store::coupon_times::lock_left_in_carts(tx, now, limit)?;
    store::coupons::take_out_of_carts(tx, &left)?;
    Ok(unused.len() + left.len())
}

/// Tells the log of the coupons that can be used at `now` and end within 7 days or within one, `limit` at most; how
/// many those were. Of each it tells once for either number of days, and where both are due at once only the smaller.
pub fn expiring_soon(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    let (mut told, mut from) = (0, now);
    for days in TOLD {
        let until = now + Duration::days(i64::from(days));
        let left = limit.saturating_sub(u32::try_from(told).unwrap_or(u32::MAX));
        let ending = store::coupon_times::lock_ending(tx, now, (from, until), days, left)?;
        for coupon in store::coupons::find_all(tx, &ending)? {
            if store::coupon_times::tell(tx, coupon.id, days, now)? {
                append_event(tx, "coupon.expiring", &coupon, Some(days), now)?;
            }
        }
        told += ending.len();
        from = until;
    }
    Ok(told)
}

/// Whoever passes it on has to know whom it is for.
fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    coupon: &Coupon,
    days: Option<i32>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut data = json!({
        "coupon": coupon.id, "code": coupon.code, "valid_until": coupon.terms.valid_until,
        "is_public": coupon.is_public, "owner": coupon.owner,
    });
    if let Some(days) = days {
        data["days"] = days.into();
    }
    store::events::append(tx, what, &coupon.id.to_string(), &data, Actor::System.name(), now)
}
