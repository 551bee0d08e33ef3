//! The counts of a product while the product is written, by a form or by a file: what changes is a movement, and
//! what is no longer counted leaves by one.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::catalog::Shop;
use crate::error::{Error, Result};
use crate::flows::alerts;
use crate::id::ProductId;
use crate::stock::{Movement, MovementKind, Shift, Stock};
use crate::store::stock::{Cause, Recorded};
use crate::store::{self, Tx};

/// One product's counts: as they stood, and as they are to be.
#[derive(Debug, Clone, Copy)]
pub(in crate::flows) struct Counts {
    /// Of what.
    pub product: ProductId,
    /// None: not counted until now.
    pub stood: Option<Stock>,
    /// None: no longer counted.
    pub wanted: Option<Stock>,
}

/// Brings all of these counts from what stood to what is wanted, because of `reason`.
pub(in crate::flows) fn save(
    tx: &mut Tx<'_>,
    counts: &[Counts],
    reason: &str,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut moved = begin(tx, counts)?;
    for one in counts {
        moved.extend(change(tx, *one)?);
    }
    let cause = Cause {
        order: None,
        reason,
        note: "",
        reverses: None,
        by: actor.name(),
        now,
        day: shop.business_day(now),
    };
    let written = store::stock::record(tx, &moved, cause)?;
    let shifts = shifts(tx, counts, &written)?;
    // Counts that are no longer kept were brought to zero above, so the movements still add up.
    for one in counts.iter().filter(|one| one.stood.is_some() && one.wanted.is_none()) {
        store::stock::delete(tx, one.product)?;
    }
    alerts::stock_moved(tx, &shifts, actor.name(), now)
}

/// What became of the counts that changed: those of which something moved, and those with other limits. Others may
/// have moved meanwhile too, so what is told is what stands.
fn shifts(tx: &mut Tx<'_>, counts: &[Counts], written: &Recorded) -> Result<Vec<Shift>> {
    let changed = || counts.iter().filter(|one| one.stood != one.wanted);
    let products: Vec<ProductId> = changed().map(|one| one.product).collect();
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let stand = store::stock::lock_all(tx, &products)?;
    let on_hand_before: HashMap<ProductId, Option<u32>> = written
        .shifts
        .iter()
        .map(|shift| (shift.product, shift.before.map(|before| before.on_hand)))
        .collect();
    let shift = |one: &Counts| {
        let stands = stand.get(&one.product).copied();
        let on_hand = on_hand_before.get(&one.product).copied().flatten();
        let on_hand = on_hand.or_else(|| stands.map(|stock| stock.on_hand));
        let before = one.stood.map(|stood| Stock { on_hand: on_hand.unwrap_or(stood.on_hand), ..stood });
        Shift { product: one.product, before, after: one.wanted.and(stands) }
    };
    Ok(changed().map(shift).collect())
}

/// Starts to count what was not counted until now; what is in the house came in.
fn begin(tx: &mut Tx<'_>, counts: &[Counts]) -> Result<Vec<Movement>> {
    let new = counts.iter().filter(|one| one.stood.is_none());
    let new: Vec<(ProductId, Stock)> = new.filter_map(|one| Some((one.product, one.wanted?))).collect();
    store::stock::insert_counted(tx, &new)?;
    let kind = MovementKind::Restock;
    let came = new.into_iter().filter(|(_, stock)| stock.on_hand > 0);
    Ok(came.map(|(product, stock)| Movement { product, kind, quantity: i64::from(stock.on_hand) }).collect())
}

/// Changes counts that stood; what changed is a movement that is still to be recorded.
fn change(tx: &mut Tx<'_>, Counts { product, stood, wanted }: Counts) -> Result<Option<Movement>> {
    let Some(stood) = stood.filter(|stood| Some(*stood) != wanted) else { return Ok(None) };
    let limits = wanted.unwrap_or_default();
    store::stock::save_thresholds(tx, product, limits.low_stock_threshold, limits.critical_threshold)?;
    let quantity = i64::from(limits.on_hand) - i64::from(stood.on_hand);
    if quantity == 0 {
        return Ok(None);
    }
    if !store::stock::add(tx, product, quantity)? {
        // The counts were read in this transaction; an order that took more since will not come again.
        return Err(Error::Contended(format!("stock of {product} changed meanwhile")));
    }
    Ok(Some(Movement { product, kind: MovementKind::Count, quantity }))
}
