//! A coupon that somebody is thanked with: an amount, for one order of theirs.

use chrono::{DateTime, Utc};

use super::keep::{append_event, fresh, refused};
use crate::actor::Actor;
use crate::catalog::Shop;
use crate::coupons::draft::CouponDraft;
use crate::coupons::{Benefit, Coupon, Limits, Terms};
use crate::error::Result;
use crate::id::{CouponId, UserId};
use crate::money::Money;
use crate::store::{self, Tx};

/// Letters and digits of its code.
const LENGTH: usize = 10;

/// Gives `owner` a coupon of `value` until `until`, which nobody else can use.
pub(in crate::flows) fn give(
    tx: &mut Tx<'_>,
    owner: UserId,
    value: Money,
    until: DateTime<Utc>,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<CouponId> {
    let limits = Limits { uses: Some(1), ..Limits::default() };
    let terms = Terms { valid_until: Some(until), limits, ..Terms::of(Benefit::Fixed { value }, now) };
    let draft = CouponDraft {
        code: tx.new_code(LENGTH),
        description: "Thanks for a new customer".to_owned(),
        terms,
        is_active: true,
        is_public: false,
    };
    let (code, draft) = draft.checked(shop, None, now).map_err(refused)?;
    let coupon = Coupon { owner: Some(owner), ..fresh(tx, code, draft, now) };
    store::coupons::insert(tx, std::slice::from_ref(&coupon))?;
    append_event(tx, "coupon.created", &coupon, &Actor::System, now)?;
    Ok(coupon.id)
}
