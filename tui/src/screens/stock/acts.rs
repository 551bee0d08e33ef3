//! What can be done on the Stock screen, and by which keys.

use crossterm::event::KeyCode;

use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::commands;
use crate::screens::paged::Pane;

/// What can be done on the Stock screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StockAct {
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first product.
    First,
    /// To the last product.
    Last,
    /// Select the row at this place; when it is selected already, read it.
    Select(usize),
    /// Read the selected product.
    Open,
    /// One layer back.
    Back,
    /// Type what to look for.
    Search,
    /// Keep what was found.
    SearchDone,
    /// Forget the search.
    SearchCancel,
    /// Only what is low, or everything.
    LowOnly,
    /// By name, or the fewest first.
    Order,
    /// Change the count of the selected product.
    Adjust,
    /// Write down what was delivered.
    Receive,
    /// Change the limits of the selected product.
    Limits,
    /// All movements of the selected product.
    Movements,
    /// Take back what was done last.
    Undo,
    /// Sold out for now, or back.
    SoldOut,
    /// Change the selected product.
    Edit,
    /// A new product.
    Create,
    /// Ask the shop again.
    Refresh,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = changing();
    rows.push(commands::help(Context::Stock));
    rows.extend(finding());
    rows.extend(moving());
    rows
}

fn row(act: StockAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Stock, act, id, label)
}

fn has_rows(model: &Model) -> bool {
    !model.stock.list.rows.is_empty()
}

fn has_steps(model: &Model) -> bool {
    !model.stock.steps.is_empty()
}

fn changing() -> Vec<Spec> {
    vec![
        row(StockAct::Search, "stock.search", "Search by name or code")
            .key(Key::char('/'))
            .key(Key::f(2))
            .hint("find"),
        row(StockAct::Adjust, "stock.adjust", "Change the count, and say why")
            .key(Key::char('a'))
            .hint("adjust")
            .when(has_rows),
        row(StockAct::Receive, "stock.receive", "Write down what was delivered")
            .key(Key::char('r'))
            .hint("receive"),
        row(StockAct::Limits, "stock.limits", "Change the limits at which it counts as low (managers)")
            .key(Key::char('t'))
            .hint("limits")
            .when(has_rows),
        row(StockAct::Movements, "stock.movements", "All that moved of the product")
            .key(Key::char('v'))
            .hint("moves")
            .when(has_rows),
        row(StockAct::LowOnly, "stock.low_only", "Only what is low, or everything")
            .key(Key::char('l'))
            .hint("low only"),
        row(StockAct::SoldOut, "stock.sold_out", "86: sold out for now, or back")
            .key(Key::char('x'))
            .hint("86")
            .when(has_rows),
        row(StockAct::Undo, "stock.undo", "Take back what was done last")
            .key(Key::char('u'))
            .key(Key::ctrl('z'))
            .hint("undo")
            .when(has_steps),
        row(StockAct::Order, "stock.order", "By name, or the fewest first").key(Key::char('o')).hint("order"),
        row(StockAct::Edit, "stock.edit", "Change the product (managers)").key(Key::char('e')).when(has_rows),
        row(StockAct::Create, "stock.create", "A new product (managers)").key(Key::char('c')),
    ]
}

fn finding() -> Vec<Spec> {
    let find = |act, id, label| Spec::new(Context::StockFind, act, id, label).help_only();
    vec![
        row(StockAct::Refresh, "stock.refresh", "Ask the shop again").key(Key::char('R')).key(Key::ctrl('r')),
        find(StockAct::SearchDone, "stock.search_done", "Keep what was found").key(Key::ENTER).hint("keep"),
        find(StockAct::Down, "stock.search_down", "The product below").key(Key::named(KeyCode::Down)),
        find(StockAct::Up, "stock.search_up", "The product above").key(Key::named(KeyCode::Up)),
        find(StockAct::SearchCancel, "stock.search_cancel", "Forget the search").key(Key::ESC).hint("forget"),
    ]
}

fn moving() -> Vec<Spec> {
    let go = |act, id, label| row(act, id, label).when(has_rows).help_only();
    vec![
        go(StockAct::Open, "stock.open", "Read all of the product")
            .key(Key::ENTER)
            .key(Key::named(KeyCode::Right))
            .when(|model| has_rows(model) && model.stock.pane == Pane::List),
        row(StockAct::Back, "stock.back", "Back: to the list, then without the search, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        go(StockAct::Up, "stock.up", "The product or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k')),
        go(StockAct::Down, "stock.down", "The product or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        go(StockAct::PageUp, "stock.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        go(StockAct::PageDown, "stock.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        go(StockAct::First, "stock.first", "The first product").key(Key::named(KeyCode::Home)),
        go(StockAct::Last, "stock.last", "The last product").key(Key::named(KeyCode::End)),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Stock(StockAct::Select(_)) => Action::Stock(StockAct::Open),
        other => other,
    }
}
