//! Move an order along its workflow; cancelling one gives goods and money back in the same transaction.

use chrono::{DateTime, Utc};

use super::{append_event, goods, history_entry};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{OrderId, kind};
use crate::orders::status::{self, Change};
use crate::orders::{Order, Payment, Status, cancel};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::text;
use crate::wire::OrderView;
use crate::wire::orders::ChangeStatus;

/// The longest note of a step, in characters.
const MAX_NOTE: usize = 500;

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
        return Ok(OrderView::of(&order, &shop));
    };
    order.estimated_delivery = command.estimated_delivery.or(order.estimated_delivery);
    step(tx, &mut order, to, &note, &shop, actor, now)?;
    Ok(OrderView::of(&order, &shop))
}

/// Moves an order that is held `to` where it may go, saves it, and writes it down.
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
    take_step(tx, order, to, note, shop, actor, now)?;
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
    if note.chars().count() > MAX_NOTE {
        return Err(Refusal::invalid("notes", format!("at most {MAX_NOTE} characters")));
    }
    if command.status == Status::Cancelled && note.is_empty() {
        return Err(Refusal::ReasonRequired);
    }
    Ok(note)
}

fn take_step(
    tx: &mut Tx<'_>,
    order: &mut Order,
    to: Status,
    note: &str,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    match to {
        Status::Cancelled => {
            goods::give_back(tx, order, shop, actor, now)?;
            refund_all(tx, order, actor, now)?;
            note.clone_into(&mut order.cancellation_reason);
        }
        Status::Processing => order.confirmed_at = Some(now),
        Status::Preparing => goods::sell_promised(tx, order, shop, actor, now)?,
        Status::Delivered => order.delivered_at = Some(now),
        Status::Pending | Status::Ready | Status::Shipped | Status::Refunded => {}
    }
    order.status = to;
    Ok(())
}

/// Pays back what remains of each payment, in the way it came.
fn refund_all(tx: &mut Tx<'_>, order: &mut Order, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
    let payments = store::payments::list(tx, order.id)?;
    let mut refunds = Vec::new();
    for (refund_of, amount) in cancel::refunds(&payments) {
        let Some(origin) = payments.iter().find(|payment| payment.id == refund_of) else { continue };
        order.refunded += amount;
        refunds.push(Payment {
            id: tx.new_id::<kind::Payment>(),
            order: order.id,
            method: origin.method,
            amount: -amount,
            tendered: -amount,
            reference: origin.reference.clone(),
            refund_of: Some(refund_of),
            taken_by: actor.name().to_owned(),
            created_at: now,
        });
    }
    store::payments::insert(tx, &refunds)
}
