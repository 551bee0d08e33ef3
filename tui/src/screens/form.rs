//! Dialogs with lines to fill in: a note on a line, a guest's name, where a delivery goes, what is known of a
//! customer, a change of the stock, a product, a coupon. What a line can be filled in with is in `input`. A form of
//! several pages shows the one that has the cursor.

mod acts;
mod input;

use comanda_core::text;

use crate::field::Field;
use crate::screens::alerts::forms::AlertForm;
use crate::screens::coupons::form as coupon;
use crate::screens::customers::draft::Saving;
use crate::screens::product::Editing;
use crate::screens::stock::adjust::{Adjusting, Limiting};
use crate::screens::till::TillForm;
use crate::sell::Cart;

pub use acts::{FormAct, actions};
pub use input::{FormField, Input};

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
    /// A coupon, whole.
    Coupon(Box<coupon::Editing>),
    /// Something of the till: a payment, a drawer, an order that is put aside.
    Till(TillForm),
    /// An alert: dealing with one, or a new one.
    Alert(AlertForm),
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
    /// What its pages are called; none: it has but one.
    pub pages: &'static [&'static str],
    /// The line that is typed into.
    pub focus: usize,
    /// What is wrong with what was typed, besides the problems of single lines.
    pub problem: Option<String>,
}

impl FormDialog {
    /// A dialog for `purpose` with these lines; the first one has the cursor.
    pub fn new(purpose: Purpose, title: impl Into<String>, fields: Vec<FormField>) -> Self {
        Self { purpose, title: title.into(), fields, pages: &[], focus: 0, problem: None }
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
            Purpose::Coupon(editing) => editing.sent.is_some(),
            Purpose::LineNote
            | Purpose::Guest
            | Purpose::Delivery
            | Purpose::Adjust(_)
            | Purpose::Limits(_)
            | Purpose::Alert(_)
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

    /// The page that has the cursor.
    pub fn page(&self) -> usize {
        self.here().map_or(0, |line| line.page)
    }

    /// Puts the cursor on the first line of this page, if there is one.
    pub fn turn_to(&mut self, page: usize) {
        if let Some(place) = self.fields.iter().position(|line| line.page == page) {
            self.focus = place;
        }
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
            Purpose::Alert(purpose) => Some(purpose.told().to_owned()),
            Purpose::Coupon(editing) => editing.look.in_short(),
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
