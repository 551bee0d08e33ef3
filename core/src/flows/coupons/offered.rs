//! The coupons that a buyer may know of, looked at together: their own list with what is missing for each, and the codes
//! that take the most off. Reads only; uses and past are looked up once for all of them.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::addable::{self, Addable};
use super::claim::{Claimed, ForWhom};
use super::wanted::Wanted;
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::coupons::{InPlay, Judged, best as rule, judge, words};
use crate::error::Result;
use crate::money::Money;
use crate::orders::DeliveryMethod;
use crate::page::{PageRequest, Slice};
use crate::store::coupons::Ahead;
use crate::store::{self, Tx};
use crate::wire::coupons::explain::FindBest;
use crate::wire::coupons::{AppliedCouponView, BestCoupons, CouponView, MyCoupon, RuleView};

/// How many coupons are looked at.
const LOOKED_AT: u32 = 200;

/// One page of the coupons of whoever asks, each judged alone on their cart: first those that count, by what they take
/// off, then those of which least is missing.
pub fn my_coupons(
    tx: &mut Tx<'_>,
    actor: &Actor,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Slice<MyCoupon>> {
    let customer = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let wanted = Wanted::load(tx, actor, None, Some(customer), &shop)?;
    let basket = wanted.basket(now)?;
    let known = store::coupons::known_to(tx, Some(customer), Ahead::Later, LOOKED_AT, now)?;
    let claimed = Claimed::of_coupons(tx, known, ForWhom::asking(Some(customer)), &shop)?;
    let occasion = basket.occasion(&shop, claimed.buyer, DeliveryMethod::Delivery, now);
    let in_play = claimed.in_play();
    let alone = |one| judge(&occasion, std::slice::from_ref(one)).pop().map(|judged| (*one, judged));
    let mut all: Vec<(InPlay<'_>, Judged<'_>)> = in_play.iter().filter_map(alone).collect();
    all.sort_by_cached_key(|(_, judged)| standing(judged));
    let count = all.len() as u64;
    let shown: Vec<_> = all.into_iter().skip(page.offset() as usize).take(page.size() as usize).collect();
    let judged: Vec<&Judged<'_>> = shown.iter().map(|(_, judged)| judged).collect();
    let more = addable::more(tx, &judged, &shop, now)?;
    let addable = Addable::to(&basket, &more, now);
    let items = shown.iter().map(|(one, judged)| {
        let suggestion = addable.suggestion(&occasion, &[*one], judged.coupon.id, &shop);
        MyCoupon { suggestion, ..view(judged, &shop, now) }
    });
    Ok(Slice { count, items: items.collect() })
}

/// What counts comes first, and of it what takes the most off; then what fails by the fewest rules; then by code.
fn standing(judged: &Judged<'_>) -> (usize, Reverse<Money>, String) {
    let missing = judged.failing().count();
    let worth = if missing == 0 { judged.discount.amount() } else { Money::ZERO };
    (missing, Reverse(worth), judged.coupon.code.to_string())
}

fn view(judged: &Judged<'_>, shop: &Shop, now: DateTime<Utc>) -> MyCoupon {
    MyCoupon {
        coupon: CouponView::of(judged.coupon, shop.currency, now),
        is_valid: judged.is_valid(),
        discount_amount: shop.currency.amount(judged.discount.amount()),
        message: words::message(judged, shop),
        missing: judged.failing().map(|rule| RuleView::of(rule, judged, shop)).collect(),
        suggestion: None,
    }
}

/// The codes that take the most off, of those that the buyer may know of and that can be used now.
pub fn best(tx: &mut Tx<'_>, actor: &Actor, question: &FindBest, now: DateTime<Utc>) -> Result<BestCoupons> {
    actor.require(Permission::Quote)?;
    let shop = store::settings::load_shop(tx)?;
    let wanted = Wanted::load(tx, actor, question.items.as_deref(), question.customer_id, &shop)?;
    let basket = wanted.basket(now)?;
    let known = store::coupons::known_to(tx, wanted.customer, Ahead::Now, LOOKED_AT, now)?;
    let claimed = Claimed::of_coupons(tx, known, ForWhom::asking(wanted.customer), &shop)?;
    let occasion = basket.occasion(&shop, claimed.buyer, question.delivery_method, now);
    let in_play = claimed.in_play();
    let found = rule::best(&occasion, &in_play);
    let chosen = found.as_ref().map_or(&[][..], |best| &best.coupons);
    let chosen: Vec<InPlay<'_>> =
        in_play.iter().filter(|one| chosen.iter().any(|it| it.id == one.coupon.id)).copied().collect();
    let applied = judge(&occasion, &chosen).into_iter().map(|judged| judged.applied());
    Ok(BestCoupons {
        coupons: applied.map(|applied| AppliedCouponView::of(&applied, shop.currency)).collect(),
        discount_amount: shop.currency.amount(found.map_or(Money::ZERO, |best| best.amount)),
    })
}
