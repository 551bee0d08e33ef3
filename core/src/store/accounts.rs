//! Accounts, sessions and their refresh tokens.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::Tx;
use super::failure::taken;
use super::schema::{refresh_tokens, sessions, users};
use crate::actor::Role;
use crate::error::{Error, Result};
use crate::id::{SessionId, UserId};
use crate::refusal::Refusal;
use crate::text::folded;

/// An account as it is stored.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct UserRow {
    pub(crate) id: UserId,
    pub(crate) username: String,
    pub(crate) username_folded: String,
    pub(crate) email: String,
    pub(crate) email_folded: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) role: String,
    pub(crate) password_hash: String,
    pub(crate) token_version: i64,
    pub(crate) is_active: bool,
    pub(crate) date_joined: NaiveDateTime,
    pub(crate) last_login: Option<NaiveDateTime>,
}

impl UserRow {
    /// What the account may do.
    pub fn role(&self) -> Result<Role> {
        Role::parse(&self.role)
            .ok_or_else(|| Error::Broken(format!("user {} has role {}", self.id, self.role)))
    }
}

/// The account that signs in as `login`: a user name or an e-mail address, in any case.
pub fn find_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<UserRow>> {
    use diesel::BoolExpressionMethods;
    let login = folded(login);
    let is_login = users::username_folded.eq(&login).or(users::email_folded.eq(&login));
    Ok(users::table.filter(is_login).select(UserRow::as_select()).first(tx.conn).optional()?)
}

/// True once anybody has an account.
pub fn any(tx: &mut Tx<'_>) -> Result<bool> {
    let one: Option<UserId> = users::table.select(users::id).first(tx.conn).optional()?;
    Ok(one.is_some())
}

/// The account with this id.
pub fn find(tx: &mut Tx<'_>, id: UserId) -> Result<Option<UserRow>> {
    Ok(users::table.find(id).select(UserRow::as_select()).first(tx.conn).optional()?)
}

/// The account with this id, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: UserId) -> Result<UserRow> {
    find(tx, id)?.ok_or_else(|| Refusal::not_found("user").into())
}

/// A new account; a user name or address that is taken is refused by field.
pub fn insert(tx: &mut Tx<'_>, user: &UserRow) -> Result<()> {
    match diesel::insert_into(users::table).values(user).execute(tx.conn) {
        Ok(_) => Ok(()),
        Err(error) => match taken(&error) {
            Some(what) if what.contains("email") => Err(Refusal::invalid("email", "is taken").into()),
            Some(_) => Err(Refusal::invalid("username", "is taken").into()),
            None => Err(error.into()),
        },
    }
}

/// Remembers that somebody signed in.
pub fn save_last_login(tx: &mut Tx<'_>, id: UserId, now: DateTime<Utc>) -> Result<()> {
    diesel::update(users::table.find(id)).set(users::last_login.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}

/// A refresh token as it is kept: never itself, only its hash.
pub struct TokenRow {
    /// Whose session.
    pub session: SessionId,
    /// Whose account.
    pub user: UserId,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it bought its successor.
    pub used_at: Option<DateTime<Utc>>,
    /// When its session was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A new session of `user`.
pub fn insert_session(tx: &mut Tx<'_>, id: SessionId, user: UserId, now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values((sessions::id.eq(id), sessions::user_id.eq(user), sessions::created_at.eq(now.naive_utc())))
        .execute(tx.conn)?;
    Ok(())
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
    type Row = (SessionId, UserId, NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let row: Option<Row> = refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::hash.eq(hash))
        .select((
            sessions::id,
            sessions::user_id,
            refresh_tokens::expires_at,
            refresh_tokens::used_at,
            sessions::ended_at,
        ))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(session, user, expires_at, used_at, ended_at)| TokenRow {
        session,
        user,
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
pub fn end_session(tx: &mut Tx<'_>, session: SessionId, now: DateTime<Utc>) -> Result<()> {
    let open = sessions::table.find(session).filter(sessions::ended_at.is_null());
    diesel::update(open).set(sessions::ended_at.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}
