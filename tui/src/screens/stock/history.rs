//! All movements of one product, page by page, of every kind or of one.

use comanda_core::id::{MovementId, ProductId};
use comanda_core::stock::MovementKind;
use comanda_core::wire::MovementView;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::paged::{Paged, Row};

/// The movements of one product.
#[derive(Debug, Clone)]
pub struct History {
    /// Of which.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// Only of this kind; none: of every kind.
    pub kind: Option<MovementKind>,
    /// What the shop answered.
    pub list: Paged<MovementView>,
}

/// One page of the movements of one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Of which.
    pub product: ProductId,
    /// Only of this kind.
    pub kind: Option<MovementKind>,
    /// Which page, from 1.
    pub page: u32,
}

impl Row for MovementView {
    type Id = MovementId;
    fn id(&self) -> MovementId {
        self.id
    }
    /// What was written down stays, but for being taken back.
    fn version(&self) -> i64 {
        self.reversed_by.is_some().into()
    }
}

/// The kind after this one; every kind comes after the last.
pub fn next_kind(kind: Option<MovementKind>) -> Option<MovementKind> {
    let place = MovementKind::ALL.iter().position(|other| Some(*other) == kind);
    MovementKind::ALL.get(place.map_or(0, |place| place + 1)).copied()
}

/// What a kind is called on the screen.
pub const fn kind_word(kind: MovementKind) -> &'static str {
    match kind {
        MovementKind::Sale => "sale",
        MovementKind::Restock => "recv",
        MovementKind::Adjustment => "adj",
        MovementKind::Waste => "waste",
        MovementKind::Return => "return",
        MovementKind::Count => "count",
    }
}

/// What can be done among the movements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HistoryAct {
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// The newest.
    First,
    /// The oldest.
    Last,
    /// The next kind.
    NextKind,
    /// Ask the shop again.
    Refresh,
    /// Close it.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::History, act, id, label).help_only();
    vec![
        row(HistoryAct::NextKind, "moves.kind", "Another kind of movement")
            .key(Key::char('f'))
            .key(Key::named(KeyCode::Tab))
            .hint("kind"),
        row(HistoryAct::Down, "moves.down", "The movement below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j'))
            .hint("older"),
        row(HistoryAct::Up, "moves.up", "The movement above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k'))
            .hint("newer"),
        row(HistoryAct::PageDown, "moves.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        row(HistoryAct::PageUp, "moves.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        row(HistoryAct::First, "moves.first", "The newest").key(Key::named(KeyCode::Home)),
        row(HistoryAct::Last, "moves.last", "The oldest").key(Key::named(KeyCode::End)),
        row(HistoryAct::Refresh, "moves.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r')),
        row(HistoryAct::Leave, "moves.leave", "Back to the stock")
            .key(Key::ESC)
            .key(Key::char('v'))
            .hint("back"),
    ]
}
