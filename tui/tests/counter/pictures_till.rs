//! Payments in parts, orders that are put aside and the drawer, as they look.

use comanda_core::refusal::Refusal;
use comanda_core::wire::ParkOrder;

use crate::at_the_till::{closed, parked, report, session};
use crate::day::amount;
use crate::menu::menu;
use crate::pictures::pictures;
use crate::till::Till;

#[test]
fn paying_in_parts() {
    let mut till = Till::selling_to_ahmadi();
    let mut menu = menu();
    menu.shop.smallest_coin = Some(amount("0.05"));
    till.serve(menu);
    till.press("q e enter t 2 enter").wallet_holds("5.60").press("w x 3 x");
    till.type_in("Auth 9").press("tab tab").press("1 0 x tab tab");
    pictures("split", till);
}

#[test]
fn rounding_cash_to_the_smallest_coin() {
    let mut till = Till::selling();
    let mut menu = menu();
    menu.shop.smallest_coin = Some(amount("0.05"));
    till.serve(menu);
    till.press("q e enter 2 0");
    pictures("rounded", till);
}

#[test]
fn a_wallet_that_does_not_reach() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w enter").wallet_holds("5.60").press("w enter");
    pictures("wallet_short", till);
}

#[test]
fn giving_a_tip() {
    let mut till = Till::selling();
    till.press("q w enter t right");
    pictures("tip", till);
}

#[test]
fn putting_a_part_down() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w enter x 5 tab right");
    pictures("part", till);
}

#[test]
fn no_drawer_is_open() {
    let mut till = Till::selling();
    till.press("q w F8").shop_refuses(Refusal::DrawerClosed);
    pictures("drawer_closed", till);
}

#[test]
fn a_split_that_is_paid() {
    let mut till = Till::selling();
    till.press("q w enter t 2 enter 1 2 x tab 2 0 enter").shop_takes_it();
    pictures("paid_split", till);
}

#[test]
fn what_is_put_aside() {
    let mut till = Till::selling();
    till.press("q w");
    let order = ParkOrder { label: None, order: till.model.sell.cart.order() };
    let names =
        ["Ahmadi", "سارا احمدی‌نژاد", "宫保鸡丁", "the table at the window, three of them, one with a dog"];
    let rows = names.iter().zip(1..).map(|(name, number)| parked(number, name, &order)).collect();
    till.shop_keeps_aside(rows).press("F5 down");
    pictures("parked", till);
}

#[test]
fn putting_an_order_aside() {
    let mut till = Till::selling();
    till.press("2 q w F4");
    pictures("park", till);
}

#[test]
fn asking_for_a_lost_answer_of_the_till() {
    let mut till = Till::selling();
    till.press("q w F4 enter").answer_is_lost();
    pictures("park_checking", till);
}

#[test]
fn the_drawer_as_it_stands() {
    pictures("drawer", Till::at_the_drawer(Some(report(session(3)))));
}

#[test]
fn the_sessions_of_the_drawer() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("tab down");
    pictures("drawer_sessions", till);
}

#[test]
fn no_drawer_yet() {
    pictures("drawer_none", Till::at_the_drawer(None));
}

#[test]
fn counting_the_drawer() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z 1 tab tab 1 tab 1 enter");
    pictures("drawer_count", till);
}

#[test]
fn paying_out() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("o 8 enter");
    pictures("drawer_pay_out", till);
}

#[test]
fn a_closed_drawer() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z up 1 3 0 enter enter").shop_does_it();
    till.drawer_stands(None);
    let z = report(closed(session(3), 12, "130.00", "-0.05"));
    assert_eq!(till.model.drawer.shown(), Some(&z));
    pictures("drawer_z", till);
}
