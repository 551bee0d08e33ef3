//! The uses that orders make of coupons: held when one is placed, consumed when it is paid, released when it is called
//! off. A return after delivery gives none back.

use chrono::{DateTime, Utc};

use crate::coupons::{AppliedCoupon, UseStatus};
use crate::error::Result;
use crate::id::CouponId;
use crate::orders::{Order, PaymentStatus};
use crate::refusal::Refusal;
use crate::store::{self, Tx};

/// Takes a use of each coupon of `order`, before it is written down. In the order of their ids, so that two orders
/// never wait for each other.
pub(in crate::flows) fn take(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    let mut in_turn: Vec<&AppliedCoupon> = order.coupons.iter().collect();
    in_turn.sort_by_key(|applied| applied.coupon);
    for applied in in_turn {
        if !store::coupons::hold(tx, applied.coupon)? {
            // Judged a moment ago, and taken by another since.
            let coupon = applied.code.clone();
            let why = format!("The last use of {coupon} was just taken; go on without it.");
            return Err(Refusal::CouponDepleted { coupon, why }.into());
        }
    }
    Ok(())
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
    give_up(tx, order)?;
    if !order.coupons.is_empty() {
        store::coupon_uses::settle(tx, order.id, UseStatus::Released, now)?;
    }
    Ok(())
}

/// Others can have the uses of an order; they still stand on it.
fn give_up(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    for coupon in of(tx, order, UseStatus::Held)? {
        store::coupons::give_up_held(tx, coupon)?;
    }
    for coupon in of(tx, order, UseStatus::Consumed)? {
        store::coupons::give_up_consumed(tx, coupon)?;
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
