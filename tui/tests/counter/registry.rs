//! The registry of actions holds together.

use std::collections::{BTreeMap, HashSet};

use comanda::action::{REGISTRY, by_keyboard, spec};
use comanda::context::Context;
use comanda_core::actor::Role;
use crossterm::event::KeyCode;

use crate::at_the_till::{report, session};
use crate::back::shipped;
use crate::codes::{guest, lunch};
use crate::house::house;
use crate::people::ahmadi;
use crate::returns::open_returns;
use crate::till::Till;
use crate::watch::{inbox, out};

#[test]
fn every_action_has_a_label_and_a_key() {
    for row in REGISTRY.iter() {
        assert!(!row.label.is_empty() && row.id.contains('.'), "{row:?}");
        assert!(!row.keys.is_empty(), "{} has no key", row.id);
    }
}

#[test]
fn no_key_means_two_things_in_one_place() {
    let contexts: HashSet<Context> = REGISTRY.iter().map(|row| row.context).collect();
    for context in contexts {
        let mut seen = BTreeMap::new();
        for place in context.chain() {
            for row in REGISTRY.iter().filter(|row| row.context == *place) {
                for key in &row.keys {
                    let other = seen.insert(key.to_string(), row.id);
                    assert_eq!(other, None, "{key} in {context:?}: also {}", row.id);
                }
            }
        }
    }
}

#[test]
fn where_people_type_no_character_is_a_command() {
    for row in REGISTRY.iter() {
        for context in [
            Context::Login,
            Context::Find,
            Context::Form,
            Context::Card,
            Context::OrdersFind,
            Context::CustomersFind,
            Context::Coupon,
            Context::CouponsFind,
            Context::CancelOrder,
            Context::RefundReason,
            Context::TopUpWords,
            Context::ReturnsReason,
            Context::StockFind,
            Context::Receive,
            Context::Commands,
        ] {
            assert!(context.is_typing());
            let counts = context.chain().contains(&row.context);
            let is_text = row.keys.iter().any(|key| key.written().is_some());
            assert!(!(counts && is_text), "{} is typed in {context:?}", row.id);
        }
    }
}

#[test]
fn no_action_needs_shift_with_a_digit() {
    for row in REGISTRY.iter() {
        for key in &row.keys {
            assert!(
                !matches!(key.code, KeyCode::Char('!' | '@' | '#' | '$' | '%' | '^' | '&')),
                "{}",
                row.id
            );
        }
    }
}

#[test]
fn whatever_can_be_clicked_can_be_done_by_a_key() {
    for keys in
        ["", "q w 1 5 enter", "q enter", "q enter tab", "w n", "w p", "/ b", "q ctrl-x", "q F12", "alt-2"]
    {
        let mut till = Till::selling();
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["", "q F12", "q F12 F12", "q ctrl-o", "F3", "alt-6 c", "alt-6 g"] {
        let mut till = Till::with_sara();
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["", "/ s", "right", "a", "a tab", "r", "r s", "t", "t tab", "v", "x", "c", "c tab", "g"] {
        let mut till = Till::looking_after(Role::Manager, house());
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["o", "o w", "o /"] {
        let mut till = Till::selling();
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["F10", "F10 + s", "F10 down down down down", "x", "x tab", "x tab tab tab", "p", "t"] {
        let mut till = Till::settling(Role::Manager, &shipped());
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["t", "t d tab", "a", "a tab"] {
        let mut till = Till::keeping(Role::Manager);
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["", "tab", "x", "down", "down down", "down down down"] {
        let mut till = Till::deciding(Role::Manager, open_returns());
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["enter 5 x", "enter 5 x x", "enter w", "enter t", "F4", "F5"] {
        let mut till = Till::selling_to_ahmadi();
        till.press("q w").press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["", "tab", "c", "i", "o", "z", "z 1 enter", "g"] {
        let mut till = Till::at_the_drawer(Some(report(session(3))));
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["", "/ l", "right", "c", "c pgdn", "c pgdn pgdn", "s", "d", "g"] {
        let mut till = Till::giving(Role::Manager, vec![lunch()]);
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    for keys in ["", "a", "f", "right", "r", "s", "c", "c tab tab"] {
        let mut till = Till::at_alerts(Role::Manager, inbox());
        till.press(keys);
        can_be_done_by_keys(till, keys);
    }
    let mut till = Till::following();
    till.happens("alert.opened", "1", serde_json::json!({})).bursts_end().warns(vec![out()]);
    can_be_done_by_keys(till, "an alarm");
    let mut till = Till::selling();
    till.press("w w w F6").shop_finds_best(&[("LUNCH20", "3.60")]);
    can_be_done_by_keys(till.clone(), "typing a code");
    till.type_in("lunch20").press("enter").shop_knows(lunch(), guest());
    can_be_done_by_keys(till.clone(), "why");
    till.press("a - - - -");
    can_be_done_by_keys(till, "a code that does not count");
    let mut till = Till::with_sara();
    till.press("q F12").is_let_in("reza");
    can_be_done_by_keys(till, "handing over");
    let mut till = Till::among(vec![ahmadi()]);
    till.press("enter q");
    can_be_done_by_keys(till.clone(), "a customer on the order");
    till.press("alt-6");
    can_be_done_by_keys(till, "the customers");
}

fn can_be_done_by_keys(mut till: Till, when: &str) {
    for (columns, rows) in [(100, 30), (80, 24), (60, 20)] {
        till.picture(columns, rows);
        assert!(till.hits.actions().count() > 0, "{when}");
        for action in till.hits.actions() {
            let row = spec(by_keyboard(action));
            assert!(row.is_some_and(|row| !row.keys.is_empty()), "{action:?} after {when:?}");
        }
    }
}

#[test]
fn a_click_on_a_quick_key_is_the_key() {
    let mut till = Till::selling();
    till.picture(100, 30);
    let (column, row) = (15, 3);
    let action = till.hits.at(column, row).unwrap();
    till.hear(comanda::msg::Msg::Act(action));
    assert_eq!(till.lines(), ["1 Fries"]);
}

#[test]
fn a_dialog_keeps_clicks_from_what_lies_below() {
    let mut till = Till::selling();
    till.press("q enter");
    till.picture(100, 30);
    assert_eq!(till.hits.at(3, 3), None);
}

#[test]
fn every_hint_on_the_screen_does_something() {
    let keys =
        ["", "q", "q w 1 5 enter", "q enter", "q enter tab", "w n", "/ b", "q ctrl-x", "q F12", "q ctrl-o"];
    for keys in keys.into_iter().chain(["F3", "alt-6", "alt-6 c", "alt-2 g"]) {
        let mut till = Till::with_sara();
        till.press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in
        ["F10", "F10 + s w", "F10 down down down down down", "x", "x tab", "x tab tab", "p", "x down enter"]
    {
        let mut till = Till::settling(Role::Manager, &shipped());
        till.press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in ["enter 5 x", "enter w", "enter x", "enter t", "F4", "F4 enter", "F5"] {
        let mut till = Till::selling_to_ahmadi();
        till.press("q w").press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in ["", "tab", "c", "i", "o", "z", "z 1 enter enter"] {
        let mut till = Till::at_the_drawer(Some(report(session(3))));
        till.press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in ["", "/", "c", "c pgdn", "s", "d", "right"] {
        let mut till = Till::giving(Role::Manager, vec![lunch()]);
        till.press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in ["", "a", "esc F6", "a F6"] {
        let mut till = Till::selling();
        till.press("w w w").uses(lunch()).press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in ["", "/", "a", "a tab", "r", "t", "v", "x", "c", "c tab", "a - 1 enter"] {
        let mut till = Till::looking_after(Role::Manager, house());
        till.press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
    for keys in ["", "a", "f", "right", "r", "s", "c", "c tab tab"] {
        let mut till = Till::at_alerts(Role::Manager, inbox());
        till.press(keys);
        for row in comanda::action::hints(&till.model) {
            let found = comanda::action::lookup(&till.model, row.keys[0]);
            assert_eq!(found, Some(row.action), "{} after {keys:?}", row.id);
        }
    }
}
