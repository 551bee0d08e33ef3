//! The kitchen's board, and the counters of the day: for staff, in a fixed number of queries.

use chrono::{DateTime, Utc};

use super::{ACTIVE, allowed};
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::money::Money;
use crate::orders::Status;
use crate::store::board::DayFigures;
use crate::store::{self, Tx};
use crate::wire::board::{BoardOrder, StatusCount, ToMake};
use crate::wire::{BoardView, OrderStats};

/// The orders that the kitchen looks at.
const ON_BOARD: [Status; 3] = [Status::Processing, Status::Preparing, Status::Ready];
/// Those of which something is still to be made.
const TO_MAKE: [Status; 2] = [Status::Processing, Status::Preparing];
/// The most orders, and the most products, that a board shows.
const MOST: u32 = 200;

/// What is accepted, in the kitchen or ready, the oldest first; and what is still to be made, also of the orders that
/// are not shown.
pub fn board(tx: &mut Tx<'_>, actor: &Actor) -> Result<BoardView> {
    actor.require(Permission::SeeAllOrders)?;
    let orders = store::board::list_in(tx, &ON_BOARD, MOST)?;
    let to_make = store::board::units_in(tx, &TO_MAKE, MOST)?;
    let shown = |order| {
        let allowed = allowed(&order, actor);
        BoardOrder::of(order, allowed)
    };
    Ok(BoardView {
        orders: orders.into_iter().map(shown).collect(),
        to_make: to_make
            .into_iter()
            .map(|(product, name, quantity)| ToMake { product, name, quantity })
            .collect(),
        count: store::board::count_in(tx, &ON_BOARD)?,
    })
}

/// How the orders of the current business day stand.
pub fn stats(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<OrderStats> {
    actor.require(Permission::SeeAllOrders)?;
    let shop = store::settings::load_shop(tx)?;
    let day = shop.business_day(now);
    let mut figures = store::board::day(tx, day)?;
    figures.sort_by_key(|of| of.status);
    let called_off = |of: &&DayFigures| matches!(of.status, Status::Cancelled | Status::Refunded);
    let owed = || figures.iter().filter(|of| !called_off(of));
    Ok(OrderStats {
        day: day.date(),
        orders: figures.iter().map(|of| of.orders).sum(),
        by_status: figures.iter().map(|of| StatusCount { status: of.status, count: of.orders }).collect(),
        open: store::board::count_in(tx, &ACTIVE)?,
        unpaid: owed().map(|of| of.unpaid).sum(),
        taken: shop.currency.amount(figures.iter().map(|of| of.taken).sum::<Money>()),
        due: shop.currency.amount(owed().map(|of| of.due).sum::<Money>()),
    })
}
