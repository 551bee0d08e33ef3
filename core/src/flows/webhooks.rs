//! Which other systems the shop tells of what happened: their endpoints, what is to be told to each, and what came of
//! it. Called by the routes of webhooks, by `flows::events::dispatch`, and by the worker.
//!
//! Endpoints are held before their deliveries, always. Secrets are none of this room's: they follow from an endpoint's
//! id and generation, and only the server can tell them.

mod deliveries;
mod endpoints;
mod fan_out;
mod sending;

pub use crate::store::webhook_deliveries::DeliveryQuery;
pub use deliveries::{deliveries, delivery, resend, revive, test};
pub use endpoints::{change, create, list, load, remove, rotate_secret};
pub use fan_out::{event_types, fan_out};
pub use sending::{Begun, Claim, Settled, Told, begin, due, endpoint_of, put_off, settle};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::actor::{Actor, DeviceRole, Permission, Role};
use crate::error::Result;
use crate::refusal::Refusal;
use crate::store::events::Concerns;
use crate::store::{self, Tx};
use crate::webhooks::{Endpoint, Owner};

/// Whose endpoints somebody sees: everybody's (`None`), or their own.
fn seen_by(actor: &Actor) -> Result<Option<Owner>, Refusal> {
    actor.require(Permission::KeepWebhooks)?;
    match actor {
        Actor::System | Actor::User { role: Role::Admin, .. } => Ok(None),
        Actor::User { id, role: Role::Customer | Role::Staff | Role::Manager, .. } => {
            Ok(Some(Owner::User(*id)))
        }
        Actor::Device {
            id, role: DeviceRole::Kiosk | DeviceRole::Counter | DeviceRole::Integrator, ..
        } => Ok(Some(Owner::Key(*id))),
        Actor::Anonymous => Err(Refusal::NotAuthenticated),
    }
}

/// Refuses with `not_found` what somebody may not see, and what was removed.
fn require_seen(endpoint: &Endpoint, seen: Option<Owner>) -> Result<(), Refusal> {
    let is_theirs = seen.is_none_or(|owner| owner == endpoint.owner);
    if is_theirs && endpoint.archived_at.is_none() { Ok(()) } else { Err(Refusal::not_found("endpoint")) }
}

/// Appends that `what` (`webhook.created`) happened to an endpoint. Its path may hold what only the receiver knows: the
/// log gets the host.
fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    endpoint: &Endpoint,
    more: &[(&str, Value)],
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let host = url::Url::parse(&endpoint.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let mut data = json!({
        "endpoint": endpoint.id,
        "description": endpoint.description,
        "host": host,
        "is_active": endpoint.is_active,
        "version": endpoint.version,
    });
    for (name, value) in more {
        data[*name] = value.clone();
    }
    let concerns = match endpoint.owner {
        Owner::User(id) => Concerns { owner: Some(id), via: None },
        Owner::Key(id) => Concerns { owner: None, via: Some(id) },
    };
    store::events::append_for(tx, concerns, what, &endpoint.id.to_string(), &data, by, now)
}
