//! Receiving a delivery: a code or a name, how many, Enter, the next. A scan opens its product; it never lands
//! among the digits of a quantity. What is on its way does not hold the next line up.

use comanda_core::id::ProductId;
use comanda_core::wire::StockEntryView;
use crossterm::event::KeyCode;

use crate::action::{Action, Spec, StockAct};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;

/// The most digits of a quantity.
const MAX_DIGITS: usize = 6;
/// The most characters of a search.
const MAX_WORDS: usize = 60;
/// How many lines are remembered.
const MOST_LINES: usize = 100;

/// Which line of the dialog is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ReceiveField {
    /// What came: a code or a part of a name.
    #[default]
    What,
    /// How many.
    Quantity,
    /// From whom: it is kept for all lines that follow.
    From,
}

/// What came, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Target {
    /// Nothing was said yet.
    #[default]
    Open,
    /// This code is being looked up; Enter was pressed meanwhile, or not.
    Asked {
        /// The code.
        code: String,
        /// The line is sent as soon as it is known what it is.
        is_entered: bool,
    },
    /// This.
    Known {
        /// Which product.
        product: ProductId,
        /// What it is called.
        name: String,
    },
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineState {
    /// It is on its way.
    Sent,
    /// Its answer was lost; it is asked for.
    Checking,
    /// Written down; so many are there now.
    Done(u32),
    /// Not written down, and why.
    Refused(String),
}

/// One line of the delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its idempotency key.
    pub key: String,
    /// What came.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What became of it.
    pub state: LineState,
}

/// A delivery that is being written down.
#[derive(Debug, Clone)]
pub struct ReceiveDialog {
    /// The line that is typed into.
    pub focus: ReceiveField,
    /// What to look for.
    pub what: Field,
    /// How many.
    pub quantity: Field,
    /// From whom.
    pub from: Field,
    /// What came.
    pub target: Target,
    /// What the words may mean.
    pub candidates: Vec<StockEntryView>,
    /// The words that those answer.
    pub found: Option<String>,
    /// The candidate that Enter takes.
    pub selected: usize,
    /// The question or the timer that counts.
    pub number: u64,
    /// The idempotency key of the next line.
    pub key: String,
    /// The lines so far, the latest first.
    pub lines: Vec<Line>,
    /// What is wrong.
    pub problem: Option<String>,
}

impl ReceiveDialog {
    /// A delivery without lines; `key` is for its first one.
    pub fn new(key: String) -> Self {
        Self {
            focus: ReceiveField::What,
            what: Field::new(MAX_WORDS),
            quantity: Field::new(MAX_DIGITS),
            from: Field::default(),
            target: Target::Open,
            candidates: Vec::new(),
            found: None,
            selected: 0,
            number: 0,
            key,
            lines: Vec::new(),
            problem: None,
        }
    }

    /// What is looked for, fit to be sent.
    pub fn words(&self) -> String {
        comanda_core::text::line(self.what.text())
    }

    /// Ready for the next line.
    pub fn start_over(&mut self) {
        self.target = Target::Open;
        self.what.clear();
        self.quantity.clear();
        self.candidates.clear();
        (self.found, self.selected, self.problem) = (None, 0, None);
        self.focus = ReceiveField::What;
    }

    /// It is this that came; how many is asked next.
    pub fn know(&mut self, product: ProductId, name: &str) {
        self.what.set(name);
        self.target = Target::Known { product, name: name.to_owned() };
        self.candidates.clear();
        (self.found, self.selected, self.problem) = (None, 0, None);
        self.focus = ReceiveField::Quantity;
    }

    /// One more line, on its way.
    pub fn note(&mut self, key: String, name: String, quantity: u32) {
        self.lines.truncate(MOST_LINES - 1);
        self.lines.insert(0, Line { key, name, quantity, state: LineState::Sent });
    }

    /// The candidate with exactly this code, or the only one there is.
    pub fn meant(&self, code: &str) -> Option<&StockEntryView> {
        let folded = comanda_core::text::folded(code);
        let is_it =
            |own: &Option<String>| own.as_ref().is_some_and(|own| comanda_core::text::folded(own) == folded);
        let exact =
            self.candidates.iter().find(|row| is_it(&row.plu) || is_it(&row.barcode) || is_it(&row.sku));
        exact.or_else(|| self.candidates.first().filter(|_| self.candidates.len() == 1))
    }
}

/// What can be done while a delivery is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReceiveAct {
    /// Take what was found; then write the line down.
    Enter,
    /// The next line of the dialog.
    NextField,
    /// The line of the dialog before.
    PreviousField,
    /// To this line of the dialog.
    Focus(ReceiveField),
    /// The candidate above.
    Up,
    /// The candidate below.
    Down,
    /// Take this candidate.
    Take(usize),
    /// The delivery is written down.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Receive, act, id, label).help_only();
    let some = |model: &Model| matches!(model.dialogs.last(), Some(Dialog::Receive(dialog)) if !dialog.candidates.is_empty());
    vec![
        row(ReceiveAct::Enter, "receive.enter", "Take what was found; write the line down")
            .key(Key::ENTER)
            .hint("take, write down"),
        row(ReceiveAct::NextField, "receive.next", "The next field")
            .key(Key::named(KeyCode::Tab))
            .hint("next field"),
        row(ReceiveAct::PreviousField, "receive.previous", "The field before")
            .key(Key::named(KeyCode::BackTab)),
        row(ReceiveAct::Down, "receive.down", "The product below").key(Key::named(KeyCode::Down)).when(some),
        row(ReceiveAct::Up, "receive.up", "The product above").key(Key::named(KeyCode::Up)).when(some),
        Spec::new(Context::Receive, StockAct::Undo, "stock.undo", "Take back what was done last")
            .key(Key::ctrl('z'))
            .hint("undo")
            .when(|model| !model.stock.steps.is_empty())
            .help_only(),
        row(ReceiveAct::Leave, "receive.leave", "The delivery is written down").key(Key::ESC).hint("done"),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Receive(ReceiveAct::Focus(_)) => Action::Receive(ReceiveAct::NextField),
        Action::Receive(ReceiveAct::Take(_)) => Action::Receive(ReceiveAct::Enter),
        other => other,
    }
}
