//! The Orders screen: moving through the list, looking at an order, and the answers of the shop. The steps
//! that move an order along are in [`steps`], its money back in [`giving`].

mod giving;
mod list;
mod news;
mod receipt;
mod returns;
mod steps;

use super::tender;
use crate::action::OrdersAct;
use crate::app::{Model, Screen};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::orders::query::Group;
use crate::screens::orders::{OrdersMsg, OrdersWake};
use crate::screens::paged::{End, Pane, visible_rows};

pub(super) use giving::{cancel, cancel_typed, refund, refund_typed};
use list::ask_anew;
pub(super) use list::{ask, look};
pub(super) use news::{came_in, fade};
pub(super) use receipt::{armed as armed_receipt, receipt};
pub(super) use returns::{
    armed as armed_return, ask as ask_returns, returned, returns, typed as return_typed,
};
pub(super) use steps::{advance_now, paid};

/// Lines of the detail that a screenful scrolls.
const SCREENFUL: usize = 10;

/// The screen was opened: what is old stays until the news are here.
pub(super) fn entered(model: &mut Model) -> Vec<Cmd> {
    model.orders.pane = Pane::List;
    model.orders.is_of_customer = false;
    let mut cmds = ask(model);
    cmds.extend(news::fade_soon(model));
    cmds
}

/// The screen was opened for the orders of the customer with this user name.
pub(super) fn of_customer(model: &mut Model, username: &str) -> Vec<Cmd> {
    let orders = &mut model.orders;
    orders.search.set(username);
    orders.is_searching = false;
    orders.is_of_customer = true;
    orders.group = Group::All;
    orders.pane = Pane::List;
    model.screen = Screen::Orders;
    ask_anew(model)
}

/// Something happened to orders, a minute passed, or somebody signed in again: other tills have been at work meanwhile.
pub(super) fn refresh_shown(model: &mut Model) -> Vec<Cmd> {
    if model.screen == Screen::Orders && model.staff.is_some() { ask(model) } else { Vec::new() }
}

pub(super) fn perform(model: &mut Model, act: OrdersAct) -> Vec<Cmd> {
    match act {
        OrdersAct::Up => step(model, -1),
        OrdersAct::Down => step(model, 1),
        OrdersAct::PageUp => page(model, -1),
        OrdersAct::PageDown => page(model, 1),
        OrdersAct::First => list::go(model, model.orders.list.ended(End::First)),
        OrdersAct::Last => list::go(model, model.orders.list.ended(End::Last)),
        OrdersAct::Select(index) if index == model.orders.list.selected => open(model),
        OrdersAct::Select(index) => list::select(model, index),
        OrdersAct::Open => open(model),
        OrdersAct::Back => back(model),
        OrdersAct::Search => {
            model.orders.pane = Pane::List;
            model.orders.is_searching = true;
            Vec::new()
        }
        OrdersAct::SearchDone => {
            model.orders.is_searching = false;
            ask_anew(model)
        }
        OrdersAct::SearchCancel => {
            model.orders.is_searching = false;
            forget_search(model)
        }
        OrdersAct::NextGroup => list::choose(model, model.orders.group.next()),
        OrdersAct::Group(group) => list::choose(model, group),
        OrdersAct::Sort => {
            model.orders.sort = model.orders.sort.other();
            ask_anew(model)
        }
        OrdersAct::Advance => steps::advance(model),
        OrdersAct::Cancel => giving::ask_why(model),
        OrdersAct::Refund => giving::ask_what(model),
        OrdersAct::Receipt => receipt::open(model),
        OrdersAct::Returns => returns::open(model),
        OrdersAct::Pay => match model.orders.list.row().cloned() {
            Some(order) => tender::open_for(model, &order),
            None => Vec::new(),
        },
        OrdersAct::Refresh => [ask(model), look(model)].concat(),
    }
}

/// A key of the words to look for.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    if model.orders.search.edit(key) { list::search_soon(model) } else { Vec::new() }
}

/// Words that the terminal handed over as a whole.
pub(super) fn pasted(model: &mut Model, text: &str) -> Vec<Cmd> {
    model.orders.search.insert(text);
    list::search_soon(model)
}

/// Another key came: a scanner may be typing, so the step before it is not taken.
pub(super) const fn disarm(model: &mut Model) {
    model.orders.armed = None;
}

pub(super) fn answered(model: &mut Model, msg: OrdersMsg) -> Vec<Cmd> {
    match msg {
        OrdersMsg::Listed(number, page, answer) => list::listed(model, number, page, answer),
        OrdersMsg::Looked(id, answer) => list::looked(model, id, answer),
        OrdersMsg::Changed(change, answer) => steps::changed(model, &change, answer),
        OrdersMsg::Receipt(id, answer) => receipt::shown(model, id, answer),
        OrdersMsg::Returns(number, answer) => returns::listed(model, number, answer),
        OrdersMsg::Printed(print, answer) => receipt::printed(model, &print, answer),
        OrdersMsg::Woke(OrdersWake::Look(number)) => list::rested(model, number),
        OrdersMsg::Woke(OrdersWake::Search(number)) => list::search_rested(model, number),
        OrdersMsg::Woke(OrdersWake::Long(number)) => list::takes_long(model, number),
        OrdersMsg::Woke(OrdersWake::Advance(number)) => steps::quiet(model, number),
    }
}

fn step(model: &mut Model, by: isize) -> Vec<Cmd> {
    match model.orders.pane {
        Pane::List => list::go(model, model.orders.list.stepped(by)),
        Pane::Detail => scroll(model, by),
    }
}

fn page(model: &mut Model, by: isize) -> Vec<Cmd> {
    match model.orders.pane {
        Pane::List => list::go(model, model.orders.list.leafed(by, visible_rows(model.size.1))),
        Pane::Detail => scroll(model, by * SCREENFUL.cast_signed()),
    }
}

/// The view knows how long the text is and stops at its end.
fn scroll(model: &mut Model, by: isize) -> Vec<Cmd> {
    let most = crate::view::detail_overflow(model);
    model.orders.scroll = model.orders.scroll.min(most).saturating_add_signed(by).min(most);
    Vec::new()
}

fn open(model: &mut Model) -> Vec<Cmd> {
    if model.orders.list.row().is_none() {
        return Vec::new();
    }
    model.orders.pane = Pane::Detail;
    look(model)
}

fn back(model: &mut Model) -> Vec<Cmd> {
    match model.orders.pane {
        Pane::Detail => {
            model.orders.pane = Pane::List;
            model.orders.scroll = 0;
            Vec::new()
        }
        Pane::List if model.orders.is_of_customer => {
            model.orders.is_of_customer = false;
            model.orders.group = Group::default();
            model.orders.search.clear();
            super::customers::entered(model)
        }
        Pane::List if !model.orders.search.text().is_empty() => forget_search(model),
        Pane::List => {
            model.screen = Screen::Sell;
            Vec::new()
        }
    }
}

fn forget_search(model: &mut Model) -> Vec<Cmd> {
    if model.orders.search.text().is_empty() {
        return Vec::new();
    }
    model.orders.search.clear();
    ask_anew(model)
}
