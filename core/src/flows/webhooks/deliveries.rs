//! What was told to an endpoint: looked at, tried out, and sent again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::fan_out::{Cause, body, waiting};
use super::{append_event, require_seen, seen_by};
use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::flows::events::Work;
use crate::id::{DeliveryId, EndpointId, EventId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::webhook_deliveries::{AttemptRow, DeliveryQuery, DeliveryRow};
use crate::store::{self, Tx};
use crate::webhooks::{DeliveryStatus, Owner, TEST};
use crate::wire::DeliveryView;
use crate::wire::webhooks::{AttemptView, DeliveryDetail};

/// How many attempts of one delivery are shown.
const SHOWN: usize = 50;
/// How many attempts are read for one page; nobody asks for the same a hundred times.
const READ: u32 = 5_000;

/// One page of deliveries, the newest first, with their attempts.
pub fn deliveries(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &DeliveryQuery,
    page: PageRequest,
) -> Result<Slice<DeliveryView>> {
    let seen = seen_by(actor)?;
    if let Some(id) = query.endpoint {
        require_seen(&store::webhook_endpoints::load(tx, id)?, seen)?;
    }
    let found = store::webhook_deliveries::list(tx, query, seen, page)?;
    Ok(Slice { count: found.count, items: views(tx, &found.items)? })
}

/// One delivery with its attempts and what is sent.
pub fn delivery(tx: &mut Tx<'_>, actor: &Actor, id: DeliveryId) -> Result<DeliveryDetail> {
    let seen = seen_by(actor)?;
    let row = find_seen(tx, id, seen)?;
    let payload: Value = serde_json::from_str(&row.payload)
        .map_err(|cause| Error::Broken(format!("payload of delivery {id}: {cause}")))?;
    Ok(DeliveryDetail { delivery: view(tx, &row)?, payload })
}

/// Writes down a delivery that only tries the endpoint, to be sent now.
pub fn test(tx: &mut Tx<'_>, actor: &Actor, id: EndpointId, now: DateTime<Utc>) -> Result<DeliveryView> {
    let seen = seen_by(actor)?;
    let endpoint = store::webhook_endpoints::load(tx, id)?;
    require_seen(&endpoint, seen)?;
    if !endpoint.is_open() {
        return Err(Refusal::WebhookInactive.into());
    }
    let event: EventId = tx.new_id::<kind::Event>();
    let payload = body(TEST, now, &json!({ "id": id, "asked_by": actor.name() }));
    let row = waiting(tx, id, &Cause { event, number: None, kind: TEST }, payload, now);
    store::webhook_deliveries::insert(tx, std::slice::from_ref(&row))?;
    append_event(tx, "webhook.tested", &endpoint, &[("delivery", json!(row.id))], actor.name(), now)?;
    view(tx, &row)
}

/// Sends what arrived or was given up once more, from the first attempt on. The receiver knows it by its id.
pub fn resend(tx: &mut Tx<'_>, actor: &Actor, id: DeliveryId, now: DateTime<Utc>) -> Result<DeliveryView> {
    let seen = seen_by(actor)?;
    let row = find_seen(tx, id, seen)?;
    begin_anew(tx, &row, actor, now)
}

/// Sends what was given up once more; for whoever keeps the worker, whose endpoint it may be.
pub fn revive(tx: &mut Tx<'_>, actor: &Actor, id: DeliveryId, now: DateTime<Utc>) -> Result<Work> {
    actor.require(Permission::ManageJobs)?;
    let row = store::webhook_deliveries::load(tx, id)?;
    match row.status()? {
        DeliveryStatus::Dead => {}
        DeliveryStatus::Waiting | DeliveryStatus::Delivered => {
            return Err(Refusal::NotRetryable { status: row.status }.into());
        }
    }
    begin_anew(tx, &row, actor, now)?;
    Ok(Work::Delivery(id))
}

fn begin_anew(tx: &mut Tx<'_>, row: &DeliveryRow, actor: &Actor, now: DateTime<Utc>) -> Result<DeliveryView> {
    let endpoint = store::webhook_endpoints::load(tx, row.endpoint_id)?;
    if !endpoint.is_open() {
        return Err(Refusal::WebhookInactive.into());
    }
    if !store::webhook_deliveries::begin_anew(tx, row.id, now)? {
        return Err(Refusal::NotRetryable { status: DeliveryStatus::Waiting.as_str().to_owned() }.into());
    }
    let more = [("delivery", json!(row.id)), ("event", json!(row.cause))];
    append_event(tx, "webhook.resent", &endpoint, &more, actor.name(), now)?;
    let row = store::webhook_deliveries::load(tx, row.id)?;
    view(tx, &row)
}

/// The delivery, also to an endpoint that was removed: what it was told stays.
fn find_seen(tx: &mut Tx<'_>, id: DeliveryId, seen: Option<Owner>) -> Result<DeliveryRow> {
    let row = store::webhook_deliveries::load(tx, id)?;
    let endpoint = store::webhook_endpoints::load(tx, row.endpoint_id)?;
    if seen.is_none_or(|owner| owner == endpoint.owner) {
        Ok(row)
    } else {
        Err(Refusal::not_found("delivery").into())
    }
}

fn view(tx: &mut Tx<'_>, row: &DeliveryRow) -> Result<DeliveryView> {
    let only = views(tx, std::slice::from_ref(row))?.pop();
    only.ok_or_else(|| Error::Broken(format!("delivery {} cannot be shown", row.id)))
}

fn views(tx: &mut Tx<'_>, rows: &[DeliveryRow]) -> Result<Vec<DeliveryView>> {
    let ids: Vec<DeliveryId> = rows.iter().map(|row| row.id).collect();
    let mut attempts: BTreeMap<DeliveryId, Vec<AttemptView>> = BTreeMap::new();
    for attempt in store::webhook_deliveries::attempts(tx, &ids, READ)? {
        let log = attempts.entry(attempt.delivery_id).or_default();
        if log.len() < SHOWN {
            log.push(shown(attempt));
        }
    }
    rows.iter().map(|row| of(row, attempts.remove(&row.id).unwrap_or_default())).collect()
}

fn shown(attempt: AttemptRow) -> AttemptView {
    AttemptView {
        number: u32::try_from(attempt.number).unwrap_or(0),
        status: attempt.status.and_then(|status| u16::try_from(status).ok()),
        error: attempt.error,
        duration_ms: u32::try_from(attempt.duration_ms).unwrap_or(0),
        created_at: attempt.created_at.and_utc(),
    }
}

fn of(row: &DeliveryRow, attempt_log: Vec<AttemptView>) -> Result<DeliveryView> {
    let status = row.status()?;
    Ok(DeliveryView {
        id: row.id,
        endpoint: row.endpoint_id,
        event: row.cause,
        event_type: row.event_type.clone(),
        status,
        attempts: u32::try_from(row.attempts).unwrap_or(0),
        next_attempt_at: (status == DeliveryStatus::Waiting).then(|| row.next_at.and_utc()),
        last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
        last_error: row.last_error.clone(),
        created_at: row.created_at.and_utc(),
        settled_at: row.settled_at.map(|at| at.and_utc()),
        attempt_log,
    })
}
