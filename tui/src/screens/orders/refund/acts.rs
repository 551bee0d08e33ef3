//! What can be done in the dialog that gives money back, and by which keys. In the reason characters are text.

use crossterm::event::KeyCode;

use super::RefundRow;
use crate::action::{Action, Spec};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::keys::Key;

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundAct {
    /// Give it back.
    Accept,
    /// To the row below; in the reason, the next usual one.
    Down,
    /// To the row above; in the reason, the usual one before.
    Up,
    /// To the next row.
    NextRow,
    /// To the row before.
    PreviousRow,
    /// To this row; when the cursor is there, all of it or the other answer.
    Focus(RefundRow),
    /// One more of the line, or the other answer.
    More,
    /// One fewer.
    Fewer,
    /// All of the line or none, or the other answer.
    Turn,
    /// All that is left.
    Everything,
    /// Shelf or waste.
    Shelve,
    /// Back as it came, or into the wallet.
    OtherWay,
    /// Take the last typed digit back.
    Erase,
    /// Nothing goes back.
    Leave,
}

fn opened(model: &Model, holds: fn(&super::RefundDialog) -> bool) -> bool {
    matches!(model.dialogs.last(), Some(Dialog::Refund(dialog)) if holds(dialog))
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Refund, act, id, label).help_only();
    let mut rows = vec![
        row(RefundAct::Accept, "refund.accept", "Give it back").key(Key::ENTER).hint("give back"),
        row(RefundAct::More, "refund.more", "One more of the line; or the other answer")
            .key(Key::char('+'))
            .key(Key::char('='))
            .key(Key::named(KeyCode::Right))
            .hint("more"),
        row(RefundAct::Fewer, "refund.fewer", "One fewer of the line")
            .key(Key::char('-'))
            .key(Key::named(KeyCode::Left))
            .hint("fewer"),
        row(RefundAct::Turn, "refund.turn", "All of the line or none; or the other answer")
            .key(Key::char(' '))
            .hint("all of it"),
        row(RefundAct::Everything, "refund.everything", "All that is left of the order")
            .key(Key::char('e'))
            .hint("everything"),
        row(RefundAct::Shelve, "refund.shelve", "Back on the shelf, or waste")
            .key(Key::char('s'))
            .hint("shelf")
            .when(|model| opened(model, |dialog| dialog.picks.iter().any(|pick| pick.is_goods))),
        row(RefundAct::OtherWay, "refund.other_way", "Back as it was paid, or into the wallet")
            .key(Key::char('w'))
            .hint("wallet")
            .when(|model| opened(model, |dialog| dialog.known.order.customer.is_some())),
        row(RefundAct::Erase, "refund.erase", "Take the last typed digit of the amount back")
            .key(Key::named(KeyCode::Backspace))
            .when(|model| opened(model, |dialog| !dialog.amount.text().is_empty())),
        row(RefundAct::Down, "refund.down", "The row below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        row(RefundAct::Up, "refund.up", "The row above").key(Key::named(KeyCode::Up)).key(Key::char('k')),
    ];
    rows.extend(in_both(Context::Refund));
    rows.extend(in_the_reason());
    rows
}

/// What the two places of the dialog have in common.
fn in_both(context: Context) -> Vec<Spec> {
    let row = |act, id, label| Spec::new(context, act, id, label).help_only();
    vec![
        row(RefundAct::NextRow, "refund.next_row", "The next row: lines, amount, where to, why")
            .key(Key::named(KeyCode::Tab))
            .hint("next row"),
        row(RefundAct::PreviousRow, "refund.previous_row", "The row before")
            .key(Key::named(KeyCode::BackTab)),
        row(RefundAct::Leave, "refund.leave", "Nothing goes back").key(Key::ESC).hint("leave it"),
    ]
}

fn in_the_reason() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::RefundReason, act, id, label).help_only();
    let mut rows = vec![
        row(RefundAct::Accept, "refund.accept", "Give it back for this reason")
            .key(Key::ENTER)
            .hint("give back"),
        row(RefundAct::Down, "refund.next_reason", "The next usual reason")
            .key(Key::named(KeyCode::Down))
            .hint("usual reasons"),
        row(RefundAct::Up, "refund.previous_reason", "The usual reason before").key(Key::named(KeyCode::Up)),
    ];
    rows.extend(in_both(Context::RefundReason));
    rows
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Refund(RefundAct::Focus(_)) => Action::Refund(RefundAct::NextRow),
        other => other,
    }
}
