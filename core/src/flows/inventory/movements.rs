//! What moved, one product at a time: looked up, written down, taken back. The row of the counts is held, then
//! the rule decides, then one conditional write changes it.

use chrono::{DateTime, Utc};

use super::append_moved;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::alerts;
use crate::id::{MovementId, ProductId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::stock::booking::{self, Booking, Wanted};
use crate::stock::{Movement, MovementKind, Stock};
use crate::store::stock::Cause;
use crate::store::stock::movements::{self as rows, MovementQuery, MovementRow};
use crate::store::{self, Tx};
use crate::wire::{MovementForm, MovementView};

/// What the movement that takes another back is for.
const TAKEN_BACK: &str = "taken back";

/// One page of what moved, the newest first.
pub fn movements(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &MovementQuery,
    page: PageRequest,
) -> Result<Slice<MovementView>> {
    actor.require(Permission::KeepStock)?;
    let found = rows::list(tx, query, page)?;
    let ids: Vec<MovementId> = found.items.iter().map(|row| row.id).collect();
    let products: Vec<ProductId> = found.items.iter().map(|row| row.product_id).collect();
    let (reversals, names) = (rows::reversals(tx, &ids)?, rows::names(tx, &products)?);
    let view = |row: MovementRow| {
        let name = names.get(&row.product_id).map_or("", String::as_str);
        let reversed_by = reversals.get(&row.id).copied();
        row.into_view(name, reversed_by)
    };
    Ok(Slice { count: found.count, items: found.items.into_iter().map(view).collect::<Result<_>>()? })
}

/// Writes down a delivery, waste, a correction, a return or a count.
pub fn record_movement(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &MovementForm,
    now: DateTime<Utc>,
) -> Result<MovementView> {
    actor.require(Permission::KeepStock)?;
    let booking = Booking::read(Wanted {
        kind: form.kind,
        quantity: form.quantity,
        reason: form.reason.as_deref(),
        note: form.note.as_deref(),
        expected: form.expected_on_hand,
    })?;
    let product = form.product_id;
    let name = store::stock::entries::find_names(tx, &[product])?.remove(&product);
    let name = name.ok_or_else(|| Refusal::invalid("product_id", "there is no such product"))?;
    let stock = lock(tx, product, &name)?;
    let movement = booking.movement(product, &name, &stock)?;
    let day = store::settings::load_shop(tx)?.business_day(now);
    let (reason, note) = (booking.reason(), booking.note());
    let cause = Cause { order: None, reason, note, reverses: None, by: actor.name(), now, day };
    move_goods(tx, movement, &name, cause, actor)
}

/// Takes a movement back by one of its own; once.
///
/// # Errors
/// `not_reversible` for what orders moved, for what took something back, and for a count that found nothing
/// to change; `already_reversed` the second time; `stock_promised` when too few would be left.
pub fn reverse_movement(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: MovementId,
    now: DateTime<Utc>,
) -> Result<MovementView> {
    actor.require(Permission::KeepStock)?;
    let row = rows::load(tx, id)?;
    let movement = row.movement()?;
    let is_of_an_order = row.order_id.is_some() || movement.kind == MovementKind::Sale;
    if is_of_an_order || row.reverses_id.is_some() || movement.quantity == 0 {
        return Err(Refusal::NotReversible.into());
    }
    let product = movement.product;
    let name = rows::names(tx, &[product])?.remove(&product).unwrap_or_default();
    // Of two who take it back at once the second waits here, and then sees that it was.
    let stock = lock(tx, product, &name)?;
    if !rows::reversals(tx, &[id])?.is_empty() {
        return Err(Refusal::AlreadyReversed.into());
    }
    let back = booking::reversal(movement, &name, &stock)?;
    let day = store::settings::load_shop(tx)?.business_day(now);
    let cause =
        Cause { order: None, reason: TAKEN_BACK, note: "", reverses: Some(id), by: actor.name(), now, day };
    move_goods(tx, back, &name, cause, actor)
}

fn lock(tx: &mut Tx<'_>, product: ProductId, name: &str) -> Result<Stock> {
    let stock = store::stock::lock(tx, product)?;
    Ok(stock.ok_or_else(|| Refusal::NotTracked { product, name: name.to_owned() })?)
}

/// Changes the count and writes it down. The rule has said yes to the counts that are held.
fn move_goods(
    tx: &mut Tx<'_>,
    movement: Movement,
    name: &str,
    cause: Cause<'_>,
    actor: &Actor,
) -> Result<MovementView> {
    change(tx, movement, name)?;
    let row = alerts::record(tx, &[movement], cause)?.pop();
    let row = row.ok_or_else(|| crate::error::Error::Broken("a movement was not written".to_owned()))?;
    append_moved(tx, &row, actor, cause.now)?;
    row.into_view(name, None)
}

/// The one conditional write.
pub(super) fn change(tx: &mut Tx<'_>, movement: Movement, name: &str) -> Result<()> {
    let Movement { product, quantity, .. } = movement;
    if quantity == 0 || store::stock::add(tx, product, quantity)? {
        return Ok(());
    }
    let Stock { on_hand, reserved, .. } = store::stock::find(tx, product)?.unwrap_or_default();
    Err(Refusal::StockPromised { product, name: name.to_owned(), on_hand, reserved }.into())
}
