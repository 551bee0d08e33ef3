//! What people do with alerts: raise one, deal with it, put it aside.

use chrono::{DateTime, Utc};

use super::{keep, seen};
use crate::actor::{Actor, Permission};
use crate::alerts::{Alert, Matter, Resolution, Standing, hand};
use crate::error::Result;
use crate::id::{AlertId, ProductId, kind};
use crate::refusal::Refusal;
use crate::store::stock::entries::find_names;
use crate::store::stock::movements::names;
use crate::store::{self, Tx};
use crate::wire::AlertView;
use crate::wire::alerts::{CreateAlert, ResolveAlert, SnoozeAlert};

/// Raises an alert. About stock, demand or price of a product one is open at most, whoever raised it: a second one is
/// refused with `alert_open`. One that was raised by hand is taken over by the shop once it sees the reason itself, and
/// is not resolved by the shop before.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, wanted: &CreateAlert, now: DateTime<Utc>) -> Result<AlertView> {
    actor.require(Permission::ManageAlerts)?;
    let facts = hand::read(wanted)?;
    let name = match wanted.product_id {
        Some(product) => Some((product, known(tx, product)?)),
        None => None,
    };
    let topic = wanted.product_id.zip(Matter::of(facts.alert_type));
    let topic = topic.map(|(product, matter)| matter.topic(product));
    if let Some(topic) = &topic
        && let Some(open) = store::alerts::find_open(tx, topic)?
    {
        return Err(Refusal::AlertOpen { alert: open.id }.into());
    }
    let told = Some(facts.severity);
    let alert = Alert {
        id: tx.new_id::<kind::Alert>(),
        topic,
        product: wanted.product_id,
        standing: Standing { facts, told, is_by_hand: true },
        opened_by: actor.name().to_owned(),
        created_at: now,
        updated_at: now,
        snoozed_until: None,
        resolution: None,
        version: 1,
    };
    store::alerts::insert_many(tx, std::slice::from_ref(&alert))?;
    let product = name.as_ref().map(|(product, name)| (*product, name.as_str()));
    let event = keep::event("alert.opened", &alert, product, true);
    store::events::append_many(tx, &[event], actor.name(), now)?;
    seen(tx, alert, now)
}

/// What a product on the menu is called; it is held, so that nobody takes it off the menu meanwhile.
fn known(tx: &mut Tx<'_>, product: ProductId) -> Result<String> {
    let shop = store::settings::load_shop(tx)?;
    let absent = || Refusal::invalid("product_id", "there is no such product");
    find_names(tx, &[product])?.remove(&product).ok_or_else(absent)?;
    Ok(store::products::lock(tx, product, &shop)?.name)
}

/// Says that an alert is dealt with.
///
/// # Errors
/// `alert_resolved` when it is already.
pub fn resolve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: AlertId,
    wanted: &ResolveAlert,
    now: DateTime<Utc>,
) -> Result<AlertView> {
    actor.require(Permission::SeeAlerts)?;
    let notes = hand::notes(wanted)?;
    let mut alert = hold(tx, id)?;
    let by = actor.name().to_owned();
    alert.resolve(Resolution { at: now, by, person: actor.user_id(), notes });
    save(tx, "alert.resolved", alert, actor, now)
}

/// Puts an alert aside for a while: it stays open, and is not counted before it wakes.
///
/// # Errors
/// `alert_resolved` when there is nothing left to put aside.
pub fn snooze(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: AlertId,
    wanted: SnoozeAlert,
    now: DateTime<Utc>,
) -> Result<AlertView> {
    actor.require(Permission::SeeAlerts)?;
    let until = hand::snoozed_until(wanted, now)?;
    let mut alert = hold(tx, id)?;
    alert.snooze(until, now);
    save(tx, "alert.snoozed", alert, actor, now)
}

/// The open alert, held. Its product's counts are held before it, as those who move them hold both.
fn hold(tx: &mut Tx<'_>, id: AlertId) -> Result<Alert> {
    let found = store::alerts::load(tx, id)?;
    if let Some(product) = found.product {
        store::stock::lock(tx, product)?;
    }
    let alert = store::alerts::lock(tx, id)?;
    if alert.is_active() { Ok(alert) } else { Err(Refusal::AlertResolved.into()) }
}

fn save(
    tx: &mut Tx<'_>,
    what: &'static str,
    alert: Alert,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<AlertView> {
    store::alerts::save_many(tx, std::slice::from_ref(&alert))?;
    let products: Vec<ProductId> = alert.product.into_iter().collect();
    let names = names(tx, &products)?;
    let product = alert.product.map(|id| (id, names.get(&id).map_or("", String::as_str)));
    let event = keep::event(what, &alert, product, false);
    store::events::append_many(tx, &[event], actor.name(), now)?;
    seen(tx, alert, now)
}
