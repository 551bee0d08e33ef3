//! Critical alerts that nobody at this till has seen: one line until somebody looks, and a bell.

use std::collections::BTreeSet;
use std::time::Duration;

use comanda_core::id::AlertId;

use super::super::shop::stumbled;
use crate::app::{Link, Model, Screen};
use crate::live::{Alarms, LiveCmd, LiveWake};
use crate::msg::{Cmd, Wake};
use crate::trouble::Trouble;

/// However much happens, the bell rings once in this time.
const BELL_RESTS: Duration = Duration::from_secs(2);

/// Asks how many alerts are open and which are critical.
pub(super) fn ask(model: &mut Model) -> Vec<Cmd> {
    let number = model.live.next_number();
    model.live.alerts_asked = Some(number);
    vec![Cmd::Live(LiveCmd::Alarms(number))]
}

pub(super) fn told(model: &mut Model, number: u64, answer: Result<Box<Alarms>, Trouble>) -> Vec<Cmd> {
    if model.live.alerts_asked.take_if(|asked| *asked == number).is_none() {
        return Vec::new();
    }
    match answer {
        Ok(told) => {
            model.link = Link::Open;
            model.live.round_trip = Some(told.took);
            model.live.alerts = Some(told.counts);
            note(model, *told)
        }
        Err(trouble) => stumbled(model, &trouble),
    }
}

fn note(model: &mut Model, told: Alarms) -> Vec<Cmd> {
    let Some(user) = model.staff.as_ref().map(|user| user.id) else { return Vec::new() };
    let now = model.now;
    let mut critical = told.critical;
    // What was put aside is told again once it wakes.
    critical.retain(|alert| alert.is_active && alert.snoozed_until.is_none_or(|until| until <= now));
    let standing: BTreeSet<AlertId> = critical.iter().map(|alert| alert.id).collect();
    let live = &mut model.live;
    let before = live.known.replace((user, standing.clone()));
    let is_unseen = |id: AlertId| {
        live.alarms.iter().any(|alarm| alarm.id == id)
            || before.as_ref().is_some_and(|(_, known)| !known.contains(&id))
    };
    let is_news = before.as_ref().is_some_and(|(_, known)| standing.iter().any(|id| !known.contains(id)));
    let unseen = critical.into_iter().filter(|alert| is_unseen(alert.id)).collect();
    live.alarms = unseen;
    if model.screen == Screen::Alerts {
        seen(model);
    }
    if is_news && model.live.bell.rings_for_alerts() { ring(model) } else { Vec::new() }
}

/// Somebody looked at the alerts.
pub(in crate::update) fn seen(model: &mut Model) {
    model.live.alarms.clear();
}

/// Rings, unless it has just rung.
pub(super) fn ring(model: &mut Model) -> Vec<Cmd> {
    if std::mem::replace(&mut model.live.has_rung, true) {
        return Vec::new();
    }
    vec![Cmd::Bell, Cmd::After(BELL_RESTS, Wake::Live(LiveWake::Rested))]
}
