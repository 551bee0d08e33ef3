//! What can be done in the tender dialog, and by which keys.

use comanda_core::orders::TenderMethod;
use crossterm::event::KeyCode;

use super::{FAST_LETTERS, Phase, Tender};
use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TenderAct {
    /// Take what was typed, or the exact sum.
    Take,
    /// Take the sum on this letter, counted from 0.
    Fast(usize),
    /// In the next way.
    NextMethod,
    /// In this way.
    Method(TenderMethod),
    /// One part of it in this way, the rest in others.
    Split,
    /// Something on top.
    Tip,
    /// Select the next part.
    NextPart,
    /// Select the previous part.
    PreviousPart,
    /// Select the part at this place.
    SelectPart(usize),
    /// Take the selected part out again.
    RemovePart,
    /// Count a drawer and open it: the shop asked for one.
    OpenDrawer,
    /// Take the last typed digit back.
    Erase,
    /// Back to the cart; nothing was charged.
    Cancel,
    /// Ask for the lost answer now.
    CheckNow,
}

fn with(model: &Model, holds: fn(&Tender) -> bool) -> bool {
    model.tender().is_some_and(holds)
}

fn has_parts(model: &Model) -> bool {
    with(model, |tender| !tender.parts.is_empty())
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = Vec::new();
    for (context, id, label, word) in [
        (Context::Tender, "tender.take", "Take the cash; nothing typed: the exact sum", "take cash"),
        (Context::Card, "tender.take_card", "The card was charged", "card was charged"),
        (Context::Wallet, "tender.take_wallet", "Take it from the wallet", "take from wallet"),
    ] {
        rows.push(
            Spec::new(context, TenderAct::Take, id, label)
                .key(Key::ENTER)
                .key(Key::f(9))
                .hint(word)
                .help_only(),
        );
        rows.extend(everyway(context));
    }
    rows.push(
        Spec::new(
            Context::Tender,
            TenderAct::Take,
            "tender.take",
            "Take the cash; nothing typed: the exact sum",
        )
        .key(Key::f(8))
        .help_only(),
    );
    rows.extend(letters());
    rows.push(
        Spec::new(Context::Tender, TenderAct::Erase, "tender.erase", "Take the last typed digit back")
            .key(Key::named(KeyCode::Backspace))
            .when(|model| with(model, |tender| !tender.given.text().is_empty()))
            .help_only(),
    );
    rows.push(
        Spec::new(Context::Taking, TenderAct::CheckNow, "tender.check", "Ask for the lost answer now")
            .key(Key::ENTER)
            .hint("ask again now")
            .when(|model| with(model, |tender| matches!(tender.phase, Phase::Checking(_))))
            .help_only(),
    );
    rows.extend(FAST_LETTERS.iter().enumerate().map(|(index, letter)| {
        Spec::new(Context::Tender, TenderAct::Fast(index), "tender.fast", "Take the sum beside the letter")
            .key(Key::char(*letter))
            .help_only()
    }));
    rows
}

/// What has a key that writes nothing, so that it does the same whichever way is chosen.
fn everyway(context: Context) -> Vec<Spec> {
    let row = |act, id, label| Spec::new(context, act, id, label).help_only();
    vec![
        row(TenderAct::NextMethod, "tender.next_method", "Pay in the next way: cash, card, wallet")
            .key(Key::named(KeyCode::Tab))
            .hint("other way"),
        row(TenderAct::Split, "tender.split", "Split: only a part of it this way")
            .key(Key::f(6))
            .hint("split"),
        row(TenderAct::Tip, "tender.tip", "Something on top, or no longer").key(Key::f(5)).hint("tip"),
        row(TenderAct::OpenDrawer, "tender.open_drawer", "Count a drawer and open it")
            .key(Key::f(7))
            .hint("open the drawer")
            .when(|model| with(model, |tender| tender.needs_drawer)),
        row(TenderAct::RemovePart, "tender.remove_part", "Take the selected part out again")
            .key(Key::named(KeyCode::Delete))
            .hint("part out")
            .when(has_parts),
        row(TenderAct::NextPart, "tender.next_part", "Select the part below")
            .key(Key::named(KeyCode::Down))
            .when(has_parts),
        row(TenderAct::PreviousPart, "tender.previous_part", "Select the part above")
            .key(Key::named(KeyCode::Up))
            .when(has_parts),
        row(TenderAct::Cancel, "tender.cancel", "Back to the cart; nothing was charged")
            .key(Key::ESC)
            .hint("back"),
    ]
}

/// Letters, where none of them is text.
fn letters() -> Vec<Spec> {
    let row = |context, act, id, label, letter| {
        Spec::new(context, act, id, label).key(Key::char(letter)).help_only()
    };
    let card = TenderAct::Method(TenderMethod::Card);
    let wallet = TenderAct::Method(TenderMethod::Wallet);
    let mut rows = vec![
        row(Context::Tender, wallet, "tender.wallet", "From the customer's wallet", 'w')
            .when(|model| with(model, |tender| tender.purse.is_some())),
    ];
    for context in [Context::Tender, Context::Wallet] {
        rows.extend([
            row(context, card, "tender.card", "By card", 'c'),
            row(context, TenderAct::Split, "tender.split", "Split: only a part of it this way", 'x'),
            row(context, TenderAct::Tip, "tender.tip", "Something on top, or no longer", 't'),
        ]);
    }
    rows
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Tender(TenderAct::Method(_)) => Action::Tender(TenderAct::NextMethod),
        Action::Tender(TenderAct::SelectPart(_)) => Action::Tender(TenderAct::NextPart),
        other => other,
    }
}
