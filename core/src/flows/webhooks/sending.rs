//! Around the call itself, which is the server's: what is taken in hand before it, and what is written down after it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::append_event;
use super::fan_out::scope;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::events::Work;
use crate::id::{DeliveryId, EndpointId, EventId};
use crate::store::webhook_deliveries::{self as rows, Came, DeliveryRow};
use crate::store::{self, Tx};
use crate::webhooks::schedule::{self, Jitter};
use crate::webhooks::{DeliveryStatus, Endpoint, LEASE, health};

/// The queue may come a little early.
const EARLY: TimeDelta = TimeDelta::seconds(1);
/// How many deliveries to one endpoint are found due at once: a long list for one keeps nobody else waiting.
const DUE_EACH: u32 = 25;

/// Work that is due and that nobody is at, the longest due first, `limit` at most: what the queue has lost.
pub fn due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<Work>> {
    let mut each: BTreeMap<EndpointId, u32> = BTreeMap::new();
    let found = rows::due(tx, now, limit.saturating_mul(10))?.into_iter();
    let fair = found.filter(|(_, endpoint)| {
        let count = each.entry(*endpoint).or_default();
        *count += 1;
        *count <= DUE_EACH
    });
    Ok(fair.map(|(id, _)| Work::Delivery(id)).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect())
}

/// To whom a delivery goes; nothing when there is none.
pub fn endpoint_of(tx: &mut Tx<'_>, id: DeliveryId) -> Result<Option<EndpointId>> {
    rows::find_endpoint(tx, id)
}

/// Not now but then, because others go to the same endpoint just now. Counts as no attempt.
pub fn put_off(tx: &mut Tx<'_>, id: DeliveryId, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
    rows::put_off(tx, id, now, until)
}

/// A delivery that is in one's hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which.
    pub delivery: DeliveryId,
    /// To whom.
    pub endpoint: EndpointId,
    /// What the receiver knows it by.
    pub cause: EventId,
    /// Where to call.
    pub url: String,
    /// What to say, to the byte.
    pub payload: String,
    /// The generations of secrets to sign with, the newest first.
    pub generations: Vec<u32>,
    /// Which attempt of this round it is, from 1.
    pub attempt: u32,
    /// Until when nobody else takes it.
    pub until: DateTime<Utc>,
}

/// What there is to do with a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Send it.
    Claimed(Claim),
    /// Nothing: it is done, not due, or in another's hands.
    NotNow,
    /// It was given up just now; why.
    Dead(String),
}

/// Takes a delivery in hand.
pub fn begin(tx: &mut Tx<'_>, id: DeliveryId, now: DateTime<Utc>) -> Result<Begun> {
    let Some(row) = rows::find(tx, id)? else { return Ok(Begun::NotNow) };
    if row.status()? != DeliveryStatus::Waiting || row.next_at.and_utc() > now + EARLY {
        return Ok(Begun::NotNow);
    }
    let endpoint = store::webhook_endpoints::load(tx, row.endpoint_id)?;
    let deaf = deaf(tx, &endpoint)?;
    let until = now + LEASE;
    if !rows::claim(tx, id, now, until)? {
        return Ok(Begun::NotNow);
    }
    if let Some(why) = deaf {
        let came = Came {
            status: DeliveryStatus::Dead,
            attempts: count(&row),
            next_at: row.next_at.and_utc(),
            answered: row.last_status.and_then(|status| u16::try_from(status).ok()),
            error: Some(why.to_owned()),
            settled_at: Some(now),
        };
        rows::save(tx, id, until, &came)?;
        return Ok(Begun::Dead(why.to_owned()));
    }
    Ok(Begun::Claimed(Claim {
        delivery: id,
        endpoint: endpoint.id,
        cause: row.cause,
        generations: endpoint.signing(now),
        attempt: count(&row) + 1,
        url: endpoint.url,
        payload: row.payload,
        until,
    }))
}

fn count(row: &DeliveryRow) -> u32 {
    u32::try_from(row.attempts).unwrap_or(0)
}

/// Why nothing is sent to an endpoint; `None` where something is.
fn deaf(tx: &mut Tx<'_>, endpoint: &Endpoint) -> Result<Option<&'static str>> {
    if endpoint.archived_at.is_some() {
        return Ok(Some("The endpoint was removed."));
    }
    if !endpoint.is_active {
        return Ok(Some("The endpoint is switched off."));
    }
    let actors = store::webhook_endpoints::actors(tx, &[endpoint.owner])?;
    let counts = actors.get(&scope(endpoint.owner)).is_some_and(|actor| actor.may(Permission::KeepWebhooks));
    Ok((!counts).then_some("Whoever made the endpoint may keep none any more."))
}

/// What the receiver said, or why it could not be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it answered.
    pub status: Option<u16>,
    /// Why it did not arrive; `None` when it did.
    pub error: Option<String>,
    /// How long that took.
    pub duration: TimeDelta,
    /// For how long it wants to be left alone.
    pub retry_after: Option<TimeDelta>,
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It arrived; or it was not one's own any more.
    Done,
    /// It is tried again then.
    Again(DateTime<Utc>),
    /// It is given up; why.
    Dead(String),
}

/// Writes down what came of an attempt. An endpoint that is given up because of it tells its owner.
pub fn settle(
    tx: &mut Tx<'_>,
    claim: &Claim,
    told: &Told,
    jitter: Jitter,
    now: DateTime<Utc>,
) -> Result<Settled> {
    let Some(error) = &told.error else {
        // The endpoint before its delivery, as everywhere.
        store::webhook_endpoints::save_failing(tx, claim.endpoint, None)?;
        write_down(tx, claim, told, DeliveryStatus::Delivered, now, now)?;
        return Ok(Settled::Done);
    };
    store::webhook_endpoints::save_failing(tx, claim.endpoint, Some(now))?;
    let mut endpoint = store::webhook_endpoints::load(tx, claim.endpoint)?;
    let reason = health::given_up(told.status, endpoint.failing_since, claim.attempt, now);
    if let Some(reason) = reason.filter(|_| endpoint.is_open()) {
        endpoint = store::webhook_endpoints::lock(tx, claim.endpoint)?;
        give_up(tx, &mut endpoint, reason, now)?;
    }
    let next = schedule::next_attempt(claim.attempt, told.retry_after, jitter, now);
    let (status, at, settled) = match next.filter(|_| endpoint.is_open()) {
        Some(at) => (DeliveryStatus::Waiting, at, Settled::Again(at)),
        None => (DeliveryStatus::Dead, now, Settled::Dead(error.clone())),
    };
    let is_own = write_down(tx, claim, told, status, at, now)?;
    Ok(if is_own { settled } else { Settled::Done })
}

/// Nothing is sent to it any more, and whoever keeps it is told.
fn give_up(tx: &mut Tx<'_>, endpoint: &mut Endpoint, reason: &str, now: DateTime<Utc>) -> Result<()> {
    if !endpoint.is_open() {
        return Ok(());
    }
    endpoint.is_active = false;
    endpoint.disabled_at = Some(now);
    reason.clone_into(&mut endpoint.disabled_reason);
    endpoint.updated_at = now;
    endpoint.version += 1;
    store::webhook_endpoints::save(tx, endpoint)?;
    store::webhook_deliveries::give_up(
        tx,
        endpoint.id,
        &format!("The endpoint was given up. {reason}"),
        now,
    )?;
    append_event(tx, "webhook.disabled", endpoint, &[("reason", json!(reason))], Actor::System.name(), now)
}

/// False where the delivery is in another's hands by now: then nothing is written down.
fn write_down(
    tx: &mut Tx<'_>,
    claim: &Claim,
    told: &Told,
    status: DeliveryStatus,
    next_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let came = Came {
        status,
        attempts: claim.attempt,
        next_at,
        answered: told.status,
        error: told.error.clone(),
        settled_at: (status != DeliveryStatus::Waiting).then_some(now),
    };
    let is_own = rows::save(tx, claim.delivery, claim.until, &came)?;
    if is_own {
        rows::append_attempt(tx, claim.delivery, told.status, told.error.as_deref(), told.duration, now)?;
    }
    Ok(is_own)
}
