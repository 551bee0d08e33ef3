//! What an order does to stock: promise, sell, give back. Products are taken in the order of their ids, so
//! that two orders never wait for each other.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::catalog::Shop;
use crate::error::Result;
use crate::flows::alerts;
use crate::id::ProductId;
use crate::orders::cancel::{self, Goods, Leftover};
use crate::orders::place::Wish;
use crate::orders::{Order, OrderLine};
use crate::refusal::Refusal;
use crate::stock::{Movement, MovementKind, wanted};
use crate::store::stock::Cause;
use crate::store::{self, Tx};

/// Promises what `wishes` want.
pub(super) fn reserve(tx: &mut Tx<'_>, wishes: &[Wish<'_>]) -> Result<()> {
    for (product, quantity) in tracked(wishes) {
        let reserved = store::stock::reserve(tx, product, quantity)?;
        require(reserved, tx, wishes, product, quantity)?;
    }
    Ok(())
}

/// Sells what `wishes` want at once; the movements are still to be recorded.
pub(super) fn sell_at_once(tx: &mut Tx<'_>, wishes: &[Wish<'_>]) -> Result<Vec<Movement>> {
    let mut sold = Vec::new();
    for (product, quantity) in tracked(wishes) {
        let taken = store::stock::take(tx, product, quantity)?;
        require(taken, tx, wishes, product, quantity)?;
        sold.push(Movement { product, kind: MovementKind::Sale, quantity: -i64::from(quantity) });
    }
    Ok(sold)
}

fn tracked(wishes: &[Wish<'_>]) -> BTreeMap<ProductId, u32> {
    let tracked = wishes.iter().filter(|wish| wish.product.stock.is_some());
    wanted(tracked.map(|wish| (wish.product.id, wish.quantity.get())))
}

/// The rule has said yes to the counts it was shown; this refuses when somebody took them meanwhile.
fn require(
    taken: bool,
    tx: &mut Tx<'_>,
    wishes: &[Wish<'_>],
    product: ProductId,
    requested: u32,
) -> Result<()> {
    if taken {
        return Ok(());
    }
    let name = wishes.iter().find(|wish| wish.product.id == product).map(|wish| wish.product.name.clone());
    let available = store::stock::find(tx, product)?.map_or(0, |stock| stock.available());
    Err(Refusal::OutOfStock { product, name: name.unwrap_or_default(), requested, available }.into())
}

/// Sells what a saved order has promised.
pub(in crate::flows) fn sell_promised(
    tx: &mut Tx<'_>,
    order: &mut Order,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let promised = order.lines.iter().filter(|line| line.reserved > 0);
    let mut sold = Vec::new();
    for (product, quantity) in wanted(promised.map(|line| (line.product, line.reserved))) {
        store::stock::sell(tx, product, quantity)?;
        sold.push(Movement { product, kind: MovementKind::Sale, quantity: -i64::from(quantity) });
    }
    record(tx, order, &sold, shop, actor, now)?;
    nothing_promised(tx, order)
}

/// Gives back what an order promised or took: of each line as many as `units` says, and where they go once the
/// kitchen has begun. `order` stands where it stood before.
pub(in crate::flows) fn give_back(
    tx: &mut Tx<'_>,
    order: &mut Order,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
    units: impl Fn(&OrderLine) -> (u32, Leftover),
) -> Result<()> {
    let of_line = |line: &OrderLine| {
        let (units, leftover) = units(line);
        (line.product, cancel::goods(order, line, units, leftover))
    };
    let mut back: Vec<_> = order.lines.iter().map(of_line).collect();
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
    record(tx, order, &counted, shop, actor, now)?;
    nothing_promised(tx, order)
}

/// Writes down what left or came back for `order`.
pub(super) fn record(
    tx: &mut Tx<'_>,
    order: &Order,
    moved: &[Movement],
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    if moved.is_empty() {
        return Ok(());
    }
    let cause = Cause {
        order: Some(order.id),
        reason: &order.number,
        note: "",
        reverses: None,
        by: actor.name(),
        now,
        day: shop.business_day(now),
    };
    alerts::record(tx, moved, cause).map(drop)
}

fn nothing_promised(tx: &mut Tx<'_>, order: &mut Order) -> Result<()> {
    order.expires_at = None;
    if order.lines.iter().any(|line| line.reserved > 0) {
        store::orders::save_nothing_reserved(tx, order.id)?;
        order.lines.iter_mut().for_each(|line| line.reserved = 0);
    }
    Ok(())
}
