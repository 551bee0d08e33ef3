//! Putting orders aside and taking them up: whatever happens to the answers, an order is in one place.

use comanda::app::Dialog;
use comanda::msg::{Cmd, Msg};
use comanda::screens::till::{Deed, TillCmd, TillMsg};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{ParkOrder, ParkedView};
use rstest::rstest;

use crate::at_the_till::parked;
use crate::menu::{menu, product_id};
use crate::people::ahmadi;
use crate::till::Till;

/// The label of what was put aside last.
fn label(till: &Till) -> String {
    match till.tasks().pop().expect("something was sent").deed {
        Deed::Park(order) => order.label.unwrap(),
        other => panic!("{other:?}"),
    }
}

/// An order of this cart, put aside.
fn aside(number: u128, name: &str, keys: &str) -> ParkedView {
    let mut till = Till::selling();
    till.press(keys);
    parked(number, name, &ParkOrder { label: None, order: till.model.sell.cart.order() })
}

/// A till whose shop has two orders aside.
fn till_with_two() -> Till {
    let mut till = Till::selling();
    till.shop_keeps_aside(vec![aside(1, "Ahmadi", "q m a enter n"), aside(2, "window", "2 w e")]);
    till
}

#[rstest]
#[case::typed("q w", "window", "window")]
#[case::nothing_typed("2 q w", "", "3 items")]
#[case::for_somebody("q u K i m enter", "", "Kim")]
fn an_order_is_found_again_by_its_label(#[case] keys: &str, #[case] typed: &str, #[case] found: &str) {
    let mut till = Till::selling();
    till.press(keys).press("F4").type_in(typed).press("enter");
    assert_eq!(label(&till), found);
}

#[test]
fn a_customer_names_their_order() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q F4 enter");
    assert_eq!(label(&till), "Ali Ahmadi");
}

#[test]
fn the_cart_is_free_only_once_the_shop_has_the_order() {
    let mut till = Till::selling();
    till.press("q w F4 enter");
    assert_eq!(till.lines().len(), 2, "nothing is lost in between");
    till.press("esc del ctrl-x y");
    assert_eq!(till.lines().len(), 2, "nothing of it is changed meanwhile");
    till.shop_does_it();
    assert!(till.model.sell.cart.is_empty() && till.model.dialogs.is_empty());
    till.press("ctrl-z");
    assert!(till.model.sell.cart.is_empty(), "no undo brings it back a second time");
    assert!(till.picture(100, 30).contains("Parked 1 (F5)"));
}

#[test]
fn what_is_typed_while_it_is_on_its_way_belongs_to_the_next_guest() {
    let mut till = Till::selling();
    till.press("q w F4 enter e e").shop_does_it();
    assert_eq!(till.lines(), ["2 Lemonade"]);
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key() {
    let mut till = Till::selling();
    till.press("q w F4 enter").answer_is_lost();
    assert_eq!(till.lines().len(), 2);
    assert!(till.picture(80, 24).contains("checking"));
    let Some(Cmd::After(_, wake)) =
        till.asked.iter().rev().find(|cmd| matches!(cmd, Cmd::After(..))).cloned()
    else {
        panic!("it asks again by itself: {:?}", till.asked)
    };
    till.hear(wake.into());
    till.press("enter esc q F8");
    let keys: std::collections::BTreeSet<String> = till.tasks().into_iter().map(|task| task.key).collect();
    assert_eq!((till.tasks().len(), keys.len()), (3, 1));
    till.shop_does_not(Trouble { effect: Effect::NotThisTime, sentence: "Away.".into() });
    assert!(till.model.errand.is_some(), "that says nothing of the first attempt");
    till.shop_does_it();
    assert!(till.model.sell.cart.is_empty() && till.model.dialogs.is_empty());
    assert_eq!(till.times_sent(), 0);
}

#[test]
fn a_refusal_comes_back_with_what_was_typed() {
    let mut till = Till::selling();
    till.press("q w F4").type_in("window").press("enter");
    let first = till.tasks()[0].key.clone();
    till.shop_says_no(Refusal::invalid("label", "is taken"));
    let picture = till.picture(80, 24);
    assert!(picture.contains("window") && picture.contains("is taken"), "{picture}");
    till.press("enter");
    assert_ne!(till.tasks()[1].key, first, "the next attempt is another errand");
    assert_eq!(till.lines().len(), 2);
}

#[test]
fn a_session_that_ended_leaves_the_order_to_whoever_sent_it() {
    let mut till = Till::with_sara();
    till.press("q w F4 enter").answer_is_lost();
    till.shop_does_not(Trouble { effect: Effect::SessionEnded, sentence: "Over.".into() });
    till.is_let_in("reza");
    assert!(till.model.staff.is_none(), "nobody else may ask with that key");
    let sent = till.tasks().len();
    till.is_let_in("sara");
    assert_eq!(till.tasks().len(), sent + 1);
    assert_eq!(till.tasks()[0], till.tasks()[sent]);
    till.shop_does_it();
    assert!(till.model.sell.cart.is_empty());
}

#[rstest]
#[case::the_oldest("F5 enter", &["1 Beef Burger"])]
#[case::by_letter("F5 b", &["2 Fries", "1 Lemonade"])]
#[case::by_arrow("F5 down enter", &["2 Fries", "1 Lemonade"])]
fn an_order_is_taken_up_whole(#[case] keys: &str, #[case] lines: &[&str]) {
    let mut till = till_with_two();
    till.press(keys).shop_does_it();
    assert_eq!(till.lines(), lines);
    assert!(till.model.dialogs.is_empty());
    assert_eq!(till.model.parked.count, 1);
}

#[test]
fn options_notes_and_the_customer_come_back() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q m a enter n").type_in("no onion").press("enter");
    let cart = till.model.sell.cart.clone();
    till.press("F4 enter").shop_does_it().press("F5 enter").shop_does_it();
    let back = &till.model.sell.cart;
    assert_eq!((&back.lines, back.method), (&cart.lines, cart.method));
    assert_eq!(back.customer.as_ref().unwrap().id, ahmadi().user.id);
    let recall =
        |cmd: &Cmd| matches!(cmd, Cmd::Customers(comanda::screens::customers::CustomersCmd::Recall(_)));
    assert!(till.asked.iter().any(recall), "who that is is asked");
}

#[test]
fn lines_that_are_gone_are_said() {
    let mut till = till_with_two();
    let mut menu = menu();
    menu.products.retain(|product| product.id != product_id(22));
    till.serve(menu);
    till.press("F5 b").shop_does_it();
    assert_eq!(till.told(), "window: 1 line no longer on the menu. Take them out with Del.");
    assert_eq!(till.model.sell.cart.lines.len(), 2);
    till.press("del");
    assert_eq!(till.lines(), ["1 Lemonade"], "it is selected already");
}

#[test]
fn with_something_in_the_cart_that_is_put_aside_first() {
    let mut till = till_with_two();
    till.press("t F5 b");
    assert!(till.tasks().is_empty());
    assert!(till.picture(80, 24).contains("Put it aside first"));
    till.press("n");
    assert_eq!((till.lines().len(), till.tasks().len()), (1, 0));
    till.press("enter y");
    assert_eq!(label(&till), "1 item");
    till.shop_does_it();
    assert!(matches!(till.tasks()[1].deed, Deed::Recall(_)));
    till.shop_does_it();
    assert_eq!(till.lines(), ["2 Fries", "1 Lemonade"]);
    assert_eq!(till.model.parked.count, 2);
}

#[test]
fn of_two_who_take_the_same_one_gets_it() {
    let mut till = till_with_two();
    till.press("F5 enter").shop_says_no(Refusal::not_found("parked order"));
    assert!(till.told().contains("Somebody else"), "{}", till.told());
    assert!(till.model.sell.cart.is_empty());
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Parked(_))));
    assert!(
        till.asks().iter().filter(|ask| **ask == TillCmd::Parked).count() >= 2,
        "the list is asked again"
    );
}

#[test]
fn throwing_away_asks_first() {
    let mut till = till_with_two();
    till.press("F5 down del");
    assert!(till.tasks().is_empty());
    till.press("y").shop_does_it();
    assert_eq!((till.model.parked.count, till.model.parked.rows[0].label.as_str()), (1, "Ahmadi"));
    till.press("del enter").shop_says_no(Refusal::not_found("parked order"));
    assert_eq!(till.model.parked.count, 0, "who threw it away does not matter");
}

#[test]
fn a_scan_takes_nothing_up() {
    let mut till = till_with_two();
    till.press("F5").scan("ab2000", &["enter"]);
    assert!(till.tasks().is_empty() && till.model.sell.cart.is_empty());
}

#[test]
fn what_is_aside_is_asked_at_sign_in_and_every_minute() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.sign_in("counter", Role::Staff);
    assert_eq!(till.asks(), [TillCmd::Parked]);
    till.hear(Msg::Minute("2026-11-22T12:42:00Z".parse().unwrap()));
    assert_eq!(till.asks(), [TillCmd::Parked, TillCmd::Parked]);
}

#[test]
fn parking_takes_two_keys_and_so_does_taking_up() {
    let mut till = Till::selling();
    till.press("q w").pressed = 0;
    till.press("F4 enter").shop_does_it();
    assert_eq!(till.pressed, 2);
    till.press("F5 enter").shop_does_it();
    assert_eq!((till.pressed, till.lines().len()), (4, 2));
}

#[test]
fn an_order_that_an_earlier_run_took_up_comes_into_the_cart() {
    let mut before = till_with_two();
    before.press("F5 b");
    let begun = before.tasks().pop().unwrap();
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.hear(Msg::Till(TillMsg::Unanswered(vec![begun.clone()])));
    till.sign_in("manager", Role::Manager);
    assert!(till.tasks().is_empty(), "keys belong to whoever made them");
    till.press("F12");
    till.sign_in("counter", Role::Staff);
    assert_eq!(till.tasks(), [begun]);
    till.serve(menu());
    till.shop_keeps_aside(vec![aside(2, "window", "2 w e")]).shop_does_it();
    assert_eq!(till.lines(), ["2 Fries", "1 Lemonade"]);
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn an_order_that_an_earlier_run_could_not_put_aside_comes_into_the_cart() {
    let mut before = Till::selling();
    before.press("q w F4 enter");
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.hear(Msg::Till(TillMsg::Unanswered(before.tasks())));
    till.sign_in("counter", Role::Staff);
    till.serve(menu());
    till.shop_says_no(Refusal::EmptyOrder);
    assert_eq!(till.lines(), ["1 Beef Burger", "1 Fries"]);
    assert!(till.asks().iter().any(|ask| matches!(ask, TillCmd::Settle(_))));
}
