//! How the Customers screen asks for its pages, and searches.

use comanda_core::wire::ProfileView;

use super::super::paged::{Lister, ask_anew};
use crate::app::Model;
use crate::msg::{Cmd, Wake};
use crate::screens::customers::{CustomersCmd, CustomersWake, Question};
use crate::screens::paged::{Paged, Pane, SEARCH_AFTER};

/// The list of customers.
pub(super) struct List;

impl Lister for List {
    type Row = ProfileView;
    type Question = Question;

    fn list(model: &Model) -> &Paged<ProfileView> {
        &model.customers.list
    }

    fn list_mut(model: &mut Model) -> &mut Paged<ProfileView> {
        &mut model.customers.list
    }

    fn next_number(model: &mut Model) -> u64 {
        model.customers.next_number()
    }

    fn send(model: &mut Model, number: u64, page: u32) -> Vec<Cmd> {
        let question = Question { words: model.customers.words(), page };
        vec![Cmd::Customers(CustomersCmd::List(number, question))]
    }

    fn long(number: u64) -> Wake {
        Wake::Customers(CustomersWake::Long(number))
    }

    fn page_of(question: &Question) -> u32 {
        question.page
    }

    fn is_current(model: &Model) -> bool {
        model.customers.is_current()
    }

    fn came(model: &mut Model, question: Question, is_same: bool) -> Vec<Cmd> {
        model.customers.found = Some(question.words);
        if !is_same {
            model.customers.scroll = 0;
        }
        super::wallet::look_soon(model)
    }

    fn moved(model: &mut Model) -> Vec<Cmd> {
        model.customers.scroll = 0;
        super::wallet::look_soon(model)
    }

    fn pane(model: &Model) -> Pane {
        model.customers.pane
    }

    fn scroll_mut(model: &mut Model) -> &mut usize {
        &mut model.customers.scroll
    }

    fn overflow(model: &Model) -> usize {
        crate::view::customer_overflow(model)
    }
}

/// The search is sent once the fingers rest.
pub(super) fn search_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.customers.next_number();
    vec![Cmd::After(SEARCH_AFTER, Wake::Customers(CustomersWake::Search(number)))]
}

pub(super) fn search_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.customers.latest == number { ask_anew::<List>(model) } else { Vec::new() }
}

/// The words are whole: what is not answered yet is asked at once.
pub(super) fn search_done(model: &mut Model) -> Vec<Cmd> {
    model.customers.is_searching = false;
    if model.customers.is_current() { Vec::new() } else { ask_anew::<List>(model) }
}
