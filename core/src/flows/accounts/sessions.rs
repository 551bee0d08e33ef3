//! Sessions: opened by a password or a PIN, kept by refresh tokens that each buy one successor, ended.

use chrono::{DateTime, TimeDelta, Utc};

use super::attempts::{self, Guess};
use super::view;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::{ApiKeyId, SessionId, UserId, kind};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::accounts::{api_keys, sessions as rows, users};
use crate::wire::UserView;

/// How long an answer may get lost: within this time a used token buys the same successor again.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// How a session stands now.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who acts through it.
    pub actor: Actor,
    /// Whose it is.
    pub user: UserId,
    /// Access tokens of an older version no longer count.
    pub token_version: i64,
}

/// A refresh token about to be given out.
#[derive(Clone)]
pub struct NewToken {
    /// Its hash; the token itself is never stored.
    pub hash: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A session about to be opened, for somebody whose password or PIN was right.
#[derive(Clone)]
pub struct SessionStart {
    /// Whose.
    pub user: UserId,
    /// The device of the shop it is opened at, if any: it ends with the device's key.
    pub api_key: Option<ApiKeyId>,
    /// Its first refresh token.
    pub token: NewToken,
    /// The guess that was right.
    pub guess: Guess,
    /// The hash that was compared with.
    pub hash: Option<String>,
    /// A stronger one of the same password, to replace it.
    pub rehashed: Option<String>,
}

/// A refresh token that was exchanged for its successor.
pub struct Rotated {
    /// Whose session it is.
    pub user: UserView,
    /// Which.
    pub session: SessionId,
    /// What the next access token is issued for.
    pub token_version: i64,
}

/// What a refresh token came to. A token that comes again later ends its session, and that must be kept: it
/// is not an error of the transaction.
pub enum Rotation {
    /// The next pair may be given out.
    Done(Box<Rotated>),
    /// The session has ended.
    Ended,
}

/// Opens a session with its first refresh token, if what was right still is.
pub fn start_session(tx: &mut Tx<'_>, start: &SessionStart, now: DateTime<Utc>) -> Result<SessionId> {
    require_still_right(tx, start)?;
    let session = tx.new_id::<kind::Session>();
    attempts::forgive(tx, &start.guess)?;
    if let (Some(before), Some(stronger)) = (&start.hash, &start.rehashed) {
        users::save_rehashed(tx, start.user, before, stronger)?;
    }
    rows::insert_session(tx, session, start.user, start.api_key, now)?;
    rows::insert_token(tx, session, &start.token.hash, now, start.token.expires_at)?;
    users::save_last_login(tx, start.user, now)?;
    Ok(session)
}

/// Comparing takes a while. Whoever replaced the password meanwhile, switched the account off or revoked the
/// device's key has ended the sessions that were open then, and this one must not come after.
fn require_still_right(tx: &mut Tx<'_>, start: &SessionStart) -> Result<()> {
    let user = users::lock(tx, start.user)?;
    let (hash, wrong) = match start.api_key {
        Some(_) => (user.pin_hash, Refusal::InvalidPin),
        None => (user.password_hash, Refusal::InvalidCredentials),
    };
    if !user.is_active || hash.is_none() || hash != start.hash {
        return Err(wrong.into());
    }
    match start.api_key.map(|key| api_keys::lock(tx, key)).transpose()? {
        Some(key) if key.revoked_at.is_some() => Err(Refusal::NotAuthenticated.into()),
        _ => Ok(()),
    }
}

/// Exchanges the token with hash `presented` for `next`, its only successor. Calls that cross each other, or
/// whose answer got lost, get the same one; a token that comes later than that is somebody's copy, and
/// nobody may go on with its session.
pub fn rotate(tx: &mut Tx<'_>, presented: &str, next: &NewToken, now: DateTime<Utc>) -> Result<Rotation> {
    let Some(token) = rows::find_token(tx, presented)? else { return Ok(Rotation::Ended) };
    if token.ended_at.is_some() || token.expires_at <= now {
        return Ok(Rotation::Ended);
    }
    if token.used_at.is_none() && rows::use_token(tx, presented, now)? {
        // At a device of the shop nobody stays signed in by going on: a shift ends when it ends.
        let expires_at = if token.at_device { token.expires_at } else { next.expires_at };
        rows::insert_token(tx, token.session, &next.hash, now, expires_at)?;
    } else {
        let used_at = rows::find_token(tx, presented)?.and_then(|token| token.used_at);
        let is_late = used_at.is_none_or(|at| now - at > GRACE);
        // Its successor is another one than this server would make: the secret key was changed between.
        let is_strange = rows::find_token(tx, &next.hash)?.is_none_or(|known| known.session != token.session);
        if is_late {
            rows::end(tx, token.session, now)?;
        }
        if is_late || is_strange {
            return Ok(Rotation::Ended);
        }
    }
    let row = users::load(tx, token.user)?;
    if !row.is_active {
        rows::end(tx, token.session, now)?;
        return Ok(Rotation::Ended);
    }
    let token_version = row.token_version;
    Ok(Rotation::Done(Box::new(Rotated { user: view(row)?, session: token.session, token_version })))
}

/// Ends the session that the token with hash `presented` belongs to, and names it; an unknown one ends
/// nothing.
pub fn end_session(tx: &mut Tx<'_>, presented: &str, now: DateTime<Utc>) -> Result<Option<SessionId>> {
    let Some(token) = rows::find_token(tx, presented)? else { return Ok(None) };
    rows::end(tx, token.session, now)?;
    Ok(Some(token.session))
}

/// Ends every session of the actor, and calls its access tokens back.
pub fn end_own_sessions(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
    let id = actor.require_person()?;
    let mut user = users::lock(tx, id)?;
    user.token_version += 1;
    users::save(tx, &mut user)?;
    rows::end_all(tx, id, None, now)?;
    super::append_event(tx, "user.signed_out_everywhere", &user, actor, now)
}

/// How the session stands now; `None` when it was ended or its account switched off.
pub fn standing(tx: &mut Tx<'_>, session: SessionId) -> Result<Option<Standing>> {
    let row = rows::find_open(tx, session)?.filter(|row| row.is_active);
    row.map(|row| Ok(Standing { actor: row.actor()?, user: row.id, token_version: row.token_version }))
        .transpose()
}
