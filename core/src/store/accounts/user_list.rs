//! Lists and counts of people: filtered, found by words, sorted, by page.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{self, And, count_star};
use diesel::{BoolExpressionMethods, ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::users::UserRow;
use crate::accounts::search;
use crate::actor::Role;
use crate::error::Result;
use crate::page::{PageRequest, Slice, Sort};
use crate::store::Tx;
use crate::store::db::MultiBackend;
use crate::store::schema::{user_words, users};

/// Which accounts a list shows, and in which order.
#[derive(Debug, Clone, Default)]
pub struct UserQuery {
    /// Beginnings of names, or the end of a telephone number.
    pub search: Option<String>,
    /// Only with one of these; none: with any.
    pub roles: Vec<Role>,
    /// Only those that can sign in, or only those that were switched off.
    pub is_active: Option<bool>,
    /// Only those that can sign in by PIN.
    pub with_pin: bool,
    /// Sort keys, first decides; ties by id.
    pub ordering: Vec<Sort<UserSortKey>>,
}

/// What people can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserSortKey {
    /// The name to sign in with.
    Username,
    /// The address.
    Email,
    /// Family name.
    LastName,
    /// When the account was created.
    DateJoined,
    /// When it last signed in.
    LastLogin,
}

impl UserSortKey {
    /// The key with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "username" => Self::Username,
            "email" => Self::Email,
            "last_name" => Self::LastName,
            "date_joined" => Self::DateJoined,
            "last_login" => Self::LastLogin,
            _ => return None,
        })
    }
}

type WordRange = And<dsl::GtEq<user_words::word, String>, dsl::Lt<user_words::word, String>>;
type Boxed<'a> = users::BoxedQuery<'a, MultiBackend>;

fn matching(query: &UserQuery) -> Boxed<'_> {
    let mut found = users::table.into_boxed();
    if !query.roles.is_empty() {
        found = found.filter(users::role.eq_any(query.roles.iter().map(|role| role.as_str())));
    }
    if let Some(is_active) = query.is_active {
        found = found.filter(users::is_active.eq(is_active));
    }
    if query.with_pin {
        found = found.filter(users::pin_hash.is_not_null());
    }
    for beginnings in query.search.as_deref().map(search::wanted).unwrap_or_default() {
        found = with_word(found, &beginnings);
    }
    found
}

/// Only those with a word that begins with one of `beginnings`, of which there are one or two.
fn with_word<'a>(found: Boxed<'a>, beginnings: &[String]) -> Boxed<'a> {
    let (Some(first), Some(last)) = (beginnings.first(), beginnings.last()) else { return found };
    let ranges = range(first).or(range(last));
    found.filter(users::id.eq_any(user_words::table.filter(ranges).select(user_words::user_id)))
}

/// The words that begin so: every one that goes on after `begins` comes before the end of the range.
fn range(begins: &str) -> WordRange {
    user_words::word.ge(begins.to_owned()).and(user_words::word.lt(format!("{begins}{}", char::MAX)))
}

fn sorted<'a>(mut found: Boxed<'a>, ordering: &[Sort<UserSortKey>]) -> Boxed<'a> {
    for sort in ordering {
        // Whoever has none comes last on either database, whichever way the others are sorted.
        found = match sort.key {
            UserSortKey::Email => found.then_order_by(users::email_folded.is_null()),
            UserSortKey::LastLogin => found.then_order_by(users::last_login.is_null()),
            UserSortKey::Username | UserSortKey::LastName | UserSortKey::DateJoined => found,
        };
        found = match (sort.key, sort.descending) {
            (UserSortKey::Username, false) => found.then_order_by(users::username_folded.asc()),
            (UserSortKey::Username, true) => found.then_order_by(users::username_folded.desc()),
            (UserSortKey::Email, false) => found.then_order_by(users::email_folded.asc()),
            (UserSortKey::Email, true) => found.then_order_by(users::email_folded.desc()),
            (UserSortKey::LastName, false) => found.then_order_by(users::last_name.asc()),
            (UserSortKey::LastName, true) => found.then_order_by(users::last_name.desc()),
            (UserSortKey::DateJoined, false) => found.then_order_by(users::date_joined.asc()),
            (UserSortKey::DateJoined, true) => found.then_order_by(users::date_joined.desc()),
            (UserSortKey::LastLogin, false) => found.then_order_by(users::last_login.asc()),
            (UserSortKey::LastLogin, true) => found.then_order_by(users::last_login.desc()),
        };
    }
    found.then_order_by(users::id.asc())
}

/// One page of the accounts that `query` means.
pub fn list(tx: &mut Tx<'_>, query: &UserQuery, page: PageRequest) -> Result<Slice<UserRow>> {
    let count: i64 = matching(query).count().get_result(tx.conn)?;
    let items = sorted(matching(query), &query.ordering)
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(UserRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: unsigned(count), items })
}

/// How many accounts there are, by role and by whether they can sign in.
pub fn count_by_role(tx: &mut Tx<'_>) -> Result<BTreeMap<(String, bool), u64>> {
    let counts: Vec<(String, bool, i64)> = users::table
        .group_by((users::role, users::is_active))
        .select((users::role, users::is_active, count_star()))
        .load(tx.conn)?;
    Ok(counts.into_iter().map(|(role, is_active, count)| ((role, is_active), unsigned(count))).collect())
}

/// How many accounts were created, signed in since `since`, and have a PIN.
pub fn count_lately(tx: &mut Tx<'_>, since: DateTime<Utc>) -> Result<[u64; 3]> {
    let since = since.naive_utc();
    let joined: i64 = users::table.filter(users::date_joined.ge(since)).count().get_result(tx.conn)?;
    let seen: i64 = users::table.filter(users::last_login.ge(since)).count().get_result(tx.conn)?;
    let pins: i64 = users::table.filter(users::pin_hash.is_not_null()).count().get_result(tx.conn)?;
    Ok([unsigned(joined), unsigned(seen), unsigned(pins)])
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
