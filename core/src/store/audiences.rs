//! Many people who are to be told of something: how far that has come. Whoever tells the next page moves the place on
//! by one conditional write, in the transaction that tells them; so nobody is told twice and nobody left out.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl,
    Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::Tx;
use super::schema::audiences;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::id::EventId;

/// How far the telling has come.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audiences)]
pub struct AudienceRow {
    pub(crate) cause: EventId,
    pub(crate) kind: String,
    pub(crate) data: String,
    pub(crate) happened_at: NaiveDateTime,
    pub(crate) up_to: String,
    pub(crate) told: i64,
}

impl AudienceRow {
    /// What they are told of, as far as it was written down.
    pub fn event(&self) -> Result<Event> {
        let data = serde_json::from_str(&self.data);
        Ok(Event {
            number: 0,
            id: self.cause,
            kind: self.kind.clone(),
            subject: String::new(),
            owner: None,
            via: None,
            data: data.map_err(|cause| Error::Broken(format!("audience {}: {cause}", self.cause)))?,
            done_by: String::new(),
            created_at: self.happened_at.and_utc(),
        })
    }
}

/// Writes down that many are to be told of `event`.
pub fn insert(tx: &mut Tx<'_>, event: &Event, now: DateTime<Utc>) -> Result<()> {
    diesel::insert_into(audiences::table)
        .values((
            audiences::cause.eq(event.id),
            audiences::kind.eq(event.kind.as_str()),
            audiences::data.eq(event.data.to_string()),
            audiences::happened_at.eq(event.created_at.naive_utc()),
            audiences::created_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes it up until `until`: true, or false where all were told or another is at it at `now`.
pub fn claim(tx: &mut Tx<'_>, cause: EventId, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool> {
    let is_free =
        audiences::claimed_until.is_null().or(audiences::claimed_until.assume_not_null().le(now.naive_utc()));
    let waiting = audiences::table.find(cause).filter(audiences::settled_at.is_null()).filter(is_free);
    let taken =
        diesel::update(waiting).set(audiences::claimed_until.eq(Some(until.naive_utc()))).execute(tx.conn)?;
    Ok(taken == 1)
}

/// How far it has come, while not all were told.
pub fn find_waiting(tx: &mut Tx<'_>, cause: EventId) -> Result<Option<AudienceRow>> {
    let waiting = audiences::table.find(cause).filter(audiences::settled_at.is_null());
    Ok(waiting.select(AudienceRow::as_select()).first(tx.conn).optional()?)
}

/// Those after `from` were looked at up to `to`, and `told` of them told; the last when `is_done`. False where another
/// was quicker, and then nothing of it may stay.
pub fn move_on(
    tx: &mut Tx<'_>,
    from: &AudienceRow,
    to: &str,
    told: usize,
    is_done: bool,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let as_read = audiences::table
        .find(from.cause)
        .filter(audiences::settled_at.is_null())
        .filter(audiences::up_to.eq(&from.up_to));
    let moved = diesel::update(as_read)
        .set((
            audiences::up_to.eq(to),
            audiences::told.eq(from.told + i64::try_from(told).unwrap_or(i64::MAX)),
            audiences::claimed_until.eq(Some(until.naive_utc())),
            audiences::settled_at.eq(is_done.then_some(now.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(moved == 1)
}

/// What is not done at `now` and nobody is at, the oldest first; `limit` at most.
pub fn due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<EventId>> {
    let is_free =
        audiences::claimed_until.is_null().or(audiences::claimed_until.assume_not_null().le(now.naive_utc()));
    Ok(audiences::table
        .filter(audiences::settled_at.is_null())
        .filter(is_free)
        .order_by((audiences::created_at, audiences::cause))
        .limit(i64::from(limit))
        .select(audiences::cause)
        .load(tx.conn)?)
}
