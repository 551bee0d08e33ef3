//! From keys to actions: a scan is told from typing first, then the registry is asked, and what it does not
//! know is text.

use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};

use super::{
    arm, commands, coupons, customers, find, login, orders, perform, sell, sold_out, stock, tender, till,
};
use crate::action;
use crate::app::{BeforeBurst, Dialog, Model, Screen};
use crate::context::Context;
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::form::Purpose;
use crate::screens::product;
use crate::screens::tender::Phase;
use crate::screens::till::TillForm;
use crate::sell::scan::Verdict;

/// The most keys that wait for a payment's answer.
const MOST_AHEAD: usize = 64;

/// A key went down.
pub fn key(model: &mut Model, event: KeyEvent, at: Duration) -> Vec<Cmd> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    model.last_input = at;
    let key = Key::from(event);
    let is_sent = model.tender().is_some_and(|tender| tender.phase == Phase::Sent)
        || model.errand.as_ref().is_some_and(|sending| sending.lost == 0);
    let waits = matches!(Context::of(model), Context::Taking | Context::Waiting);
    if is_sent && waits && action::lookup(model, key).is_none() {
        if model.typed_ahead.len() < MOST_AHEAD {
            model.typed_ahead.push((event, at));
        }
        return Vec::new();
    }
    match model.scan.judge(key, at) {
        Verdict::Dropped => Vec::new(),
        Verdict::Scan(code) => {
            disarm(model);
            scan(model, &code, key)
        }
        Verdict::First => {
            if key.written().is_some() {
                remember(model);
            }
            press(model, key)
        }
        Verdict::Following => press(model, key),
    }
}

/// Keys that were pressed while a payment was on its way, now that the next sale can begin.
pub fn replay(model: &mut Model) -> Vec<Cmd> {
    let waiting = std::mem::take(&mut model.typed_ahead);
    waiting.into_iter().flat_map(|(event, at)| key(model, event, at)).collect()
}

/// A text that the terminal handed over as a whole: a scan on the Sell screen, text in a line of text.
pub fn paste(model: &mut Model, text: &str) -> Vec<Cmd> {
    let first = text.lines().next().unwrap_or_default().trim();
    match Context::of(model) {
        Context::Sell => sell::scanned(model, first),
        Context::Mark => sold_out::scanned(model, first),
        Context::Stock | Context::StockFind => stock::scanned(model, first),
        Context::Receive => stock::received_scan(model, first),
        Context::Login => {
            model.login.field().insert(first);
            Vec::new()
        }
        Context::Form => {
            if let Some(Dialog::Form(form)) = model.dialogs.last_mut()
                && let Some(line) = form.typing()
            {
                line.insert(first);
                product::make_room(form);
            }
            coupons::changed(model);
            Vec::new()
        }
        Context::Find => first.chars().flat_map(|c| find::typed(model, Key::char(c))).collect(),
        Context::Card => {
            if let Some(tender) = model.tender_mut() {
                tender.reference.insert(first);
            }
            Vec::new()
        }
        Context::OrdersFind => orders::pasted(model, first),
        Context::CustomersFind => customers::pasted(model, first),
        Context::Coupon | Context::CouponWhy => coupons::scanned(model, first),
        Context::CouponsFind => coupons::pasted(model, first),
        Context::CancelOrder | Context::RefundReason | Context::TopUpWords | Context::ReturnsReason => {
            match model.dialogs.last_mut() {
                Some(Dialog::CancelOrder(dialog)) => dialog.reason.insert(first),
                Some(Dialog::Refund(dialog)) => dialog.reason.insert(first),
                Some(Dialog::Wallet(dialog)) => dialog.words.insert(first),
                Some(Dialog::Returns(dialog)) => {
                    dialog.reason.iter_mut().for_each(|reason| reason.insert(first));
                }
                _ => {}
            }
            Vec::new()
        }
        Context::Commands => {
            commands::pasted(model, first);
            Vec::new()
        }
        // A PIN is typed; what comes in one piece is a scan.
        Context::Pin => no_place_for_a_scan(model),
        _ => Vec::new(),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Cmd> {
    // A line feed that follows nothing is an Enter like any other.
    let key = if key == Key::ctrl('j') { Key::ENTER } else { key };
    disarm(model);
    match action::lookup(model, key) {
        Some(action) => perform(model, action),
        None => typed(model, key),
    }
}

/// No letter before this key decides anything.
fn disarm(model: &mut Model) {
    tender::disarm(model);
    orders::disarm(model);
    arm::disarm(model);
}

/// What a key means that is no command here.
fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    match Context::of(model) {
        Context::Login => {
            if !model.login.is_sent() && model.login.field().edit(key) {
                model.login.problem = None;
            }
        }
        Context::Form => {
            if let Some(Dialog::Form(form)) = model.dialogs.last_mut()
                && let Some(line) = form.typing()
            {
                line.edit(key);
                product::make_room(form);
                till::make_sure(model, false);
                coupons::changed(model);
            }
        }
        Context::Find => return find::typed(model, key),
        Context::Tender => tender::typed_amount(model, key),
        Context::Card => {
            if let Some(tender) = model.tender_mut() {
                tender.reference.edit(key);
            }
        }
        Context::Sell => return sell::typed(model, key),
        Context::OrdersFind => return orders::typed(model, key),
        Context::Customers | Context::CustomersFind => return customers::typed(model, key),
        Context::Stock | Context::StockFind => return stock::typed(model, key),
        Context::Coupon | Context::CouponWhy => return coupons::code_typed(model, key),
        Context::Coupons | Context::CouponsFind => return coupons::typed(model, key),
        Context::Receive => return stock::received_key(model, key),
        Context::Pin => return login::typed_pin(model, key),
        Context::CancelOrder => orders::cancel_typed(model, key),
        Context::Refund | Context::RefundReason => orders::refund_typed(model, key),
        Context::TopUp | Context::TopUpWords => customers::wallet_typed(model, key),
        Context::ReturnsReason => orders::return_typed(model, key),
        Context::Commands | Context::Goto => commands::typed(model, key),
        Context::Options
        | Context::Taking
        | Context::Asking
        | Context::Receipt
        | Context::Returns
        | Context::Confirm
        | Context::Orders
        | Context::HandOver
        | Context::SignOut
        | Context::History
        | Context::CouponStats
        | Context::SoldOut
        | Context::Mark
        | Context::Wallet
        | Context::Parked
        | Context::Drawer
        | Context::Alerts
        | Context::Waiting
        | Context::Staff
        | Context::SignedIn
        | Context::Everywhere => {}
    }
    Vec::new()
}

fn remember(model: &mut Model) {
    model.before_burst = Some(Box::new(BeforeBurst {
        sell: model.sell.clone(),
        dialogs: model.dialogs.clone(),
        login: model.login.clone(),
        query: model.stock.query.clone(),
        screen: model.screen,
    }));
}

/// A whole code arrived from a scanner: its characters are undone wherever they went, and the code goes
/// where codes belong.
fn scan(model: &mut Model, code: &str, end: Key) -> Vec<Cmd> {
    let known = model.menu.as_ref().is_some_and(|menu| menu.by_code(code).is_some());
    let mut before = model.before_burst.take();
    exchange(model, before.as_deref_mut());
    if let Some(Dialog::Form(form)) = model.dialogs.last_mut() {
        match form.purpose {
            Purpose::Product(_) => {
                product::scanned(form, code);
                model.tell("What was scanned is the barcode.");
                return Vec::new();
            }
            // Digits of a code are no count.
            Purpose::LineNote
            | Purpose::Guest
            | Purpose::Delivery
            | Purpose::Customer(_)
            | Purpose::Coupon(_)
            | Purpose::Alert(_)
            | Purpose::Till(TillForm::Park { .. }) => {}
            Purpose::Adjust(_) | Purpose::Limits(_) | Purpose::Till(_) => return no_place_for_a_scan(model),
        }
    }
    // Passwords and addresses are typed fast by people's tools, searches by slow lines that bundle keys.
    let is_text = match Context::of(model) {
        Context::Login
        | Context::Form
        | Context::Card
        | Context::OrdersFind
        | Context::CustomersFind
        | Context::CouponsFind
        | Context::CancelOrder
        | Context::RefundReason
        | Context::TopUpWords
        | Context::ReturnsReason
        | Context::Commands => true,
        Context::Find => !known,
        _ => false,
    };
    if is_text {
        exchange(model, before.as_deref_mut());
        return press(model, end);
    }
    match Context::of(model) {
        Context::Mark => return sold_out::scanned(model, code),
        Context::Receive => return stock::received_scan(model, code),
        Context::Coupon | Context::CouponWhy => return coupons::scanned(model, code),
        Context::Stock | Context::StockFind => return stock::scanned(model, code),
        _ if model.dialogs.is_empty() && model.screen == Screen::Sell => return sell::scanned(model, code),
        _ => {}
    }
    no_place_for_a_scan(model)
}

fn no_place_for_a_scan(model: &mut Model) -> Vec<Cmd> {
    if Context::of(model) == Context::Pin {
        model.login.problem = Some("A scan is no PIN. Type the PIN.".to_owned());
    } else {
        model.warn("A scan does not belong here; finish this first, then scan again.");
    }
    vec![Cmd::Bell]
}

/// Puts what stood before the burst in place of what stands now, and back again.
fn exchange(model: &mut Model, before: Option<&mut BeforeBurst>) {
    if let Some(before) = before {
        std::mem::swap(&mut model.sell, &mut before.sell);
        std::mem::swap(&mut model.dialogs, &mut before.dialogs);
        std::mem::swap(&mut model.login, &mut before.login);
        std::mem::swap(&mut model.stock.query, &mut before.query);
        std::mem::swap(&mut model.screen, &mut before.screen);
    }
}
