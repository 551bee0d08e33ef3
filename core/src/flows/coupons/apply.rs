//! Coupons on an order that was placed and is not paid: put on where they count, and taken off. The order is priced
//! anew from its own figures; nothing else of it changes. Called by the routes of coupons.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::claim::known;
use super::{Claimed, ForWhom, consume, look, take};
use crate::actor::Actor;
use crate::catalog::Shop;
use crate::coupons::{Coupon, Judged, MAX_CODES, judge, refusal};
use crate::error::Result;
use crate::flows::orders::{self, require_visible, sell_promised, view};
use crate::id::{CouponId, ProductId};
use crate::orders::reprice::{occasion, reprice, require_unsettled};
use crate::orders::{Order, PaymentStatus};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::OrderView;
use crate::wire::coupons::ApplyCoupon;

/// Puts a coupon on an order beside those it has, whose conditions are not asked again. Customers use those they may
/// know of on their own orders, staff any. One that is there already stays there once; an order that comes to nothing
/// by it is paid.
pub fn apply(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CouponId,
    command: &ApplyCoupon,
    now: DateTime<Utc>,
) -> Result<OrderView> {
    let shop = store::settings::load_shop(tx)?;
    let mut order = store::orders::lock(tx, command.order_id)?;
    require_visible(actor, &order)?;
    if order.coupons.iter().any(|applied| applied.coupon == id) {
        return Ok(view(&order, &shop, actor));
    }
    let coupon = look::load_visible(tx, actor, id)?;
    Refusal::unless_current(command.version, order.version)?;
    require_unsettled(&order)?;
    require_usable_on(&order, &coupon)?;
    if order.coupons.len() >= MAX_CODES {
        let most = u32::try_from(MAX_CODES).unwrap_or(u32::MAX);
        return Err(Refusal::LimitReached { what: "codes".to_owned(), most }.into());
    }
    let mut coupons = coupons_of(tx, &order)?;
    coupons.push(coupon);
    let claimed = claimed(tx, &order, coupons, &shop)?;
    let judged = judged(tx, &order, &claimed, &shop, now)?;
    for one in &judged {
        // What was there before has been judged when it came; but it must go on taking something.
        let is_asked = one.coupon.id == id || one.discount.amount().is_zero();
        if let Some(refusal) = refusal::refusal(one, &shop).filter(|_| is_asked) {
            return Err(refusal.into());
        }
    }
    let code = judged.last().map(|one| one.coupon.code.to_string()).unwrap_or_default();
    let change = Change { what: "order.coupon_applied", coupon: id, code };
    price_anew(tx, &mut order, &judged, &change, &shop, actor, now)?;
    Ok(view(&order, &shop, actor))
}

/// Takes a coupon off an order: others can have its use. Those that stay are not judged again; one that takes nothing
/// any more, because it was changed since, goes as well.
pub fn remove(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CouponId,
    command: &ApplyCoupon,
    now: DateTime<Utc>,
) -> Result<OrderView> {
    let shop = store::settings::load_shop(tx)?;
    let mut order = store::orders::lock(tx, command.order_id)?;
    require_visible(actor, &order)?;
    let applied = order.coupons.iter().find(|applied| applied.coupon == id);
    let code = applied.ok_or_else(|| Refusal::not_found("coupon"))?.code.clone();
    Refusal::unless_current(command.version, order.version)?;
    require_unsettled(&order)?;
    let mut coupons = coupons_of(tx, &order)?;
    coupons.retain(|coupon| coupon.id != id);
    let claimed = claimed(tx, &order, coupons, &shop)?;
    let mut judged = judged(tx, &order, &claimed, &shop, now)?;
    judged.retain(|one| !one.discount.amount().is_zero());
    let change = Change { what: "order.coupon_removed", coupon: id, code };
    price_anew(tx, &mut order, &judged, &change, &shop, actor, now)?;
    Ok(view(&order, &shop, actor))
}

/// A coupon with an owner is for the owner's orders, whoever puts it on.
fn require_usable_on(order: &Order, coupon: &Coupon) -> Result<(), Refusal> {
    let customer = order.customer.as_ref().map(|customer| customer.id);
    if known(Some(coupon.clone()), customer).is_some() {
        return Ok(());
    }
    let coupon = coupon.code.to_string();
    let why = format!("{coupon} is for one customer only, and this order is not theirs.");
    Err(Refusal::CouponNotForCustomer { coupon, why })
}

/// The coupons that an order has, in its order.
fn coupons_of(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<Coupon>> {
    if order.coupons.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CouponId> = order.coupons.iter().map(|applied| applied.coupon).collect();
    let found = store::coupons::find_all(tx, &ids)?;
    let in_order = ids.iter().filter_map(|id| found.iter().find(|coupon| coupon.id == *id).cloned());
    Ok(in_order.collect())
}

/// `coupons` for whom the order is, as if it made no use of any.
fn claimed(tx: &mut Tx<'_>, order: &Order, coupons: Vec<Coupon>, shop: &Shop) -> Result<Claimed> {
    let customer = order.customer.as_ref().map(|customer| customer.id);
    let whom = ForWhom { customer, except: Some(order.id), is_held: true };
    let own: Vec<CouponId> = order.coupons.iter().map(|applied| applied.coupon).collect();
    Ok(Claimed::of_coupons(tx, coupons, whom, shop)?.without_uses_of(&own))
}

fn judged<'a>(
    tx: &mut Tx<'_>,
    order: &Order,
    claimed: &'a Claimed,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<Vec<Judged<'a>>> {
    let products: Vec<ProductId> = order.lines.iter().map(|line| line.product).collect();
    let sections = store::products::sections_of(tx, &products)?;
    Ok(judge(&occasion(order, &sections, shop, claimed.buyer, now), &claimed.in_play()))
}

/// What happens to the coupons of an order.
struct Change {
    /// The kind of its event.
    what: &'static str,
    coupon: CouponId,
    code: String,
}

/// Prices an order that is held with these coupons, takes and gives back the uses, and saves it. Goods that are paid by
/// it leave the shelf first: products are held before coupons.
fn price_anew(
    tx: &mut Tx<'_>,
    order: &mut Order,
    judged: &[Judged<'_>],
    change: &Change,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let (before, read) = (order.coupons.clone(), order.version);
    reprice(order, judged);
    let is_paid = order.payment_status() == PaymentStatus::Paid;
    if is_paid {
        sell_promised(tx, order, shop, actor, now)?;
    }
    let was_there = |id: CouponId| before.iter().any(|applied| applied.coupon == id);
    let stays = |id: CouponId| order.coupons.iter().any(|applied| applied.coupon == id);
    let touched = before.iter().chain(&order.coupons).map(|applied| applied.coupon);
    store::coupons::lock_all(tx, &touched.collect::<Vec<_>>())?;
    let new: Vec<Coupon> =
        judged.iter().map(|one| one.coupon).filter(|coupon| !was_there(coupon.id)).cloned().collect();
    take(tx, &order.coupons, &new)?;
    for gone in before.iter().filter(|applied| !stays(applied.coupon)) {
        store::coupons::give_up_held(tx, gone.coupon)?;
    }
    order.version += 1;
    order.updated_at = now;
    store::orders::save(tx, order, read)?;
    store::orders::save_lines(tx, order)?;
    store::coupon_uses::save_anew(tx, order, now)?;
    if is_paid {
        consume(tx, order, now)?;
    }
    let data = json!({
        "order": order.id,
        "number": order.number,
        "coupon": change.coupon,
        "code": change.code,
        "payment_status": order.payment_status(),
        "total": shop.currency.amount(order.total),
        "due": shop.currency.amount(order.due()),
        "version": order.version,
    });
    let (concerns, subject) = (orders::concerns(order), order.id.to_string());
    store::events::append_for(tx, concerns, change.what, &subject, &data, actor.name(), now)
}
