//! Endpoints of other systems, and whose rights each has.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};

use super::db::MultiBackend;
use super::schema::{api_keys, users, webhook_endpoints};
use super::{Db, Tx};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::{Error, Result};
use crate::id::{ApiKeyId, EndpointId, UserId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::webhooks::{Endpoint, Owner};

/// An endpoint as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhook_endpoints, treat_none_as_null = true, treat_none_as_default_value = false)]
struct EndpointRow {
    id: EndpointId,
    user_id: Option<UserId>,
    api_key_id: Option<ApiKeyId>,
    url: String,
    description: String,
    event_types: String,
    is_active: bool,
    generation: i32,
    previous_until: Option<NaiveDateTime>,
    failing_since: Option<NaiveDateTime>,
    disabled_at: Option<NaiveDateTime>,
    disabled_reason: String,
    archived_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    version: i64,
}

impl EndpointRow {
    fn of(endpoint: &Endpoint) -> Result<Self> {
        let (user_id, api_key_id) = match endpoint.owner {
            Owner::User(id) => (Some(id), None),
            Owner::Key(id) => (None, Some(id)),
        };
        let event_types = serde_json::to_string(&endpoint.event_types);
        Ok(Self {
            id: endpoint.id,
            user_id,
            api_key_id,
            url: endpoint.url.clone(),
            description: endpoint.description.clone(),
            event_types: event_types.map_err(|cause| Error::Broken(cause.to_string()))?,
            is_active: endpoint.is_active,
            generation: i32::try_from(endpoint.generation).unwrap_or(i32::MAX),
            previous_until: endpoint.previous_until.map(|at| at.naive_utc()),
            failing_since: endpoint.failing_since.map(|at| at.naive_utc()),
            disabled_at: endpoint.disabled_at.map(|at| at.naive_utc()),
            disabled_reason: endpoint.disabled_reason.clone(),
            archived_at: endpoint.archived_at.map(|at| at.naive_utc()),
            created_at: endpoint.created_at.naive_utc(),
            updated_at: endpoint.updated_at.naive_utc(),
            version: endpoint.version,
        })
    }

    fn endpoint(self) -> Result<Endpoint> {
        let unreadable = |what: &str| Error::Broken(format!("{what} of endpoint {}", self.id));
        let owner = match (self.user_id, self.api_key_id) {
            (Some(id), None) => Owner::User(id),
            (None, Some(id)) => Owner::Key(id),
            (None, None) | (Some(_), Some(_)) => return Err(unreadable("owner")),
        };
        Ok(Endpoint {
            id: self.id,
            owner,
            event_types: serde_json::from_str(&self.event_types).map_err(|_| unreadable("event types"))?,
            url: self.url,
            description: self.description,
            is_active: self.is_active,
            generation: u32::try_from(self.generation).unwrap_or(1),
            previous_until: self.previous_until.map(|at| at.and_utc()),
            failing_since: self.failing_since.map(|at| at.and_utc()),
            disabled_at: self.disabled_at.map(|at| at.and_utc()),
            disabled_reason: self.disabled_reason,
            archived_at: self.archived_at.map(|at| at.and_utc()),
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            version: self.version,
        })
    }
}

type Boxed<'a> = webhook_endpoints::BoxedQuery<'a, MultiBackend>;

/// Those that were not removed, of one owner where one is named.
fn kept<'a>(owner: Option<Owner>) -> Boxed<'a> {
    let kept = webhook_endpoints::table.filter(webhook_endpoints::archived_at.is_null()).into_boxed();
    match owner {
        None => kept,
        Some(Owner::User(id)) => kept.filter(webhook_endpoints::user_id.eq(id)),
        Some(Owner::Key(id)) => kept.filter(webhook_endpoints::api_key_id.eq(id)),
    }
}

/// How many somebody keeps.
pub fn count(tx: &mut Tx<'_>, owner: Owner) -> Result<u64> {
    let count: i64 = kept(Some(owner)).count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// One page of those that were not removed, the newest first.
pub fn list(tx: &mut Tx<'_>, owner: Option<Owner>, page: PageRequest) -> Result<Slice<Endpoint>> {
    let count: i64 = kept(owner).count().get_result(tx.conn)?;
    let rows: Vec<EndpointRow> = kept(owner)
        .order((webhook_endpoints::created_at.desc(), webhook_endpoints::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(EndpointRow::as_select())
        .load(tx.conn)?;
    let items = rows.into_iter().map(EndpointRow::endpoint).collect::<Result<_>>()?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// All to which something is sent.
pub fn open(tx: &mut Tx<'_>) -> Result<Vec<Endpoint>> {
    let rows: Vec<EndpointRow> = kept(None)
        .filter(webhook_endpoints::is_active.eq(true))
        .order(webhook_endpoints::id)
        .select(EndpointRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(EndpointRow::endpoint).collect()
}

/// The endpoint, also one that was removed.
pub fn find(tx: &mut Tx<'_>, id: EndpointId) -> Result<Option<Endpoint>> {
    let row: Option<EndpointRow> =
        webhook_endpoints::table.find(id).select(EndpointRow::as_select()).first(tx.conn).optional()?;
    row.map(EndpointRow::endpoint).transpose()
}

/// The endpoint, also one that was removed; or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: EndpointId) -> Result<Endpoint> {
    find(tx, id)?.ok_or_else(|| Refusal::not_found("endpoint").into())
}

/// The endpoint, which nobody else can change before this transaction ends; or `not_found`. Deliveries to it can be
/// written down meanwhile.
pub fn lock(tx: &mut Tx<'_>, id: EndpointId) -> Result<Endpoint> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let row = webhook_endpoints::table.find(id).select(webhook_endpoints::id);
        let locked: Option<EndpointId> = row.for_no_key_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("endpoint"))?;
    }
    load(tx, id)
}

/// A new endpoint.
pub fn insert(tx: &mut Tx<'_>, endpoint: &Endpoint) -> Result<()> {
    diesel::insert_into(webhook_endpoints::table).values(EndpointRow::of(endpoint)?).execute(tx.conn)?;
    Ok(())
}

/// Saves an endpoint that this transaction holds.
pub fn save(tx: &mut Tx<'_>, endpoint: &Endpoint) -> Result<()> {
    let row = EndpointRow::of(endpoint)?;
    diesel::update(webhook_endpoints::table.find(endpoint.id)).set(row).execute(tx.conn)?;
    Ok(())
}

/// Something reached it, or nothing does since then. No change that would make another's version stale; no write where
/// it is known already.
pub fn save_failing(tx: &mut Tx<'_>, id: EndpointId, since: Option<DateTime<Utc>>) -> Result<()> {
    let endpoint = webhook_endpoints::table.find(id);
    let since_column = webhook_endpoints::failing_since;
    match since {
        Some(since) => diesel::update(endpoint.filter(since_column.is_null()))
            .set(since_column.eq(since.naive_utc()))
            .execute(tx.conn)?,
        None => diesel::update(endpoint.filter(since_column.is_not_null()))
            .set(since_column.eq(None::<NaiveDateTime>))
            .execute(tx.conn)?,
    };
    Ok(())
}

/// Who acts through each of these owners, as far as they still count.
pub fn actors(tx: &mut Tx<'_>, owners: &[Owner]) -> Result<BTreeMap<String, Actor>> {
    let (mut people, mut keys) = (Vec::new(), Vec::new());
    for owner in owners {
        match owner {
            Owner::User(id) => people.push(*id),
            Owner::Key(id) => keys.push(*id),
        }
    }
    let people = people_of(tx, &people)?.into_iter();
    let devices = keys_of(tx, &keys)?.into_iter();
    Ok(people.chain(devices).map(|actor| (actor.scope(), actor)).collect())
}

fn people_of(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<Vec<Actor>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(UserId, String, String)> = users::table
        .filter(users::id.eq_any(ids))
        .filter(users::is_active.eq(true))
        .select((users::id, users::username, users::role))
        .load(tx.conn)?;
    let actor = |(id, username, role): (UserId, String, String)| {
        let role = Role::parse(&role).ok_or_else(|| Error::Broken(format!("user {id} has role {role}")))?;
        Ok(Actor::User { id, username, role })
    };
    rows.into_iter().map(actor).collect()
}

fn keys_of(tx: &mut Tx<'_>, ids: &[ApiKeyId]) -> Result<Vec<Actor>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(ApiKeyId, String, String)> = api_keys::table
        .filter(api_keys::id.eq_any(ids))
        .filter(api_keys::revoked_at.is_null())
        .select((api_keys::id, api_keys::name, api_keys::role))
        .load(tx.conn)?;
    let actor = |(id, name, role): (ApiKeyId, String, String)| {
        let role =
            DeviceRole::parse(&role).ok_or_else(|| Error::Broken(format!("key {id} has role {role}")))?;
        Ok(Actor::Device { id, name, role })
    };
    rows.into_iter().map(actor).collect()
}
