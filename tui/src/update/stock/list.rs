//! Asking for pages of stock, moving through them, and what the selected product did last.

use std::time::Duration;

use comanda_core::id::ProductId;
use comanda_core::stock::Stock as Counts;
use comanda_core::text::folded;
use comanda_core::wire::{MovementView, Page, StockEntryView};

use super::super::shop::stumbled;
use crate::app::{Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::paged::{LONG, Landing, Move, Pane, SEARCH_AFTER, Waiting};
use crate::screens::stock::query::Question;
use crate::screens::stock::{Sought, StockCmd, StockWake};
use crate::trouble::Trouble;

/// The selection rests this long before the movements of a product are asked for.
const LOOK_AFTER: Duration = Duration::from_millis(90);

/// Asks for the page that is shown again.
pub(super) fn ask(model: &mut Model) -> Vec<Cmd> {
    let page = if model.stock.is_current() { model.stock.list.page.max(1) } else { 1 };
    ask_page(model, page)
}

/// Asks for the first page of another search.
pub(super) fn ask_anew(model: &mut Model) -> Vec<Cmd> {
    model.stock.list.start_over();
    ask_page(model, 1)
}

fn ask_page(model: &mut Model, page: u32) -> Vec<Cmd> {
    let stock = &mut model.stock;
    let number = stock.next_number();
    stock.resting = 0;
    stock.list.waiting = Waiting::For(number);
    vec![
        Cmd::Stock(StockCmd::List(number, stock.query.question(page))),
        Cmd::Stock(StockCmd::Count),
        Cmd::After(LONG, Wake::Stock(StockWake::Long(number))),
    ]
}

pub(super) fn takes_long(model: &mut Model, number: u64) -> Vec<Cmd> {
    let list = &mut model.stock.list;
    if list.waiting == Waiting::For(number) {
        list.waiting = Waiting::Long(number);
    }
    Vec::new()
}

pub(super) fn listed(
    model: &mut Model,
    number: u64,
    question: Question,
    answer: Result<Box<Page<StockEntryView>>, Trouble>,
) -> Vec<Cmd> {
    if model.stock.list.waiting.question() != Some(number) {
        return Vec::new();
    }
    match answer {
        Ok(found) => {
            model.link = Link::Open;
            let stock = &mut model.stock;
            let is_past_the_end = found.results.is_empty() && found.count > 0 && question.page > 1;
            let before = stock.list.row().map(|row| row.product.id);
            stock.list.show(question.page, *found);
            stock.found = Some(question);
            if stock.list.row().map(|row| row.product.id) != before {
                stock.scroll = 0;
            }
            if is_past_the_end {
                let ending = stock.list.last_page();
                return ask_page(model, ending);
            }
            open_sought(model);
            look(model)
        }
        Err(trouble) => {
            let list = &mut model.stock.list;
            list.waiting = Waiting::No;
            list.landing = Landing::Same;
            list.problem = Some(trouble.sentence.clone());
            model.stock.sought = None;
            let cmds = stumbled(model, &trouble);
            model.warn(trouble.sentence);
            cmds
        }
    }
}

/// The product that was looked for is read at once.
fn open_sought(model: &mut Model) {
    let Some(sought) = model.stock.sought.take() else { return };
    let rows = &model.stock.list.rows;
    let place = match &sought {
        Sought::Code(code) => {
            let wanted = folded(code);
            let is_it = |own: &Option<String>| own.as_ref().is_some_and(|own| folded(own) == wanted);
            rows.iter().position(|row| is_it(&row.barcode) || is_it(&row.plu) || is_it(&row.sku))
        }
        Sought::Product(id, _) => rows.iter().position(|row| row.product.id == *id),
    };
    match place {
        Some(place) => {
            model.stock.list.select(place);
            model.stock.pane = Pane::Detail;
        }
        None => model.warn(match sought {
            Sought::Code(code) => {
                format!("Nothing that is counted has the code {code}. Esc shows everything.")
            }
            Sought::Product(_, name) => format!("{name} is not counted. Esc shows everything that is."),
        }),
    }
}

pub(super) fn select(model: &mut Model, index: usize) -> Vec<Cmd> {
    model.stock.list.select(index);
    model.stock.scroll = 0;
    look_soon(model)
}

/// Where a key leads.
pub(super) fn go(model: &mut Model, to: Move) -> Vec<Cmd> {
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => select(model, index),
        Move::Page(page, landing) => {
            model.stock.list.landing = landing;
            ask_page(model, page)
        }
    }
}

/// The search is sent once the fingers rest.
pub(super) fn search_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.stock.next_number();
    model.stock.resting = number;
    model.stock.sought = None;
    vec![Cmd::After(SEARCH_AFTER, Wake::Stock(StockWake::Search(number)))]
}

pub(super) fn search_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.stock.resting == number { ask_anew(model) } else { Vec::new() }
}

/// The words are whole: what is not answered yet is asked at once.
pub(super) fn search_done(model: &mut Model) -> Vec<Cmd> {
    model.stock.query.is_typing = false;
    if model.stock.is_current() { Vec::new() } else { ask_anew(model) }
}

/// Asks what moved of the selected product once the selection rests.
fn look_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.stock.next_number();
    model.stock.recent.number = number;
    vec![Cmd::After(LOOK_AFTER, Wake::Stock(StockWake::Look(number)))]
}

pub(super) fn look_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.stock.recent.number == number { look(model) } else { Vec::new() }
}

/// Asks what moved of the selected product.
pub(super) fn look(model: &mut Model) -> Vec<Cmd> {
    let Some(product) = model.stock.list.row().map(|row| row.product.id) else { return Vec::new() };
    let number = model.stock.next_number();
    let recent = &mut model.stock.recent;
    if recent.of != Some(product) {
        recent.rows = None;
    }
    (recent.of, recent.number) = (Some(product), number);
    vec![Cmd::Stock(StockCmd::Recent(number, product))]
}

pub(super) fn recent(model: &mut Model, number: u64, answer: Result<Vec<MovementView>, Trouble>) -> Vec<Cmd> {
    if model.stock.recent.number != number {
        return Vec::new();
    }
    match answer {
        Ok(rows) => {
            model.link = Link::Open;
            model.stock.recent.rows = Some(rows);
            Vec::new()
        }
        Err(trouble) => stumbled(model, &trouble),
    }
}

/// So many of a product are there now, on every screen.
pub(in crate::update) fn counted(model: &mut Model, product: ProductId, on_hand: u32) {
    if let Some(row) = model.stock.list.rows.iter_mut().find(|row| row.product.id == product) {
        let counts = Counts {
            on_hand,
            reserved: row.reserved,
            low_stock_threshold: row.low_stock_threshold,
            critical_threshold: row.critical_threshold,
        };
        row.on_hand = on_hand;
        (row.available, row.level) = (counts.available(), counts.level());
    }
    if let Some(menu) = &mut model.menu {
        menu.count(product, on_hand);
    }
}
