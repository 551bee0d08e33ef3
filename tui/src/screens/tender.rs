//! The tender dialog: how the sale is paid. Its idempotency key is made when it opens and is repeated until
//! the shop has answered; an unanswered payment is never sent under another key.

use comanda_core::money::{Currency, Money};
use comanda_core::orders::{TenderMethod, tender};
use comanda_core::wire::PlaceOrder;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::amounts;
use crate::app::Model;
use crate::context::Context;
use crate::field::Field;
use crate::journal::{Pending, PlacedOrder};
use crate::keys::Key;
use crate::sell::Diet;

/// The letters of the fast-cash sums. Never digits: a digit always begins a typed amount.
pub const FAST_LETTERS: [char; 6] = ['a', 's', 'd', 'f', 'g', 'h'];

/// Where the payment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Nothing was sent.
    Choosing,
    /// It was sent; the answer is on its way.
    Sent,
    /// The answer was lost this many times; the same request is repeated.
    Checking(u32),
}

/// How the dialog came to be, which decides how much of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was opened to choose.
    Opened,
    /// Exact cash by one key: shown only when the answer does not come at once.
    ExactCash,
    /// Found in the journal of an earlier run.
    Recovered,
}

/// A sale on its way to being paid.
#[derive(Debug, Clone)]
pub struct Tender {
    /// The idempotency key.
    pub key: String,
    /// How the dialog came to be.
    pub origin: Origin,
    /// What is to be paid, by the rule that prices the bill.
    pub due: Money,
    /// The currency of it.
    pub currency: Currency,
    /// What is ordered, without the payment.
    pub order: PlaceOrder,
    /// The order that stands already and is only paid; none: the cart is placed and paid.
    pub placed: Option<PlacedOrder>,
    /// What must be said before: who must not eat what of it.
    pub diet: Option<Diet>,
    /// How it will be paid.
    pub method: TenderMethod,
    /// The cash that was handed over, as typed.
    pub given: Field,
    /// The terminal's reference of a card payment, as typed.
    pub reference: Field,
    /// Where it stands.
    pub phase: Phase,
    /// What does not work yet.
    pub problem: Option<String>,
    /// A fast-cash key that was pressed a moment ago; it counts once no scanner types on.
    pub armed: Option<(u64, Money)>,
    /// What was sent.
    pub sent: Option<Pending>,
}

impl Tender {
    /// A fresh one: cash, nothing typed.
    pub fn new(key: String, origin: Origin, due: Money, currency: Currency, order: PlaceOrder) -> Self {
        Self {
            key,
            origin,
            due,
            currency,
            order,
            placed: None,
            diet: None,
            method: TenderMethod::Cash,
            given: Field::new(16),
            reference: Field::new(64),
            phase: Phase::Choosing,
            problem: None,
            armed: None,
            sent: None,
        }
    }

    /// The same for an order that stands already.
    pub fn for_placed(mut self, placed: PlacedOrder) -> Self {
        self.placed = Some(placed);
        self
    }

    /// True while an answer is awaited.
    pub fn is_waiting(&self) -> bool {
        self.phase != Phase::Choosing
    }

    /// The sums on the fast-cash letters.
    pub fn fast_cash(&self) -> Vec<Money> {
        tender::fast_cash(self.due, self.currency, FAST_LETTERS.len())
    }

    /// The cash that was handed over: what was typed, or the exact sum when nothing was.
    pub fn given(&self) -> Result<Money, String> {
        if self.given.text().is_empty() {
            return Ok(self.due);
        }
        let given = amounts::typed(self.given.text(), self.currency)
            .map_err(|error| format!("The amount {error}. Type it as 20 or 20.50."))?;
        if given < self.due {
            let (given, due) =
                (amounts::written(given, self.currency), amounts::written(self.due, self.currency));
            return Err(format!("{given} is less than {due}. Type what was handed over."));
        }
        Ok(given)
    }
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TenderAct {
    /// Take what was typed, or the exact sum.
    Take,
    /// Take the sum on this letter, counted from 0.
    Fast(usize),
    /// By card.
    Card,
    /// In cash.
    Cash,
    /// Take the last typed digit back.
    Erase,
    /// Back to the cart; nothing was charged.
    Cancel,
    /// Ask for the lost answer now.
    CheckNow,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let checking =
        |model: &Model| model.tender().is_some_and(|tender| matches!(tender.phase, Phase::Checking(_)));
    let mut rows = vec![
        Spec::new(
            Context::Tender,
            TenderAct::Take,
            "tender.take",
            "Take the cash; nothing typed: the exact sum",
        )
        .key(Key::ENTER)
        .key(Key::f(8))
        .key(Key::f(9))
        .hint("take cash")
        .help_only(),
        Spec::new(Context::Tender, TenderAct::Card, "tender.card", "By card")
            .key(Key::named(KeyCode::Tab))
            .key(Key::char('c'))
            .hint("card")
            .help_only(),
        Spec::new(Context::Tender, TenderAct::Erase, "tender.erase", "Take the last typed digit back")
            .key(Key::named(KeyCode::Backspace))
            .when(|model| model.tender().is_some_and(|tender| !tender.given.text().is_empty()))
            .help_only(),
        Spec::new(
            Context::Tender,
            TenderAct::Cancel,
            "tender.cancel",
            "Back to the cart; nothing was charged",
        )
        .key(Key::ESC)
        .hint("back")
        .help_only(),
        Spec::new(Context::Card, TenderAct::Take, "tender.take_card", "The card was charged")
            .key(Key::ENTER)
            .key(Key::f(9))
            .hint("card was charged")
            .help_only(),
        Spec::new(Context::Card, TenderAct::Cash, "tender.cash", "In cash")
            .key(Key::named(KeyCode::Tab))
            .hint("cash")
            .help_only(),
        Spec::new(Context::Card, TenderAct::Cancel, "tender.cancel_card", "Back to the cart")
            .key(Key::ESC)
            .hint("back")
            .help_only(),
        Spec::new(Context::Taking, TenderAct::CheckNow, "tender.check", "Ask for the lost answer now")
            .key(Key::ENTER)
            .hint("ask again now")
            .when(checking)
            .help_only(),
    ];
    rows.extend(FAST_LETTERS.iter().enumerate().map(|(index, letter)| {
        Spec::new(Context::Tender, TenderAct::Fast(index), "tender.fast", "Take the sum beside the letter")
            .key(Key::char(*letter))
            .help_only()
    }));
    rows
}
