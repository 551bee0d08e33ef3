//! The dialog that asks why an order is cancelled, and says what that gives back.

use comanda_core::id::OrderId;
use comanda_core::money::{Amount, Currency, Money};
use comanda_core::orders::{TenderMethod, status};
use comanda_core::wire::{OrderView, PaymentView};
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::amounts;
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;

/// The longest reason, in characters: one line of the history.
const MAX_REASON: usize = 200;

/// Why orders are usually cancelled; the arrows go through them.
pub const USUAL: [&str; 4] =
    ["guest changed their mind", "taken by mistake", "kitchen cannot make it", "guest did not come"];

/// Calling an order off.
#[derive(Debug, Clone)]
pub struct CancelDialog {
    /// Which.
    pub id: OrderId,
    /// The number people call out.
    pub number: String,
    /// The version that was on the screen.
    pub version: i64,
    /// Why, as typed.
    pub reason: Field,
    /// The usual reason that was picked last.
    pub picked: Option<usize>,
    /// What does not work yet.
    pub problem: Option<String>,
}

impl CancelDialog {
    /// For this order; no reason yet.
    pub fn new(order: &OrderView) -> Self {
        Self {
            id: order.id,
            number: order.number.clone(),
            version: order.version,
            reason: Field::new(MAX_REASON),
            picked: None,
            problem: None,
        }
    }

    /// Puts the usual reason `by` steps further in the line.
    pub fn pick(&mut self, by: usize) {
        let next =
            self.picked.map_or(if by == 1 { 0 } else { USUAL.len() - 1 }, |at| (at + by) % USUAL.len());
        self.picked = Some(next);
        self.reason.set(USUAL[next]);
        self.problem = None;
    }
}

/// What remains of the payments, by the way they came; goes back when the order is cancelled.
pub fn gives_back(order: &OrderView, payments: Option<&[PaymentView]>, currency: Currency) -> Vec<String> {
    let money = |amount: Amount| currency.money(amount).unwrap_or_default();
    let Some(payments) = payments else {
        let left = money(order.paid) - money(order.refunded);
        return if left.is_zero() { Vec::new() } else { vec![amounts::written(left, currency)] };
    };
    let of = |method: TenderMethod| -> Money {
        payments.iter().filter(|payment| payment.method == method).map(|payment| money(payment.amount)).sum()
    };
    let words = [
        (TenderMethod::Cash, "in cash"),
        (TenderMethod::Card, "on the card terminal"),
        (TenderMethod::Wallet, "into the wallet"),
    ];
    let left = words.map(|(method, words)| (of(method), words));
    left.iter()
        .filter(|(left, _)| !left.is_zero())
        .map(|(left, words)| format!("{} {words}", amounts::written(*left, currency)))
        .collect()
}

/// What cancelling does, in sentences.
pub fn consequences(order: &OrderView, payments: Option<&[PaymentView]>, currency: Currency) -> Vec<String> {
    let back = gives_back(order, payments, currency);
    let money = if back.is_empty() {
        "Nothing was paid; no money goes back.".to_owned()
    } else {
        format!("Gives back {}.", back.join(" and "))
    };
    let goods = if status::is_started(order.status) {
        "The kitchen has begun: what was made is booked as waste."
    } else {
        "The goods can be sold again."
    };
    vec![money, goods.to_owned()]
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CancelAct {
    /// Cancel the order.
    Accept,
    /// The next usual reason.
    NextReason,
    /// The previous usual reason.
    PreviousReason,
    /// Leave the order as it is.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::CancelOrder, act, id, label).help_only();
    vec![
        row(CancelAct::Accept, "cancel.accept", "Cancel the order for this reason")
            .key(Key::ENTER)
            .hint("cancel the order"),
        row(CancelAct::NextReason, "cancel.next_reason", "The next usual reason")
            .key(Key::named(KeyCode::Down))
            .key(Key::named(KeyCode::Tab))
            .hint("usual reasons"),
        row(CancelAct::PreviousReason, "cancel.previous_reason", "The previous usual reason")
            .key(Key::named(KeyCode::Up))
            .key(Key::named(KeyCode::BackTab)),
        row(CancelAct::Leave, "cancel.leave", "Leave the order as it is").key(Key::ESC).hint("leave it"),
    ]
}
