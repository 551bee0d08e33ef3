//! Saying who recommended the shop: with an account that has ordered nothing yet, or while making one.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::append_event;
use crate::accounts::Email;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::{UserId, kind};
use crate::referrals::{self as rule, Person, ReferralStatus, person};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::accounts::customers;
use crate::store::referrals::{self as rows, ReferralRow};
use crate::store::{self, Tx};
use crate::wire::referrals::{RedeemReferral, Redeemed};

/// Whoever recommended the shop, and by which code.
pub(in crate::flows) struct Recommended {
    by: UserId,
    code: String,
}

/// Takes down who recommended the shop to the actor, who has ordered nothing yet.
pub fn redeem(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &RedeemReferral,
    now: DateTime<Utc>,
) -> Result<Redeemed> {
    let own = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    shop.referrals.require_offered()?;
    let code = rule::read_code(&command.code);
    let unknown = || Refusal::UnknownReferralCode { referral_code: code.clone() };
    let by = rows::find_owner(tx, &code)?.ok_or_else(unknown)?;
    // Of several who say so at once for one account, each finds those before it.
    customers::lock(tx, own)?;
    let mut known = rows::known(tx, &[own, by])?;
    let referrer = known.get(&by).filter(|who| who.is_active).cloned().ok_or_else(unknown)?;
    let referee = known.remove(&own).ok_or_else(|| Refusal::not_found("user"))?;
    let has_redeemed = rows::find_of_referee(tx, own)?.is_some();
    let past = customers::patronage_without(tx, own, None)?;
    rule::require_redeemable(&referee.person, &past, has_redeemed, &referrer.person)?;
    came(tx, own, actor, Recommended { by, code }, now)
}

/// Who recommended the shop to somebody who is about to register, where they say so. What is wrong with it goes to
/// `errors`, beside what is wrong with the rest.
pub(in crate::flows) fn of_new_account(
    tx: &mut Tx<'_>,
    given: Option<&str>,
    email: Option<&str>,
    errors: &mut FieldErrors,
) -> Result<Option<Recommended>> {
    let code = given.map(rule::read_code).filter(|code| !code.is_empty());
    let Some(code) = code else { return Ok(None) };
    if let Err(refused) = store::settings::load_shop(tx)?.referrals.require_offered() {
        errors.add("referral_code", refused);
        return Ok(None);
    }
    let by = rows::find_owner(tx, &code)?;
    let known = rows::known(tx, by.as_slice())?.into_values().next().filter(|who| who.is_active);
    let email = email.and_then(|email| Email::try_from(email).ok());
    let mailbox = email.map(|email| person::mailbox(&email.folded()));
    let new = Person { id: None, mailbox, digits: None };
    match (by, known) {
        (Some(_), Some(referrer)) if new.is(&referrer.person) => {
            errors.add("referral_code", Refusal::ReferralSelf);
        }
        (Some(by), Some(_)) => return Ok(Some(Recommended { by, code })),
        _ => errors.add("referral_code", Refusal::UnknownReferralCode { referral_code: code }),
    }
    Ok(None)
}

/// `referee` came because of somebody: that was looked at.
pub(in crate::flows) fn came(
    tx: &mut Tx<'_>,
    referee: UserId,
    actor: &Actor,
    Recommended { by, code }: Recommended,
    now: DateTime<Utc>,
) -> Result<Redeemed> {
    let id = tx.new_id::<kind::Referral>();
    let status = ReferralStatus::Pending;
    let row = ReferralRow {
        id,
        referrer_id: by,
        referee_id: referee,
        code,
        status: status.as_str().to_owned(),
        order_id: None,
        bonus: 0,
        posting_id: None,
        coupon_id: None,
        reason: String::new(),
        created_at: now.naive_utc(),
        settled_at: None,
    };
    rows::insert(tx, &row)?;
    let data = json!({ "referral": id, "referrer": by, "referee": referee, "code": row.code });
    append_event(tx, "referral.redeemed", id, &data, actor, now)?;
    Ok(Redeemed { id, code: row.code, status })
}
