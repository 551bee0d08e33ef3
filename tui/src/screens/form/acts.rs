//! What can be done in a dialog with lines to fill in, and by which keys.

use crossterm::event::KeyCode;

use super::{Input, Purpose};
use crate::action::Spec;
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::keys::Key;

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
    /// Save a form of several pages from any of them.
    Save,
    /// To the next page.
    NextPage,
    /// To the page before.
    PreviousPage,
    /// A code that nobody guesses.
    Generate,
    /// What the coupon would do on the cart of Sell.
    Test,
}

fn has_pages(model: &Model) -> bool {
    matches!(model.dialogs.last(), Some(Dialog::Form(form)) if !form.pages.is_empty())
}

fn is_coupon(model: &Model) -> bool {
    matches!(model.dialogs.last(), Some(Dialog::Form(form)) if matches!(form.purpose, Purpose::Coupon(_)))
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
        Spec::new(Context::Form, FormAct::Save, "form.save", "Save it as it is")
            .key(Key::ctrl('s'))
            .hint("save")
            .when(has_pages)
            .help_only(),
        Spec::new(Context::Form, FormAct::NextPage, "form.next_page", "The next step")
            .key(Key::named(KeyCode::PageDown))
            .hint("next step")
            .when(has_pages)
            .help_only(),
        Spec::new(Context::Form, FormAct::PreviousPage, "form.previous_page", "The step before")
            .key(Key::named(KeyCode::PageUp))
            .when(has_pages)
            .help_only(),
        Spec::new(Context::Form, FormAct::Test, "coupon_form.test", "What it would do on the cart of Sell")
            .key(Key::f(5))
            .hint("test on cart")
            .when(is_coupon)
            .help_only(),
        Spec::new(Context::Form, FormAct::Generate, "coupon_form.generate", "A code that nobody guesses")
            .key(Key::ctrl('g'))
            .hint("generate a code")
            .when(is_coupon)
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
