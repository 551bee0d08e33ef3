//! Orders that hold goods and were not paid in time are called off, so that others can have them. The server asks
//! for it every minute; several servers may ask at once.

use chrono::{DateTime, Utc};

use super::{append_event, cancel};
use crate::actor::Actor;
use crate::error::Result;
use crate::id::{CouponId, ProductId};
use crate::orders::cancel::Canceller;
use crate::store::{self, Tx};
use crate::wire::CancelOrder;

/// What the history of such an order says.
const REASON: &str = "not paid in time";

/// Calls off the unpaid orders whose time was up at `now`, `limit` at most; how many those were. An order that
/// is being paid at this moment is left alone: it is paid, or there is a next time.
pub fn expire_unpaid(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    let expired = store::orders::lock_expired(tx, now, limit)?;
    if expired.is_empty() {
        return Ok(0);
    }
    let shop = store::settings::load_shop(tx)?;
    // All at once and in the order of ids, whichever orders they belong to: new orders take them so, too.
    let held = expired.iter().flat_map(|order| &order.lines).filter(|line| line.reserved > 0);
    let products: Vec<ProductId> = held.map(|line| line.product).collect();
    store::stock::lock_all(tx, &products)?;
    let used = expired.iter().flat_map(|order| &order.coupons);
    let coupons: Vec<CouponId> = used.map(|applied| applied.coupon).collect();
    if !coupons.is_empty() {
        store::coupons::lock_all(tx, &coupons)?;
    }
    let count = expired.len();
    for mut order in expired {
        let (by, command) = (Canceller::Shop, CancelOrder::default());
        cancel::call_off(tx, &mut order, by, &command, REASON, &shop, &Actor::System, now)?;
        append_event(tx, "order.expired", &order, &shop, &Actor::System, now)?;
    }
    Ok(count)
}
