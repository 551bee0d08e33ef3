//! People with an account.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::{
    AsChangeset, BoolExpressionMethods, ExpressionMethods, Insertable, OptionalExtension, QueryDsl,
    Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use crate::accounts::search;
use crate::actor::{Actor, Role};
use crate::error::{Error, Result};
use crate::id::{CartId, UserId, WalletId};
use crate::refusal::Refusal;
use crate::store::db::insert_all;
use crate::store::failure::taken;
use crate::store::schema::{carts, user_words, users, wallets};
use crate::store::{Db, Tx};
use crate::text::folded;

/// An account as it is stored.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct UserRow {
    pub(crate) id: UserId,
    pub(crate) username: String,
    pub(crate) username_folded: String,
    pub(crate) email: Option<String>,
    pub(crate) email_folded: Option<String>,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) role: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) pin_hash: Option<String>,
    pub(crate) token_version: i64,
    pub(crate) is_active: bool,
    pub(crate) date_of_birth: Option<NaiveDate>,
    pub(crate) location: String,
    pub(crate) image: Option<String>,
    pub(crate) date_joined: NaiveDateTime,
    pub(crate) last_login: Option<NaiveDateTime>,
    pub(crate) version: i64,
}

impl UserRow {
    /// What the account may do.
    pub fn role(&self) -> Result<Role> {
        Role::parse(&self.role)
            .ok_or_else(|| Error::Broken(format!("user {} has role {}", self.id, self.role)))
    }

    /// Who acts through the account.
    pub fn actor(&self) -> Result<Actor> {
        Ok(Actor::User { id: self.id, username: self.username.clone(), role: self.role()? })
    }

    /// What it is found by, besides its telephone number.
    pub fn names(&self) -> [&str; 4] {
        [&self.username, self.email.as_deref().unwrap_or_default(), &self.first_name, &self.last_name]
    }
}

/// The account that signs in as `login`: a user name or an e-mail address, in any case.
pub fn find_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<UserRow>> {
    let login = folded(login);
    let is_login = users::username_folded.eq(&login).or(users::email_folded.eq(&login));
    Ok(users::table.filter(is_login).select(UserRow::as_select()).first(tx.conn).optional()?)
}

/// The account whose mail goes to `email_folded`.
pub fn find_by_email(tx: &mut Tx<'_>, email_folded: &str) -> Result<Option<UserRow>> {
    let is_theirs = users::email_folded.eq(email_folded);
    Ok(users::table.filter(is_theirs).select(UserRow::as_select()).first(tx.conn).optional()?)
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

/// The account, which nobody else can change before this transaction ends; or `not_found`.
pub fn lock(tx: &mut Tx<'_>, id: UserId) -> Result<UserRow> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let locked: Option<UserId> =
            users::table.find(id).select(users::id).for_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("user"))?;
    }
    load(tx, id)
}

/// The active admins, none of whom anybody else can change before this transaction ends: two admins who
/// switch each other off at once must not both succeed.
pub fn lock_admins(tx: &mut Tx<'_>) -> Result<Vec<UserId>> {
    let admins = users::table
        .filter(users::role.eq(Role::Admin.as_str()))
        .filter(users::is_active.eq(true))
        .order(users::id)
        .select(users::id);
    Ok(match &mut *tx.conn {
        Db::Postgres(conn) => admins.for_update().load(conn)?,
        Db::Sqlite(conn) => admins.load(conn)?,
    })
}

/// A new account with its wallet and its cart; a user name or address that is taken is refused by field.
pub fn insert(tx: &mut Tx<'_>, user: &UserRow) -> Result<()> {
    name_taken(diesel::insert_into(users::table).values(user).execute(tx.conn))?;
    let uuid = user.id.uuid();
    let wallet = WalletId::from_uuid(uuid);
    diesel::insert_into(wallets::table)
        .values((
            wallets::id.eq(wallet),
            wallets::user_id.eq(user.id),
            wallets::created_at.eq(user.date_joined),
        ))
        .execute(tx.conn)?;
    let cart = CartId::from_uuid(uuid);
    diesel::insert_into(carts::table)
        .values((carts::id.eq(cart), carts::user_id.eq(user.id), carts::created_at.eq(user.date_joined)))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves an account that this transaction has locked, at its next version.
pub fn save(tx: &mut Tx<'_>, user: &mut UserRow) -> Result<()> {
    user.version += 1;
    let changed = &*user;
    name_taken(diesel::update(users::table.find(changed.id)).set(changed).execute(tx.conn))
}

fn name_taken(outcome: diesel::QueryResult<usize>) -> Result<()> {
    match outcome {
        Ok(_) => Ok(()),
        Err(error) => match taken(&error) {
            Some(what) if what.contains("email") => Err(Refusal::invalid("email", "is taken").into()),
            Some(what) if what.contains("username") => Err(Refusal::invalid("username", "is taken").into()),
            _ => Err(error.into()),
        },
    }
}

/// Remembers that somebody signed in; no change that would make another's version stale.
pub fn save_last_login(tx: &mut Tx<'_>, id: UserId, now: DateTime<Utc>) -> Result<()> {
    diesel::update(users::table.find(id)).set(users::last_login.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}

/// Replaces the hash of a password by a stronger one of the same password.
pub fn save_rehashed(tx: &mut Tx<'_>, id: UserId, before: &str, hash: &str) -> Result<()> {
    let unchanged = users::table.find(id).filter(users::password_hash.eq(before));
    diesel::update(unchanged).set(users::password_hash.eq(hash)).execute(tx.conn)?;
    Ok(())
}

/// Makes the account be found by its names and `phone_number`, and by nothing else.
pub fn save_words(tx: &mut Tx<'_>, user: &UserRow, phone_number: &str) -> Result<()> {
    diesel::delete(user_words::table.filter(user_words::user_id.eq(user.id))).execute(tx.conn)?;
    let words = search::words(&user.names(), phone_number);
    let rows: Vec<_> =
        words.into_iter().map(|word| (user_words::word.eq(word), user_words::user_id.eq(user.id))).collect();
    insert_all!(tx, user_words::table, &rows)?;
    Ok(())
}
