//! The dialog that shows the receipt of an order and prints it. One print has one key for as long as it did not
//! come out: what the printer lost is printed again as it was, and only what came out before is marked as a copy.

use comanda_core::id::OrderId;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::keys::Key;

/// A receipt that is looked at.
#[derive(Debug, Clone)]
pub struct ReceiptDialog {
    /// Of which order.
    pub id: OrderId,
    /// The number people call it by.
    pub number: String,
    /// How many characters it is wide.
    pub width: u8,
    /// Its lines, once they are here.
    pub lines: Option<Vec<String>>,
    /// Lines above the upper edge.
    pub scroll: usize,
    /// The idempotency key of the next print.
    pub key: String,
    /// It is on its way to the printer.
    pub is_printing: bool,
    /// What became of the last print.
    pub told: Option<Result<String, String>>,
}

/// Paper, as wide as the screen allows.
pub const fn width_for(columns: u16) -> u8 {
    match columns {
        100.. => 72,
        80.. => 42,
        _ => 32,
    }
}

impl ReceiptDialog {
    /// For this order; its lines are on their way.
    pub const fn new(id: OrderId, number: String, width: u8, key: String) -> Self {
        Self { id, number, width, lines: None, scroll: 0, key, is_printing: false, told: None }
    }
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiptAct {
    /// Print it.
    Print,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// Enough seen.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Receipt, act, id, label).help_only();
    let is_free =
        |model: &Model| matches!(model.dialogs.last(), Some(Dialog::Receipt(dialog)) if !dialog.is_printing);
    vec![
        row(ReceiptAct::Print, "receipt.print", "Print it; what was printed before is marked as a copy")
            .key(Key::char('p'))
            .key(Key::ENTER)
            .hint("print")
            .when(is_free),
        row(ReceiptAct::Down, "receipt.down", "A line down")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j'))
            .hint("scroll"),
        row(ReceiptAct::Up, "receipt.up", "A line up").key(Key::named(KeyCode::Up)).key(Key::char('k')),
        row(ReceiptAct::PageDown, "receipt.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        row(ReceiptAct::PageUp, "receipt.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        row(ReceiptAct::Leave, "receipt.leave", "Back to the orders")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back"),
    ]
}
