//! Money that goes back or is paid in: sent under one key, asked for again under the same until the answer is known,
//! and then told: what has to be handed over, or what the wallet holds. What was refused stays open in its dialog.

use std::time::Duration;

use comanda_core::money::Currency;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{RefundView, RefundedOrder, ReturnView, Transacted};

use super::shop::stumbled;
use super::{customers, drawer, orders};
use crate::action::MoneyAct;
use crate::amounts;
use crate::app::{Dialog, Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::confirm::Confirm;
use crate::screens::money::{Awaited, Deed, Errand, MoneyMsg, Outcome, Phase, ReturnDeed};
use crate::screens::orders::back;
use crate::screens::orders::refund::advice;
use crate::trouble::{Effect, Trouble};

/// The longest pause between two questions after a lost answer, in seconds.
const LONGEST_PAUSE: u64 = 15;

/// Sends it; the dialog that it comes from waits for the answer.
pub(super) fn send(model: &mut Model, deed: Deed) -> Vec<Cmd> {
    let Some(by) = model.staff.as_ref().map(|user| user.username.clone()) else { return Vec::new() };
    let errand = Errand { key: model.keys.next_key(), deed };
    model.money = Some(Awaited { errand: errand.clone(), by, phase: Phase::Sent });
    vec![Cmd::Money(Box::new(errand))]
}

pub(super) fn perform(model: &mut Model, act: MoneyAct) -> Vec<Cmd> {
    match act {
        MoneyAct::CheckNow => repeated(model),
        MoneyAct::CountDrawer => drawer::count(model),
    }
}

/// What could not go without an open drawer can be sent again.
pub(super) fn drawer_is_open(model: &mut Model) {
    if let Some(problem) = problem(model) {
        *problem = None;
    }
}

/// What is wrong in the dialog that sends for money.
fn problem(model: &mut Model) -> Option<&mut Option<String>> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::CancelOrder(dialog) => Some(&mut dialog.problem),
        Dialog::Refund(dialog) => Some(&mut dialog.problem),
        Dialog::Wallet(dialog) => Some(&mut dialog.problem),
        Dialog::Returns(dialog) => Some(&mut dialog.problem),
        _ => None,
    })
}

/// The very same once more.
fn repeated(model: &Model) -> Vec<Cmd> {
    let sending = model.money.as_ref().filter(|_| model.staff.is_some());
    sending.map(|sending| Cmd::Money(Box::new(sending.errand.clone()))).into_iter().collect()
}

/// Whoever sent it is back: a lost answer is asked for.
pub(super) fn resume(model: &Model) -> Vec<Cmd> {
    let is_lost = model.money.as_ref().is_some_and(|sending| sending.phase != Phase::Sent);
    if is_lost { repeated(model) } else { Vec::new() }
}

pub(super) fn answered(model: &mut Model, msg: MoneyMsg) -> Vec<Cmd> {
    match msg {
        MoneyMsg::Again(key) => {
            let is_lost =
                |sending: &Awaited| sending.errand.key == key && matches!(sending.phase, Phase::Checking(_));
            if model.money.as_ref().is_some_and(is_lost) { repeated(model) } else { Vec::new() }
        }
        MoneyMsg::Done(key, answer) => {
            if model.money.as_ref().is_none_or(|sending| sending.errand.key != key) {
                // The answer to an earlier question of the same key; it was settled by then.
                return Vec::new();
            }
            match answer {
                Ok(outcome) => done(model, *outcome),
                Err(trouble) => not_done(model, &trouble),
            }
        }
    }
}

fn done(model: &mut Model, outcome: Outcome) -> Vec<Cmd> {
    let Some(sending) = model.money.take() else { return Vec::new() };
    model.link = Link::Open;
    close(model);
    match (sending.errand.deed, outcome) {
        (Deed::Cancel(..), Outcome::Order(done)) => ordered(model, "is cancelled", &done),
        (_, Outcome::Order(done)) => ordered(model, "was given back", &done),
        (deed, Outcome::Wallet(done)) => moved(model, &deed, &done),
        (deed, Outcome::Return(view, paid)) => returned(model, &deed, &view, paid.as_deref()),
    }
}

/// What was sent is known: its dialog goes, and the question that was asked because of it.
fn close(model: &mut Model) {
    model.dialogs.retain(|dialog| {
        !matches!(
            dialog,
            Dialog::CancelOrder(_)
                | Dialog::Refund(_)
                | Dialog::Wallet(_)
                | Dialog::Confirm(Confirm::QuitErrand)
        )
    });
}

/// Over a locked till nobody reads it: it stays until somebody is there.
fn tell(model: &mut Model, sentence: String) {
    if model.lock().is_some() { model.warn(sentence) } else { model.tell(sentence) }
}

fn currency(model: &Model) -> Currency {
    model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default()
}

fn ordered(model: &mut Model, what: &str, done: &RefundedOrder) -> Vec<Cmd> {
    let currency = currency(model);
    let (number, told) = (&done.order.number, back::told(done.refund.as_ref(), currency));
    let sum = done.refund.as_ref().map(|refund| amounts::shown(refund.amount, currency));
    let sentence = match (what, sum, told) {
        ("was given back", Some(sum), Some(told)) => format!("{sum} of {number} was given back. {told}"),
        (what, _, Some(told)) => format!("{number} {what}. {told}"),
        (what, _, None) => format!("{number} {what}."),
    };
    model.orders.list.refresh(&done.order);
    tell(model, sentence);
    [orders::look(model), orders::ask(model)].concat()
}

fn moved(model: &mut Model, deed: &Deed, done: &Transacted) -> Vec<Cmd> {
    let currency = currency(model);
    let shown = |amount| amounts::shown(amount, currency);
    let (sum, balance) = (shown(done.transaction.amount), shown(done.balance));
    let sentence = match deed {
        Deed::Adjust(..) => format!("Corrected by {sum}; the wallet holds {balance}."),
        Deed::Deposit(..) | Deed::Cancel(..) | Deed::Refund(..) | Deed::Return(..) => {
            format!("Paid in {sum}; the wallet holds {balance}.")
        }
    };
    if let Deed::Deposit(of, _) | Deed::Adjust(of, _) = deed {
        customers::transacted(model, *of, done);
    }
    tell(model, sentence);
    customers::look(model)
}

/// A return went a step further; what it paid back has to be handed over.
fn returned(model: &mut Model, deed: &Deed, view: &ReturnView, paid: Option<&RefundView>) -> Vec<Cmd> {
    let number = &view.order_number;
    let currency = currency(model);
    let step = match deed {
        Deed::Return(_, ReturnDeed::Approve(_)) => format!("The return of {number} is approved."),
        Deed::Return(_, ReturnDeed::Reject(_)) => format!("The return of {number} is rejected."),
        Deed::Return(_, ReturnDeed::Receive(receive)) if receive.restock => {
            format!("What came back of {number} is on the shelf.")
        }
        Deed::Return(_, ReturnDeed::Receive(_)) => format!("What came back of {number} is waste."),
        Deed::Return(_, ReturnDeed::PayBack(_))
        | Deed::Cancel(..)
        | Deed::Refund(..)
        | Deed::Deposit(..)
        | Deed::Adjust(..) => {
            format!("{} of {number} was given back.", amounts::shown(view.refund_amount, currency))
        }
    };
    let told = back::told(paid, currency);
    let sentence = told.map_or_else(|| step.clone(), |told| format!("{step} {told}"));
    tell(model, sentence);
    orders::returned(model, view);
    [orders::ask_returns(model), orders::look(model), orders::ask(model)].concat()
}

fn not_done(model: &mut Model, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    let Some(sending) = model.money.as_mut() else { return cmds };
    let was_lost = matches!(sending.phase, Phase::Checking(_));
    match &trouble.effect {
        Effect::Unknown => cmds.extend(ask_later(sending)),
        // These say nothing of an earlier attempt whose answer was lost.
        Effect::NotThisTime | Effect::Later(_) if was_lost => cmds.extend(ask_later(sending)),
        Effect::SessionEnded if was_lost => {}
        Effect::Refused(_) | Effect::NotThisTime | Effect::Later(_) | Effect::SessionEnded => {
            cmds.push(Cmd::Bell);
            cmds.extend(refused(model, trouble));
        }
    }
    cmds
}

fn ask_later(sending: &mut Awaited) -> Vec<Cmd> {
    let times = match sending.phase {
        Phase::Checking(times) => times + 1,
        Phase::Sent => 1,
    };
    sending.phase = Phase::Checking(times);
    let pause = 1_u64.checked_shl(times.min(4)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    vec![Cmd::After(Duration::from_secs(pause), Wake::Money(sending.errand.key.clone()))]
}

/// Nothing was done: the dialog says why, with all that was chosen, and the next attempt is another command.
fn refused(model: &mut Model, trouble: &Trouble) -> Vec<Cmd> {
    model.money = None;
    let refusal = match &trouble.effect {
        Effect::Refused(refusal) => Some(&**refusal),
        Effect::SessionEnded | Effect::NotThisTime | Effect::Later(_) | Effect::Unknown => None,
    };
    let sentence = match refusal {
        Some(Refusal::StaleVersion { .. }) => {
            "It was changed elsewhere. This is how it stands now; Enter, if it is still right.".to_owned()
        }
        Some(refusal) => advice(refusal),
        None => trouble.sentence.clone(),
    };
    match problem(model) {
        Some(problem) => *problem = Some(sentence),
        None => model.warn(sentence),
    }
    // What was chosen is judged anew against how things stand now.
    let is_old = matches!(
        refusal,
        Some(
            Refusal::StaleVersion { .. }
                | Refusal::RefundTooLarge { .. }
                | Refusal::TooManyBack { .. }
                | Refusal::NothingToRefund
                | Refusal::InvalidTransition { .. }
                | Refusal::InvalidReturnStep { .. }
        )
    );
    if is_old {
        [orders::ask_returns(model), orders::look(model), orders::ask(model)].concat()
    } else {
        Vec::new()
    }
}
