//! Letters that are to be sent, and what became of them. A letter is taken up by one conditional write, and settled by
//! another.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, NullableExpressionMethods, OptionalExtension,
    QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::Tx;
use super::db::{MultiBackend, insert_all};
use super::schema::letters;
use crate::error::Result;
use crate::id::{LetterId, UserId};
use crate::notifications::letter::LetterStatus;
use crate::page::{PageRequest, Slice};

/// A letter as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = letters, treat_none_as_default_value = false)]
pub struct LetterRow {
    pub(crate) id: LetterId,
    pub(crate) user_id: Option<UserId>,
    pub(crate) address: String,
    pub(crate) template: String,
    pub(crate) data: String,
    pub(crate) cause: String,
    pub(crate) status: String,
    pub(crate) attempts: i32,
    pub(crate) next_at: NaiveDateTime,
    pub(crate) claimed_until: Option<NaiveDateTime>,
    pub(crate) last_error: Option<String>,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) settled_at: Option<NaiveDateTime>,
}

/// Writes new ones down.
pub fn insert(tx: &mut Tx<'_>, rows: &[LetterRow]) -> Result<()> {
    insert_all!(tx, letters::table, rows)?;
    Ok(())
}

/// The letter.
pub fn find(tx: &mut Tx<'_>, id: LetterId) -> Result<Option<LetterRow>> {
    Ok(letters::table.find(id).select(LetterRow::as_select()).first(tx.conn).optional()?)
}

/// Takes a letter up until `until`: true, or false where it is settled, is not due by `due_by`, or another has it at
/// `now`.
pub fn claim(
    tx: &mut Tx<'_>,
    id: LetterId,
    now: DateTime<Utc>,
    due_by: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let is_free =
        letters::claimed_until.is_null().or(letters::claimed_until.assume_not_null().le(now.naive_utc()));
    let waiting = letters::table
        .find(id)
        .filter(letters::status.eq(LetterStatus::Waiting.as_str()))
        .filter(letters::next_at.le(due_by.naive_utc()))
        .filter(is_free);
    let taken = diesel::update(waiting)
        .set((
            letters::attempts.eq(letters::attempts + 1),
            letters::claimed_until.eq(Some(until.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(taken == 1)
}

/// A mail server took it. That counts whoever else has taken the letter up meanwhile.
pub fn save_sent(tx: &mut Tx<'_>, id: LetterId, now: DateTime<Utc>) -> Result<bool> {
    let waiting = letters::table.find(id).filter(letters::status.eq(LetterStatus::Waiting.as_str()));
    let saved = diesel::update(waiting)
        .set((
            letters::status.eq(LetterStatus::Sent.as_str()),
            letters::claimed_until.eq(None::<NaiveDateTime>),
            letters::last_error.eq(None::<String>),
            letters::settled_at.eq(Some(now.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(saved == 1)
}

/// `attempt` failed and there is another at `next_at`; unless another has taken the letter up since.
pub fn save_again(
    tx: &mut Tx<'_>,
    id: LetterId,
    attempt: u32,
    next_at: DateTime<Utc>,
    error: &str,
) -> Result<bool> {
    let own = letters::table
        .find(id)
        .filter(letters::status.eq(LetterStatus::Waiting.as_str()))
        .filter(letters::attempts.eq(i32::try_from(attempt).unwrap_or(i32::MAX)));
    let saved = diesel::update(own)
        .set((
            letters::next_at.eq(next_at.naive_utc()),
            letters::claimed_until.eq(None::<NaiveDateTime>),
            letters::last_error.eq(Some(error)),
        ))
        .execute(tx.conn)?;
    Ok(saved == 1)
}

/// `attempt` failed and there is no other; unless another has taken the letter up since.
pub fn save_dead(
    tx: &mut Tx<'_>,
    id: LetterId,
    attempt: u32,
    error: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let own = letters::table
        .find(id)
        .filter(letters::status.eq(LetterStatus::Waiting.as_str()))
        .filter(letters::attempts.eq(i32::try_from(attempt).unwrap_or(i32::MAX)));
    let saved = diesel::update(own)
        .set((
            letters::status.eq(LetterStatus::Dead.as_str()),
            letters::claimed_until.eq(None::<NaiveDateTime>),
            letters::last_error.eq(Some(error)),
            letters::settled_at.eq(Some(now.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(saved == 1)
}

/// A letter that was given up waits again, with all attempts before it: true, or false where it was not given up.
pub fn save_revived(tx: &mut Tx<'_>, id: LetterId, now: DateTime<Utc>) -> Result<bool> {
    let dead = letters::table.find(id).filter(letters::status.eq(LetterStatus::Dead.as_str()));
    let saved = diesel::update(dead)
        .set((
            letters::status.eq(LetterStatus::Waiting.as_str()),
            letters::attempts.eq(0),
            letters::next_at.eq(now.naive_utc()),
            letters::settled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(tx.conn)?;
    Ok(saved == 1)
}

/// The letters that are due at `now` and that nobody is at, the longest due first; `limit` at most.
pub fn due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<LetterId>> {
    let is_free =
        letters::claimed_until.is_null().or(letters::claimed_until.assume_not_null().le(now.naive_utc()));
    Ok(letters::table
        .filter(letters::status.eq(LetterStatus::Waiting.as_str()))
        .filter(letters::next_at.le(now.naive_utc()))
        .filter(is_free)
        .order_by((letters::next_at, letters::id))
        .limit(i64::from(limit))
        .select(letters::id)
        .load(tx.conn)?)
}

fn matching(status: Option<LetterStatus>) -> letters::BoxedQuery<'static, MultiBackend> {
    let all = letters::table.into_boxed();
    match status {
        Some(status) => all.filter(letters::status.eq(status.as_str())),
        None => all,
    }
}

/// One page of them, the newest first.
pub fn list(tx: &mut Tx<'_>, status: Option<LetterStatus>, page: PageRequest) -> Result<Slice<LetterRow>> {
    let count: i64 = matching(status).count().get_result(tx.conn)?;
    let items = matching(status)
        .order_by((letters::created_at.desc(), letters::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(LetterRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}
