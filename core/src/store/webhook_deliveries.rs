//! What is to be told to other systems, until it was; and every attempt.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable,
    RunQueryDsl, Selectable, SelectableHelper,
};

use super::Tx;
use super::db::{MultiBackend, insert_all};
use super::schema::{webhook_attempts, webhook_deliveries, webhook_endpoints};
use crate::error::{Error, Result};
use crate::id::{ApiKeyId, DeliveryId, EndpointId, EventId, UserId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::webhooks::{DeliveryStatus, Owner};

/// A delivery as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_deliveries, treat_none_as_default_value = false)]
pub(crate) struct DeliveryRow {
    pub id: DeliveryId,
    pub endpoint_id: EndpointId,
    pub cause: EventId,
    pub event_number: Option<i64>,
    pub event_type: String,
    pub payload: String,
    pub status: String,
    pub attempts: i32,
    pub next_at: NaiveDateTime,
    pub claimed_until: Option<NaiveDateTime>,
    pub last_status: Option<i32>,
    pub last_error: Option<String>,
    pub created_at: NaiveDateTime,
    pub settled_at: Option<NaiveDateTime>,
}

impl DeliveryRow {
    /// Where it stands.
    pub fn status(&self) -> Result<DeliveryStatus> {
        DeliveryStatus::parse(&self.status)
            .ok_or_else(|| Error::Broken(format!("delivery {} is {}", self.id, self.status)))
    }
}

/// An attempt as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_attempts, treat_none_as_default_value = false)]
pub(crate) struct AttemptRow {
    pub delivery_id: DeliveryId,
    pub number: i32,
    pub status: Option<i32>,
    pub error: Option<String>,
    pub duration_ms: i32,
    pub created_at: NaiveDateTime,
}

/// Which deliveries a list shows.
#[derive(Debug, Clone, Default)]
pub struct DeliveryQuery {
    /// Only to this endpoint.
    pub endpoint: Option<EndpointId>,
    /// Only those that stand here.
    pub status: Option<DeliveryStatus>,
    /// Only of this type.
    pub event_type: Option<String>,
}

type Boxed<'a> = webhook_deliveries::BoxedQuery<'a, MultiBackend>;

fn matching(query: &DeliveryQuery, owner: Option<Owner>) -> Boxed<'_> {
    let mut found = webhook_deliveries::table.into_boxed();
    if let Some(endpoint) = query.endpoint {
        found = found.filter(webhook_deliveries::endpoint_id.eq(endpoint));
    }
    if let Some(status) = query.status {
        found = found.filter(webhook_deliveries::status.eq(status.as_str()));
    }
    if let Some(event_type) = &query.event_type {
        found = found.filter(webhook_deliveries::event_type.eq(event_type));
    }
    match owner {
        None => found,
        Some(Owner::User(id)) => found.filter(webhook_deliveries::endpoint_id.eq_any(of_user(id))),
        Some(Owner::Key(id)) => found.filter(webhook_deliveries::endpoint_id.eq_any(of_key(id))),
    }
}

#[diesel::dsl::auto_type]
fn of_user(id: UserId) -> _ {
    webhook_endpoints::table.filter(webhook_endpoints::user_id.eq(id)).select(webhook_endpoints::id)
}

#[diesel::dsl::auto_type]
fn of_key(id: ApiKeyId) -> _ {
    webhook_endpoints::table.filter(webhook_endpoints::api_key_id.eq(id)).select(webhook_endpoints::id)
}

/// One page of the deliveries that `query` means, the newest first; of one owner's endpoints where one is named.
pub fn list(
    tx: &mut Tx<'_>,
    query: &DeliveryQuery,
    owner: Option<Owner>,
    page: PageRequest,
) -> Result<Slice<DeliveryRow>> {
    let count: i64 = matching(query, owner).count().get_result(tx.conn)?;
    let items = matching(query, owner)
        .order((webhook_deliveries::created_at.desc(), webhook_deliveries::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(DeliveryRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// The delivery.
pub fn find(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<DeliveryRow>> {
    Ok(webhook_deliveries::table.find(id).select(DeliveryRow::as_select()).first(tx.conn).optional()?)
}

/// The delivery, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: DeliveryId) -> Result<DeliveryRow> {
    find(tx, id)?.ok_or_else(|| Refusal::not_found("delivery").into())
}

/// To whom it goes.
pub fn find_endpoint(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<EndpointId>> {
    let endpoint = webhook_deliveries::table.find(id).select(webhook_deliveries::endpoint_id);
    Ok(endpoint.first(tx.conn).optional()?)
}

/// The newest attempts of these deliveries, `limit` of them at most, delivery by delivery.
pub fn attempts(tx: &mut Tx<'_>, ids: &[DeliveryId], limit: u32) -> Result<Vec<AttemptRow>> {
    Ok(webhook_attempts::table
        .filter(webhook_attempts::delivery_id.eq_any(ids))
        .order((webhook_attempts::delivery_id, webhook_attempts::number.desc()))
        .limit(i64::from(limit))
        .select(AttemptRow::as_select())
        .load(tx.conn)?)
}

/// New deliveries.
pub fn insert(tx: &mut Tx<'_>, rows: &[DeliveryRow]) -> Result<()> {
    insert_all!(tx, webhook_deliveries::table, rows)?;
    Ok(())
}

/// What waits, is due and is in nobody's hands, the longest due first, and to whom it goes.
pub fn due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<(DeliveryId, EndpointId)>> {
    let now = now.naive_utc();
    let free = webhook_deliveries::claimed_until.is_null().or(webhook_deliveries::claimed_until.lt(now));
    Ok(webhook_deliveries::table
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Waiting.as_str()))
        .filter(webhook_deliveries::next_at.le(now))
        .filter(free)
        .order((webhook_deliveries::next_at, webhook_deliveries::id))
        .limit(i64::from(limit))
        .select((webhook_deliveries::id, webhook_deliveries::endpoint_id))
        .load(tx.conn)?)
}

/// Takes the delivery into one's hands until `until`; false where it is in another's, or waits no more.
pub fn claim(tx: &mut Tx<'_>, id: DeliveryId, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool> {
    let now = now.naive_utc();
    let free = webhook_deliveries::claimed_until.is_null().or(webhook_deliveries::claimed_until.lt(now));
    let waiting = webhook_deliveries::status.eq(DeliveryStatus::Waiting.as_str());
    let changed = diesel::update(webhook_deliveries::table.find(id).filter(waiting.and(free)))
        .set(webhook_deliveries::claimed_until.eq(until.naive_utc()))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Not now, but then; counts as no attempt. Nothing where somebody has it in hand.
pub fn put_off(tx: &mut Tx<'_>, id: DeliveryId, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
    let now = now.naive_utc();
    let free = webhook_deliveries::claimed_until.is_null().or(webhook_deliveries::claimed_until.lt(now));
    let waiting = webhook_deliveries::status.eq(DeliveryStatus::Waiting.as_str());
    diesel::update(webhook_deliveries::table.find(id).filter(waiting.and(free)))
        .set(webhook_deliveries::next_at.eq(until.naive_utc()))
        .execute(tx.conn)?;
    Ok(())
}

/// What came of an attempt.
#[derive(Debug, Clone)]
pub struct Came {
    /// Where the delivery stands now.
    pub status: DeliveryStatus,
    /// How often it was tried in this round.
    pub attempts: u32,
    /// When it is tried again.
    pub next_at: DateTime<Utc>,
    /// What the receiver answered.
    pub answered: Option<u16>,
    /// Why it did not arrive.
    pub error: Option<String>,
    /// When it was settled.
    pub settled_at: Option<DateTime<Utc>>,
}

/// Writes down what came of an attempt by whoever claimed the delivery until `until`; false where that is another by
/// now.
pub fn save(tx: &mut Tx<'_>, id: DeliveryId, until: DateTime<Utc>, came: &Came) -> Result<bool> {
    let claimed = webhook_deliveries::claimed_until.eq(until.naive_utc());
    let changed = diesel::update(webhook_deliveries::table.find(id).filter(claimed))
        .set((
            webhook_deliveries::status.eq(came.status.as_str()),
            webhook_deliveries::attempts.eq(small(came.attempts)),
            webhook_deliveries::next_at.eq(came.next_at.naive_utc()),
            webhook_deliveries::claimed_until.eq(None::<NaiveDateTime>),
            webhook_deliveries::last_status.eq(came.answered.map(i32::from)),
            webhook_deliveries::last_error.eq(&came.error),
            webhook_deliveries::settled_at.eq(came.settled_at.map(|at| at.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Adds an attempt; its number follows the one before.
pub fn append_attempt(
    tx: &mut Tx<'_>,
    id: DeliveryId,
    status: Option<u16>,
    error: Option<&str>,
    duration: TimeDelta,
    now: DateTime<Utc>,
) -> Result<()> {
    let newest = webhook_attempts::table
        .filter(webhook_attempts::delivery_id.eq(id))
        .order(webhook_attempts::number.desc())
        .select(webhook_attempts::number);
    let newest: Option<i32> = newest.first(tx.conn).optional()?;
    let row = AttemptRow {
        delivery_id: id,
        number: newest.unwrap_or(0) + 1,
        status: status.map(i32::from),
        error: error.map(str::to_owned),
        duration_ms: i32::try_from(duration.num_milliseconds()).unwrap_or(i32::MAX),
        created_at: now.naive_utc(),
    };
    diesel::insert_into(webhook_attempts::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Gives up what waits for an endpoint and is in nobody's hands; how many those were.
pub fn give_up(tx: &mut Tx<'_>, endpoint: EndpointId, why: &str, now: DateTime<Utc>) -> Result<usize> {
    let now = now.naive_utc();
    let free = webhook_deliveries::claimed_until.is_null().or(webhook_deliveries::claimed_until.lt(now));
    Ok(diesel::update(webhook_deliveries::table)
        .filter(webhook_deliveries::endpoint_id.eq(endpoint))
        .filter(webhook_deliveries::status.eq(DeliveryStatus::Waiting.as_str()))
        .filter(free)
        .set((
            webhook_deliveries::status.eq(DeliveryStatus::Dead.as_str()),
            webhook_deliveries::claimed_until.eq(None::<NaiveDateTime>),
            webhook_deliveries::last_error.eq(why),
            webhook_deliveries::settled_at.eq(now),
        ))
        .execute(tx.conn)?)
}

/// Lets a settled delivery wait again, now and from the first attempt; false where it waits already.
pub fn begin_anew(tx: &mut Tx<'_>, id: DeliveryId, now: DateTime<Utc>) -> Result<bool> {
    let settled = webhook_deliveries::status.ne(DeliveryStatus::Waiting.as_str());
    let changed = diesel::update(webhook_deliveries::table.find(id).filter(settled))
        .set((
            webhook_deliveries::status.eq(DeliveryStatus::Waiting.as_str()),
            webhook_deliveries::attempts.eq(0),
            webhook_deliveries::next_at.eq(now.naive_utc()),
            webhook_deliveries::claimed_until.eq(None::<NaiveDateTime>),
            webhook_deliveries::settled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

fn small(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
