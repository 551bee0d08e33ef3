//! The Customers screen: finding somebody, putting them on the order, and the answers of the shop. Writing
//! somebody down is in `saving`.

mod list;
mod saving;
mod wallet;

use super::paged;
use crate::action::CustomersAct;
use crate::app::{Dialog, Model, Screen};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::customers::draft::{known_customer, new_customer};
use crate::screens::customers::wallet::Change;
use crate::screens::customers::{CustomersCmd, CustomersMsg, CustomersWake};
use crate::screens::paged::{End, Pane};
use crate::sell::Customer;
use list::List;

pub(super) use saving::accept;
pub(super) use wallet::{look, transacted, wallet, wallet_typed};

/// The screen was opened: who was found before stays until the news are here.
pub(super) fn entered(model: &mut Model) -> Vec<Cmd> {
    model.screen = Screen::Customers;
    model.customers.pane = Pane::List;
    paged::ask::<List>(model)
}

/// Looks for the customer of the order that is under way.
pub(super) fn pick(model: &mut Model) -> Vec<Cmd> {
    model.screen = Screen::Customers;
    model.customers.pane = Pane::List;
    model.customers.is_searching = true;
    model.customers.search.clear();
    paged::ask_anew::<List>(model)
}

/// Something happened to customers, or somebody signed in again: other tills have been at work meanwhile.
pub(super) fn refresh_shown(model: &mut Model) -> Vec<Cmd> {
    if model.screen == Screen::Customers && model.staff.is_some() {
        paged::ask::<List>(model)
    } else {
        Vec::new()
    }
}

pub(super) fn perform(model: &mut Model, act: CustomersAct) -> Vec<Cmd> {
    match act {
        CustomersAct::Up => paged::step::<List>(model, -1),
        CustomersAct::Down => paged::step::<List>(model, 1),
        CustomersAct::PageUp => paged::leaf::<List>(model, -1),
        CustomersAct::PageDown => paged::leaf::<List>(model, 1),
        CustomersAct::First => paged::go::<List>(model, model.customers.list.ended(End::First)),
        CustomersAct::Last => paged::go::<List>(model, model.customers.list.ended(End::Last)),
        CustomersAct::Select(index) if index == model.customers.list.selected => attach(model),
        CustomersAct::Select(index) => paged::select::<List>(model, index),
        CustomersAct::Attach => attach(model),
        CustomersAct::Detach => {
            detach(model);
            Vec::new()
        }
        CustomersAct::Open => {
            model.customers.pane = Pane::Detail;
            Vec::new()
        }
        CustomersAct::Back => back(model),
        CustomersAct::Search => search(model),
        CustomersAct::SearchDone => list::search_done(model),
        CustomersAct::SearchCancel => {
            model.customers.is_searching = false;
            forget_search(model)
        }
        CustomersAct::Create => {
            let form = new_customer(&model.customers.words());
            model.dialogs.push(Dialog::Form(form));
            Vec::new()
        }
        CustomersAct::Edit => {
            let form = model.customers.list.row().map(known_customer);
            model.dialogs.extend(form.map(Dialog::Form));
            Vec::new()
        }
        CustomersAct::Orders => orders(model),
        CustomersAct::TopUp => wallet::open(model, Change::Deposit),
        CustomersAct::AdjustWallet => wallet::open(model, Change::Adjust),
        CustomersAct::Refresh => [paged::ask::<List>(model), look(model)].concat(),
    }
}

/// A key of the words to look for. On the list a digit begins them: it is a telephone number.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    let is_digit = key.written().is_some_and(char::is_numeric);
    if !model.customers.is_searching {
        if !is_digit {
            return Vec::new();
        }
        search(model);
        model.customers.search.clear();
    }
    if model.customers.search.edit(key) { list::search_soon(model) } else { Vec::new() }
}

/// Words that the terminal handed over as a whole.
pub(super) fn pasted(model: &mut Model, text: &str) -> Vec<Cmd> {
    model.customers.search.insert(text);
    list::search_soon(model)
}

pub(super) fn answered(model: &mut Model, msg: CustomersMsg) -> Vec<Cmd> {
    match msg {
        CustomersMsg::Listed(number, question, answer) => {
            paged::listed::<List>(model, number, question, answer)
        }
        CustomersMsg::Saved(save, answer) => saving::saved(model, &save, answer),
        CustomersMsg::Recalled(view) => {
            if let Some(customer) = model.sell.cart.customer.as_mut().filter(|other| other.id == view.user.id)
            {
                *customer = Customer::from(&*view);
            }
            Vec::new()
        }
        CustomersMsg::Looked(of, answer) => wallet::looked(model, of, answer),
        CustomersMsg::Woke(CustomersWake::Look(number)) => wallet::rested(model, number),
        CustomersMsg::Woke(CustomersWake::Search(number)) => list::search_rested(model, number),
        CustomersMsg::Woke(CustomersWake::Long(number)) => paged::takes_long::<List>(model, number),
    }
}

/// Asks who the customer of an order of an earlier run is.
pub(super) fn recall(model: &Model) -> Vec<Cmd> {
    let customer = model.sell.cart.customer.as_ref().filter(|customer| customer.name.is_empty());
    customer.map(|customer| Cmd::Customers(CustomersCmd::Recall(customer.id))).into_iter().collect()
}

/// Takes the customer off the order; the step can be undone.
pub(super) fn detach(model: &mut Model) {
    let mut cart = model.sell.cart.clone();
    if let Some(customer) = cart.customer.take() {
        model.sell.step(cart);
        model.tell(format!("{} is off the order; Ctrl-Z on Sell brings them back.", customer.name));
    }
}

fn attach(model: &mut Model) -> Vec<Cmd> {
    if !model.customers.is_current() {
        // Whoever is on the screen is not whom the words are about.
        model.warn("The search is not answered yet. Look who is found, then press Enter.");
        return vec![Cmd::Bell];
    }
    let Some(customer) = model.customers.list.row().map(Customer::from) else { return Vec::new() };
    model.tell(format!("The order is for {}.", customer.name));
    let mut cart = model.sell.cart.clone();
    cart.customer = Some(customer);
    model.sell.paid = None;
    model.sell.step(cart);
    model.screen = Screen::Sell;
    Vec::new()
}

fn orders(model: &mut Model) -> Vec<Cmd> {
    let Some(name) = model.customers.list.row().map(|row| row.user.username.clone()) else {
        return Vec::new();
    };
    super::orders::of_customer(model, &name)
}

fn search(model: &mut Model) -> Vec<Cmd> {
    model.customers.pane = Pane::List;
    model.customers.is_searching = true;
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Cmd> {
    match model.customers.pane {
        Pane::Detail => {
            model.customers.pane = Pane::List;
            model.customers.scroll = 0;
            Vec::new()
        }
        Pane::List if !model.customers.search.text().is_empty() => forget_search(model),
        Pane::List => {
            model.screen = Screen::Sell;
            Vec::new()
        }
    }
}

fn forget_search(model: &mut Model) -> Vec<Cmd> {
    if model.customers.search.text().is_empty() {
        return Vec::new();
    }
    model.customers.search.clear();
    paged::ask_anew::<List>(model)
}
