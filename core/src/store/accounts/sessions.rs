//! Sessions and their refresh tokens.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper};

use super::users::UserRow;
use crate::error::Result;
use crate::id::{ApiKeyId, SessionId, UserId};
use crate::store::Tx;
use crate::store::schema::{refresh_tokens, sessions, users};

/// A refresh token as it is kept: never itself, only its hash.
pub struct TokenRow {
    /// Whose session.
    pub session: SessionId,
    /// Whose account.
    pub user: UserId,
    /// True for a session that was opened at a device of the shop.
    pub at_device: bool,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it bought its successor.
    pub used_at: Option<DateTime<Utc>>,
    /// When its session was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A new session of `user`, opened at the device of `key` or anywhere.
pub fn insert_session(
    tx: &mut Tx<'_>,
    id: SessionId,
    user: UserId,
    key: Option<ApiKeyId>,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::user_id.eq(user),
            sessions::created_at.eq(now.naive_utc()),
            sessions::api_key_id.eq(key),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whose session this is, unless it was ended.
pub fn find_open(tx: &mut Tx<'_>, session: SessionId) -> Result<Option<UserRow>> {
    Ok(sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null())
        .select(UserRow::as_select())
        .first(tx.conn)
        .optional()?)
}

/// A new refresh token of a session.
pub fn insert_token(
    tx: &mut Tx<'_>,
    session: SessionId,
    hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::hash.eq(hash),
            refresh_tokens::session_id.eq(session),
            refresh_tokens::issued_at.eq(now.naive_utc()),
            refresh_tokens::expires_at.eq(expires_at.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The token with this hash.
pub fn find_token(tx: &mut Tx<'_>, hash: &str) -> Result<Option<TokenRow>> {
    type Times = (NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let row: Option<(SessionId, UserId, Option<ApiKeyId>, Times)> = refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::hash.eq(hash))
        .select((
            sessions::id,
            sessions::user_id,
            sessions::api_key_id,
            (refresh_tokens::expires_at, refresh_tokens::used_at, sessions::ended_at),
        ))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(session, user, key, (expires_at, used_at, ended_at))| TokenRow {
        session,
        user,
        at_device: key.is_some(),
        expires_at: expires_at.and_utc(),
        used_at: used_at.map(|at| at.and_utc()),
        ended_at: ended_at.map(|at| at.and_utc()),
    }))
}

/// Uses the token up; false when somebody else just did.
pub fn use_token(tx: &mut Tx<'_>, hash: &str, now: DateTime<Utc>) -> Result<bool> {
    let unused = refresh_tokens::table.find(hash).filter(refresh_tokens::used_at.is_null());
    let used = diesel::update(unused).set(refresh_tokens::used_at.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(used == 1)
}

/// Ends a session: none of its tokens counts any more.
pub fn end(tx: &mut Tx<'_>, session: SessionId, now: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.find(session).filter(sessions::ended_at.is_null());
    diesel::update(open).set(sessions::ended_at.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}

/// Ends every session of `user` but `spared`.
pub fn end_all(tx: &mut Tx<'_>, user: UserId, spared: Option<SessionId>, now: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::ended_at.is_null());
    let ended = sessions::ended_at.eq(now.naive_utc());
    match spared {
        Some(spared) => diesel::update(open.filter(sessions::id.ne(spared))).set(ended).execute(tx.conn)?,
        None => diesel::update(open).set(ended).execute(tx.conn)?,
    };
    Ok(())
}

/// Ends every session that was opened at the device of `key`.
pub fn end_opened_at(tx: &mut Tx<'_>, key: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.filter(sessions::api_key_id.eq(key)).filter(sessions::ended_at.is_null());
    diesel::update(open).set(sessions::ended_at.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}

/// Ends every session that `user` opened by PIN, at whichever device.
pub fn end_at_devices(tx: &mut Tx<'_>, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::ended_at.is_null());
    let by_pin = open.filter(sessions::api_key_id.is_not_null());
    diesel::update(by_pin).set(sessions::ended_at.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}
