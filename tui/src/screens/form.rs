//! Dialogs with lines to fill in: a note on a line, a guest's name, where a delivery goes, what is known of a
//! customer, a change of the stock, a product. Lines hold text, one of several words, or yes and no.

use comanda_core::text;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::screens::customers::draft::Saving;
use crate::screens::product::Editing;
use crate::screens::stock::adjust::{Adjusting, Limiting};
use crate::screens::till::TillForm;
use crate::sell::Cart;

/// What a line with yes and no says.
const YES: &str = "yes";
/// The other of the two.
const NO: &str = "no";

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
    /// The count of a product.
    Adjust(Adjusting),
    /// The limits of a product.
    Limits(Limiting),
    /// A product, whole.
    Product(Box<Editing>),
    /// Something of the till: a payment, a drawer, an order that is put aside.
    Till(TillForm),
}

/// How a line is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// By typing.
    Text,
    /// By taking one of these words, or by typing another one.
    Choices(Vec<String>),
    /// By yes and no.
    Switch,
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
    /// How it is filled in.
    pub input: Input,
}

impl FormField {
    /// A line of text that nothing is wrong with.
    pub const fn new(label: &'static str, field: Field) -> Self {
        Self { label, field, problem: None, input: Input::Text }
    }

    /// A line for one of these words; `text` stands there.
    pub fn choices(label: &'static str, words: Vec<String>, text: &str) -> Self {
        Self { input: Input::Choices(words), ..Self::new(label, Field::default().with(text)) }
    }

    /// A line with yes or no.
    pub fn switch(label: &'static str, is_on: bool) -> Self {
        let field = Field::default().with(if is_on { YES } else { NO });
        Self { input: Input::Switch, ..Self::new(label, field) }
    }

    /// Whether a line with yes and no says yes.
    pub fn is_on(&self) -> bool {
        self.field.text() == YES
    }

    /// Takes the next of its words, or the one before.
    pub fn turn(&mut self, by: isize) {
        match &self.input {
            Input::Text => {}
            Input::Switch => self.field.set(if self.is_on() { NO } else { YES }),
            Input::Choices(words) if words.is_empty() => {}
            Input::Choices(words) => {
                let here = words.iter().position(|word| word == self.field.text());
                let count = words.len().cast_signed();
                let next = match here {
                    Some(here) => (here.cast_signed() + by).rem_euclid(count),
                    None if by < 0 => count - 1,
                    None => 0,
                };
                let word = words.get(next.cast_unsigned()).cloned().unwrap_or_default();
                self.field.set(&word);
            }
        }
    }

    /// Does what `key` does to the line; says whether it does anything.
    pub fn edit(&mut self, key: Key) -> bool {
        match (&self.input, key.written()) {
            (Input::Switch, Some(' ')) => self.turn(1),
            (Input::Switch, Some('y' | '1')) => self.field.set(YES),
            (Input::Switch, Some('n' | '0')) => self.field.set(NO),
            (Input::Switch, _) => return false,
            // A word that was taken as a whole goes as a whole.
            (Input::Choices(words), Some(_)) if words.iter().any(|word| word == self.field.text()) => {
                self.field.clear();
                return self.field.edit(key);
            }
            (Input::Choices(_) | Input::Text, _) => return self.field.edit(key),
        }
        true
    }
}

/// A dialog with lines to fill in.
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
    pub fn is_sent(&self) -> bool {
        match &self.purpose {
            Purpose::Customer(saving) => saving.sent.is_some(),
            Purpose::Product(editing) => editing.sent.is_some(),
            Purpose::LineNote
            | Purpose::Guest
            | Purpose::Delivery
            | Purpose::Adjust(_)
            | Purpose::Limits(_)
            | Purpose::Till(_) => false,
        }
    }

    /// The line that is typed into; nothing is wrong with it any more.
    pub fn typing(&mut self) -> Option<&mut FormField> {
        self.problem = None;
        let line = self.fields.get_mut(self.focus)?;
        line.problem = None;
        Some(line)
    }

    /// The line that has the cursor.
    pub fn here(&self) -> Option<&FormField> {
        self.fields.get(self.focus)
    }

    /// The first line with this name.
    pub fn line(&self, label: &str) -> Option<&FormField> {
        self.fields.iter().find(|line| line.label == label)
    }

    /// What was typed into the first line with this name, fit to be kept.
    pub fn said(&self, label: &str) -> String {
        self.line(label).map(|line| text::line(line.field.text())).unwrap_or_default()
    }

    /// Says what is wrong with the first line of this name, and puts the cursor there.
    pub fn object(&mut self, label: &str, problem: impl Into<String>) {
        if let Some(place) = self.fields.iter().position(|line| line.label == label) {
            self.fields[place].problem = Some(problem.into());
            self.focus = place;
        }
    }

    /// What the lines come to so far.
    pub fn told(&self) -> Option<String> {
        match &self.purpose {
            Purpose::Adjust(adjusting) => Some(adjusting.told(self)),
            Purpose::Till(purpose) => Some(purpose.told(self)),
            Purpose::LineNote
            | Purpose::Guest
            | Purpose::Delivery
            | Purpose::Customer(_)
            | Purpose::Limits(_)
            | Purpose::Product(_) => None,
        }
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
    /// The next word of a line that has several.
    NextChoice,
    /// The word before.
    PreviousChoice,
    /// Take the product off the menu for good.
    Delete,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let several =
        |model: &Model| matches!(model.dialogs.last(), Some(Dialog::Form(form)) if form.fields.len() > 1);
    let is_choice = |model: &Model| {
        matches!(model.dialogs.last(), Some(Dialog::Form(form))
            if form.here().is_some_and(|line| line.input != Input::Text))
    };
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
        Spec::new(Context::Form, FormAct::NextChoice, "form.next_choice", "The next word of this line")
            .key(Key::named(KeyCode::Right))
            .hint("other word")
            .when(is_choice)
            .help_only(),
        Spec::new(Context::Form, FormAct::PreviousChoice, "form.previous_choice", "The word before")
            .key(Key::named(KeyCode::Left))
            .when(is_choice)
            .help_only(),
        Spec::new(Context::Form, FormAct::Delete, "product.delete", "Take the product off the menu for good")
            .key(Key::ctrl('d'))
            .hint("delete")
            .when(|model| {
                matches!(model.dialogs.last(), Some(Dialog::Form(form))
                    if matches!(&form.purpose, Purpose::Product(editing) if editing.id.is_some()))
            })
            .help_only(),
        Spec::new(Context::Form, FormAct::Cancel, "form.cancel", "Leave it as it was")
            .key(Key::ESC)
            .hint("cancel")
            .help_only(),
    ]
}
