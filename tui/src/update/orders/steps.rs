//! Moving an order along, and what the shop says to that.

use comanda_core::orders::{Status, TenderMethod};
use comanda_core::refusal::Refusal;
use comanda_core::wire::payments::TenderRequest;
use comanda_core::wire::{ChangeStatus, OrderView, PaidOrder};

use super::super::shop::stumbled;
use super::list::{ask, look};
use crate::amounts;
use crate::app::{Dialog, Link, Model};
use crate::journal::Pending;
use crate::msg::{Cmd, Wake};
use crate::screens::confirm::Confirm;
use crate::screens::orders::{Change, OrdersCmd, OrdersWake};
use crate::sell::scan;
use crate::trouble::{Effect, Trouble};

/// The step is taken once no scanner types on: a letter of a code must not move an order.
pub(super) fn advance(model: &mut Model) -> Vec<Cmd> {
    if model.orders.next_step().is_none() {
        return Vec::new();
    }
    let number = model.orders.next_number();
    model.orders.armed = Some(number);
    let pause = scan::LONGEST_GAP + std::time::Duration::from_millis(5);
    vec![Cmd::After(pause, Wake::Orders(OrdersWake::Advance(number)))]
}

pub(super) fn quiet(model: &mut Model, number: u64) -> Vec<Cmd> {
    if model.orders.armed != Some(number) {
        return Vec::new();
    }
    model.orders.armed = None;
    let is_handed_over = model.orders.next_step() == Some(Status::Delivered);
    if is_handed_over && model.orders.may_pay() {
        model.dialogs.push(Dialog::Confirm(Confirm::HandOverUnpaid));
        return Vec::new();
    }
    advance_now(model)
}

/// To the natural next step of the selected order, whatever is still to be paid.
pub(in crate::update) fn advance_now(model: &mut Model) -> Vec<Cmd> {
    let (Some(to), Some(order)) = (model.orders.next_step(), model.orders.list.row()) else {
        return Vec::new();
    };
    let change = ChangeStatus { version: Some(order.version), ..ChangeStatus::to(to) };
    let change = Change { id: order.id, number: order.number.clone(), change };
    send(model, change)
}

fn send(model: &mut Model, change: Change) -> Vec<Cmd> {
    model.orders.changing = Some(change.id);
    vec![Cmd::Orders(OrdersCmd::Change(Box::new(change)))]
}

pub(super) fn changed(
    model: &mut Model,
    change: &Change,
    answer: Result<Box<OrderView>, Trouble>,
) -> Vec<Cmd> {
    if model.orders.changing == Some(change.id) {
        model.orders.changing = None;
    }
    match answer {
        Ok(order) => {
            model.link = Link::Open;
            let sentence = format!("{} is {} now.", order.number, order.status);
            model.orders.list.refresh(&order);
            model.tell(sentence);
            [look(model), ask(model)].concat()
        }
        Err(trouble) => not_done(model, change, &trouble),
    }
}

/// An order of the list is paid: by what was sent, or by somebody else a moment before.
pub(in crate::update) fn paid(model: &mut Model, sent: &Pending, paid: &PaidOrder) -> Vec<Cmd> {
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let number = &paid.order.number;
    let tender = sent.order.payment.as_ref().and_then(|payment| payment.tenders.last());
    let is_ours = tender.zip(paid.payments.last()).is_some_and(|(tender, payment)| {
        tender.method == payment.method
            && tender.tendered.is_none_or(|given| given == payment.tendered)
            && tender.reference.as_deref().unwrap_or_default() == payment.reference
    });
    match tender {
        Some(TenderRequest { method: TenderMethod::Cash, .. }) if is_ours => {
            model.tell(format!("{number} is paid. CHANGE {}", amounts::shown(paid.change, currency)));
        }
        Some(TenderRequest { tendered: Some(given), .. }) => {
            let given = amounts::shown(*given, currency);
            model.warn(format!(
                "{number} was paid elsewhere before. Give the {given} back; nothing was booked."
            ));
        }
        _ if is_ours => model.tell(format!("{number} is paid by card.")),
        _ => model
            .warn(format!("{number} was paid elsewhere before. Take the charge back on the card terminal.")),
    }
    [look(model), ask(model)].concat()
}

fn not_done(model: &mut Model, change: &Change, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    cmds.push(Cmd::Bell);
    let number = &change.number;
    let sentence = match &trouble.effect {
        Effect::Refused(refusal) if matches!(**refusal, Refusal::StaleVersion { .. }) => {
            format!("{number} was changed elsewhere. This is how it stands now; repeat if it is still right.")
        }
        Effect::Unknown => {
            format!("The answer was lost. Look how {number} stands now before you repeat; R asks again.")
        }
        Effect::Refused(_) | Effect::SessionEnded | Effect::NotThisTime | Effect::Later(_) => {
            trouble.sentence.clone()
        }
    };
    model.warn(sentence);
    if !matches!(trouble.effect, Effect::SessionEnded) {
        cmds.extend(look(model));
        cmds.extend(ask(model));
    }
    cmds
}
