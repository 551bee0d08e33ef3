//! Asking for pages of coupons, and moving through them.

use comanda_core::wire::Page;
use comanda_core::wire::coupons::CouponView;

use super::super::shop::stumbled;
use crate::app::{Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::coupons::query::Question;
use crate::screens::coupons::{CouponsCmd, CouponsWake};
use crate::screens::paged::{LONG, Landing, Move, Pane, SEARCH_AFTER, Waiting};
use crate::trouble::Trouble;

/// Asks for the page that is shown again.
pub(super) fn ask(model: &mut Model) -> Vec<Cmd> {
    let page = if model.coupons.is_current() { model.coupons.list.page.max(1) } else { 1 };
    ask_page(model, page)
}

/// Asks for the first page of another search.
pub(super) fn ask_anew(model: &mut Model) -> Vec<Cmd> {
    model.coupons.list.start_over();
    ask_page(model, 1)
}

fn ask_page(model: &mut Model, page: u32) -> Vec<Cmd> {
    let coupons = &mut model.coupons;
    let number = coupons.next_number();
    coupons.resting = 0;
    coupons.list.waiting = Waiting::For(number);
    vec![
        Cmd::Coupons(CouponsCmd::List(number, coupons.query.question(page))),
        Cmd::Coupons(CouponsCmd::Count),
        Cmd::After(LONG, Wake::Coupons(CouponsWake::Long(number))),
    ]
}

pub(super) fn takes_long(model: &mut Model, number: u64) -> Vec<Cmd> {
    let list = &mut model.coupons.list;
    if list.waiting == Waiting::For(number) {
        list.waiting = Waiting::Long(number);
    }
    Vec::new()
}

pub(super) fn listed(
    model: &mut Model,
    number: u64,
    question: Question,
    answer: Result<Box<Page<CouponView>>, Trouble>,
) -> Vec<Cmd> {
    if model.coupons.list.waiting.question() != Some(number) {
        return Vec::new();
    }
    match answer {
        Ok(found) => {
            model.link = Link::Open;
            let coupons = &mut model.coupons;
            let is_past_the_end = found.results.is_empty() && found.count > 0 && question.page > 1;
            coupons.list.show(question.page, *found);
            coupons.found = Some(question);
            coupons.scroll = 0;
            if is_past_the_end {
                let ending = coupons.list.last_page();
                return ask_page(model, ending);
            }
            Vec::new()
        }
        Err(trouble) => {
            let list = &mut model.coupons.list;
            list.waiting = Waiting::No;
            list.landing = Landing::Same;
            list.problem = Some(trouble.sentence.clone());
            let cmds = stumbled(model, &trouble);
            model.warn(trouble.sentence);
            cmds
        }
    }
}

pub(super) fn select(model: &mut Model, index: usize) -> Vec<Cmd> {
    model.coupons.list.select(index);
    (model.coupons.scroll, model.coupons.why, model.coupons.asked) = (0, None, None);
    model.coupons.pane = Pane::List;
    Vec::new()
}

/// Where a key leads.
pub(super) fn go(model: &mut Model, to: Move) -> Vec<Cmd> {
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => select(model, index),
        Move::Page(page, landing) => {
            model.coupons.list.landing = landing;
            ask_page(model, page)
        }
    }
}

/// The search is sent once the fingers rest.
pub(super) fn search_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.coupons.next_number();
    model.coupons.resting = number;
    vec![Cmd::After(SEARCH_AFTER, Wake::Coupons(CouponsWake::Search(number)))]
}

pub(super) fn search_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.coupons.resting == number { ask_anew(model) } else { Vec::new() }
}

/// The words are whole: what is not answered yet is asked at once.
pub(super) fn search_done(model: &mut Model) -> Vec<Cmd> {
    model.coupons.query.is_typing = false;
    if model.coupons.is_current() { Vec::new() } else { ask_anew(model) }
}
