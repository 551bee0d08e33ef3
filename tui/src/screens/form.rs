//! Dialogs with a few lines of text: a note on a line, a guest's name, where a delivery goes, what is known
//! of a customer.

use comanda_core::text;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::screens::customers::draft::Saving;
use crate::sell::Cart;

/// What the text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// What the kitchen should know about the selected line.
    LineNote,
    /// What the guest wants to be called by.
    Guest,
    /// Where the order is brought.
    Delivery,
    /// What is known of a customer.
    Customer(Saving),
}

/// One line of a dialog.
#[derive(Debug, Clone)]
pub struct FormField {
    /// What it is called.
    pub label: &'static str,
    /// What is typed.
    pub field: Field,
    /// What is wrong with it.
    pub problem: Option<String>,
}

impl FormField {
    /// A line that nothing is wrong with.
    pub const fn new(label: &'static str, field: Field) -> Self {
        Self { label, field, problem: None }
    }
}

/// A dialog with a few lines of text.
#[derive(Debug, Clone)]
pub struct FormDialog {
    /// What it is for.
    pub purpose: Purpose,
    /// Above the lines.
    pub title: String,
    /// The lines.
    pub fields: Vec<FormField>,
    /// The line that is typed into.
    pub focus: usize,
    /// What is wrong with what was typed, besides the problems of single lines.
    pub problem: Option<String>,
}

impl FormDialog {
    /// A dialog for `purpose` with these lines; the first one has the cursor.
    pub fn new(purpose: Purpose, title: impl Into<String>, fields: Vec<FormField>) -> Self {
        Self { purpose, title: title.into(), fields, focus: 0, problem: None }
    }

    /// A note on the selected line of `cart`.
    pub fn line_note(cart: &Cart) -> Option<Self> {
        let line = cart.line()?;
        let field = Field::default().with(&line.note);
        Some(Self::new(
            Purpose::LineNote,
            format!("Note on {}", line.name),
            vec![FormField::new("Note", field)],
        ))
    }

    /// The name of the guest.
    pub fn guest(cart: &Cart) -> Self {
        Self::new(
            Purpose::Guest,
            "Who is it for?",
            vec![FormField::new("Name", Field::new(100).with(&cart.guest))],
        )
    }

    /// Where the order is brought.
    pub fn delivery(cart: &Cart) -> Self {
        let usual = cart.customer.as_ref().map_or("", |customer| &customer.address);
        let address = if cart.address.is_empty() { usual } else { &cart.address };
        let fields = vec![
            FormField::new("Address", Field::new(400).with(address)),
            FormField::new("Courier", Field::default().with(&cart.courier_note)),
            FormField::new("Name", Field::new(100).with(&cart.guest)),
        ];
        Self::new(Purpose::Delivery, "Deliver to", fields)
    }

    /// True while an answer is awaited.
    pub const fn is_sent(&self) -> bool {
        matches!(&self.purpose, Purpose::Customer(saving) if saving.sent.is_some())
    }

    /// The line that is typed into; nothing is wrong with it any more.
    pub fn typing(&mut self) -> Option<&mut Field> {
        self.problem = None;
        let line = self.fields.get_mut(self.focus)?;
        line.problem = None;
        Some(&mut line.field)
    }

    /// What was typed into the line at `index`, fit to be kept.
    pub fn typed(&self, index: usize) -> String {
        self.fields.get(index).map(|line| text::line(line.field.text())).unwrap_or_default()
    }
}

/// What can be done in such a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormAct {
    /// Keep what was typed.
    Accept,
    /// Leave everything as it was.
    Cancel,
    /// To the next line.
    NextField,
    /// To the previous line.
    PreviousField,
    /// To the line at this place.
    Focus(usize),
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let several =
        |model: &Model| matches!(model.dialogs.last(), Some(Dialog::Form(form)) if form.fields.len() > 1);
    vec![
        Spec::new(Context::Form, FormAct::Accept, "form.accept", "Keep what was typed")
            .key(Key::ENTER)
            .hint("keep")
            .help_only(),
        Spec::new(Context::Form, FormAct::NextField, "form.next", "Next line")
            .key(Key::named(KeyCode::Tab))
            .key(Key::named(KeyCode::Down))
            .hint("next line")
            .when(several)
            .help_only(),
        Spec::new(Context::Form, FormAct::PreviousField, "form.previous", "Previous line")
            .key(Key::named(KeyCode::BackTab))
            .key(Key::named(KeyCode::Up))
            .when(several)
            .help_only(),
        Spec::new(Context::Form, FormAct::Cancel, "form.cancel", "Leave it as it was")
            .key(Key::ESC)
            .hint("cancel")
            .help_only(),
    ]
}
