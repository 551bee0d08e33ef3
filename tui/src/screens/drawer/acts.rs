//! What can be done on the Drawer screen, and by which keys.

use crossterm::event::KeyCode;

use super::Side;
use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::commands;

/// What can be done on the Drawer screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrawerAct {
    /// Count a drawer and open it.
    Open,
    /// Put cash in.
    PayIn,
    /// Take cash out to pay for something.
    PayOut,
    /// Bring cash to the safe.
    ToSafe,
    /// How the drawer stands now.
    Read,
    /// Count the drawer and close it.
    Close,
    /// Read the report of the selected session.
    Look,
    /// Select the session at this place; when it is selected already, read its report.
    Select(usize),
    /// Between the report and the sessions.
    OtherSide,
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// One layer back.
    Back,
}

fn row(act: DrawerAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Drawer, act, id, label)
}

fn is_open(model: &Model) -> bool {
    model.drawer.open().is_some()
}

fn has_sessions(model: &Model) -> bool {
    !model.drawer.list.rows.is_empty()
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    vec![
        row(DrawerAct::Open, "drawer.open", "Count what is in a drawer, and open it")
            .key(Key::char('c'))
            .hint("count and open")
            .when(|model| model.drawer.is_known),
        row(DrawerAct::PayIn, "drawer.pay_in", "Put cash into the drawer")
            .key(Key::char('i'))
            .hint("pay in")
            .when(is_open),
        row(DrawerAct::PayOut, "drawer.pay_out", "Take cash out to pay for something")
            .key(Key::char('o'))
            .hint("pay out")
            .when(is_open),
        row(DrawerAct::ToSafe, "drawer.drop", "Bring cash to the safe")
            .key(Key::char('d'))
            .hint("to the safe")
            .when(is_open),
        row(DrawerAct::Close, "drawer.close", "Count the drawer and close it: the Z report")
            .key(Key::char('z'))
            .hint("close (Z)")
            .when(is_open),
        row(DrawerAct::Read, "drawer.read", "How the drawer stands now: the X report")
            .key(Key::char('x'))
            .key(Key::char('R'))
            .key(Key::ctrl('r'))
            .hint("X now"),
        row(DrawerAct::OtherSide, "drawer.other_side", "Between the report and the sessions")
            .key(Key::named(KeyCode::Tab))
            .hint("sessions"),
        commands::help(Context::Drawer),
        row(DrawerAct::Look, "drawer.look", "Read the report of the selected session")
            .key(Key::ENTER)
            .key(Key::named(KeyCode::Right))
            .hint("read it")
            .when(|model| has_sessions(model) && model.drawer.side == Side::Sessions)
            .help_only(),
        row(DrawerAct::Back, "drawer.back", "Back: to the open drawer, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        row(DrawerAct::Up, "drawer.up", "The row or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k'))
            .help_only(),
        row(DrawerAct::Down, "drawer.down", "The row or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j'))
            .help_only(),
        row(DrawerAct::PageUp, "drawer.page_up", "A screenful up")
            .key(Key::named(KeyCode::PageUp))
            .help_only(),
        row(DrawerAct::PageDown, "drawer.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' '))
            .help_only(),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Drawer(DrawerAct::Select(_)) => Action::Drawer(DrawerAct::Look),
        other => other,
    }
}
