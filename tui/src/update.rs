//! The one place where the [`Model`] changes. Pure: it reads no clock, sends nothing and draws nothing; what
//! is to be done outside comes back as [`Cmd`]s.

mod commands;
mod confirm;
mod find;
mod form;
mod input;
mod login;
mod options;
mod orders;
mod sell;
mod shop;
mod tender;

use crate::action::{Action, Common};
use crate::app::{Dialog, Model, Screen};
use crate::msg::{Cmd, Msg};
use crate::screens::confirm::Confirm;

/// What `msg` changes, and what is to be done about it.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    if !matches!(msg, Msg::Key(..) | Msg::Minute(_) | Msg::Resize(..) | Msg::Quiet(_) | Msg::Late(_)) {
        // What happened in between must not be undone with the characters of a scan.
        model.before_burst = None;
    }
    match msg {
        Msg::Key(event, at) => input::key(model, event, at),
        Msg::Act(action) => perform(model, action),
        Msg::Paste(text) => input::paste(model, &text),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Minute(now) => shop::minute(model, now),
        Msg::Quiet(number) => tender::quiet(model, number),
        Msg::CheckAgain(key) => tender::check_again(model, &key),
        Msg::Late(key) => tender::late(model, &key),
        Msg::Opened(pending) => shop::opened(model, pending),
        Msg::NotOpened(why) => shop::not_opened(model, why),
        Msg::SignedIn(answer) => login::signed_in(model, answer),
        Msg::Menu(answer) => shop::menu(model, answer),
        Msg::Placed(key, answer) => tender::placed(model, &key, answer),
        Msg::NotJournalled(key, why) => tender::not_journalled(model, &key, &why),
        Msg::Orders(msg) => orders::answered(model, msg),
        Msg::Stop | Msg::Crashed => vec![Cmd::Quit],
    }
}

/// Does `action`. What was told before is told no longer.
fn perform(model: &mut Model, action: Action) -> Vec<Cmd> {
    model.notice = None;
    match action {
        Action::Everywhere(act) => everywhere(model, act),
        Action::Login(act) => login::perform(model, act),
        Action::Sell(act) => sell::perform(model, act),
        Action::Find(act) => find::perform(model, act),
        Action::Options(act) => options::perform(model, act),
        Action::Form(act) => form::perform(model, act),
        Action::Tender(act) => tender::perform(model, act),
        Action::Confirm(act) => confirm::perform(model, act),
        Action::Orders(act) => orders::perform(model, act),
        Action::Cancel(act) => orders::cancel(model, act),
        Action::Commands(act) => commands::perform(model, act),
    }
}

fn everywhere(model: &mut Model, act: Common) -> Vec<Cmd> {
    match act {
        Common::Quit => quit(model),
        Common::Repaint => vec![Cmd::Repaint],
        Common::Mouse => {
            model.mouse = !model.mouse;
            model.tell(if model.mouse {
                "The mouse works here."
            } else {
                "The mouse selects text; Ctrl-T takes it back."
            });
            vec![Cmd::Mouse(model.mouse)]
        }
        Common::GoSell => {
            commands::chosen(model);
            model.screen = Screen::Sell;
            Vec::new()
        }
        Common::GoOrders => {
            commands::chosen(model);
            model.sell.find = None;
            model.screen = Screen::Orders;
            orders::entered(model)
        }
        Common::Lock => login::lock(model),
    }
}

fn quit(model: &mut Model) -> Vec<Cmd> {
    let question = match model.tender() {
        Some(tender) if tender.is_waiting() => Some(Confirm::QuitUnanswered),
        _ if !model.sell.cart.is_empty() => Some(Confirm::QuitWithCart),
        _ => None,
    };
    match question {
        Some(question) => {
            let asks_already = matches!(model.dialogs.last(), Some(Dialog::Confirm(_)));
            if !asks_already {
                model.dialogs.push(Dialog::Confirm(question));
            }
            Vec::new()
        }
        None => vec![Cmd::Quit],
    }
}
