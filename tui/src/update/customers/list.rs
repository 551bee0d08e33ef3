//! Asking for pages of customers and moving through them.

use comanda_core::wire::{Page, ProfileView};

use super::super::shop::stumbled;
use crate::app::{Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::customers::{CustomersCmd, CustomersWake, Question};
use crate::screens::paged::{LONG, Landing, Move, SEARCH_AFTER, Waiting};
use crate::trouble::Trouble;

/// Asks for the page that is shown again.
pub(super) fn ask(model: &mut Model) -> Vec<Cmd> {
    let page = if model.customers.is_current() { model.customers.list.page.max(1) } else { 1 };
    ask_page(model, page)
}

/// Asks for the first page of another search.
pub(super) fn ask_anew(model: &mut Model) -> Vec<Cmd> {
    model.customers.list.start_over();
    ask_page(model, 1)
}

fn ask_page(model: &mut Model, page: u32) -> Vec<Cmd> {
    let customers = &mut model.customers;
    let number = customers.next_number();
    customers.list.waiting = Waiting::For(number);
    let question = Question { words: customers.words(), page };
    vec![
        Cmd::Customers(CustomersCmd::List(number, question)),
        Cmd::After(LONG, Wake::Customers(CustomersWake::Long(number))),
    ]
}

pub(super) fn takes_long(model: &mut Model, number: u64) -> Vec<Cmd> {
    let list = &mut model.customers.list;
    if list.waiting == Waiting::For(number) {
        list.waiting = Waiting::Long(number);
    }
    Vec::new()
}

pub(super) fn listed(
    model: &mut Model,
    number: u64,
    question: Question,
    answer: Result<Box<Page<ProfileView>>, Trouble>,
) -> Vec<Cmd> {
    if model.customers.list.waiting.question() != Some(number) {
        return Vec::new();
    }
    match answer {
        Ok(found) => {
            model.link = Link::Open;
            let customers = &mut model.customers;
            let is_past_the_end = found.results.is_empty() && found.count > 0 && question.page > 1;
            customers.list.show(question.page, *found);
            customers.found = Some(question.words);
            customers.scroll = 0;
            if is_past_the_end {
                let ending = customers.list.last_page();
                return ask_page(model, ending);
            }
            super::wallet::look_soon(model)
        }
        Err(trouble) => {
            let list = &mut model.customers.list;
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
    model.customers.list.select(index);
    model.customers.scroll = 0;
    super::wallet::look_soon(model)
}

/// Where a key leads.
pub(super) fn go(model: &mut Model, to: Move) -> Vec<Cmd> {
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => select(model, index),
        Move::Page(page, landing) => {
            model.customers.list.landing = landing;
            ask_page(model, page)
        }
    }
}

/// The search is sent once the fingers rest.
pub(super) fn search_soon(model: &mut Model) -> Vec<Cmd> {
    let number = model.customers.next_number();
    vec![Cmd::After(SEARCH_AFTER, Wake::Customers(CustomersWake::Search(number)))]
}

pub(super) fn search_rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.customers.latest == number { ask_anew(model) } else { Vec::new() }
}

/// The words are whole: what is not answered yet is asked at once.
pub(super) fn search_done(model: &mut Model) -> Vec<Cmd> {
    model.customers.is_searching = false;
    if model.customers.is_current() { Vec::new() } else { ask_anew(model) }
}
