//! How the Coupons screen asks for its pages, and searches.

use comanda_core::wire::coupons::CouponView;

use super::super::paged::{Lister, ask_anew};
use crate::app::Model;
use crate::msg::{Cmd, Wake};
use crate::screens::coupons::query::Question;
use crate::screens::coupons::{CouponsCmd, CouponsWake};
use crate::screens::paged::{Paged, Pane, SEARCH_AFTER};

/// The list of coupons.
pub(super) struct List;

impl Lister for List {
    type Row = CouponView;
    type Question = Question;

    fn list(model: &Model) -> &Paged<CouponView> {
        &model.coupons.list
    }

    fn list_mut(model: &mut Model) -> &mut Paged<CouponView> {
        &mut model.coupons.list
    }

    fn next_number(model: &mut Model) -> u64 {
        model.coupons.next_number()
    }

    fn send(model: &mut Model, number: u64, page: u32) -> Vec<Cmd> {
        model.coupons.resting = 0;
        let question = model.coupons.query.question(page);
        vec![Cmd::Coupons(CouponsCmd::List(number, question)), Cmd::Coupons(CouponsCmd::Count)]
    }

    fn long(number: u64) -> Wake {
        Wake::Coupons(CouponsWake::Long(number))
    }

    fn page_of(question: &Question) -> u32 {
        question.page
    }

    fn is_current(model: &Model) -> bool {
        model.coupons.is_current()
    }

    fn came(model: &mut Model, question: Question, is_same: bool) -> Vec<Cmd> {
        model.coupons.found = Some(question);
        if !is_same {
            model.coupons.scroll = 0;
        }
        Vec::new()
    }

    fn moved(model: &mut Model) -> Vec<Cmd> {
        let coupons = &mut model.coupons;
        (coupons.scroll, coupons.why, coupons.asked) = (0, None, None);
        coupons.pane = Pane::List;
        Vec::new()
    }

    fn pane(model: &Model) -> Pane {
        model.coupons.pane
    }

    fn scroll_mut(model: &mut Model) -> &mut usize {
        &mut model.coupons.scroll
    }

    fn overflow(model: &Model) -> usize {
        crate::view::coupon_overflow(model)
    }
}

/// The search is sent once the fingers rest.
pub(super) fn search_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.coupons.next_number();
    model.coupons.resting = number;
    vec![Cmd::After(SEARCH_AFTER, Wake::Coupons(CouponsWake::Search(number)))]
}

pub(super) fn search_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.coupons.resting == number { ask_anew::<List>(model) } else { Vec::new() }
}

/// The words are whole: what is not answered yet is asked at once.
pub(super) fn search_done(model: &mut Model) -> Vec<Cmd> {
    model.coupons.query.is_typing = false;
    if model.coupons.is_current() { Vec::new() } else { ask_anew::<List>(model) }
}
