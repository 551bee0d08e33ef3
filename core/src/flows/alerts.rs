//! What staff should know: opened by what happens, or by hand, until somebody or the shop itself resolves it.
//!
//! What moves in the house comes through `record`, so no count falls below a limit unseen; `prices_changed` is told
//! of prices, and [`sweep_demand`] looks at orders. `keep` saves what the rules of [`crate::alerts`] decide.

mod by_hand;
mod demand;
mod keep;
mod metrics;
mod prices;
mod stock;

pub use crate::store::alerts::AlertFilter;
pub use by_hand::{create, resolve, snooze};
pub use demand::{check_high_demand, sweep_demand};
pub use metrics::{Period, popularity, response, trending};
pub(super) use prices::prices_changed;
pub use stock::{check_low_stock, sweep_stock};
pub(super) use stock::{product_gone, record, stock_moved};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::actor::{Actor, Permission};
use crate::alerts::{Alert, AlertType, Severity};
use crate::error::Result;
use crate::id::{AlertId, ProductId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::stock::movements::names;
use crate::store::{self, Tx};
use crate::time::BusinessDay;
use crate::wire::catalog::ProductRef;
use crate::wire::{AlertCounts, AlertView};

/// An end of a period, as a caller says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This moment.
    At(DateTime<Utc>),
    /// This business day, as a whole.
    Day(NaiveDate),
}

/// Which alerts a list shows, as a caller says it.
#[derive(Debug, Clone, Default)]
pub struct AlertQuery {
    /// Only open ones, or only those that are resolved.
    pub is_active: Option<bool>,
    /// Only of this type.
    pub alert_type: Option<AlertType>,
    /// Only this grave.
    pub severity: Option<Severity>,
    /// Only about this product.
    pub product: Option<ProductId>,
    /// Only those raised from then on.
    pub start: Option<Moment>,
    /// Only those raised before this moment, or up to the end of this day.
    pub end: Option<Moment>,
}

impl AlertQuery {
    fn filter(&self, tx: &mut Tx<'_>) -> Result<AlertFilter> {
        let shop = store::settings::load_shop(tx)?;
        let starts = |moment| match moment {
            Moment::At(at) => at,
            Moment::Day(day) => shop.day_start(BusinessDay::of_date(day)),
        };
        let ends = |moment| match moment {
            Moment::At(at) => at,
            Moment::Day(day) => shop.day_start(BusinessDay::of_date(day.succ_opt().unwrap_or(day))),
        };
        let (from, until) = (self.start.map(starts), self.end.map(ends));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            return Err(Refusal::invalid("end_date", "is before start_date").into());
        }
        Ok(AlertFilter {
            is_active: self.is_active,
            alert_type: self.alert_type,
            severity: self.severity,
            product: self.product,
            from,
            until,
        })
    }
}

/// One page of alerts, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &AlertQuery,
    page: PageRequest,
    now: DateTime<Utc>,
) -> Result<Slice<AlertView>> {
    actor.require(Permission::SeeAlerts)?;
    let filter = query.filter(tx)?;
    let found = store::alerts::list(tx, &filter, page)?;
    let products: Vec<ProductId> = found.items.iter().filter_map(|alert| alert.product).collect();
    let names = names(tx, &products)?;
    Ok(found.map(|alert| view(alert, &names, now)))
}

/// One alert.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: AlertId, now: DateTime<Utc>) -> Result<AlertView> {
    actor.require(Permission::SeeAlerts)?;
    let alert = store::alerts::load(tx, id)?;
    seen(tx, alert, now)
}

/// How many are open, and how many of them were put aside.
pub fn counts(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<AlertCounts> {
    actor.require(Permission::SeeAlerts)?;
    store::alerts::counts(tx, now)
}

/// One alert as it travels.
fn seen(tx: &mut Tx<'_>, alert: Alert, now: DateTime<Utc>) -> Result<AlertView> {
    let products: Vec<ProductId> = alert.product.into_iter().collect();
    let names = if products.is_empty() { HashMap::new() } else { names(tx, &products)? };
    Ok(view(alert, &names, now))
}

fn view(alert: Alert, names: &HashMap<ProductId, String>, now: DateTime<Utc>) -> AlertView {
    let is_active = alert.is_active();
    let name = |id: ProductId| names.get(&id).cloned().unwrap_or_default();
    let (facts, end) = (alert.standing.facts, alert.resolution);
    let (resolved_at, resolved_by, resolution_notes) = match end {
        Some(end) => (Some(end.at), Some(end.by), end.notes),
        None => (None, None, String::new()),
    };
    AlertView {
        id: alert.id,
        product: alert.product.map(|id| ProductRef { id, name: name(id) }),
        alert_type: facts.alert_type,
        severity: facts.severity,
        message: facts.message,
        threshold_value: facts.threshold_value,
        current_value: facts.current_value,
        is_active,
        snoozed_until: alert.snoozed_until.filter(|until| is_active && *until > now),
        opened_by: alert.opened_by,
        created_at: alert.created_at,
        updated_at: alert.updated_at,
        resolved_at,
        resolved_by,
        resolution_notes,
        version: alert.version,
    }
}
