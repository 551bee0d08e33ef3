//! Accounts and their sessions. Passwords and tokens come here as hashes only; hashing is slow and belongs
//! outside a transaction.

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Permission, Role};
use crate::error::{Error, Result};
use crate::id::{SessionId, UserId, kind};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::Tx;
use crate::store::accounts::{self as rows, UserRow};
use crate::text;
use crate::wire::UserView;

/// What is needed to check a sign-in.
pub struct Credentials {
    /// Whose they are.
    pub user: UserView,
    /// Hash of the password, in PHC form.
    pub password_hash: String,
    /// Access tokens of an older version no longer count.
    pub token_version: i64,
}

/// How an account stands now.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who acts through it.
    pub actor: Actor,
    /// Access tokens of an older version no longer count.
    pub token_version: i64,
    /// False once it was switched off.
    pub is_active: bool,
}

/// A refresh token about to be given out.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its hash; the token itself is never stored.
    pub hash: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A refresh token that was exchanged for its successor.
pub struct Rotated {
    /// Whose session it is.
    pub user: UserView,
    /// What the next access token is issued for.
    pub token_version: i64,
}

/// What a refresh token came to. A token that comes a second time ends its session, and that must be kept:
/// it is not an error of the transaction.
pub enum Rotation {
    /// The next pair may be given out.
    Done(Rotated),
    /// The session has ended.
    Ended,
}

/// A new account.
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What it may do.
    pub role: Role,
    /// Hash of the password, in PHC form.
    pub password_hash: String,
}

/// The credentials of the account that signs in as `login`, a user name or an e-mail address.
pub fn credentials(tx: &mut Tx<'_>, login: &str) -> Result<Option<Credentials>> {
    let Some(row) = rows::find_by_login(tx, login)?.filter(|row| row.is_active) else { return Ok(None) };
    let (password_hash, token_version) = (row.password_hash.clone(), row.token_version);
    Ok(Some(Credentials { user: view(row)?, password_hash, token_version }))
}

/// Opens a session with its first refresh token.
pub fn start_session(
    tx: &mut Tx<'_>,
    user: UserId,
    token: &NewToken,
    now: DateTime<Utc>,
) -> Result<SessionId> {
    let session = tx.new_id::<kind::Session>();
    rows::insert_session(tx, session, user, now)?;
    rows::insert_token(tx, session, &token.hash, now, token.expires_at)?;
    rows::save_last_login(tx, user, now)?;
    Ok(session)
}

/// Exchanges the token with hash `presented` for `next`.
pub fn rotate(tx: &mut Tx<'_>, presented: &str, next: &NewToken, now: DateTime<Utc>) -> Result<Rotation> {
    let Some(token) = rows::find_token(tx, presented)? else { return Ok(Rotation::Ended) };
    if token.ended_at.is_some() || token.expires_at <= now {
        return Ok(Rotation::Ended);
    }
    if token.used_at.is_some() || !rows::use_token(tx, presented, now)? {
        // Somebody else has a copy of it: nobody may go on with this session.
        rows::end_session(tx, token.session, now)?;
        return Ok(Rotation::Ended);
    }
    let row = rows::load(tx, token.user)?;
    if !row.is_active {
        rows::end_session(tx, token.session, now)?;
        return Ok(Rotation::Ended);
    }
    rows::insert_token(tx, token.session, &next.hash, now, next.expires_at)?;
    let token_version = row.token_version;
    Ok(Rotation::Done(Rotated { user: view(row)?, token_version }))
}

/// Ends the session that the token with hash `presented` belongs to; an unknown one ends nothing.
pub fn end_session(tx: &mut Tx<'_>, presented: &str, now: DateTime<Utc>) -> Result<()> {
    match rows::find_token(tx, presented)? {
        Some(token) => rows::end_session(tx, token.session, now),
        None => Ok(()),
    }
}

/// How the account stands now; `None` when there is none.
pub fn standing(tx: &mut Tx<'_>, id: UserId) -> Result<Option<Standing>> {
    let Some(row) = rows::find(tx, id)? else { return Ok(None) };
    let role = row.role()?;
    let actor = Actor::User { id: row.id, username: row.username, role };
    Ok(Some(Standing { actor, token_version: row.token_version, is_active: row.is_active }))
}

/// Creates an account.
pub fn create_user(tx: &mut Tx<'_>, actor: &Actor, new: &NewUser, now: DateTime<Utc>) -> Result<UserView> {
    actor.require(Permission::ManageAccounts)?;
    let (username, email) = (text::line(&new.username), text::line(&new.email));
    check(&username, &email)?;
    let row = UserRow {
        id: tx.new_id::<kind::User>(),
        username_folded: text::folded(&username),
        username,
        email_folded: text::folded(&email),
        email,
        first_name: text::line(&new.first_name),
        last_name: text::line(&new.last_name),
        role: new.role.as_str().to_owned(),
        password_hash: new.password_hash.clone(),
        token_version: 1,
        is_active: true,
        date_joined: now.naive_utc(),
        last_login: None,
    };
    rows::insert(tx, &row)?;
    view(row)
}

fn check(username: &str, email: &str) -> Result<(), Refusal> {
    let mut errors = FieldErrors::default();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    if username.is_empty() || username.chars().count() > 60 || !username.chars().all(plain) {
        errors.add("username", "1 to 60 letters, digits, dots, dashes or underscores");
    }
    let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !is_address || email.chars().count() > 254 || email.contains(' ') {
        errors.add("email", "is not an e-mail address");
    }
    errors.into_result()
}

fn view(row: UserRow) -> Result<UserView, Error> {
    let role = row.role()?;
    Ok(UserView {
        id: row.id,
        username: row.username,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        role,
        is_active: row.is_active,
        date_joined: row.date_joined.and_utc(),
        last_login: row.last_login.map(|at| at.and_utc()),
    })
}
