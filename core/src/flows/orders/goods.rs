//! What an order does to stock: promise, sell, give back. Products are taken in the order of their ids, so
//! that two orders never wait for each other.

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::error::Result;
use crate::orders::Order;
use crate::orders::cancel::{self, Goods};
use crate::orders::place::Wish;
use crate::refusal::Refusal;
use crate::stock::{Movement, MovementKind, wanted};
use crate::store::stock::Cause;
use crate::store::{self, Tx};

/// Promises what `wishes` want. The rule has said yes to the counts it was shown; this makes sure that
/// nobody took them meanwhile.
pub(super) fn reserve(tx: &mut Tx<'_>, wishes: &[Wish<'_>]) -> Result<()> {
    let tracked = wishes.iter().filter(|wish| wish.product.stock.is_some());
    for (id, requested) in wanted(tracked.map(|wish| (wish.product.id, wish.quantity.get()))) {
        if !store::stock::reserve(tx, id, requested)? {
            let name = wishes.iter().find(|wish| wish.product.id == id).map(|wish| wish.product.name.clone());
            let available = store::stock::find(tx, id)?.map_or(0, |stock| stock.available());
            let name = name.unwrap_or_default();
            return Err(Refusal::OutOfStock { product: id, name, requested, available }.into());
        }
    }
    Ok(())
}

/// The movements that selling what `order` has promised comes to.
pub(super) fn sold(order: &Order) -> Vec<Movement> {
    wanted(order.lines.iter().filter(|line| line.reserved > 0).map(|line| (line.product, line.reserved)))
        .into_iter()
        .map(|(product, quantity)| Movement {
            product,
            kind: MovementKind::Sale,
            quantity: -i64::from(quantity),
        })
        .collect()
}

/// Takes the movements of [`sold`] out of the counts.
pub(super) fn sell(
    tx: &mut Tx<'_>,
    order: &Order,
    sold: &[Movement],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    for movement in sold {
        let quantity = u32::try_from(-movement.quantity).unwrap_or(0);
        store::stock::sell(tx, movement.product, quantity)?;
    }
    record(tx, order, sold, actor, now)
}

/// Sells what a saved order has promised.
pub(super) fn sell_promised(
    tx: &mut Tx<'_>,
    order: &mut Order,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let sold = sold(order);
    sell(tx, order, &sold, actor, now)?;
    nothing_promised(tx, order)
}

/// Gives back what a cancelled order promised or took; `order` still stands where it was cancelled.
pub(super) fn give_back(tx: &mut Tx<'_>, order: &mut Order, actor: &Actor, now: DateTime<Utc>) -> Result<()> {
    let mut back: Vec<_> =
        order.lines.iter().map(|line| (line.product, cancel::goods(order, line))).collect();
    back.sort_by_key(|(product, _)| *product);
    let mut moved = Vec::new();
    for (product, goods) in back {
        match goods {
            Goods::Untracked => {}
            Goods::Release { quantity } => store::stock::release(tx, product, quantity)?,
            Goods::Move(movements) => moved.extend(movements),
        }
    }
    // What is no longer counted has no shelf to go back to.
    let mut counted = Vec::with_capacity(moved.len());
    for movement in moved {
        if store::stock::add(tx, movement.product, movement.quantity)? {
            counted.push(movement);
        }
    }
    record(tx, order, &counted, actor, now)?;
    nothing_promised(tx, order)
}

fn record(
    tx: &mut Tx<'_>,
    order: &Order,
    moved: &[Movement],
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let cause = Cause { order: Some(order.id), reason: &order.number, by: actor.name(), now };
    store::stock::record(tx, moved, cause)
}

fn nothing_promised(tx: &mut Tx<'_>, order: &mut Order) -> Result<()> {
    if order.lines.iter().any(|line| line.reserved > 0) {
        store::orders::save_nothing_reserved(tx, order.id)?;
        order.lines.iter_mut().for_each(|line| line.reserved = 0);
    }
    Ok(())
}
