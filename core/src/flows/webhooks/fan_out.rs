//! Who is told of what: called where the log moves on, in its transaction, so that each endpoint gets a delivery of
//! each event once.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::events::{Event, Topic};
use crate::flows::events::Work;
use crate::id::{DeliveryId, EndpointId, EventId, kind};
use crate::store::webhook_deliveries::DeliveryRow;
use crate::store::{self, Tx};
use crate::webhooks::{DeliveryStatus, Endpoint, Owner, event_types as types};
use crate::wire::webhooks::EventTypeView;

/// Writes down which systems are told of `events`.
pub fn fan_out(tx: &mut Tx<'_>, events: &[Event], now: DateTime<Utc>) -> Result<Vec<Work>> {
    let events: Vec<&Event> = events.iter().filter(|event| types::is_told(&event.kind)).collect();
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let heard = listeners(tx)?;
    let mut rows = Vec::new();
    for event in events {
        let mut payload = None;
        for (endpoint, actor) in &heard {
            if endpoint.event_types.include(&event.kind) && event.is_visible_to(actor) {
                let payload = payload.get_or_insert_with(|| render(event)).clone();
                let cause = Cause { event: event.id, number: Some(event.number), kind: &event.kind };
                rows.push(waiting(tx, endpoint.id, &cause, payload, now));
            }
        }
    }
    store::webhook_deliveries::insert(tx, &rows)?;
    Ok(rows.iter().map(|row| Work::Delivery(row.id)).collect())
}

/// The endpoints to which something is sent, and in whose name each listens. Whoever was switched off, revoked or may
/// keep none any more hears nothing.
fn listeners(tx: &mut Tx<'_>) -> Result<Vec<(Endpoint, Actor)>> {
    let open = store::webhook_endpoints::open(tx)?;
    let owners: Vec<Owner> = open.iter().map(|endpoint| endpoint.owner).collect();
    let actors = store::webhook_endpoints::actors(tx, &owners)?;
    let listener = |endpoint: Endpoint| {
        let actor = actors.get(&scope(endpoint.owner)).filter(|actor| actor.may(Permission::KeepWebhooks))?;
        Some((endpoint, actor.clone()))
    };
    Ok(open.into_iter().filter_map(listener).collect())
}

/// The name by which [`store::webhook_endpoints::actors`] knows an owner.
pub(super) fn scope(owner: Owner) -> String {
    match owner {
        Owner::User(id) => id.to_string(),
        Owner::Key(id) => id.to_string(),
    }
}

/// What a delivery comes of.
pub(super) struct Cause<'a> {
    pub event: EventId,
    pub number: Option<i64>,
    pub kind: &'a str,
}

/// A delivery that nobody has tried.
pub(super) fn waiting(
    tx: &Tx<'_>,
    endpoint: EndpointId,
    cause: &Cause<'_>,
    payload: String,
    now: DateTime<Utc>,
) -> DeliveryRow {
    let id: DeliveryId = tx.new_id::<kind::Delivery>();
    DeliveryRow {
        id,
        endpoint_id: endpoint,
        cause: cause.event,
        event_number: cause.number,
        event_type: cause.kind.to_owned(),
        payload,
        status: DeliveryStatus::Waiting.as_str().to_owned(),
        attempts: 0,
        next_at: now.naive_utc(),
        claimed_until: None,
        last_status: None,
        last_error: None,
        created_at: now.naive_utc(),
        settled_at: None,
    }
}

/// The body, as Standard Webhooks wants it. Kept as it is: what is sent again is the same to the byte.
fn render(event: &Event) -> String {
    let mut data = match &event.data {
        Value::Object(data) => data.clone(),
        other => Map::from_iter([("value".to_owned(), other.clone())]),
    };
    data.insert("id".to_owned(), event.subject.clone().into());
    body(&event.kind, event.created_at, &Value::Object(data))
}

pub(super) fn body(kind: &str, at: DateTime<Utc>, data: &Value) -> String {
    let timestamp = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({ "type": kind, "timestamp": timestamp, "data": data }).to_string()
}

/// What an endpoint of `actor` can ask for.
pub fn event_types(actor: &Actor) -> Result<Vec<EventTypeView>> {
    actor.require(Permission::KeepWebhooks)?;
    let view = |(kind, description): &(&str, &str)| {
        let topic = Topic::of(kind)?;
        let (event_type, description) = ((*kind).to_owned(), (*description).to_owned());
        Some(EventTypeView { event_type, topic, description, is_open: topic.is_open_to(actor) })
    };
    Ok(types::KNOWN.iter().filter_map(view).collect())
}
