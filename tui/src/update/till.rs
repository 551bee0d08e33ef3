//! Errands of the till: orders that are put aside and drawers. One at a time; the till waits for its answer, so that
//! nothing it is about can be sold or changed meanwhile. A lost answer is asked for with the same key until it is
//! known; what was refused comes back with what was typed.

use std::time::Duration;

use comanda_core::id::{ParkedId, UserId};
use comanda_core::refusal::Refusal;
use comanda_core::wire::WalletView;

use super::{customers, drawer, input, money, parked, shop, tender};
use crate::action::TillAct;
use crate::app::{Dialog, Link, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::drawer::{closing, forms};
use crate::screens::form::{FormDialog, Purpose};
use crate::screens::tender::forms as tender_forms;
use crate::screens::till::{Deed, Errand, Outcome, Sending, TillCmd, TillForm, TillMsg, TillWake};
use crate::sell::Cart;
use crate::trouble::{Effect, Trouble};

/// An answer within this time came at once; a box that says so would only flash.
const AT_ONCE: Duration = Duration::from_millis(150);
/// The longest pause between two questions after a lost answer.
const LONGEST_PAUSE: u64 = 15;

pub(super) fn perform(model: &Model, act: TillAct) -> Vec<Cmd> {
    match act {
        TillAct::AskNow => ask_again(model),
    }
}

pub(super) fn answered(model: &mut Model, msg: TillMsg) -> Vec<Cmd> {
    match msg {
        TillMsg::Unanswered(begun) => {
            // A payment of the last run is told first.
            if let Some(first) = begun.first().filter(|_| model.notice.is_none()) {
                let who = first.username.clone();
                model.warn(format!("What {who} sent was never answered. Sign in as {who} to settle it."));
            }
            model.begun = begun;
            Vec::new()
        }
        TillMsg::Purse(customer, answer) => purse(model, customer, answer),
        TillMsg::Parked(answer) => parked::listed(model, answer),
        TillMsg::Drawer(number, answer) => drawer::told(model, number, answer),
        TillMsg::Sessions(number, page, answer) => drawer::listed(model, number, page, answer),
        TillMsg::Report(id, answer) => drawer::reported(model, id, answer),
        TillMsg::Done(key, answer) => done(model, &key, answer),
        TillMsg::Woke(TillWake::Late(key)) => {
            if let Some(sending) = model.errand.as_mut().filter(|sending| sending.errand.key == key) {
                sending.is_late = true;
            }
            Vec::new()
        }
        TillMsg::Woke(TillWake::Again(key)) => {
            let is_it = model.errand.as_ref().is_some_and(|sending| sending.errand.key == key);
            if is_it && model.staff.is_some() { ask_again(model) } else { Vec::new() }
        }
    }
}

/// What the wallet holds, for the tender dialog that asked.
fn purse(model: &mut Model, customer: UserId, answer: Result<WalletView, Trouble>) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    if let Err(trouble) = &answer {
        cmds.extend(shop::stumbled(model, trouble));
    }
    let Some(tender) = model.tender_mut() else { return cmds };
    let currency = tender.currency();
    if let Some(purse) = tender.purse.as_mut().filter(|purse| purse.of == customer) {
        purse.holds = Some(match answer {
            Ok(wallet) => currency.money(wallet.balance).map_err(|error| error.to_string()),
            Err(trouble) => Err(trouble.sentence),
        });
    }
    cmds
}

/// Sends what `deed` says; nothing else is done until its answer is known. Once an order is put aside, the one in
/// `then` is taken up.
pub(super) fn send(model: &mut Model, deed: Deed, then: Option<ParkedId>) -> Vec<Cmd> {
    if model.errand.is_some() {
        return Vec::new();
    }
    let username = model.staff.as_ref().map(|user| user.username.clone()).unwrap_or_default();
    let errand = Errand { key: model.keys.next_key(), username, deed };
    model.errand = Some(Sending { errand: errand.clone(), lost: 0, is_late: false, then });
    model.before_burst = None;
    model.dialogs.push(Dialog::Waiting);
    let late = Wake::Till(TillWake::Late(errand.key.clone()));
    vec![Cmd::Till(TillCmd::Do(Box::new(errand))), Cmd::After(AT_ONCE, late)]
}

fn ask_again(model: &Model) -> Vec<Cmd> {
    let sending = model.errand.as_ref().filter(|sending| sending.lost > 0);
    sending.map(|sending| Cmd::Till(TillCmd::Do(Box::new(sending.errand.clone())))).into_iter().collect()
}

/// Whoever sent it is back: its answer is asked for, also when it was sent in an earlier run.
pub(super) fn resume(model: &mut Model) -> Vec<Cmd> {
    let user = model.staff.as_ref().map(|user| &user.username);
    let begun = model.begun.iter().position(|errand| Some(&errand.username) == user);
    // An order may come back into the cart.
    if let Some(place) = begun.filter(|_| model.errand.is_none() && model.sell.cart.is_empty()) {
        let errand = model.begun.remove(place);
        model.errand = Some(Sending { errand, lost: 1, is_late: true, then: None });
        model.dialogs.push(Dialog::Waiting);
    }
    match &mut model.errand {
        Some(sending) => {
            sending.lost = sending.lost.max(1);
            ask_again(model)
        }
        None => vec![Cmd::Till(TillCmd::Parked)],
    }
}

fn done(model: &mut Model, key: &str, answer: Result<Box<Outcome>, Trouble>) -> Vec<Cmd> {
    let Some(sending) = model.errand.take_if(|sending| sending.errand.key == key) else { return Vec::new() };
    match answer {
        Ok(outcome) => {
            model.link = Link::Open;
            let mut cmds = vec![Cmd::Till(TillCmd::Settle(key.to_owned()))];
            cmds.extend(over(model, sending.then, *outcome));
            cmds
        }
        Err(trouble) => not_done(model, sending, trouble),
    }
}

fn over(model: &mut Model, then: Option<ParkedId>, outcome: Outcome) -> Vec<Cmd> {
    close(model);
    close_form(model);
    let mut cmds = match outcome {
        Outcome::Parked(view) => parked::put_aside(model, &view, then),
        Outcome::Recalled(view) => parked::taken_up(model, &view),
        Outcome::Discarded(id) => parked::discarded(model, id),
        Outcome::Opened(session) => {
            tender::drawer_is_open(model);
            money::drawer_is_open(model);
            drawer::opened(model, &session)
        }
        Outcome::Moved(moved) => drawer::moved(model, &moved),
        Outcome::Closed(report) => drawer::closed(model, report),
    };
    if model.errand.is_none() {
        cmds.extend(input::replay(model));
    }
    cmds
}

fn not_done(model: &mut Model, mut sending: Sending, trouble: Trouble) -> Vec<Cmd> {
    let is_final = match &trouble.effect {
        Effect::Unknown => false,
        Effect::Refused(_) => true,
        // These say nothing of an earlier attempt whose answer was lost.
        Effect::NotThisTime | Effect::Later(_) | Effect::SessionEnded => sending.lost == 0,
    };
    model.typed_ahead.clear();
    let mut cmds = Vec::new();
    if is_final {
        close(model);
        cmds.push(Cmd::Till(TillCmd::Settle(sending.errand.key.clone())));
        cmds.extend(shop::stumbled(model, &trouble));
        cmds.push(Cmd::Bell);
        cmds.extend(failed(model, &sending, trouble));
        return cmds;
    }
    sending.lost += 1;
    let pause = 1_u64.checked_shl(sending.lost.min(4)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
    let again = TillWake::Again(sending.errand.key.clone());
    cmds.push(Cmd::After(Duration::from_secs(pause), Wake::Till(again)));
    model.errand = Some(sending);
    cmds.extend(shop::stumbled(model, &trouble));
    cmds
}

/// Nothing was done: whatever it was about is as it was, and the next attempt is another errand.
fn failed(model: &mut Model, sending: &Sending, trouble: Trouble) -> Vec<Cmd> {
    let is_absent = matches!(&trouble.effect, Effect::Refused(refusal)
        if matches!(**refusal, Refusal::NotFound { .. }));
    match &sending.errand.deed {
        Deed::Discard(id) if is_absent => return parked::discarded(model, *id),
        Deed::Recall(_) if is_absent => return parked::missed(model),
        Deed::Park(parking) if model.sell.cart.is_empty() => {
            // Of an earlier run, whose cart is gone.
            model.sell.cart = Cart::of_order(&parking.order, model.menu.as_ref());
            model.warn(format!("The order of the last run was not put aside: {}", trouble.sentence));
            return customers::recall(model);
        }
        Deed::Park(_)
        | Deed::Recall(_)
        | Deed::Discard(_)
        | Deed::Open(_)
        | Deed::Move(..)
        | Deed::Close(..) => {}
    }
    let is_locked = model.lock().is_some();
    match top_form(model) {
        Some(form) => object(form, trouble),
        // Over a locked till the sign-in form tells it.
        None if is_locked => {}
        None => model.warn(trouble.sentence),
    }
    Vec::new()
}

/// Says what is wrong at the line that it is about, where it is about one.
fn object(form: &mut FormDialog, trouble: Trouble) {
    form.problem = Some(trouble.sentence);
    if let Effect::Refused(refusal) = trouble.effect
        && let Refusal::InvalidInput { errors } = *refusal
    {
        for (path, messages) in &errors.0 {
            let label = match path.as_str() {
                "opening_count" => forms::COUNTED,
                "drawer" => forms::DRAWER,
                "amount" => forms::AMOUNT,
                "note" => forms::NOTE,
                "label" => crate::screens::parked::LABEL,
                "counted" | "denominations" => closing::TOTAL,
                _ => continue,
            };
            form.object(label, messages.join(", "));
        }
    }
}

/// The form below, that was sent.
fn top_form(model: &mut Model) -> Option<&mut FormDialog> {
    match model
        .dialogs
        .iter_mut()
        .rev()
        .find(|dialog| !matches!(dialog, Dialog::Locked(_) | Dialog::Confirm(_)))
    {
        Some(Dialog::Form(form)) if matches!(form.purpose, Purpose::Till(_)) => Some(form),
        _ => None,
    }
}

fn close(model: &mut Model) {
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Waiting));
}

fn close_form(model: &mut Model) {
    let is_it =
        |dialog: &Dialog| matches!(dialog, Dialog::Form(form) if matches!(form.purpose, Purpose::Till(_)));
    model.dialogs.retain(|dialog| !is_it(dialog));
}

/// Does what a form of the till says.
pub(super) fn accept(model: &mut Model) -> Vec<Cmd> {
    let Some(Dialog::Form(form)) = model.dialogs.last() else { return Vec::new() };
    let form = form.clone();
    let Purpose::Till(purpose) = &form.purpose else { return Vec::new() };
    let deed = match purpose {
        TillForm::Part { .. } | TillForm::Tip { .. } => return accept_for_tender(model, &form),
        TillForm::Park { usual } => Ok(parked::park(model, &form, usual)),
        TillForm::Open { currency } => forms::opening(&form, *currency).map(Deed::Open),
        TillForm::Move { session, kind, currency } => {
            forms::movement(&form, *kind, *currency).map(|cash| Deed::Move(*session, cash))
        }
        TillForm::Close { session, currency, is_sure, .. } => match closing::closing(&form, *currency) {
            Ok(_) if !is_sure => {
                make_sure(model, true);
                return Vec::new();
            }
            Ok((close, _)) => Ok(Deed::Close(*session, close)),
            Err(wrong) => Err(wrong),
        },
    };
    match deed {
        Ok(deed) => send(model, deed, None),
        Err(wrong) => refuse(model, wrong),
    }
}

fn accept_for_tender(model: &mut Model, form: &FormDialog) -> Vec<Cmd> {
    let is_tip = matches!(form.purpose, Purpose::Till(TillForm::Tip { .. }));
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    let done = if is_tip {
        tender_forms::tip(form, tender).map(|tip| tender.tip = tip)
    } else {
        tender_forms::part(form, tender).map(|part| tender.add_part(part))
    };
    match done {
        Ok(()) => {
            model.dialogs.pop();
            Vec::new()
        }
        Err(wrong) => refuse(model, wrong),
    }
}

fn refuse(model: &mut Model, (label, problem): (&'static str, String)) -> Vec<Cmd> {
    if let Some(Dialog::Form(form)) = model.dialogs.last_mut() {
        form.object(label, problem);
    }
    vec![Cmd::Bell]
}

/// Whether the next Enter closes the drawer: whoever goes on counting is not sure yet.
pub(super) fn make_sure(model: &mut Model, sure: bool) {
    if let Some(Dialog::Form(form)) = model.dialogs.last_mut()
        && let Purpose::Till(TillForm::Close { is_sure, .. }) = &mut form.purpose
    {
        *is_sure = sure;
    }
}
