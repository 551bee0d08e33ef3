//! Asking again for what is shown, because something happened. However much happens, each thing is asked for once, and
//! only when its last question is answered and nobody has it in hands: a form, a search, a selected row of a dialog stay
//! as they are until they are left.

use std::time::Duration;

use super::super::{alerts, coupons, customers, drawer, orders, stock};
use super::{alarms, ask_orders};
use crate::app::{Dialog, Model, Screen};
use crate::context::Context;
use crate::live::{Due, LiveWake, Shown};
use crate::msg::{Cmd, Wake};
use crate::screens::till::TillCmd;

/// What happens within this time is one.
const BURST: Duration = Duration::from_millis(100);
/// After something else was waited for, it may take a little longer.
const REST: Duration = Duration::from_millis(300);

/// Something happened to what is shown there: it is asked for again soon.
pub(in crate::update) fn want(model: &mut Model, shown: Shown) -> Vec<Cmd> {
    if model.staff.is_none() || !is_on(model, shown) || model.live.due.contains_key(&shown) {
        return Vec::new();
    }
    soon(model, shown, BURST)
}

fn soon(model: &mut Model, shown: Shown, pause: Duration) -> Vec<Cmd> {
    model.live.due.insert(shown, Due::Soon);
    vec![Cmd::After(pause, Wake::Live(LiveWake::Due(shown)))]
}

pub(super) fn rang(model: &mut Model, shown: Shown) -> Vec<Cmd> {
    if model.live.due.get(&shown) != Some(&Due::Soon) {
        return Vec::new();
    }
    if !is_on(model, shown) {
        model.live.due.remove(&shown);
        return Vec::new();
    }
    if !is_free(model, shown) {
        model.live.due.insert(shown, Due::Held);
        return Vec::new();
    }
    model.live.due.remove(&shown);
    ask(model, shown)
}

/// What had to wait, and need not any more.
pub(in crate::update) fn settle(model: &mut Model) -> Vec<Cmd> {
    if !model.live.due.values().any(|due| *due == Due::Held) {
        return Vec::new();
    }
    let held: Vec<Shown> =
        model.live.due.iter().filter(|(_, due)| **due == Due::Held).map(|(shown, _)| *shown).collect();
    let mut cmds = Vec::new();
    for shown in held {
        if !is_on(model, shown) {
            model.live.due.remove(&shown);
        } else if is_free(model, shown) {
            cmds.extend(soon(model, shown, REST));
        }
    }
    cmds
}

/// Whether it is looked at; what is not is asked for when it is opened.
fn is_on(model: &Model, shown: Shown) -> bool {
    match shown {
        Shown::Menu | Shown::Parked => true,
        Shown::OpenOrders => model.live.orders.now.is_some() || model.live.orders.asked.is_some(),
        Shown::Alarms => model.may(comanda_core::actor::Permission::SeeAlerts),
        Shown::Orders => model.screen == Screen::Orders,
        Shown::Stock => model.screen == Screen::Stock,
        Shown::Coupons => model.screen == Screen::Coupons,
        Shown::Customers => model.screen == Screen::Customers,
        Shown::Drawer => model.screen == Screen::Drawer,
        Shown::Alerts => model.screen == Screen::Alerts,
    }
}

/// Whether it may be asked for now.
fn is_free(model: &Model, shown: Shown) -> bool {
    let is_in_hands = !model.dialogs.is_empty() || Context::of(model).is_typing();
    match shown {
        // Rows of a search and choices of a product stay under the finger.
        Shown::Menu => !model.live.is_menu_awaited && !is_in_hands,
        Shown::Parked => !model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Parked(_))),
        Shown::OpenOrders => model.live.orders.asked.is_none(),
        Shown::Alarms => model.live.alerts_asked.is_none(),
        Shown::Orders => !is_in_hands && model.orders.list.waiting.question().is_none(),
        Shown::Stock => !is_in_hands && model.stock.list.waiting.question().is_none(),
        Shown::Coupons => !is_in_hands && model.coupons.list.waiting.question().is_none(),
        Shown::Customers => !is_in_hands && model.customers.list.waiting.question().is_none(),
        Shown::Drawer => !is_in_hands,
        Shown::Alerts => !is_in_hands && model.alerts.list.waiting.question().is_none(),
    }
}

fn ask(model: &mut Model, shown: Shown) -> Vec<Cmd> {
    match shown {
        Shown::Menu => vec![Cmd::LoadMenu],
        Shown::Parked => vec![Cmd::Till(TillCmd::Parked)],
        Shown::OpenOrders => ask_orders(model),
        Shown::Alarms => alarms::ask(model),
        Shown::Orders => orders::refresh_shown(model),
        Shown::Stock => stock::refresh_shown(model),
        Shown::Coupons => coupons::refresh_shown(model),
        Shown::Customers => customers::refresh_shown(model),
        Shown::Drawer => drawer::refresh_shown(model),
        Shown::Alerts => alerts::refresh_shown(model),
    }
}
