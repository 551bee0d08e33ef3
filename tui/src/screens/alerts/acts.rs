//! What can be done on the Alerts screen, and by which keys.

use comanda_core::actor::Permission;
use crossterm::event::KeyCode;

use super::Filter;
use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::commands;
use crate::screens::paged::Pane;

/// What can be done on the Alerts screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertsAct {
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first alert.
    First,
    /// To the last alert.
    Last,
    /// Select the row at this place; when it is selected already, go to its product.
    Select(usize),
    /// To the product on Stock; where it is about none, read it.
    Go,
    /// Read the selected alert.
    Read,
    /// One layer back.
    Back,
    /// Only these.
    Filter(Filter),
    /// Only of the next type.
    NextKind,
    /// Say that it is dealt with.
    Resolve,
    /// Put it aside for a while.
    Snooze,
    /// A new one.
    Raise,
    /// Ask the shop again.
    Refresh,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = changing();
    rows.push(commands::help(Context::Alerts));
    rows.extend(moving());
    rows
}

fn row(act: AlertsAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Alerts, act, id, label)
}

fn has_rows(model: &Model) -> bool {
    !model.alerts.list.rows.is_empty()
}

fn can_be_done(model: &Model) -> bool {
    model.alerts.open().is_some()
}

fn changing() -> Vec<Spec> {
    vec![
        row(AlertsAct::Go, "alerts.go", "To the product on Stock, or read it where there is none")
            .key(Key::ENTER)
            .hint("open")
            .when(has_rows),
        row(AlertsAct::Resolve, "alerts.resolve", "It is dealt with; say how")
            .key(Key::char('r'))
            .hint("resolve")
            .when(can_be_done),
        row(AlertsAct::Snooze, "alerts.snooze", "Put it aside: an hour, or as long as you choose")
            .key(Key::char('s'))
            .hint("snooze")
            .when(can_be_done),
        row(AlertsAct::Raise, "alerts.raise", "Raise an alert by hand (managers)")
            .key(Key::char('c'))
            .hint("raise")
            .when(|model| model.may(Permission::ManageAlerts)),
        row(AlertsAct::Filter(Filter::Open), "alerts.open", "Those that somebody has to deal with")
            .key(Key::char('o')),
        row(AlertsAct::Filter(Filter::Mine), "alerts.mine", "Those that you raised or dealt with")
            .key(Key::char('m')),
        row(AlertsAct::Filter(Filter::All), "alerts.all", "All there are").key(Key::char('a')),
        row(AlertsAct::NextKind, "alerts.kind", "Only of another type, or of all types")
            .key(Key::char('f'))
            .key(Key::char('/'))
            .key(Key::named(KeyCode::Tab))
            .hint("type"),
        row(AlertsAct::Refresh, "alerts.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r')),
    ]
}

fn moving() -> Vec<Spec> {
    let go = |act, id, label| row(act, id, label).when(has_rows).help_only();
    vec![
        go(AlertsAct::Read, "alerts.read", "Read the whole alert")
            .key(Key::named(KeyCode::Right))
            .when(|model| has_rows(model) && model.alerts.pane == Pane::List),
        row(AlertsAct::Back, "alerts.back", "Back: to the list, then to all types, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        go(AlertsAct::Up, "alerts.up", "The alert or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k')),
        go(AlertsAct::Down, "alerts.down", "The alert or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        go(AlertsAct::PageUp, "alerts.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        go(AlertsAct::PageDown, "alerts.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        go(AlertsAct::First, "alerts.first", "The first alert").key(Key::named(KeyCode::Home)),
        go(AlertsAct::Last, "alerts.last", "The last alert").key(Key::named(KeyCode::End)),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Alerts(AlertsAct::Select(_)) => Action::Alerts(AlertsAct::Go),
        other => other,
    }
}
