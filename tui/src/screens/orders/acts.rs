//! What can be done on the Orders screen, and by which keys.

use crossterm::event::KeyCode;

use super::query::Group;
use super::{cancel, receipt, refund, returns};
use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::paged::Pane;
use crate::screens::{commands, money};

/// What can be done on the Orders screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrdersAct {
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first order.
    First,
    /// To the last order.
    Last,
    /// Select the row at this place; when it is selected already, open it.
    Select(usize),
    /// Read the selected order.
    Open,
    /// One layer back.
    Back,
    /// Type words to look for.
    Search,
    /// Keep what was found.
    SearchDone,
    /// Forget the words.
    SearchCancel,
    /// The next group.
    NextGroup,
    /// This group.
    Group(Group),
    /// The other end of the list first.
    Sort,
    /// To the natural next step.
    Advance,
    /// Ask why it is cancelled.
    Cancel,
    /// Take money for what is due.
    Pay,
    /// Give money back.
    Refund,
    /// Show its receipt, and print it.
    Receipt,
    /// The returns that are open.
    Returns,
    /// Ask the shop again.
    Refresh,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = steps();
    rows.extend(moving());
    rows.push(commands::help(Context::Orders));
    rows.extend(finding());
    rows.extend(cancel::actions());
    rows.extend(refund::actions());
    rows.extend(receipt::actions());
    rows.extend(returns::actions());
    rows.extend(money::actions());
    rows
}

fn row(act: OrdersAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Orders, act, id, label)
}

fn steps() -> Vec<Spec> {
    vec![
        row(OrdersAct::Advance, "orders.advance", "To the next step of the order")
            .key(Key::char('r'))
            .hint("next step")
            .when(|model| model.orders.next_step().is_some()),
        row(OrdersAct::Pay, "orders.pay", "Take payment for the order")
            .key(Key::char('t'))
            .key(Key::f(9))
            .hint("pay")
            .when(|model| model.orders.may_pay()),
        row(OrdersAct::Cancel, "orders.cancel", "Cancel the order, with a reason")
            .key(Key::char('x'))
            .hint("cancel")
            .when(|model| model.orders.may_cancel()),
        row(OrdersAct::Refund, "orders.refund", "Give money back, by line or by amount (managers)")
            .key(Key::f(10))
            .key(Key::char('b'))
            .hint("give back")
            .when(|model| model.orders.may_refund()),
        row(OrdersAct::Receipt, "orders.receipt", "Show the receipt, and print it")
            .key(Key::char('p'))
            .hint("receipt")
            .when(|model| model.orders.list.row().is_some()),
    ]
}

fn finding() -> Vec<Spec> {
    let find = |act, id, label| Spec::new(Context::OrdersFind, act, id, label).help_only();
    vec![
        row(OrdersAct::Search, "orders.search", "Search by number or name")
            .key(Key::char('/'))
            .key(Key::f(2))
            .hint("search"),
        row(OrdersAct::NextGroup, "orders.group", "In work, today, ready, unpaid, all")
            .key(Key::char('f'))
            .hint("filter"),
        row(OrdersAct::Returns, "orders.returns", "What customers want to give back")
            .key(Key::char('v'))
            .hint("returns"),
        row(OrdersAct::Sort, "orders.sort", "Newest or oldest first").key(Key::char('o')).hint("sort"),
        row(OrdersAct::Refresh, "orders.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r'))
            .hint("refresh"),
        find(OrdersAct::SearchDone, "orders.search_done", "Keep what was found").key(Key::ENTER).hint("keep"),
        find(OrdersAct::Down, "orders.search_down", "The order below").key(Key::named(KeyCode::Down)),
        find(OrdersAct::Up, "orders.search_up", "The order above").key(Key::named(KeyCode::Up)),
        find(OrdersAct::SearchCancel, "orders.search_cancel", "Forget the search")
            .key(Key::ESC)
            .hint("forget"),
    ]
}

fn moving() -> Vec<Spec> {
    let has_rows = |model: &Model| !model.orders.list.rows.is_empty();
    let go = |act, id, label| row(act, id, label).when(has_rows).help_only();
    vec![
        go(OrdersAct::Open, "orders.open", "Read the whole order")
            .key(Key::ENTER)
            .key(Key::named(KeyCode::Right))
            .hint("open")
            .when(|model| !model.orders.list.rows.is_empty() && model.orders.pane == Pane::List),
        row(OrdersAct::Back, "orders.back", "Back: to the list, then without the search, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        go(OrdersAct::Up, "orders.up", "The order or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k')),
        go(OrdersAct::Down, "orders.down", "The order or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        go(OrdersAct::PageUp, "orders.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        go(OrdersAct::PageDown, "orders.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        go(OrdersAct::First, "orders.first", "The first order").key(Key::named(KeyCode::Home)),
        go(OrdersAct::Last, "orders.last", "The last order").key(Key::named(KeyCode::End)),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Orders(OrdersAct::Select(_)) => Action::Orders(OrdersAct::Open),
        Action::Orders(OrdersAct::Group(_)) => Action::Orders(OrdersAct::NextGroup),
        other => cancel::by_keyboard(refund::by_keyboard(returns::by_keyboard(other))),
    }
}
