//! Move an order along its workflow. Cancelling is one of the steps, and has a way of its own in `cancel`.

use chrono::{DateTime, Utc};

use super::{append_event, cancel, goods, history_entry, view};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::OrderId;
use crate::orders::status::{self, Change};
use crate::orders::{Order, Status};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::text;
use crate::wire::orders::ChangeStatus;
use crate::wire::{CancelOrder, OrderView};

/// The longest note of a step, in characters.
pub(super) const MAX_NOTE: usize = 500;

/// Moves an order to `command.status`, or says which steps it may take.
pub fn change_status(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
    command: &ChangeStatus,
    now: DateTime<Utc>,
) -> Result<OrderView> {
    actor.require(match command.status {
        Status::Cancelled => Permission::CancelOrders,
        _ => Permission::AdvanceOrders,
    })?;
    let note = note(command)?;
    let shop = store::settings::load_shop(tx)?;
    let mut order = store::orders::lock(tx, id)?;
    let read = order.version;
    Refusal::unless_current(command.version, read)?;
    let Change::To(to) = status::change(order.status, command.status, order.delivery_method)? else {
        return Ok(view(&order, &shop, actor));
    };
    order.estimated_delivery = command.estimated_delivery.or(order.estimated_delivery);
    if to == Status::Cancelled {
        let by = cancel::canceller(actor);
        let command = CancelOrder::default();
        cancel::call_off(tx, &mut order, by, &command, &note, &shop, actor, now)?;
    } else {
        step(tx, &mut order, to, &note, &shop, actor, now)?;
    }
    Ok(view(&order, &shop, actor))
}

/// Moves an order that is held `to` where it may go, saves it, and writes it down. Goods and money of one that is
/// called off have gone back before.
pub(super) fn step(
    tx: &mut Tx<'_>,
    order: &mut Order,
    to: Status,
    note: &str,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let (from, read) = (order.status, order.version);
    take_step(tx, order, to, shop, actor, now)?;
    order.version += 1;
    order.updated_at = now;
    store::orders::save(tx, order, read)?;
    let entry = history_entry(tx, order, Some(from), actor, note, now);
    store::orders::append_history(tx, &entry, order.version)?;
    append_event(tx, "order.status_changed", order, shop, actor, now)
}

/// The note, cleaned; a cancellation needs one.
fn note(command: &ChangeStatus) -> Result<String, Refusal> {
    let note = text::paragraph(command.notes.as_deref().unwrap_or_default());
    let note = Refusal::unless_within(note, MAX_NOTE, "notes")?;
    if command.status == Status::Cancelled && note.is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    Ok(note)
}

fn take_step(
    tx: &mut Tx<'_>,
    order: &mut Order,
    to: Status,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    match to {
        Status::Processing => order.confirmed_at = Some(now),
        Status::Preparing => goods::sell_promised(tx, order, shop, actor, now)?,
        Status::Delivered => order.delivered_at = Some(now),
        Status::Pending | Status::Ready | Status::Shipped | Status::Cancelled | Status::Refunded => {}
    }
    order.status = to;
    Ok(())
}
