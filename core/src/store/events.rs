//! The log of what happened: appended in the transaction in which it happened, numbered once that is committed.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::{BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, Queryable, RunQueryDsl};
use serde_json::Value;

use super::Tx;
use super::db::insert_all;
use super::schema::{event_relay, events};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::id::{ApiKeyId, EventId, UserId, kind};

/// Whom an event concerns besides those who may see all of its topic.
#[derive(Debug, Clone, Copy, Default)]
pub struct Concerns {
    /// The account that it is about.
    pub owner: Option<UserId>,
    /// The device through which it came about.
    pub via: Option<ApiKeyId>,
}

impl From<UserId> for Concerns {
    fn from(owner: UserId) -> Self {
        Self { owner: Some(owner), via: None }
    }
}

/// Appends that `kind` (`order.created`) happened to `subject`, and by whom; of interest to staff only.
pub fn append(
    tx: &mut Tx<'_>,
    kind: &str,
    subject: &str,
    data: &Value,
    done_by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    append_for(tx, Concerns::default(), kind, subject, data, done_by, now)
}

/// As [`append`], for whom it concerns too.
pub fn append_for(
    tx: &mut Tx<'_>,
    concerns: Concerns,
    kind: &str,
    subject: &str,
    data: &Value,
    done_by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let id: EventId = tx.new_id::<kind::Event>();
    diesel::insert_into(events::table)
        .values((
            events::id.eq(id),
            events::kind.eq(kind),
            events::subject.eq(subject),
            events::owner_id.eq(concerns.owner),
            events::via_id.eq(concerns.via),
            events::data.eq(data.to_string()),
            events::done_by.eq(done_by),
            events::created_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    tx.mark_appended();
    Ok(())
}

/// One of many events that are appended at once.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The account that it concerns, besides staff.
    pub owner: Option<UserId>,
    /// What happened: `alert.opened`.
    pub kind: &'static str,
    /// To what.
    pub subject: String,
    /// What there is to know of it.
    pub data: Value,
}

/// As [`append_for`], for many, in the order in which they are told.
pub fn append_many(tx: &mut Tx<'_>, new: &[NewEvent], done_by: &str, now: DateTime<Utc>) -> Result<()> {
    let row = |event: &NewEvent| {
        (
            events::id.eq(tx.new_id::<kind::Event>()),
            events::kind.eq(event.kind),
            events::subject.eq(event.subject.clone()),
            events::owner_id.eq(event.owner),
            events::data.eq(event.data.to_string()),
            events::done_by.eq(done_by.to_owned()),
            events::created_at.eq(now.naive_utc()),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    if insert_all!(tx, events::table, &rows)? > 0 {
        tx.mark_appended();
    }
    Ok(())
}

/// How far the log is numbered, and how far what follows from it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Progress {
    /// The number of the newest event that has one.
    pub last: i64,
    /// The number of the newest event whose effects are written down.
    pub dispatched: i64,
}

/// How far the log has come.
pub fn progress(tx: &mut Tx<'_>) -> Result<Progress> {
    let columns = (event_relay::last_number, event_relay::dispatched);
    Ok(event_relay::table.find(1).select(columns).first(tx.conn)?)
}

/// True when something was written down that has no number yet.
pub fn has_unnumbered(tx: &mut Tx<'_>) -> Result<bool> {
    let waiting: Option<i64> =
        events::table.filter(events::number.is_null()).select(events::seq).first(tx.conn).optional()?;
    Ok(waiting.is_some())
}

/// Holds the log's numbers for `holder` until `until`; false while somebody else does. Whoever gets them keeps others
/// waiting until this transaction ends.
pub fn hold(tx: &mut Tx<'_>, holder: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(event_relay::table)
        .filter(event_relay::id.eq(1))
        .filter(event_relay::holder.eq(holder).or(event_relay::held_until.lt(now.naive_utc())))
        .set((event_relay::holder.eq(holder), event_relay::held_until.eq(until.naive_utc())))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Lets go of the log's numbers, if `holder` has them: the next need not wait until they are free by themselves.
pub fn let_go(tx: &mut Tx<'_>, holder: &str, now: DateTime<Utc>) -> Result<()> {
    // Before now, by the clock of whoever asks next.
    let free = now - Duration::seconds(60);
    diesel::update(event_relay::table)
        .filter(event_relay::id.eq(1).and(event_relay::holder.eq(holder)))
        .set(event_relay::held_until.eq(free.naive_utc()))
        .execute(tx.conn)?;
    Ok(())
}

/// Numbers at most `limit` events in the order in which they were written; how many those were. The caller holds the
/// numbers.
pub fn number(tx: &mut Tx<'_>, limit: u32) -> Result<usize> {
    let last = progress(tx)?.last;
    // A window over an update cannot be said in diesel's words; both databases know this one.
    let numbered = diesel::sql_query(format!(
        "UPDATE events SET number = {last} + waiting.place FROM (SELECT seq, ROW_NUMBER() OVER (ORDER BY seq) AS place \
         FROM events WHERE number IS NULL ORDER BY seq LIMIT {limit}) AS waiting WHERE events.seq = waiting.seq"
    ))
    .execute(tx.conn)?;
    if numbered > 0 {
        let now_last =
            last + i64::try_from(numbered).map_err(|_| Error::Broken("too many events".to_owned()))?;
        diesel::update(event_relay::table.find(1))
            .set(event_relay::last_number.eq(now_last))
            .execute(tx.conn)?;
    }
    Ok(numbered)
}

/// Moves on what follows from the log; false when another did meanwhile. Whoever moves it keeps others waiting until
/// this transaction ends.
pub fn move_on(tx: &mut Tx<'_>, from: i64, to: i64) -> Result<bool> {
    let changed = diesel::update(event_relay::table)
        .filter(event_relay::id.eq(1).and(event_relay::dispatched.eq(from)))
        .set(event_relay::dispatched.eq(to))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

#[derive(Queryable)]
struct EventRow {
    number: Option<i64>,
    id: EventId,
    kind: String,
    subject: String,
    owner: Option<UserId>,
    via: Option<ApiKeyId>,
    data: String,
    done_by: String,
    created_at: NaiveDateTime,
}

impl EventRow {
    fn event(self) -> Result<Event> {
        let unreadable = |cause| Error::Broken(format!("data of event {}: {cause}", self.id));
        Ok(Event {
            number: self.number.ok_or_else(|| Error::Broken(format!("event {} has no number", self.id)))?,
            id: self.id,
            kind: self.kind,
            subject: self.subject,
            owner: self.owner,
            via: self.via,
            data: serde_json::from_str(&self.data).map_err(unreadable)?,
            done_by: self.done_by,
            created_at: self.created_at.and_utc(),
        })
    }
}

type Columns = (
    events::number,
    events::id,
    events::kind,
    events::subject,
    events::owner_id,
    events::via_id,
    events::data,
    events::done_by,
    events::created_at,
);

const fn columns() -> Columns {
    (
        events::number,
        events::id,
        events::kind,
        events::subject,
        events::owner_id,
        events::via_id,
        events::data,
        events::done_by,
        events::created_at,
    )
}

/// The events after number `after`, oldest first, `limit` at most.
pub fn after(tx: &mut Tx<'_>, after: i64, limit: u32) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = events::table
        .filter(events::number.gt(after))
        .order(events::number.asc())
        .limit(i64::from(limit))
        .select(columns())
        .load(tx.conn)?;
    rows.into_iter().map(EventRow::event).collect()
}

/// As [`after`], only of those that concern this account.
pub fn after_of_owner(tx: &mut Tx<'_>, owner: UserId, after: i64, limit: u32) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = events::table
        .filter(events::owner_id.eq(owner).and(events::number.gt(after)))
        .order(events::number.asc())
        .limit(i64::from(limit))
        .select(columns())
        .load(tx.conn)?;
    rows.into_iter().map(EventRow::event).collect()
}

/// As [`after`], only of those that came about through this device.
pub fn after_via(tx: &mut Tx<'_>, via: ApiKeyId, after: i64, limit: u32) -> Result<Vec<Event>> {
    let rows: Vec<EventRow> = events::table
        .filter(events::via_id.eq(via).and(events::number.gt(after)))
        .order(events::number.asc())
        .limit(i64::from(limit))
        .select(columns())
        .load(tx.conn)?;
    rows.into_iter().map(EventRow::event).collect()
}
