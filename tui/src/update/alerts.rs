//! The Alerts screen: reading what staff should know, and dealing with it. What is sent goes out through `errands`.

mod errands;

use comanda_core::actor::Permission;
use comanda_core::catalog::Shop;
use comanda_core::wire::alerts::AlertView;

use super::paged::{self, Lister};
use super::{live, stock};
use crate::action::AlertsAct;
use crate::app::{Dialog, Model, Screen};
use crate::msg::{Cmd, Wake};
use crate::screens::alerts::forms::{raise_form, resolve_form, snooze_form};
use crate::screens::alerts::{AlertsCmd, AlertsMsg, AlertsWake, Filter, Question};
use crate::screens::form::FormDialog;
use crate::screens::paged::{End, Paged, Pane};

pub(super) use errands::{accept, let_go, resume};

/// The list of alerts.
struct Alerts;

impl Lister for Alerts {
    type Row = AlertView;
    type Question = Question;

    fn list(model: &Model) -> &Paged<AlertView> {
        &model.alerts.list
    }

    fn list_mut(model: &mut Model) -> &mut Paged<AlertView> {
        &mut model.alerts.list
    }

    fn next_number(model: &mut Model) -> u64 {
        model.alerts.next_number()
    }

    fn send(model: &mut Model, number: u64, page: u32) -> Vec<Cmd> {
        let username = model.staff.as_ref().map_or("", |user| &user.username);
        vec![Cmd::Alerts(AlertsCmd::List(number, model.alerts.question(username, page)))]
    }

    fn long(number: u64) -> Wake {
        Wake::Alerts(AlertsWake::Long(number))
    }

    fn page_of(question: &Question) -> u32 {
        question.page
    }

    fn is_current(model: &Model) -> bool {
        model.alerts.is_current()
    }

    fn came(model: &mut Model, question: Question, is_same: bool) -> Vec<Cmd> {
        model.alerts.found = Some(question);
        if !is_same {
            model.alerts.scroll = 0;
        }
        Vec::new()
    }

    fn moved(model: &mut Model) -> Vec<Cmd> {
        model.alerts.scroll = 0;
        Vec::new()
    }

    fn pane(model: &Model) -> Pane {
        model.alerts.pane
    }

    fn scroll_mut(model: &mut Model) -> &mut usize {
        &mut model.alerts.scroll
    }

    fn overflow(model: &Model) -> usize {
        crate::view::alerts_overflow(model)
    }
}

/// The screen was opened: what is there is seen now, and what is old stays until the news are here.
pub(super) fn entered(model: &mut Model) -> Vec<Cmd> {
    model.screen = Screen::Alerts;
    model.alerts.pane = Pane::List;
    live::seen(model);
    paged::ask::<Alerts>(model)
}

/// Something happened to alerts, or somebody signed in again.
pub(super) fn refresh_shown(model: &mut Model) -> Vec<Cmd> {
    let is_shown = model.screen == Screen::Alerts && model.staff.is_some();
    if is_shown && model.alerts.list.waiting.question().is_none() {
        paged::ask::<Alerts>(model)
    } else {
        Vec::new()
    }
}

pub(super) fn perform(model: &mut Model, act: AlertsAct) -> Vec<Cmd> {
    match act {
        AlertsAct::Up => paged::step::<Alerts>(model, -1),
        AlertsAct::Down => paged::step::<Alerts>(model, 1),
        AlertsAct::PageUp => paged::leaf::<Alerts>(model, -1),
        AlertsAct::PageDown => paged::leaf::<Alerts>(model, 1),
        AlertsAct::First => paged::go::<Alerts>(model, model.alerts.list.ended(End::First)),
        AlertsAct::Last => paged::go::<Alerts>(model, model.alerts.list.ended(End::Last)),
        AlertsAct::Select(index) if index == model.alerts.list.selected => go(model),
        AlertsAct::Select(index) => paged::select::<Alerts>(model, index),
        AlertsAct::Go => go(model),
        AlertsAct::Read => read(model),
        AlertsAct::Back => back(model),
        AlertsAct::Filter(filter) => {
            model.alerts.filter = filter;
            anew(model)
        }
        AlertsAct::NextKind => {
            model.alerts.next_kind();
            anew(model)
        }
        AlertsAct::Resolve => open_form(model, |alert, key, _| resolve_form(alert, key)),
        AlertsAct::Snooze => open_form(model, |alert, key, model| {
            let standard = Shop::default();
            let shop = model.menu.as_ref().map_or(&standard, |menu| &menu.shop);
            snooze_form(alert, key, shop.day_end(model.now))
        }),
        AlertsAct::Raise => raise(model),
        AlertsAct::Refresh => paged::ask::<Alerts>(model),
    }
}

pub(super) fn answered(model: &mut Model, msg: AlertsMsg) -> Vec<Cmd> {
    match msg {
        AlertsMsg::Listed(number, question, answer) => {
            paged::listed::<Alerts>(model, number, question, answer)
        }
        AlertsMsg::Done(key, answer) => errands::done(model, &key, answer),
        AlertsMsg::Woke(AlertsWake::Long(number)) => paged::takes_long::<Alerts>(model, number),
        AlertsMsg::Woke(AlertsWake::Again(key)) => errands::again(model, &key),
    }
}

fn anew(model: &mut Model) -> Vec<Cmd> {
    model.alerts.pane = Pane::List;
    paged::ask_anew::<Alerts>(model)
}

/// To what it is about.
fn go(model: &mut Model) -> Vec<Cmd> {
    match model.alerts.list.row().and_then(|row| row.product.clone()) {
        Some(product) => stock::show(model, product.id, &product.name),
        None => read(model),
    }
}

fn read(model: &mut Model) -> Vec<Cmd> {
    if model.alerts.list.row().is_some() {
        (model.alerts.pane, model.alerts.scroll) = (Pane::Detail, 0);
    }
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Cmd> {
    if model.alerts.pane == Pane::Detail {
        (model.alerts.pane, model.alerts.scroll) = (Pane::List, 0);
        return Vec::new();
    }
    let is_all_open = model.alerts.kind.take().is_none() && model.alerts.filter == Filter::Open;
    if !is_all_open {
        model.alerts.filter = Filter::Open;
        return anew(model);
    }
    model.screen = Screen::Sell;
    Vec::new()
}

/// A form about the selected alert: the one that the shop did not take, or a new one.
fn open_form(model: &mut Model, make: fn(&AlertView, String, &Model) -> FormDialog) -> Vec<Cmd> {
    let key = model.keys.next_key();
    let Some(alert) = model.alerts.open().cloned() else { return vec![Cmd::Bell] };
    let form = make(&alert, key, model);
    let form = errands::refused_form(model, &form).unwrap_or(form);
    model.dialogs.push(Dialog::Form(form));
    Vec::new()
}

fn raise(model: &mut Model) -> Vec<Cmd> {
    if !model.may(Permission::ManageAlerts) {
        model.warn("Only managers raise alerts by hand. F12 hands the till to one.");
        return vec![Cmd::Bell];
    }
    let named = |menu: &crate::sell::Menu| {
        menu.products.iter().map(|product| (product.id, product.name.clone())).collect()
    };
    let products = model.menu.as_ref().map(named).unwrap_or_default();
    let form = raise_form(model.keys.next_key(), products);
    let form = errands::refused_form(model, &form).unwrap_or(form);
    model.dialogs.push(Dialog::Form(form));
    Vec::new()
}
