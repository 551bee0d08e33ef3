//! Letters that decide something count once no scanner types on: a letter of a code must not keep or empty an
//! order.

use std::time::Duration;

use super::{confirm, lock, orders, parked, sold_out, stock};
use crate::action::Action;
use crate::app::Model;
use crate::msg::{Cmd, Wake};
use crate::sell::scan;

/// Waits a moment before `action` is done.
pub(super) fn arm(model: &mut Model, action: impl Into<Action>) -> Vec<Cmd> {
    model.armed.number += 1;
    model.armed.action = Some(action.into());
    vec![Cmd::After(scan::LONGEST_GAP + Duration::from_millis(5), Wake::Armed(model.armed.number))]
}

/// Another key came: the letter before it decides nothing.
pub(super) const fn disarm(model: &mut Model) {
    model.armed.action = None;
}

/// No key came after the one with this number.
pub(super) fn rang(model: &mut Model, number: u64) -> Vec<Cmd> {
    let action = model.armed.action.take_if(|_| model.armed.number == number);
    match action {
        Some(Action::HandOver(act)) => lock::hand_over(model, act),
        Some(Action::SignOut(act)) => lock::signing_out(model, act),
        Some(Action::Stock(act)) => stock::armed(model, act),
        Some(Action::SoldOut(act)) => sold_out::answer(model, act),
        Some(Action::Confirm(act)) => confirm::answer(model, act),
        Some(Action::Receipt(act)) => orders::armed_receipt(model, act),
        Some(Action::Returns(act)) => orders::armed_return(model, act),
        Some(Action::Parked(act)) => parked::armed(model, act),
        Some(_) | None => Vec::new(),
    }
}
