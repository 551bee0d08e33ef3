//! The alerts, the line of an alarm and the header as they look, at three sizes; in ASCII too.

use comanda_core::actor::Role;

use crate::day::day;
use crate::pictures::pictures;
use crate::till::Till;
use crate::watch::{done, inbox, out};

#[test]
fn the_alerts() {
    pictures("alerts", Till::at_alerts(Role::Manager, inbox()));
}

#[test]
fn all_alerts_with_what_was_done() {
    let mut till = Till::at_alerts(Role::Staff, inbox());
    till.press("a").shop_alerts(vec![done(out(), "reza"), inbox()[1].clone()]);
    pictures("alerts_all", till);
}

#[test]
fn one_alert() {
    let mut till = Till::at_alerts(Role::Staff, inbox());
    till.press("a").shop_alerts(vec![done(out(), "reza")]);
    till.press("right");
    pictures("alert", till);
}

#[test]
fn no_alert() {
    pictures("alerts_none", Till::at_alerts(Role::Staff, Vec::new()));
}

#[test]
fn saying_that_an_alert_is_dealt_with() {
    let mut till = Till::at_alerts(Role::Staff, inbox());
    till.press("r").type_in("Two trays came out of the cold room");
    pictures("alert_resolve", till);
}

#[test]
fn putting_an_alert_aside() {
    let mut till = Till::at_alerts(Role::Staff, inbox());
    till.press("down s");
    pictures("alert_snooze", till);
}

#[test]
fn raising_an_alert() {
    let mut till = Till::at_alerts(Role::Manager, inbox());
    till.press("c tab tab").type_in("bur");
    pictures("alert_raise", till);
}

#[test]
fn a_critical_alert_over_a_sale() {
    let mut till = Till::following();
    till.press("q w");
    till.happens("alert.opened", "x", serde_json::json!({}))
        .bursts_end()
        .warns(vec![out(), inbox()[1].clone()]);
    pictures("alarm", till);
}

#[test]
fn orders_that_come_in_by_themselves() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.press("down");
    till.order_is("order.created", &day()[0]);
    pictures("orders_live", till);
}

#[test]
fn a_shop_that_is_called_again() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.is_lost(4);
    pictures("reconnecting", till);
}

#[test]
fn a_shop_that_is_away() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.is_lost(15).seconds_pass(10);
    pictures("offline", till);
}
