//! Asking for pages of orders and moving through them.

use comanda_core::catalog::Shop;
use comanda_core::id::OrderId;
use comanda_core::text;
use comanda_core::wire::{OrderView, Page};

use super::super::shop::stumbled;
use crate::app::{Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::orders::query::{Group, Question};
use crate::screens::orders::{LOOK_AFTER, OrdersCmd, OrdersWake, Whole};
use crate::screens::paged::{LONG, Landing, Move, Pane, SEARCH_AFTER, Waiting};
use crate::trouble::Trouble;

/// Asks for the page that is shown again.
pub(in crate::update) fn ask(model: &mut Model) -> Vec<Cmd> {
    let page = model.orders.list.page.max(1);
    ask_page(model, page)
}

/// Asks for the first page of another list.
pub(super) fn ask_anew(model: &mut Model) -> Vec<Cmd> {
    model.orders.list.start_over();
    ask_page(model, 1)
}

fn ask_page(model: &mut Model, page: u32) -> Vec<Cmd> {
    let standard = Shop::default();
    let shop = model.menu.as_ref().map_or(&standard, |menu| &menu.shop);
    let today = shop.business_day(model.now).date();
    let orders = &mut model.orders;
    let number = orders.next_number();
    orders.list.waiting = Waiting::For(number);
    let question = Question {
        group: orders.group,
        sort: orders.sort,
        search: text::line(orders.search.text()),
        today,
        page,
    };
    vec![
        Cmd::Orders(OrdersCmd::List(number, question)),
        Cmd::After(LONG, Wake::Orders(OrdersWake::Long(number))),
    ]
}

pub(super) fn takes_long(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.orders.list.waiting == Waiting::For(number) {
        model.orders.list.waiting = Waiting::Long(number);
    }
    Vec::new()
}

pub(super) fn listed(
    model: &mut Model,
    number: u64,
    page: u32,
    answer: Result<Box<Page<OrderView>>, Trouble>,
) -> Vec<Cmd> {
    if model.orders.list.waiting.question() != Some(number) {
        return Vec::new();
    }
    match answer {
        Ok(found) => {
            model.link = Link::Open;
            let list = &mut model.orders.list;
            let is_past_the_end = found.results.is_empty() && found.count > 0 && page > 1;
            list.show(page, *found);
            if is_past_the_end {
                let ending = list.last_page();
                return ask_page(model, ending);
            }
            look_soon(model)
        }
        Err(trouble) => {
            model.orders.list.waiting = Waiting::No;
            model.orders.list.landing = Landing::Same;
            let cmds = stumbled(model, &trouble);
            model.orders.list.problem = Some(trouble.sentence.clone());
            model.warn(trouble.sentence);
            cmds
        }
    }
}

/// All of the selected order.
pub(in crate::update) fn look(model: &mut Model) -> Vec<Cmd> {
    model.orders.list.row().map(|order| Cmd::Orders(OrdersCmd::Look(order.id))).into_iter().collect()
}

fn look_soon(model: &mut Model) -> Vec<Cmd> {
    let is_known = model
        .orders
        .whole()
        .zip(model.orders.list.row())
        .is_some_and(|(whole, order)| whole.order.version == order.version);
    if is_known || model.orders.list.row().is_none() {
        return Vec::new();
    }
    let number = model.orders.next_number();
    vec![Cmd::After(LOOK_AFTER, Wake::Orders(OrdersWake::Look(number)))]
}

/// The selection rested on an order, unless something else was asked for since.
pub(super) fn rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.orders.latest == number { look(model) } else { Vec::new() }
}

pub(super) fn looked(model: &mut Model, id: OrderId, answer: Result<Box<Whole>, Trouble>) -> Vec<Cmd> {
    match answer {
        Ok(whole) => {
            model.link = Link::Open;
            model.orders.list.refresh(&whole.order);
            super::giving::renew(model, &whole);
            if model.orders.list.row().is_some_and(|order| order.id == id) {
                model.orders.whole = Some(*whole);
            }
            Vec::new()
        }
        Err(trouble) => {
            let cmds = stumbled(model, &trouble);
            model.warn(trouble.sentence);
            cmds
        }
    }
}

pub(super) fn select(model: &mut Model, index: usize) -> Vec<Cmd> {
    let before = model.orders.list.row().map(|order| order.id);
    model.orders.list.select(index);
    super::news::seen(model);
    if model.orders.list.row().map(|order| order.id) == before {
        return Vec::new();
    }
    model.orders.scroll = 0;
    look_soon(model)
}

/// Where a key leads.
pub(super) fn go(model: &mut Model, to: Move) -> Vec<Cmd> {
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => select(model, index),
        Move::Page(page, landing) => {
            model.orders.list.landing = landing;
            ask_page(model, page)
        }
    }
}

pub(super) fn choose(model: &mut Model, group: Group) -> Vec<Cmd> {
    model.orders.group = group;
    model.orders.pane = Pane::List;
    ask_anew(model)
}

/// The search is sent once the fingers rest.
pub(super) fn search_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.orders.next_number();
    vec![Cmd::After(SEARCH_AFTER, Wake::Orders(OrdersWake::Search(number)))]
}

pub(super) fn search_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.orders.latest == number { ask_anew(model) } else { Vec::new() }
}
