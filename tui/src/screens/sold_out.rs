//! "86": saying that something is sold out for now, or back. First which, where that is not clear; then until
//! when, by one key.

use chrono::{DateTime, Utc};
use comanda_core::catalog::SoldOut;
use comanda_core::id::ProductId;
use crossterm::event::KeyCode;

use crate::action::{SellAct, Spec};
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::keys::Key;
use crate::sell::quick_keys::LETTERS;

/// Until when is it sold out?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldOutDialog {
    /// The idempotency key of the answer.
    pub key: String,
    /// Which product.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub former: Option<SoldOut>,
    /// When the shop's day ends.
    pub day_end: DateTime<Utc>,
}

/// The answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoldOutAct {
    /// Until somebody says that it is back.
    Out,
    /// Until the shop's day ends.
    Today,
    /// It is back.
    Back,
    /// Change the product itself.
    Edit,
    /// Leave it as it is.
    Leave,
}

/// Saying which product is sold out, on the Sell screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkAct {
    /// What lies on this quick key.
    Quick(usize),
    /// What stands on the selected line of the order.
    Line,
    /// Search for it.
    Find,
    /// None.
    Leave,
}

/// The rows of the registry of both.
pub fn actions() -> Vec<Spec> {
    let answer = |act, id, label| Spec::new(Context::SoldOut, act, id, label).help_only();
    let is_out = |model: &Model| {
        matches!(model.dialogs.last(), Some(Dialog::SoldOut(dialog))
            if dialog.former.is_some_and(|former| former.holds(model.now)))
    };
    let mut rows = vec![
        answer(SoldOutAct::Out, "sold_out.out", "Sold out until further notice")
            .key(Key::char('o'))
            .key(Key::ENTER)
            .hint("until further notice"),
        answer(SoldOutAct::Today, "sold_out.today", "Sold out until the day ends")
            .key(Key::char('d'))
            .hint("until the day ends"),
        answer(SoldOutAct::Back, "sold_out.back", "It is back").key(Key::char('b')).hint("back").when(is_out),
        answer(SoldOutAct::Edit, "sold_out.edit", "Change the product (managers)")
            .key(Key::char('e'))
            .hint("edit"),
        answer(SoldOutAct::Leave, "sold_out.leave", "Leave it as it is").key(Key::ESC).hint("leave it"),
    ];
    rows.extend(marking());
    rows
}

fn marking() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Mark, act, id, label).help_only();
    let mut rows = vec![
        row(MarkAct::Line, "mark.line", "What stands on the selected line")
            .key(Key::ENTER)
            .hint("the selected line")
            .when(|model| model.sell.cart.line().is_some()),
        row(MarkAct::Find, "mark.find", "Search for it").key(Key::char('/')).key(Key::f(2)).hint("search"),
        Spec::new(Context::Mark, SellAct::NextPage, "sell.next_page", "Next page of quick keys")
            .key(Key::named(KeyCode::Tab))
            .key(Key::named(KeyCode::PageDown))
            .hint("page")
            .help_only(),
        Spec::new(Context::Mark, SellAct::PreviousPage, "sell.previous_page", "Previous page of quick keys")
            .key(Key::named(KeyCode::BackTab))
            .key(Key::named(KeyCode::PageUp))
            .help_only(),
        row(MarkAct::Leave, "mark.leave", "Nothing is sold out").key(Key::ESC).hint("leave it"),
    ];
    rows.extend(LETTERS.iter().enumerate().map(|(slot, letter)| {
        row(MarkAct::Quick(slot), "mark.quick", "What lies on this letter").key(Key::char(*letter))
    }));
    rows
}
