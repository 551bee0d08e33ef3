//! What the counts of products mean for staff. All that moves is written down by [`record`], in the transaction that
//! moves it; limits, and counting that begins or ends, are told to [`stock_moved`]. The sweep only repairs.

use chrono::{DateTime, Utc};

use super::keep::{self, Decided, Kept};
use crate::actor::{Actor, Permission};
use crate::alerts::{BY_THE_SHOP, Matter, stock};
use crate::error::Result;
use crate::id::ProductId;
use crate::stock::{Movement, Shift};
use crate::store::alerts::{About, sweeps};
use crate::store::stock::Cause;
use crate::store::stock::movements::MovementRow;
use crate::store::{self, Tx};
use crate::wire::alerts::AlertCheck;

/// How many products a check looks after at once.
const AT_ONCE: u32 = 500;

/// Writes down movements whose counts were changed in this transaction, and what they mean.
pub(in crate::flows) fn record(
    tx: &mut Tx<'_>,
    movements: &[Movement],
    cause: Cause<'_>,
) -> Result<Vec<MovementRow>> {
    let recorded = store::stock::record(tx, movements, cause)?;
    stock_moved(tx, &recorded.shifts, cause.by, cause.now)?;
    Ok(recorded.rows)
}

/// Opens, changes and resolves alerts where counts or limits changed in this transaction, which holds the counts. Where
/// enough was left and still is nothing is asked; of all others one query asks.
pub(in crate::flows) fn stock_moved(
    tx: &mut Tx<'_>,
    shifts: &[Shift],
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let is_loud = |shift: &&Shift| !stock::is_quiet(shift.before.as_ref(), shift.after.as_ref());
    let loud: Vec<Shift> = shifts.iter().filter(is_loud).copied().collect();
    judge(tx, &loud, by, now).map(drop)
}

fn judge(tx: &mut Tx<'_>, shifts: &[Shift], by: &str, now: DateTime<Utc>) -> Result<Kept> {
    if shifts.is_empty() {
        return Ok(Kept::default());
    }
    let products: Vec<ProductId> = shifts.iter().map(|shift| shift.product).collect();
    let decided = store::alerts::open_about(tx, Matter::Stock, &products)?.into_iter().map(|about| {
        let shift = shifts.iter().find(|shift| shift.product == about.product);
        decided(about, shift)
    });
    let decided = decided.collect();
    keep::save(tx, Matter::Stock, decided, by, now)
}

fn decided(about: About, shift: Option<&Shift>) -> Decided {
    let before = shift.and_then(|shift| shift.before.as_ref());
    // What is off the menu is no longer missed.
    let after = shift.and_then(|shift| shift.after.as_ref()).filter(|_| !about.is_archived);
    let standing = about.open.as_ref().map(|open| &open.standing);
    let decision = stock::decide(&about.name, before, after, standing);
    Decided { about, decision }
}

/// Resolves every alert about a product that was taken off the menu, those that people raised among them.
pub(in crate::flows) fn product_gone(
    tx: &mut Tx<'_>,
    product: ProductId,
    name: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut open = store::alerts::all_open_about(tx, product)?;
    for alert in &mut open {
        alert.resolve(keep::by_itself(now));
    }
    let event = |alert| keep::event("alert.resolved", alert, Some((product, name)), false);
    let events: Vec<_> = open.iter().map(event).collect();
    store::alerts::save_many(tx, &open)?;
    store::events::append_many(tx, &events, by, now)
}

/// Repairs, `limit` products at most: opens what should be open, and changes or resolves what does not fit any more.
/// Products that were low before there were alerts get theirs here. How many it repaired; what people resolved by hand
/// stays silent.
pub fn sweep_stock(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    Ok(repair(tx, now, limit)?.count())
}

/// As [`sweep_stock`], asked for by a manager.
pub fn check_low_stock(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<AlertCheck> {
    actor.require(Permission::ManageAlerts)?;
    let checked = sweeps::counted(tx)?;
    let kept = repair(tx, now, AT_ONCE)?;
    Ok(AlertCheck { checked, opened: kept.opened as u64, resolved: kept.resolved as u64 })
}

fn repair(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Kept> {
    let found: Vec<ProductId> = sweeps::askew(tx, limit)?.into_iter().take(limit as usize).collect();
    if found.is_empty() {
        return Ok(Kept::default());
    }
    // Held, and then looked at once more: of two sweeps the second finds nothing to do.
    let stocks = store::stock::lock_all(tx, &found)?;
    let still = sweeps::askew(tx, limit)?;
    let shift =
        |product: &ProductId| Shift { product: *product, before: None, after: stocks.get(product).copied() };
    let shifts: Vec<Shift> = found.iter().filter(|product| still.contains(product)).map(shift).collect();
    judge(tx, &shifts, BY_THE_SHOP, now)
}
