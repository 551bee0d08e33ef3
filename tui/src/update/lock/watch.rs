//! The watch that locks a till nobody is at. One timer runs: when it rings too early it is set again for the
//! rest, so that no key has to set one.

use std::time::Duration;

use super::hand_over;
use crate::action::HandOverAct;
use crate::app::{Dialog, Model};
use crate::msg::{Cmd, Wake};
use crate::screens::lock::Why;

/// A till that nobody is at locks itself after this long.
const IDLE: Duration = Duration::from_mins(5);
/// A payment under way is looked at again after this long.
const PAYING: Duration = Duration::from_secs(30);

/// Sets the watch; the one that was set before counts no longer.
pub(super) fn set(model: &mut Model) -> Cmd {
    model.watch += 1;
    after(model, IDLE, model.last_input)
}

fn after(model: &Model, pause: Duration, from: Duration) -> Cmd {
    Cmd::After(pause, Wake::Idle(model.watch, from + pause))
}

/// The watch with this number rang, `at` that moment of the program.
pub(in crate::update) fn rang(model: &mut Model, number: u64, at: Duration) -> Vec<Cmd> {
    let is_asked = matches!(model.dialogs.last(), Some(Dialog::HandOver(_)));
    if number != model.watch || (model.staff.is_none() && !is_asked) {
        return Vec::new();
    }
    let quiet = at.saturating_sub(model.last_input);
    let rest = IDLE.saturating_sub(quiet);
    if !rest.is_zero() {
        return vec![after(model, rest, at)];
    }
    let is_paying = model.tender().is_some_and(crate::screens::tender::Tender::is_waiting);
    if is_paying || model.errand.is_some() || model.money.is_some() {
        return vec![after(model, PAYING, at)];
    }
    if is_asked { hand_over(model, HandOverAct::Cancel) } else { super::lock(model, Why::Idle) }
}
