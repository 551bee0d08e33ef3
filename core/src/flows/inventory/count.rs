//! The shelves are counted: the books are brought to what was found, all of it or nothing.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::append_moved;
use super::movements::change;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::alerts;
use crate::id::ProductId;
use crate::refusal::{FieldErrors, Refusal};
use crate::stock::booking::{Booking, Wanted};
use crate::stock::{Movement, MovementKind, Stock, sheet};
use crate::store::stock::{Cause, entries};
use crate::store::{self, Tx};
use crate::wire::inventory::{CountLine, CountReport, CountSheet};

/// Brings the books to what was found. A product that stands as the books have it gets a movement of 0: who
/// looked, and when, is worth remembering.
pub fn count(
    tx: &mut Tx<'_>,
    actor: &Actor,
    counted: &CountSheet,
    now: DateTime<Utc>,
) -> Result<CountReport> {
    actor.require(Permission::KeepStock)?;
    sheet::check(counted.lines.iter().map(|line| (line.product_id, line.counted)))?;
    let bookings: BTreeMap<ProductId, Booking> =
        counted.lines.iter().map(|line| booking(line, counted)).collect::<Result<_, Refusal>>()?;
    let products: Vec<ProductId> = counted.lines.iter().map(|line| line.product_id).collect();
    let names = entries::find_names(tx, &products)?;
    require_known(counted, &names)?;
    let stocks = store::stock::lock_all(tx, &products)?;
    let moved = moved(tx, &bookings, &names, &stocks)?;

    let day = store::settings::load_shop(tx)?.business_day(now);
    let note = bookings.values().next().map_or("", Booking::note);
    let cause = Cause { order: None, reason: "", note, reverses: None, by: actor.name(), now, day };
    let mut report = CountReport { right: 0, differences: Vec::new() };
    for row in alerts::record(tx, &moved, cause)? {
        append_moved(tx, &row, actor, now)?;
        if row.quantity == 0 {
            report.right += 1;
        } else {
            let name = names.get(&row.product_id).map_or("", String::as_str).to_owned();
            report.differences.push(row.into_view(&name, None)?);
        }
    }
    Ok(report)
}

fn require_known(counted: &CountSheet, names: &HashMap<ProductId, String>) -> Result<(), Refusal> {
    let mut errors = FieldErrors::default();
    for (index, line) in counted.lines.iter().enumerate() {
        if !names.contains_key(&line.product_id) {
            errors.add(format!("lines.{index}.product_id"), "there is no such product");
        }
    }
    errors.into_result()
}

fn booking(line: &CountLine, counted: &CountSheet) -> Result<(ProductId, Booking), Refusal> {
    let booking = Booking::read(Wanted {
        kind: MovementKind::Count,
        quantity: line.counted.into(),
        reason: None,
        note: counted.note.as_deref(),
        expected: line.expected_on_hand,
    })?;
    Ok((line.product_id, booking))
}

/// Changes the counts that are held, in the order of the products' ids.
fn moved(
    tx: &mut Tx<'_>,
    bookings: &BTreeMap<ProductId, Booking>,
    names: &HashMap<ProductId, String>,
    stocks: &BTreeMap<ProductId, Stock>,
) -> Result<Vec<Movement>> {
    let mut moved = Vec::with_capacity(bookings.len());
    for (product, booking) in bookings {
        let name = names.get(product).map_or("", String::as_str);
        let Some(stock) = stocks.get(product) else {
            return Err(Refusal::NotTracked { product: *product, name: name.to_owned() }.into());
        };
        let movement = booking.movement(*product, name, stock)?;
        change(tx, movement, name)?;
        moved.push(movement);
    }
    Ok(moved)
}
