//! Endpoints: made, changed, given another secret, taken away. Admins keep all of them, a key its own.

use chrono::{DateTime, Utc};

use super::{append_event, require_seen, seen_by};
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::id::{EndpointId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::text;
use crate::webhooks::{self, Endpoint, EventTypes, Owner, Reach, WebhookUrl};
use crate::wire::EndpointView;
use crate::wire::webhooks::{ChangeEndpoint, CreateEndpoint};

/// The longest description, in characters.
const LONGEST_DESCRIPTION: usize = 200;

/// A new endpoint, of whoever asks.
pub fn create(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &CreateEndpoint,
    reach: Reach,
    now: DateTime<Utc>,
) -> Result<EndpointView> {
    actor.require(Permission::KeepWebhooks)?;
    let mut errors = FieldErrors::default();
    let url = read_url(&form.url, reach, &mut errors);
    let description = read_description(&form.description, &mut errors);
    let event_types = read_types(&form.event_types, &mut errors);
    errors.into_result()?;
    let owner = hold_owner(tx, actor)?;
    if store::webhook_endpoints::count(tx, owner)? >= u64::from(webhooks::MOST_ENDPOINTS) {
        let what = "webhook endpoints".to_owned();
        return Err(Refusal::LimitReached { what, most: webhooks::MOST_ENDPOINTS }.into());
    }
    let endpoint = Endpoint {
        id: tx.new_id::<kind::Endpoint>(),
        owner,
        url,
        description,
        event_types,
        is_active: true,
        generation: 1,
        previous_until: None,
        failing_since: None,
        disabled_at: None,
        disabled_reason: String::new(),
        archived_at: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    store::webhook_endpoints::insert(tx, &endpoint)?;
    append_event(tx, "webhook.created", &endpoint, &[], actor.name(), now)?;
    Ok(EndpointView::from(&endpoint))
}

/// One page of endpoints, the newest first.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<EndpointView>> {
    let seen = seen_by(actor)?;
    Ok(store::webhook_endpoints::list(tx, seen, page)?.map(|endpoint| EndpointView::from(&endpoint)))
}

/// One endpoint.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: EndpointId) -> Result<EndpointView> {
    let seen = seen_by(actor)?;
    let endpoint = store::webhook_endpoints::load(tx, id)?;
    require_seen(&endpoint, seen)?;
    Ok(EndpointView::from(&endpoint))
}

/// Changes an endpoint, at the version that the form names where it names one. What waits for one that is switched off
/// is given up.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EndpointId,
    form: &ChangeEndpoint,
    reach: Reach,
    now: DateTime<Utc>,
) -> Result<EndpointView> {
    let before = hold(tx, actor, id, form.version)?;
    let mut endpoint = before.clone();
    let mut errors = FieldErrors::default();
    if let Some(url) = &form.url {
        endpoint.url = read_url(url, reach, &mut errors);
    }
    if let Some(description) = &form.description {
        endpoint.description = read_description(description, &mut errors);
    }
    if let Some(event_types) = &form.event_types {
        endpoint.event_types = read_types(event_types, &mut errors);
    }
    errors.into_result()?;
    match form.is_active {
        Some(true) if !before.is_active => endpoint.switch_on(),
        Some(is_active) => endpoint.is_active = is_active,
        None => {}
    }
    if endpoint != before {
        save(tx, &mut endpoint, now)?;
        if before.is_active && !endpoint.is_active {
            store::webhook_deliveries::give_up(tx, id, "The endpoint was switched off.", now)?;
        }
        append_event(tx, "webhook.changed", &endpoint, &[], actor.name(), now)?;
    }
    Ok(EndpointView::from(&endpoint))
}

/// Signs with a new secret from now on; the one before signs too for a day.
pub fn rotate_secret(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EndpointId,
    now: DateTime<Utc>,
) -> Result<EndpointView> {
    let mut endpoint = hold(tx, actor, id, None)?;
    endpoint.rotate(now);
    save(tx, &mut endpoint, now)?;
    append_event(tx, "webhook.secret_rotated", &endpoint, &[], actor.name(), now)?;
    Ok(EndpointView::from(&endpoint))
}

/// Takes an endpoint away, at the version `seen` where the caller names one. What waits for it is given up; what it
/// was told stays on record.
pub fn remove(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EndpointId,
    seen: Option<i64>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut endpoint = hold(tx, actor, id, seen)?;
    endpoint.is_active = false;
    endpoint.archived_at = Some(now);
    save(tx, &mut endpoint, now)?;
    store::webhook_deliveries::give_up(tx, id, "The endpoint was removed.", now)?;
    append_event(tx, "webhook.removed", &endpoint, &[], actor.name(), now)
}

/// The endpoint at the version `seen`, which nobody else can change before this transaction ends.
fn hold(tx: &mut Tx<'_>, actor: &Actor, id: EndpointId, seen: Option<i64>) -> Result<Endpoint> {
    let whose = seen_by(actor)?;
    let endpoint = store::webhook_endpoints::lock(tx, id)?;
    require_seen(&endpoint, whose)?;
    Refusal::unless_current(seen, endpoint.version)?;
    Ok(endpoint)
}

fn save(tx: &mut Tx<'_>, endpoint: &mut Endpoint, now: DateTime<Utc>) -> Result<()> {
    endpoint.version += 1;
    endpoint.updated_at = now;
    store::webhook_endpoints::save(tx, endpoint)
}

/// Whoever asks, held: two who make an endpoint at once in one name come one after the other, and are both counted.
fn hold_owner(tx: &mut Tx<'_>, actor: &Actor) -> Result<Owner> {
    match (actor.user_id(), actor.api_key_id()) {
        (Some(id), _) => Ok(Owner::User(store::accounts::users::lock(tx, id)?.id)),
        (None, Some(id)) => Ok(Owner::Key(store::accounts::api_keys::lock(tx, id)?.id)),
        (None, None) => Err(Refusal::Forbidden.into()),
    }
}

fn read_url(given: &str, reach: Reach, errors: &mut FieldErrors) -> String {
    match WebhookUrl::parse(given, reach) {
        Ok(url) => return url.to_string(),
        Err(invalid) => errors.add("url", invalid),
    }
    String::new()
}

fn read_description(given: &str, errors: &mut FieldErrors) -> String {
    let description = text::line(given);
    if description.chars().count() > LONGEST_DESCRIPTION {
        errors.add("description", format_args!("at most {LONGEST_DESCRIPTION} characters"));
    }
    description
}

fn read_types(given: &[String], errors: &mut FieldErrors) -> EventTypes {
    match EventTypes::parse(given) {
        Ok(event_types) => return event_types,
        Err(wrong) => errors.0.extend(wrong.0),
    }
    EventTypes::default()
}
