//! What is ordered far more often than usual. Nobody looks at this while an order is placed: a sweep does.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::keep::{self, Decided, Kept};
use crate::actor::{Actor, Permission};
use crate::alerts::{BY_THE_SHOP, Matter, demand};
use crate::error::Result;
use crate::id::ProductId;
use crate::store::alerts::sweeps;
use crate::store::{self, Tx};
use crate::wire::alerts::AlertCheck;

/// How many products a check looks after at once.
const AT_ONCE: u32 = 500;
/// The longest window that is looked at: a week.
const MOST_MINUTES: u32 = 7 * 24 * 60;

/// Opens alerts about what is ordered often, and resolves those that are over, `limit` of each at most; how many
/// changed. What somebody resolved by hand stays silent for the length of the window.
pub fn sweep_demand(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    Ok(look(tx, now, limit)?.count())
}

/// As [`sweep_demand`], asked for by a manager.
pub fn check_high_demand(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<AlertCheck> {
    actor.require(Permission::ManageAlerts)?;
    let shop = store::settings::load_shop(tx)?;
    let checked = sweeps::ordered_products(tx, since(shop.alerts.demand_window_minutes, now))?;
    let kept = look(tx, now, AT_ONCE)?;
    Ok(AlertCheck { checked, opened: kept.opened as u64, resolved: kept.resolved as u64 })
}

fn since(minutes: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::minutes(minutes.min(MOST_MINUTES).into())
}

fn look(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Kept> {
    let terms = store::settings::load_shop(tx)?.alerts;
    let since = since(terms.demand_window_minutes, now);
    let open = sweeps::in_demand(tx, limit)?;
    let mut orders = if demand::is_watched(&terms) {
        sweeps::ordered(tx, since, terms.demand_orders, limit)?
    } else {
        std::collections::BTreeMap::new()
    };
    orders.extend(sweeps::ordered_of(tx, since, &open)?);
    let products: BTreeSet<ProductId> = orders.keys().copied().chain(open).collect();
    let products: Vec<ProductId> = products.into_iter().collect();
    if products.is_empty() {
        return Ok(Kept::default());
    }
    let known = sweeps::resolved_by_hand(tx, Matter::Demand, &products)?;
    let about = store::alerts::open_about(tx, Matter::Demand, &products)?;
    let decided = about.into_iter().map(|about| {
        // What is off the menu can be ordered no more.
        let count = orders.get(&about.product).copied().filter(|_| !about.is_archived).unwrap_or(0);
        let is_known = known.get(&about.product).is_some_and(|at| *at > since);
        let standing = about.open.as_ref().map(|open| &open.standing);
        let decision = demand::decide(&about.name, count, &terms, is_known, standing);
        Decided { about, decision }
    });
    let decided = decided.collect();
    keep::save(tx, Matter::Demand, decided, BY_THE_SHOP, now)
}
