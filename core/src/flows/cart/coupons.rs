//! Codes on a cart: put on where they count, and taken off. They stay when lines change; what of them counts no more is
//! a problem of the cart, until it counts again or is taken off. Called by the routes of the cart.

use chrono::{DateTime, Utc};

use super::{changed, products, view};
use crate::actor::Actor;
use crate::cart::{Cart, CartCoupon, judged};
use crate::coupons::{CouponCode, MAX_CODES, refusal};
use crate::error::Result;
use crate::flows::coupons::{Claimed, ForWhom};
use crate::id::CouponId;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::CartView;
use crate::wire::coupons::UseCode;

/// Puts a code on the actor's cart, beside those it has. Refused with the reason and the way out where it does not
/// count there; one that is there already stays there once.
pub fn add_coupon(tx: &mut Tx<'_>, actor: &Actor, command: &UseCode, now: DateTime<Utc>) -> Result<CartView> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    let products = products(tx, &cart, None, &shop)?;
    if find(&cart, &command.code).is_some() {
        return view(tx, &shop, &cart, &products, now);
    }
    if cart.coupons.len() >= MAX_CODES {
        let most = u32::try_from(MAX_CODES).unwrap_or(u32::MAX);
        return Err(Refusal::LimitReached { what: "codes".to_owned(), most }.into());
    }
    let before = cart.coupons.iter().map(|coupon| coupon.code.clone());
    let codes: Vec<String> = before.chain([command.code.clone()]).collect();
    let claimed = Claimed::of_codes(tx, &codes, ForWhom::asking(Some(user)), &shop)?;
    let in_play = claimed.in_play();
    let judged = judged(&shop, &cart.lines, &products, &claimed.claim(&in_play), now);
    if let Some(added) = judged.last() {
        if let Some(refusal) = refusal::refusal(added, &shop) {
            return Err(refusal.into());
        }
        let coupon = CartCoupon { id: added.coupon.id, code: added.coupon.code.to_string() };
        store::carts::add_coupon(tx, cart.id, coupon.id)?;
        cart.coupons.push(coupon);
        changed(tx, actor, &cart, now)?;
    }
    view(tx, &shop, &cart, &products, now)
}

/// Takes a code off the actor's cart; without `code` all of them. One that is not there is `not_found`.
pub fn remove_coupons(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Result<CartView> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    match code {
        Some(code) => {
            let id = find(&cart, code).ok_or_else(|| Refusal::not_found("coupon"))?;
            store::carts::remove_coupons(tx, cart.id, &[id])?;
            cart.coupons.retain(|coupon| coupon.id != id);
            changed(tx, actor, &cart, now)?;
        }
        None if !cart.coupons.is_empty() => {
            clear(tx, &mut cart)?;
            changed(tx, actor, &cart, now)?;
        }
        None => {}
    }
    let products = products(tx, &cart, None, &shop)?;
    view(tx, &shop, &cart, &products, now)
}

/// Takes all codes off; the cart is held.
pub(in crate::flows) fn clear(tx: &mut Tx<'_>, cart: &mut Cart) -> Result<()> {
    let ids: Vec<CouponId> = cart.coupons.drain(..).map(|coupon| coupon.id).collect();
    if ids.is_empty() { Ok(()) } else { store::carts::remove_coupons(tx, cart.id, &ids) }
}

fn find(cart: &Cart, code: &str) -> Option<CouponId> {
    let code = CouponCode::try_from(code).ok()?;
    cart.coupons.iter().find(|coupon| coupon.code == code.as_str()).map(|coupon| coupon.id)
}
