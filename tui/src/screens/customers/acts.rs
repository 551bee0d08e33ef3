//! What can be done on the Customers screen, and by which keys.

use crossterm::event::KeyCode;

use super::wallet;
use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::commands;
use crate::screens::paged::Pane;

/// What can be done on the Customers screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CustomersAct {
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first customer.
    First,
    /// To the last customer.
    Last,
    /// Select the row at this place; when it is selected already, put it on the order.
    Select(usize),
    /// Put the selected customer on the order.
    Attach,
    /// Take the customer off the order.
    Detach,
    /// Read the selected customer.
    Open,
    /// One layer back.
    Back,
    /// Type whom to look for.
    Search,
    /// Keep who was found.
    SearchDone,
    /// Forget the search.
    SearchCancel,
    /// Write somebody down.
    Create,
    /// Change what is known of the selected customer.
    Edit,
    /// The orders of the selected customer.
    Orders,
    /// Take a deposit of the selected customer.
    TopUp,
    /// Correct the wallet of the selected customer.
    AdjustWallet,
    /// Ask the shop again.
    Refresh,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = about_one();
    rows.push(commands::help(Context::Customers));
    rows.extend(finding());
    rows.extend(moving());
    rows.extend(wallet::actions());
    rows
}

fn row(act: CustomersAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Customers, act, id, label)
}

fn has_rows(model: &Model) -> bool {
    !model.customers.list.rows.is_empty()
}

fn about_one() -> Vec<Spec> {
    vec![
        row(CustomersAct::Attach, "customers.attach", "Put the customer on the order")
            .key(Key::ENTER)
            .hint("on the order")
            .when(has_rows),
        row(CustomersAct::Search, "customers.search", "Search by the end of a number or by name")
            .key(Key::char('/'))
            .key(Key::f(2))
            .key(Key::f(3))
            .hint("search"),
        row(CustomersAct::Create, "customers.create", "Write a new customer down")
            .key(Key::char('c'))
            .hint("new"),
        row(CustomersAct::Edit, "customers.edit", "Change what is known of the customer")
            .key(Key::char('e'))
            .hint("change")
            .when(has_rows),
        row(CustomersAct::Orders, "customers.orders", "The orders of the customer")
            .key(Key::char('o'))
            .hint("orders")
            .when(has_rows),
        row(CustomersAct::TopUp, "customers.top_up", "Take a deposit for the customer's wallet")
            .key(Key::char('t'))
            .hint("top up")
            .when(has_rows),
        row(CustomersAct::AdjustWallet, "customers.adjust", "Correct the customer's wallet (managers)")
            .key(Key::char('a'))
            .hint("correct")
            .when(has_rows),
        row(CustomersAct::Detach, "customers.detach", "Take the customer off the order")
            .key(Key::char('x'))
            .hint("off the order")
            .when(|model| model.sell.cart.customer.is_some()),
    ]
}

fn finding() -> Vec<Spec> {
    let find = |act, id, label| Spec::new(Context::CustomersFind, act, id, label).help_only();
    vec![
        row(CustomersAct::Refresh, "customers.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r')),
        find(CustomersAct::SearchDone, "customers.search_done", "Keep who was found")
            .key(Key::ENTER)
            .hint("keep"),
        find(CustomersAct::Down, "customers.search_down", "The customer below")
            .key(Key::named(KeyCode::Down)),
        find(CustomersAct::Up, "customers.search_up", "The customer above").key(Key::named(KeyCode::Up)),
        find(CustomersAct::SearchCancel, "customers.search_cancel", "Forget the search")
            .key(Key::ESC)
            .hint("forget"),
    ]
}

fn moving() -> Vec<Spec> {
    let go = |act, id, label| row(act, id, label).when(has_rows).help_only();
    vec![
        go(CustomersAct::Open, "customers.open", "Read all of the customer")
            .key(Key::named(KeyCode::Right))
            .hint("read")
            .when(|model| has_rows(model) && model.customers.pane == Pane::List),
        row(CustomersAct::Back, "customers.back", "Back: to the list, then without the search, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        go(CustomersAct::Up, "customers.up", "The customer or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k')),
        go(CustomersAct::Down, "customers.down", "The customer or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        go(CustomersAct::PageUp, "customers.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        go(CustomersAct::PageDown, "customers.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        go(CustomersAct::First, "customers.first", "The first customer").key(Key::named(KeyCode::Home)),
        go(CustomersAct::Last, "customers.last", "The last customer").key(Key::named(KeyCode::End)),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Customers(CustomersAct::Select(_)) => Action::Customers(CustomersAct::Attach),
        other => other,
    }
}
