//! Orders that are put aside for a moment: what the till knows of them, and the dialog that takes one up again. They
//! live on the server, so that any till finds them.

use comanda_core::wire::{ParkedView, PlaceOrder};
use crossterm::event::KeyCode;

use crate::action::{Action, Spec};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::people::counted;
use crate::screens::form::{FormDialog, FormField, Purpose};
use crate::screens::till::TillForm;
use crate::sell::Cart;

/// The line for what to find it by.
pub const LABEL: &str = "Label";
/// The longest label, in characters.
const MAX_LABEL: usize = 60;
/// The letters of the rows.
pub const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";

/// The orders that were put aside, as far as the till knows.
#[derive(Debug, Clone, Default)]
pub struct Parked {
    /// The first of them, the oldest first.
    pub rows: Vec<ParkedView>,
    /// How many there are in all.
    pub count: u64,
    /// An answer came since somebody signed in.
    pub is_known: bool,
}

/// The dialog in which one is taken up.
#[derive(Debug, Clone, Copy, Default)]
pub struct ParkedDialog {
    /// The row that Enter takes.
    pub selected: usize,
}

/// What an order is called when nothing is typed: by its customer, its guest, or what is in it.
pub fn usual_label(cart: &Cart) -> String {
    let customer = cart.customer.as_ref().map_or("", |customer| &customer.name);
    [customer, &cart.guest]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| counted(cart.units(), "item"), str::to_owned)
}

/// The form that asks what to find `cart` by.
pub fn park_form(cart: &Cart) -> FormDialog {
    let usual = usual_label(cart);
    let fields = vec![FormField::new(LABEL, Field::new(MAX_LABEL))];
    FormDialog::new(Purpose::Till(TillForm::Park { usual }), "Put the order aside", fields)
}

/// How many lines of `order` are of products that are no longer on the menu of `model`.
pub fn gone(model: &Model, order: &PlaceOrder) -> usize {
    let Some(menu) = &model.menu else { return 0 };
    order.items.iter().filter(|item| menu.product(item.product_id).is_none()).count()
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParkedAct {
    /// Take this one up, counted from 0.
    Take(usize),
    /// Take the selected one up.
    TakeHere,
    /// The row above.
    Up,
    /// The row below.
    Down,
    /// Throw the selected one away.
    Discard,
    /// Leave them where they are.
    Leave,
}

fn has_rows(model: &Model) -> bool {
    !model.parked.rows.is_empty()
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Parked, act, id, label).help_only();
    let mut rows = vec![
        row(ParkedAct::TakeHere, "parked.take", "Take the selected order up")
            .key(Key::ENTER)
            .hint("take it up")
            .when(has_rows),
        row(ParkedAct::Down, "parked.down", "The order below")
            .key(Key::named(KeyCode::Down))
            .hint("next")
            .when(has_rows),
        row(ParkedAct::Up, "parked.up", "The order above").key(Key::named(KeyCode::Up)).when(has_rows),
        row(ParkedAct::Discard, "parked.discard", "Throw the selected order away")
            .key(Key::named(KeyCode::Delete))
            .hint("throw away")
            .when(has_rows),
        row(ParkedAct::Leave, "parked.leave", "Leave them where they are")
            .key(Key::ESC)
            .key(Key::f(5))
            .hint("back"),
    ];
    rows.extend(LETTERS.iter().enumerate().map(|(index, letter)| {
        row(ParkedAct::Take(index), "parked.letter", "Take the order beside the letter up")
            .key(Key::char(char::from(*letter)))
            .when(has_rows)
    }));
    rows
}

/// The dialog, if it is open.
pub fn opened(model: &mut Model) -> Option<&mut ParkedDialog> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Parked(dialog) => Some(dialog),
        _ => None,
    })
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Parked(ParkedAct::Take(_)) => Action::Parked(ParkedAct::TakeHere),
        other => other,
    }
}
