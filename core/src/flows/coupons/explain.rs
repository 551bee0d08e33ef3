//! What comes out about a code: every rule, what there is and what it takes, and the smallest change that makes it
//! count. Judged as an order would be, so that what is said to count is taken. Reads only.

use chrono::{DateTime, Utc};

use super::addable::{self, Addable};
use super::claim::{Claimed, ForWhom, coupons_of};
use super::wanted::Wanted;
use crate::actor::{Actor, Permission};
use crate::coupons::{Coupon, CouponCode, judge};
use crate::error::{Error, Result};
use crate::orders::DeliveryMethod;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::coupons::{Explanation, ValidateCoupon};

/// What comes out about a code. One that is unknown, or somebody else's, is not there.
pub fn validate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    question: &ValidateCoupon,
    now: DateTime<Utc>,
) -> Result<Explanation> {
    actor.require(Permission::Quote)?;
    let shop = store::settings::load_shop(tx)?;
    let wanted = Wanted::load(tx, actor, question.items.as_deref(), question.customer_id, &shop)?;
    let absent = || Refusal::not_found("coupon");
    let asked = CouponCode::try_from(question.code.as_str()).map_err(|_| absent())?;
    let coupons = with_the_others(tx, &asked, question, &wanted)?;
    let basket = wanted.basket(now)?;
    let claimed = Claimed::in_full(tx, coupons, ForWhom::asking(wanted.customer), &shop)?;
    // Until it is said how it reaches the customer, what takes off the delivery fee is good.
    let method = question.delivery_method.unwrap_or(DeliveryMethod::Delivery);
    let occasion = basket.occasion(&shop, claimed.buyer, method, now);
    let in_play = claimed.in_play();
    let all = judge(&occasion, &in_play);
    let mut with_uses = all.iter().zip(&claimed.uses);
    let (judged, uses) = with_uses.find(|(one, _)| one.coupon.code == asked).ok_or_else(absent)?;
    let suggestion = if judged.is_valid() {
        None
    } else {
        let more = addable::more(tx, &[judged], &shop, now)?;
        Addable::to(&basket, &more, now).suggestion(&occasion, &in_play, judged.coupon.id, &shop)
    };
    Ok(Explanation { suggestion, ..Explanation::of(judged, None, &claimed.buyer, uses, &shop, now) })
}

/// The coupon that is asked about among those it is used with, once.
fn with_the_others(
    tx: &mut Tx<'_>,
    asked: &CouponCode,
    question: &ValidateCoupon,
    wanted: &Wanted,
) -> Result<Vec<Coupon>> {
    let mut codes = question.coupon_codes.clone().unwrap_or_else(|| wanted.kept_codes());
    codes.push(asked.to_string());
    coupons_of(tx, &codes, wanted.customer).map_err(|error| match error {
        Error::Refused(Refusal::UnknownCoupon { coupon }) if coupon == asked.as_str() => {
            Refusal::not_found("coupon").into()
        }
        other => other,
    })
}
