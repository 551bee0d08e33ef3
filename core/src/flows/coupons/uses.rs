//! The uses that orders make of coupons: held when one is placed, consumed when it is paid, released when it is called
//! off. A return after delivery gives none back.

use chrono::{DateTime, Utc};

use crate::coupons::{AppliedCoupon, Coupon, UseStatus};
use crate::error::{Error, Result};
use crate::id::CouponId;
use crate::orders::{Order, PaymentStatus};
use crate::refusal::Refusal;
use crate::store::{self, Tx};

/// Takes a use of each of `applied`, before they are written down; `judged` are those coupons, and maybe others, as they
/// were when it was said that they count. In the order of their ids, so that two orders never wait for each other.
pub(in crate::flows) fn take(tx: &mut Tx<'_>, applied: &[AppliedCoupon], judged: &[Coupon]) -> Result<()> {
    let is_taken = |coupon: &&Coupon| applied.iter().any(|applied| applied.coupon == coupon.id);
    let mut in_turn: Vec<&Coupon> = judged.iter().filter(is_taken).collect();
    in_turn.sort_by_key(|coupon| coupon.id);
    for coupon in in_turn {
        if !store::coupons::hold(tx, coupon.id, coupon.version)? {
            return Err(taken_meanwhile(tx, coupon)?);
        }
    }
    Ok(())
}

/// Why a use was not there that the rules had seen: another took the last one, or the coupon is another by now, or
/// gone; then all begins anew, and the rules see it as it is.
fn taken_meanwhile(tx: &mut Tx<'_>, judged: &Coupon) -> Result<Error> {
    let coupon = judged.code.to_string();
    let current = store::coupons::find_all(tx, &[judged.id])?.pop();
    if current.is_none_or(|current| current.version != judged.version) {
        return Ok(Error::Contended(format!("coupon {coupon} was changed meanwhile")));
    }
    let why = format!("The last use of {coupon} was just taken; go on without it.");
    Ok(Refusal::CouponDepleted { coupon, why }.into())
}

/// Writes down what was taken, once the order is.
pub(in crate::flows) fn record(tx: &mut Tx<'_>, order: &Order, now: DateTime<Utc>) -> Result<()> {
    if order.coupons.is_empty() {
        return Ok(());
    }
    store::coupon_uses::insert(tx, order, &order.coupons, now)?;
    if order.payment_status() == PaymentStatus::Paid {
        consume(tx, order, now)?;
    }
    Ok(())
}

/// The order was paid: its uses are consumed.
pub(in crate::flows) fn consume(tx: &mut Tx<'_>, order: &Order, now: DateTime<Utc>) -> Result<()> {
    let held = of(tx, order, UseStatus::Held)?;
    for coupon in &held {
        store::coupons::consume(tx, *coupon)?;
    }
    if !held.is_empty() {
        store::coupon_uses::settle(tx, order.id, UseStatus::Consumed, now)?;
    }
    Ok(())
}

/// The order was called off: others can have its uses.
pub(in crate::flows) fn release(tx: &mut Tx<'_>, order: &Order, now: DateTime<Utc>) -> Result<()> {
    for coupon in of(tx, order, UseStatus::Held)? {
        store::coupons::give_up_held(tx, coupon)?;
    }
    for coupon in of(tx, order, UseStatus::Consumed)? {
        store::coupons::give_up_consumed(tx, coupon)?;
    }
    if !order.coupons.is_empty() {
        store::coupon_uses::settle(tx, order.id, UseStatus::Released, now)?;
    }
    Ok(())
}

/// The coupons whose uses by `order` stand at `status`; an order without any asks nothing.
fn of(tx: &mut Tx<'_>, order: &Order, status: UseStatus) -> Result<Vec<CouponId>> {
    if order.coupons.is_empty() {
        return Ok(Vec::new());
    }
    store::coupon_uses::standing(tx, order.id, status)
}
