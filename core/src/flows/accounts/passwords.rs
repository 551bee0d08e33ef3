//! One's own password: changed by whoever shows it, replaced with a code by whoever forgot it.

use chrono::{DateTime, Utc};

use super::append_event;
use super::attempts::{self, Guess};
use crate::accounts::Email;
use crate::accounts::throttle::Limit;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::id::{PasswordResetId, SessionId};
use crate::refusal::Refusal;
use crate::store::accounts::users::UserRow;
use crate::store::accounts::{resets, sessions, users};
use crate::store::{self, Tx};

/// Guesses at one code.
const TRIES: i64 = 5;

/// The password that somebody signed in has to show again.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnPassword {
    /// Its hash, in PHC form; none for an account without a password.
    pub hash: Option<String>,
    /// The guess, counted already.
    pub guess: Guess,
}

/// Counts a guess at the actor's own password and says what to compare it with: a stolen access token is no
/// way to find it out.
pub fn own_password(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<OwnPassword> {
    let id = actor.require_person()?;
    let guess = attempts::count(tx, vec![(format!("password:own:{id}"), Limit::KNOWN_DEVICE)], now)?;
    Ok(OwnPassword { hash: users::load(tx, id)?.password_hash, guess })
}

/// Replaces the actor's password, after `shown` was seen to be right, and ends every session but `session`.
pub fn change_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    session: SessionId,
    shown: &OwnPassword,
    new_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Notice>> {
    let id = actor.require_person()?;
    let mut user = users::lock(tx, id)?;
    require_unchanged(&user, shown)?;
    attempts::forgive(tx, &shown.guess)?;
    user.password_hash = Some(new_hash.to_owned());
    users::save(tx, &mut user)?;
    resets::use_all(tx, id, now)?;
    sessions::end_all(tx, id, Some(session), now)?;
    append_event(tx, "user.password_changed", &user, actor, now)?;
    notice(tx, user.email)
}

/// How to write to `email` in the shop's name; whoever has no address is not written to.
pub(super) fn notice(tx: &mut Tx<'_>, email: Option<String>) -> Result<Option<Notice>> {
    let shop = store::settings::load_shop(tx)?.name;
    Ok(email.map(|to| Notice { to, shop }))
}

/// Refuses when the password that was shown is no longer the one that counts.
pub(super) fn require_unchanged(user: &UserRow, shown: &OwnPassword) -> Result<(), Refusal> {
    let unchanged = shown.hash.is_some() && user.password_hash == shown.hash;
    unchanged.then_some(()).ok_or_else(|| Refusal::invalid("current_password", "is not right"))
}

/// A code about to be sent.
#[derive(Clone)]
pub struct NewCode {
    /// Which.
    pub id: PasswordResetId,
    /// Its digest; the code itself is never stored.
    pub hash: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Where to write about an account, and in whose name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The account's address.
    pub to: String,
    /// The shop's name, for the letter.
    pub shop: String,
}

/// Keeps `code` for whoever has this address, and says where to send it. Nobody has it, or it has got enough
/// letters: nothing is sent, and whoever asked is told the same.
pub fn request_reset(
    tx: &mut Tx<'_>,
    email: &str,
    code: &NewCode,
    now: DateTime<Utc>,
) -> Result<Option<Notice>> {
    let Ok(email) = Email::try_from(email) else { return Ok(None) };
    let Some(found) = users::find_by_email(tx, &email.folded())? else { return Ok(None) };
    let user = users::lock(tx, found.id)?;
    let bucket = format!("reset:letter:{}", user.id);
    match attempts::count(tx, vec![(bucket, Limit::RESET_LETTERS)], now) {
        Ok(Guess { .. }) => {}
        Err(Error::Refused(_)) => return Ok(None),
        Err(other) => return Err(other),
    }
    if !user.is_active {
        return Ok(None);
    }
    resets::insert(tx, code.id, user.id, &code.hash, now, code.expires_at)?;
    append_event(tx, "user.password_reset_requested", &user, &Actor::Anonymous, now)?;
    notice(tx, user.email)
}

/// What a code came to. A wrong one is counted, and that must be kept: it is not an error of the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResetOutcome {
    /// The password was replaced; where to send word of it.
    Done(Option<Notice>),
    /// The code is wrong, used up or too old.
    Wrong,
}

/// Replaces the password of whoever has this address, when `digest` of the code's id is the digest that was
/// kept, and ends all their sessions.
pub fn confirm_reset(
    tx: &mut Tx<'_>,
    email: &str,
    digest: &dyn Fn(PasswordResetId) -> String,
    new_hash: &str,
    now: DateTime<Utc>,
) -> Result<ResetOutcome> {
    let email = Email::try_from(email).map_err(|cause| Refusal::invalid("email", cause))?.folded();
    // Counted by address, whether or not anybody has it: the wait tells nothing either.
    let guess = attempts::count(tx, vec![(format!("reset:code:{email}"), Limit::RESET_CODES)], now)?;
    let Some(found) = users::find_by_email(tx, &email)? else { return Ok(ResetOutcome::Wrong) };
    let mut user = users::lock(tx, found.id)?;
    let Some(reset) = resets::find_newest(tx, user.id)? else { return Ok(ResetOutcome::Wrong) };
    resets::count_try(tx, reset.id)?;
    let counts = reset.tries < TRIES && reset.expires_at > now && user.is_active;
    if !counts || digest(reset.id) != reset.code_hash {
        return Ok(ResetOutcome::Wrong);
    }
    attempts::forgive(tx, &guess)?;
    attempts::forget_password_guesses(tx, user.id)?;
    user.password_hash = Some(new_hash.to_owned());
    user.token_version += 1;
    users::save(tx, &mut user)?;
    resets::use_all(tx, user.id, now)?;
    sessions::end_all(tx, user.id, None, now)?;
    append_event(tx, "user.password_reset", &user, &user.actor()?, now)?;
    Ok(ResetOutcome::Done(notice(tx, user.email)?))
}
