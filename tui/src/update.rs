//! The one place where the [`Model`] changes. Pure: it reads no clock, sends nothing and draws nothing; what
//! is to be done outside comes back as [`Cmd`]s.

mod alerts;
mod arm;
mod commands;
mod confirm;
mod coupons;
mod customers;
mod drawer;
mod find;
mod form;
mod input;
mod live;
mod lock;
mod login;
mod money;
mod options;
mod orders;
mod paged;
mod parked;
mod product;
mod sell;
mod shop;
mod sold_out;
mod stock;
mod tender;
mod till;

use crate::action::{Action, Common, HandOverAct, SignOutAct};
use crate::app::{Dialog, Model, Screen};
use crate::field::Field;
use crate::keys::Key;
use crate::live::LiveMsg;
use crate::msg::{Cmd, Msg};
use crate::screens::alerts::AlertsMsg;
use crate::screens::confirm::Confirm;
use crate::screens::coupons::CouponsMsg;
use crate::screens::customers::CustomersMsg;
use crate::screens::lock::Why;
use crate::screens::orders::OrdersMsg;
use crate::screens::stock::StockMsg;
use crate::screens::till::TillMsg;

/// What `msg` changes, and what is to be done about it.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    let mut cmds = hear(model, msg);
    cmds.extend(coupons::ask(model));
    model.live.is_menu_awaited |= cmds.contains(&Cmd::LoadMenu);
    cmds.extend(live::settle(model));
    cmds
}

fn hear(model: &mut Model, msg: Msg) -> Vec<Cmd> {
    if !is_beside_keys(&msg) {
        // What happened in between must not be undone with the characters of a scan.
        model.before_burst = None;
    }
    match msg {
        Msg::Key(event, at) => input::key(model, event, at),
        Msg::Act(action) => perform(model, action),
        Msg::Input(at) => {
            model.last_input = at;
            Vec::new()
        }
        Msg::Paste(text) => input::paste(model, &text),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Minute(now) => shop::minute(model, now),
        Msg::Quiet(number) => tender::quiet(model, number),
        Msg::Armed(number) => arm::rang(model, number),
        Msg::Idle(number, at) => lock::rang(model, number, at),
        Msg::Second => login::second(model),
        Msg::CheckAgain(key) => tender::check_again(model, &key),
        Msg::Late(key) => tender::late(model, &key),
        Msg::Opened(pending) => shop::opened(model, pending),
        Msg::NotOpened(why) => shop::not_opened(model, why),
        Msg::SignedIn(answer) => login::signed_in(model, answer),
        Msg::People(answer) => login::people(model, answer),
        Msg::Menu(answer) => shop::menu(model, answer),
        Msg::Placed(key, answer) => tender::placed(model, &key, answer),
        Msg::NotJournalled(key, why) => tender::not_journalled(model, &key, &why),
        Msg::Orders(msg) => orders::answered(model, msg),
        Msg::Customers(msg) => customers::answered(model, msg),
        Msg::Stock(msg) => stock::answered(model, msg),
        Msg::Product(msg) => product::answered(model, msg),
        Msg::Coupons(msg) => coupons::answered(model, msg),
        Msg::Money(msg) => money::answered(model, msg),
        Msg::Till(msg) => till::answered(model, msg),
        Msg::Alerts(msg) => alerts::answered(model, msg),
        Msg::Live(msg) => live::answered(model, msg),
        Msg::Stop | Msg::Crashed => vec![Cmd::Quit],
    }
}

/// What may come between the keys of a scan and changes nothing that those must undo. The shop tells of itself at any
/// time, and what is shown is asked for again then.
const fn is_beside_keys(msg: &Msg) -> bool {
    match msg {
        Msg::Key(..)
        | Msg::Input(_)
        | Msg::Minute(_)
        | Msg::Resize(..)
        | Msg::Quiet(_)
        | Msg::Late(_)
        | Msg::Second
        | Msg::Armed(_)
        | Msg::Menu(Ok(_))
        | Msg::Orders(OrdersMsg::Listed(_, _, Ok(_)))
        | Msg::Stock(StockMsg::Listed(_, _, Ok(_)) | StockMsg::Counted(_) | StockMsg::Recent(_, Ok(_)))
        | Msg::Coupons(CouponsMsg::Listed(_, _, Ok(_)) | CouponsMsg::Counted(_))
        | Msg::Customers(CustomersMsg::Listed(_, _, Ok(_)) | CustomersMsg::Looked(_, Ok(_)))
        | Msg::Till(TillMsg::Parked(Ok(_)) | TillMsg::Drawer(_, Ok(_)) | TillMsg::Sessions(_, _, Ok(_)))
        | Msg::Alerts(AlertsMsg::Listed(_, _, Ok(_))) => true,
        Msg::Live(msg) => {
            !matches!(msg, LiveMsg::Ended(..) | LiveMsg::Orders(_, Err(_)) | LiveMsg::Alarms(_, Err(_)))
        }
        _ => false,
    }
}

/// Does `action`. What was told before is told no longer, unless nobody could read it.
fn perform(model: &mut Model, action: Action) -> Vec<Cmd> {
    if model.lock().is_none() {
        model.notice = None;
    }
    match action {
        Action::Everywhere(act) => everywhere(model, act),
        Action::Login(act) => login::perform(model, act),
        Action::Pin(act) => login::perform_pin(model, act),
        Action::HandOver(HandOverAct::Keep) => arm::arm(model, HandOverAct::Keep),
        Action::HandOver(act) => lock::hand_over(model, act),
        Action::SignOut(SignOutAct::Stay) => lock::signing_out(model, SignOutAct::Stay),
        Action::SignOut(act) => arm::arm(model, act),
        Action::Sell(act) => sell::perform(model, act),
        Action::Find(act) => find::perform(model, act),
        Action::Options(act) => options::perform(model, act),
        Action::Form(act) => form::perform(model, act),
        Action::Tender(act) => tender::perform(model, act),
        Action::Confirm(act) => confirm::perform(model, act),
        Action::Orders(act) => orders::perform(model, act),
        Action::Cancel(act) => orders::cancel(model, act),
        Action::Refund(act) => orders::refund(model, act),
        Action::Receipt(act) => orders::receipt(model, act),
        Action::Returns(act) => orders::returns(model, act),
        Action::Money(act) => money::perform(model, act),
        Action::Wallet(act) => customers::wallet(model, act),
        Action::Customers(act) => customers::perform(model, act),
        Action::Stock(act) => stock::perform(model, act),
        Action::Receive(act) => stock::receive(model, act),
        Action::History(act) => stock::history(model, act),
        Action::Coupon(act) => coupons::dialog(model, act),
        Action::Coupons(act) => coupons::perform(model, act),
        Action::CouponStats(act) => coupons::stats(model, act),
        Action::SoldOut(act) => sold_out::perform(model, act),
        Action::Mark(act) => sold_out::mark(model, act),
        Action::Commands(act) => commands::perform(model, act),
        Action::Parked(act) => parked::perform(model, act),
        Action::Drawer(act) => drawer::perform(model, act),
        Action::Till(act) => till::perform(model, act),
        Action::Alerts(act) => alerts::perform(model, act),
    }
}

/// A key of an amount; says whether it is one. A point means `000` where the currency has no decimals.
fn typed_sum(field: &mut Field, key: Key, decimals: u8) -> bool {
    match key.written() {
        Some('.' | ',') if decimals == 0 => field.insert("000"),
        Some('.' | ',') if !field.text().contains('.') => field.insert("."),
        Some(c @ '0'..='9') => field.insert(c.encode_utf8(&mut [0; 4])),
        _ => return false,
    }
    true
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
            (model.sell.find, model.sell.marking) = (None, false);
            model.screen = Screen::Orders;
            orders::entered(model)
        }
        Common::GoCustomers => {
            commands::chosen(model);
            (model.sell.find, model.sell.marking) = (None, false);
            customers::entered(model)
        }
        Common::GoStock => {
            commands::chosen(model);
            (model.sell.find, model.sell.marking) = (None, false);
            stock::entered(model)
        }
        Common::GoCoupons => {
            commands::chosen(model);
            (model.sell.find, model.sell.marking) = (None, false);
            coupons::entered(model)
        }
        Common::GoDrawer => {
            commands::chosen(model);
            (model.sell.find, model.sell.marking) = (None, false);
            drawer::entered(model)
        }
        Common::GoAlerts => {
            commands::chosen(model);
            (model.sell.find, model.sell.marking) = (None, false);
            alerts::entered(model)
        }
        Common::Bell => {
            model.live.bell = model.live.bell.next();
            model.tell(model.live.bell.told());
            Vec::new()
        }
        Common::Lock => lock::lock(model, Why::Asked),
        Common::SignOut => lock::sign_out(model),
    }
}

fn quit(model: &mut Model) -> Vec<Cmd> {
    let question = match model.tender() {
        Some(tender) if tender.is_waiting() => Some(Confirm::QuitUnanswered),
        _ if model.errand.is_some() || model.money.is_some() => Some(Confirm::QuitErrand),
        _ if !model.sell.cart.is_empty() => Some(Confirm::QuitWithCart),
        _ if !model.kept.is_empty() => Some(Confirm::QuitWithKept),
        _ if !model.stock.sending.is_empty() => Some(Confirm::QuitSending),
        _ if !model.coupons.sending.is_empty() => Some(Confirm::QuitCoupons),
        _ if !model.alerts.sending.is_empty() => Some(Confirm::QuitAlerts),
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
