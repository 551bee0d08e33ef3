//! Passing the own code on by mail. The letter itself is sent by the server, once this is committed.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::own_code;
use crate::accounts::Email;
use crate::actor::Actor;
use crate::error::Result;
use crate::referrals::{LETTERS_A_DAY, person};
use crate::refusal::Refusal;
use crate::store::accounts::customers;
use crate::store::referral_letters as letters;
use crate::store::referrals as rows;
use crate::store::{self, Tx};
use crate::wire::referrals::{Invite, Invited};

/// A letter to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Where it goes.
    pub to: String,
    /// The given name of whoever sends it, where it is fit for a letter to a stranger.
    pub from: Option<String>,
    /// The code.
    pub code: String,
    /// The shop's name.
    pub shop: String,
}

/// Takes down that a letter goes to an address, and says what is in it. One letter by one person to one address, and
/// ten a day. Whether anybody has an account with this address makes no difference, so that nobody learns it here.
pub fn invite(
    tx: &mut Tx<'_>,
    actor: &Actor,
    invite: &Invite,
    now: DateTime<Utc>,
) -> Result<(Invited, Invitation)> {
    let own = actor.require_person()?;
    let email = Email::try_from(invite.email.as_str()).map_err(|cause| Refusal::invalid("email", cause))?;
    let shop = store::settings::load_shop(tx)?;
    shop.referrals.require_offered()?;
    // Of letters that are asked for at once, each finds those before it.
    customers::lock(tx, own)?;
    let sender = rows::known(tx, &[own])?.remove(&own).ok_or_else(|| Refusal::not_found("user"))?;
    let mailbox = person::mailbox(&email.folded());
    if sender.person.mailbox.as_ref() == Some(&mailbox) {
        return Err(Refusal::ReferralSelf.into());
    }
    if letters::was_sent(tx, own, &mailbox)? {
        return Err(Refusal::AlreadyInvited.into());
    }
    let day = TimeDelta::days(1);
    let lately = letters::sent_since(tx, own, now - day, LETTERS_A_DAY)?;
    if let Some(oldest) = lately.get(LETTERS_A_DAY as usize - 1) {
        let wait = (*oldest + day - now).num_seconds().max(1);
        return Err(Refusal::TooManyRequests { retry_after: u32::try_from(wait).unwrap_or(u32::MAX) }.into());
    }
    let (code, _) = own_code(tx, actor, own, now)?;
    let letter = letters::insert(tx, own, &mailbox, now)?;
    // Not to whom: the log is read by more people than the letter.
    let data = json!({ "referrer": own });
    store::events::append(tx, "referral.invited", &letter.to_string(), &data, actor.name(), now)?;
    let to = email.to_string();
    let from = person::signature(&sender.first_name);
    let letter = Invitation { to: to.clone(), from, code: code.clone(), shop: shop.name };
    Ok((Invited { code, email: to }, letter))
}
