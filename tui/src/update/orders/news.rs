//! Orders that came in by themselves are marked until somebody has seen them: the selection was on them, or they were on
//! the screen for a while.

use std::time::Duration;

use comanda_core::id::OrderId;

use crate::app::{Model, Screen};
use crate::live::LiveWake;
use crate::msg::{Cmd, Wake};

/// What is on the screen for so long is seen.
const SEEN_AFTER: Duration = Duration::from_secs(10);
/// More marks than this mark nothing.
const MOST_NEWS: usize = 200;

/// An order came in.
pub(in crate::update) fn came_in(model: &mut Model, id: OrderId) -> Vec<Cmd> {
    let orders = &mut model.orders;
    if orders.news.len() == MOST_NEWS {
        orders.news.remove(0);
    }
    let was_quiet = orders.news.is_empty();
    let number = orders.news.last().map_or(0, |(_, number)| *number) + 1;
    orders.news.push((id, number));
    if was_quiet { fade_soon(model) } else { Vec::new() }
}

/// Lets the marks that are on the screen fade after a while.
pub(super) fn fade_soon(model: &Model) -> Vec<Cmd> {
    let newest = model.orders.news.last().map(|(_, number)| *number);
    let is_shown = model.screen == Screen::Orders;
    let timer = |number| Cmd::After(SEEN_AFTER, Wake::Live(LiveWake::Fade(number)));
    newest.filter(|_| is_shown).map(timer).into_iter().collect()
}

/// Marks up to this one were on the screen for a while.
pub(in crate::update) fn fade(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.screen != Screen::Orders || model.staff.is_none() {
        return Vec::new();
    }
    model.orders.news.retain(|(_, other)| *other > number);
    fade_soon(model)
}

/// The selection is on an order: that one is seen.
pub(super) fn seen(model: &mut Model) {
    let here = model.orders.list.row().map(|order| order.id);
    model.orders.news.retain(|(id, _)| Some(*id) != here);
}
