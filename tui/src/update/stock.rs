//! The Stock screen: finding a product, reading it, and the answers of the shop. What changes something goes
//! out through `errands`; a delivery is written down in `receiving`, movements are read in `moves`.

mod errands;
mod list;
mod moves;
mod receiving;

use comanda_core::actor::Permission;
use comanda_core::id::ProductId;

use super::{arm, product, sold_out};
use crate::action::{HistoryAct, ReceiveAct, StockAct};
use crate::app::{Dialog, Link, Model, Screen};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::paged::{End, Pane, visible_rows};
use crate::screens::stock::adjust::{adjust_form, limits_form};
use crate::screens::stock::history::History;
use crate::screens::stock::receive::ReceiveDialog;
use crate::screens::stock::{Sought, StockMsg, StockWake};
use list::{ask, ask_anew, go};

pub(super) use errands::{accept, let_go, resume, send};
pub(super) use list::counted;
pub(super) use receiving::{scanned as received_scan, typed as received_key};

/// Lines of the detail that a screenful scrolls.
const SCREENFUL: usize = 10;

/// The screen was opened: what was found before stays until the news are here.
pub(super) fn entered(model: &mut Model) -> Vec<Cmd> {
    model.screen = Screen::Stock;
    model.stock.pane = Pane::List;
    ask(model)
}

/// A minute passed, or somebody signed in again: other tills have been at work meanwhile.
pub(super) fn refresh_shown(model: &mut Model) -> Vec<Cmd> {
    let is_shown = model.screen == Screen::Stock && model.staff.is_some();
    if is_shown && model.stock.list.waiting.question().is_none() { ask(model) } else { Vec::new() }
}

pub(super) fn perform(model: &mut Model, act: StockAct) -> Vec<Cmd> {
    match act {
        StockAct::Up => step(model, -1),
        StockAct::Down => step(model, 1),
        StockAct::PageUp => page(model, -1),
        StockAct::PageDown => page(model, 1),
        StockAct::First => go(model, model.stock.list.ended(End::First)),
        StockAct::Last => go(model, model.stock.list.ended(End::Last)),
        StockAct::Select(index) if index == model.stock.list.selected => open(model),
        StockAct::Select(index) => list::select(model, index),
        StockAct::Open => open(model),
        StockAct::Back => back(model),
        StockAct::Search => search(model),
        StockAct::SearchDone => list::search_done(model),
        StockAct::SearchCancel => {
            model.stock.query.is_typing = false;
            forget_search(model)
        }
        StockAct::LowOnly => {
            model.stock.query.low_only = !model.stock.query.low_only;
            ask_anew(model)
        }
        StockAct::Order => {
            model.stock.query.order = model.stock.query.order.other();
            ask_anew(model)
        }
        StockAct::Adjust => adjust(model),
        StockAct::Receive => {
            let key = model.keys.next_key();
            model.dialogs.push(Dialog::Receive(Box::new(ReceiveDialog::new(key))));
            Vec::new()
        }
        StockAct::Limits => limits(model),
        StockAct::Movements => movements(model),
        // A letter of a code must not take anything back.
        StockAct::Undo => arm::arm(model, StockAct::Undo),
        StockAct::SoldOut => sold_out::open_for_stock(model),
        StockAct::Edit => {
            let id = model.stock.list.row().map(|row| row.product.id);
            id.map_or_else(Vec::new, |id| product::edit(model, id))
        }
        StockAct::Create => product::create(model),
        StockAct::Refresh => ask(model),
    }
}

/// No key came after the one that asked for this.
pub(super) fn armed(model: &mut Model, act: StockAct) -> Vec<Cmd> {
    if act == StockAct::Undo { errands::undo(model) } else { Vec::new() }
}

pub(super) fn receive(model: &mut Model, act: ReceiveAct) -> Vec<Cmd> {
    receiving::perform(model, act)
}

pub(super) fn history(model: &mut Model, act: HistoryAct) -> Vec<Cmd> {
    moves::perform(model, act)
}

/// A key of the words to look for. On the list a digit begins them: it is a code.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    let is_digit = key.written().is_some_and(char::is_numeric);
    if !model.stock.query.is_typing {
        if !is_digit {
            return Vec::new();
        }
        search(model);
        model.stock.query.words.clear();
    }
    if model.stock.query.words.edit(key) { list::search_soon(model) } else { Vec::new() }
}

/// Opens this product.
pub(super) fn show(model: &mut Model, product: ProductId, name: &str) -> Vec<Cmd> {
    model.screen = Screen::Stock;
    let query = &mut model.stock.query;
    query.words.set(name);
    (query.is_typing, query.low_only) = (false, false);
    model.stock.pane = Pane::List;
    model.stock.sought = Some(Sought::Product(product, name.to_owned()));
    ask_anew(model)
}

/// A scan opens its product.
pub(super) fn scanned(model: &mut Model, code: &str) -> Vec<Cmd> {
    model.notice = None;
    let query = &mut model.stock.query;
    query.words.set(code);
    (query.is_typing, query.low_only) = (false, false);
    model.stock.pane = Pane::List;
    model.stock.sought = Some(Sought::Code(code.to_owned()));
    ask_anew(model)
}

pub(super) fn answered(model: &mut Model, msg: StockMsg) -> Vec<Cmd> {
    match msg {
        StockMsg::Listed(number, question, answer) => list::listed(model, number, question, answer),
        StockMsg::Counted(summary) => {
            model.link = Link::Open;
            model.stock.summary = Some(summary);
            Vec::new()
        }
        StockMsg::Recent(number, answer) => list::recent(model, number, answer),
        StockMsg::History(number, page, answer) => moves::listed(model, number, page, answer),
        StockMsg::Looked(number, words, answer) => receiving::looked(model, number, words, answer),
        StockMsg::Done(key, answer) => errands::done(model, &key, answer),
        StockMsg::Woke(StockWake::Search(number)) => list::search_rested(model, number),
        StockMsg::Woke(StockWake::Long(number)) => {
            moves::takes_long(model, number);
            list::takes_long(model, number)
        }
        StockMsg::Woke(StockWake::Look(number)) => list::look_rested(model, number),
        StockMsg::Woke(StockWake::Receive(number)) => receiving::rested(model, number),
        StockMsg::Woke(StockWake::Again(key)) => errands::again(model, &key),
    }
}

/// Says who may, where whoever is here may not.
pub(super) fn for_managers(model: &mut Model, what: &str) -> bool {
    let may = model.may(Permission::ManageMenu);
    if !may {
        model.warn(format!("Only managers {what}. F12 hands the till to one."));
    }
    may
}

/// A form about the selected product: the one that the shop did not take, or a new one.
fn adjust(model: &mut Model) -> Vec<Cmd> {
    let key = model.keys.next_key();
    let Some(row) = model.stock.list.row().cloned() else { return Vec::new() };
    let form = errands::refused_form(model, row.product.id, errands::About::Count);
    model.dialogs.push(Dialog::Form(form.unwrap_or_else(|| adjust_form(&row, key))));
    Vec::new()
}

fn limits(model: &mut Model) -> Vec<Cmd> {
    if !for_managers(model, "change limits") {
        return vec![Cmd::Bell];
    }
    let key = model.keys.next_key();
    let Some(row) = model.stock.list.row().cloned() else { return Vec::new() };
    let form = errands::refused_form(model, row.product.id, errands::About::Limits);
    model.dialogs.push(Dialog::Form(form.unwrap_or_else(|| limits_form(&row, key))));
    Vec::new()
}

fn movements(model: &mut Model) -> Vec<Cmd> {
    let Some(row) = model.stock.list.row() else { return Vec::new() };
    let history = History {
        product: row.product.id,
        name: row.product.name.clone(),
        kind: None,
        list: crate::screens::paged::Paged::default(),
    };
    model.dialogs.push(Dialog::History(Box::new(history)));
    moves::ask(model)
}

fn open(model: &mut Model) -> Vec<Cmd> {
    model.stock.pane = Pane::Detail;
    list::look(model)
}

fn search(model: &mut Model) -> Vec<Cmd> {
    model.stock.pane = Pane::List;
    model.stock.query.is_typing = true;
    Vec::new()
}

fn step(model: &mut Model, by: isize) -> Vec<Cmd> {
    match model.stock.pane {
        Pane::List => go(model, model.stock.list.stepped(by)),
        Pane::Detail => scroll(model, by),
    }
}

fn page(model: &mut Model, by: isize) -> Vec<Cmd> {
    match model.stock.pane {
        Pane::List => go(model, model.stock.list.leafed(by, visible_rows(model.size.1))),
        Pane::Detail => scroll(model, by * SCREENFUL.cast_signed()),
    }
}

/// The view knows how long the text is and stops at its end.
fn scroll(model: &mut Model, by: isize) -> Vec<Cmd> {
    let most = crate::view::stock_overflow(model);
    model.stock.scroll = model.stock.scroll.min(most).saturating_add_signed(by).min(most);
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Cmd> {
    match model.stock.pane {
        Pane::Detail => {
            model.stock.pane = Pane::List;
            model.stock.scroll = 0;
            Vec::new()
        }
        Pane::List if !model.stock.query.words.text().is_empty() => forget_search(model),
        Pane::List if model.stock.query.low_only => {
            model.stock.query.low_only = false;
            ask_anew(model)
        }
        Pane::List => {
            model.screen = Screen::Sell;
            Vec::new()
        }
    }
}

fn forget_search(model: &mut Model) -> Vec<Cmd> {
    if model.stock.query.words.text().is_empty() {
        return Vec::new();
    }
    model.stock.query.words.clear();
    ask_anew(model)
}
