//! Reading all movements of a product.

use comanda_core::wire::{MovementView, Page};

use super::super::shop::stumbled;
use crate::action::HistoryAct;
use crate::app::{Dialog, Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::paged::{End, LONG, Landing, Move, Waiting, visible_rows};
use crate::screens::stock::history::{History, Question, next_kind};
use crate::screens::stock::{StockCmd, StockWake};
use crate::trouble::Trouble;

fn opened(model: &mut Model) -> Option<&mut History> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::History(history) => Some(&mut **history),
        _ => None,
    })
}

pub(super) fn perform(model: &mut Model, act: HistoryAct) -> Vec<Cmd> {
    let rows = visible_rows(model.size.1);
    let Some(history) = opened(model) else { return Vec::new() };
    let to = match act {
        HistoryAct::Up => history.list.stepped(-1),
        HistoryAct::Down => history.list.stepped(1),
        HistoryAct::PageUp => history.list.leafed(-1, rows),
        HistoryAct::PageDown => history.list.leafed(1, rows),
        HistoryAct::First => history.list.ended(End::First),
        HistoryAct::Last => history.list.ended(End::Last),
        HistoryAct::NextKind => {
            history.kind = next_kind(history.kind);
            history.list = crate::screens::paged::Paged::default();
            return ask(model);
        }
        HistoryAct::Refresh => return ask(model),
        HistoryAct::Leave => {
            model.dialogs.pop_if(|top| matches!(top, Dialog::History(_)));
            return Vec::new();
        }
    };
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => {
            history.list.select(index);
            Vec::new()
        }
        Move::Page(page, landing) => {
            history.list.landing = landing;
            ask_page(model, page)
        }
    }
}

/// Asks for the page that is shown again.
pub(super) fn ask(model: &mut Model) -> Vec<Cmd> {
    let page = opened(model).map_or(1, |history| history.list.page.max(1));
    ask_page(model, page)
}

fn ask_page(model: &mut Model, page: u32) -> Vec<Cmd> {
    let number = model.stock.next_number();
    let Some(history) = opened(model) else { return Vec::new() };
    history.list.waiting = Waiting::For(number);
    let question = Question { product: history.product, kind: history.kind, page };
    vec![
        Cmd::Stock(StockCmd::History(number, question)),
        Cmd::After(LONG, Wake::Stock(StockWake::Long(number))),
    ]
}

pub(super) fn listed(
    model: &mut Model,
    number: u64,
    page: u32,
    answer: Result<Box<Page<MovementView>>, Trouble>,
) -> Vec<Cmd> {
    let Some(history) = opened(model) else { return Vec::new() };
    if history.list.waiting.question() != Some(number) {
        return Vec::new();
    }
    match answer {
        Ok(found) => {
            history.list.show(page, *found);
            model.link = Link::Open;
            Vec::new()
        }
        Err(trouble) => {
            history.list.waiting = Waiting::No;
            history.list.landing = Landing::Same;
            history.list.problem = Some(trouble.sentence.clone());
            stumbled(model, &trouble)
        }
    }
}

/// The answer takes long.
pub(super) fn takes_long(model: &mut Model, number: u64) {
    if let Some(history) = opened(model).filter(|history| history.list.waiting == Waiting::For(number)) {
        history.list.waiting = Waiting::Long(number);
    }
}
