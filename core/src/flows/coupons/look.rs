//! Which coupons somebody may know of.

use chrono::{DateTime, Utc};

use super::{CouponQuery, UsableBy};
use crate::accounts::Tier;
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::coupons::Coupon;
use crate::error::Result;
use crate::id::{CouponId, UserId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::accounts::customers;
use crate::store::{self, Tx};
use crate::wire::CouponView;

/// One page of coupons, the newest first: all of them for staff, for everybody else those they could use now.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &CouponQuery,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Slice<CouponView>> {
    let shop = store::settings::load_shop(tx)?;
    let usable_by = match actor {
        _ if actor.may(Permission::SeeCoupons) => None,
        Actor::Anonymous => return Err(Refusal::NotAuthenticated.into()),
        other => Some(usable_by(tx, other.user_id(), &shop)?),
    };
    let query = CouponQuery { usable_by, ..query.clone() };
    Ok(store::coupons::list(tx, &query, now, page)?.map(|one| CouponView::of(&one, shop.currency, now)))
}

/// One coupon. One that is not for the caller is as absent as one that does not exist.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: CouponId, now: DateTime<Utc>) -> Result<CouponView> {
    let shop = store::settings::load_shop(tx)?;
    let coupon = load_visible(tx, actor, id)?;
    Ok(CouponView::of(&coupon, shop.currency, now))
}

/// A coupon that `actor` may know of.
pub(in crate::flows) fn load_visible(tx: &mut Tx<'_>, actor: &Actor, id: CouponId) -> Result<Coupon> {
    if *actor == Actor::Anonymous {
        return Err(Refusal::NotAuthenticated.into());
    }
    let coupon = store::coupons::load(tx, id)?;
    let is_own = coupon.owner.is_some() && coupon.owner == actor.user_id();
    let is_open = coupon.is_public && coupon.owner.is_none();
    let is_theirs = actor.may(Permission::SeeCoupons) || is_own || is_open;
    // What was withdrawn is there for nobody; orders, the history and statistics still tell of it.
    if is_theirs && coupon.archived_at.is_none() {
        Ok(coupon)
    } else {
        Err(Refusal::not_found("coupon").into())
    }
}

/// What somebody may use, by who they are and what they bought.
pub(super) fn usable_by(tx: &mut Tx<'_>, customer: Option<UserId>, shop: &Shop) -> Result<UsableBy> {
    let tier = match customer {
        Some(customer) => customers::patronage_without(tx, customer, None)?.tier(&shop.tiers),
        None => Tier::All,
    };
    let tiers = Tier::ALL.iter().copied().filter(|asked| tier.includes(*asked)).collect();
    Ok(UsableBy { customer, tiers })
}
