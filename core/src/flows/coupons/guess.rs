//! Codes that somebody types: whoever types too many that are none waits, and is told nothing about right ones meanwhile.
//! Asked by every route that takes a code, before the flow that uses it: a flow that refuses keeps nothing, and so could
//! count nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::claim::{ForWhom, known};
use super::wanted::customer_of;
use crate::accounts::throttle::Limit;
use crate::actor::{Actor, Permission};
use crate::coupons::{CouponCode, MAX_CODES};
use crate::error::Result;
use crate::flows::accounts::{count_guess, require_no_wait};
use crate::id::UserId;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::Checkout;
use crate::wire::coupons::{UseCode, ValidateCoupon};
use crate::wire::orders::{PlaceOrder, QuoteRequest};

/// Codes that somebody typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// As they were typed.
    pub codes: Vec<String>,
    /// For whom they are used, where that is said.
    pub customer: Option<UserId>,
}

impl Typed {
    /// To put it into the actor's cart.
    pub fn into_cart(actor: &Actor, typed: &UseCode) -> Self {
        Self { codes: vec![typed.code.clone()], customer: actor.user_id() }
    }

    /// To order what is in the actor's cart.
    pub fn at_checkout(actor: &Actor, command: &Checkout) -> Self {
        let codes = command.coupon_code.iter().chain(command.coupon_codes.iter().flatten());
        Self { codes: codes.cloned().collect(), customer: actor.user_id() }
    }

    /// To place an order.
    pub fn in_order(command: &PlaceOrder) -> Self {
        Self { codes: command.coupon_codes.clone(), customer: command.customer_id }
    }

    /// To price a basket.
    pub fn in_quote(request: &QuoteRequest) -> Self {
        Self { codes: request.coupon_codes.clone(), customer: request.customer_id }
    }

    /// To ask about one.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] and the like, where the actor may not ask for that customer.
    pub fn in_question(actor: &Actor, question: &ValidateCoupon) -> Result<Self, Refusal> {
        let others = question.coupon_codes.iter().flatten().cloned();
        let codes = others.chain([question.code.clone()]).collect();
        let customer = customer_of(actor, question.items.as_deref(), question.customer_id)?;
        Ok(Self { codes, customer })
    }
}

/// True when nobody guessed: each of the codes is one that the buyer may know of, or could be none at all. Refuses while
/// the actor, or whoever else asks from `address`, has to wait. Reads only.
pub fn are_known(
    tx: &mut Tx<'_>,
    actor: &Actor,
    typed: &Typed,
    address: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool> {
    actor.require(Permission::Quote)?;
    require_no_wait(tx, &buckets(actor, address), now)?;
    let customer = ForWhom::asked_by(actor, typed.customer)?.customer;
    // What is no code at all tells nothing about those that are.
    let codes = typed.codes.iter().filter_map(|code| CouponCode::try_from(code.as_str()).ok());
    let codes: BTreeSet<String> = codes.map(|code| code.to_string()).collect();
    if codes.len() > MAX_CODES {
        // Refused before any of them is looked up.
        return Ok(true);
    }
    let codes: Vec<String> = codes.into_iter().collect();
    let found = store::coupons::find_by_codes(tx, &codes)?;
    Ok(found.into_iter().filter_map(|coupon| known(Some(coupon), customer)).count() == codes.len())
}

/// Counts a wrong guess. Of several codes the first wrong one alone is told, so they are one. Refuses, and counts
/// nothing, while the actor or the address has to wait.
pub fn guess(tx: &mut Tx<'_>, actor: &Actor, address: Option<&str>, now: DateTime<Utc>) -> Result<()> {
    actor.require(Permission::Quote)?;
    count_guess(tx, buckets(actor, address), now).map(drop)
}

fn buckets(actor: &Actor, address: Option<&str>) -> Vec<(String, Limit)> {
    let own = (format!("coupon:{}", actor.scope()), Limit::COUPON_CODES);
    let from = address.map(|from| (format!("coupon:address:{from}"), Limit::COUPON_CODES_OF_ADDRESS));
    std::iter::once(own).chain(from).collect()
}
