//! Taking money: once, whatever happens to the answer.

use comanda::app::Link;
use comanda::msg::{Cmd, Msg};
use comanda::screens::tender::Phase;
use comanda::trouble::Effect;
use comanda_core::actor::Role;
use comanda_core::orders::TenderMethod;
use comanda_core::refusal::Refusal;
use rstest::rstest;

use crate::menu::menu;
use crate::till::Till;

fn tendered(till: &Till) -> Option<String> {
    let order = till.sent()?.order;
    order.payment?.tenders[0].tendered.map(|amount| amount.to_string())
}

#[rstest]
#[case::exact_at_once("F8", "19.80")]
#[case::enter_enter("enter enter", "19.80")]
#[case::typed("enter 2 0 enter", "20.00")]
#[case::typed_with_cents("F9 2 0 . 5 enter", "20.50")]
#[case::fast_exact("enter a", "19.80")]
#[case::fast_next("enter s", "20.00")]
#[case::fast_note("enter d", "50.00")]
#[case::mistyped("enter 3 back 2 0 enter", "20.00")]
fn cash_is_sent_with_what_was_handed_over(#[case] keys: &str, #[case] given: &str) {
    let mut till = Till::selling();
    till.press("q w").press(keys);
    assert_eq!(tendered(&till).as_deref(), Some(given));
    till.shop_takes_it();
    let paid = till.model.sell.paid.as_ref().unwrap();
    assert_eq!(paid.tendered.to_string(), given);
}

#[test]
fn placing_and_paying_are_one_request() {
    let mut till = Till::selling();
    till.press("q F8");
    let order = till.sent().unwrap().order;
    assert_eq!(order.items.len(), 1);
    assert!(order.payment.is_some());
}

#[test]
fn too_little_cash_is_not_sent() {
    let mut till = Till::selling();
    till.press("q w enter 1 0 enter");
    assert_eq!(till.times_sent(), 0);
    let problem = till.model.tender().unwrap().problem.clone().unwrap();
    assert_eq!(problem, "10.00 is less than 19.80. Type what was handed over.");
}

#[test]
fn a_card_carries_its_reference() {
    let mut till = Till::selling();
    till.press("q w enter tab").type_in("Auth 77").press("enter");
    let tender = till.sent().unwrap().order.payment.unwrap().tenders.remove(0);
    assert_eq!(tender.method, TenderMethod::Card);
    assert_eq!(tender.reference.as_deref(), Some("Auth 77"));
    assert_eq!(tender.amount.unwrap().to_string(), "19.80");
}

#[test]
fn esc_goes_back_to_the_cart_and_charges_nothing() {
    let mut till = Till::selling();
    till.press("q w enter esc");
    assert_eq!((till.times_sent(), till.lines().len()), (0, 2));
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key_and_the_same_order() {
    let mut till = Till::selling();
    till.press("q F8");
    let first = till.sent().unwrap();
    till.answer_fails(Effect::Unknown);
    let Some(Cmd::After(_, wake)) =
        till.asked.iter().rev().find(|cmd| matches!(cmd, Cmd::After(..))).cloned()
    else {
        panic!("it asks again by itself: {:?}", till.asked)
    };
    till.hear(wake.into());
    assert_eq!(till.times_sent(), 2);
    assert_eq!(till.sent().unwrap(), first);
    till.press("enter");
    assert_eq!(till.sent().unwrap(), first);
    till.shop_takes_it();
    assert!(till.model.sell.paid.is_some());
    assert!(till.asked.contains(&Cmd::Settle(first.key)));
}

#[rstest]
#[case::the_server_is_away(Effect::NotThisTime)]
#[case::lost_again(Effect::Unknown)]
fn an_unknown_payment_stays_unknown_until_it_is_answered(#[case] effect: Effect) {
    let mut till = Till::selling();
    till.press("q F8").answer_fails(Effect::Unknown).answer_fails(effect);
    assert!(matches!(till.model.tender().unwrap().phase, Phase::Checking(_)));
    till.press("esc F8 q x");
    assert!(till.model.tender().is_some(), "no key leaves it");
    assert!(!till.asked.iter().any(|cmd| matches!(cmd, Cmd::Settle(_))), "it stays in the journal");
}

#[test]
fn no_second_key_exists_while_the_first_is_unanswered() {
    let mut till = Till::selling();
    till.press("q F8").answer_fails(Effect::Unknown).press("enter F8 enter F9 enter");
    let keys: std::collections::BTreeSet<String> = till
        .asked
        .iter()
        .filter_map(|cmd| match cmd {
            Cmd::Place(pending) => Some(pending.key.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(keys.len(), 1);
}

#[test]
fn a_refused_payment_is_settled_and_the_next_attempt_is_another_command() {
    let mut till = Till::selling();
    till.press("q enter enter");
    let first = till.sent().unwrap().key;
    till.shop_refuses(Refusal::EmptyOrder);
    assert!(till.asked.contains(&Cmd::Settle(first.clone())));
    till.press("enter");
    assert_ne!(till.sent().unwrap().key, first);
}

#[test]
fn a_payment_that_takes_long_shows_itself() {
    let mut till = Till::selling();
    till.press("q F8");
    assert!(!till.picture(80, 24).contains("taking the payment"), "no box that only flashes up");
    let key = till.sent().unwrap().key;
    till.hear(Msg::Late(key));
    assert!(till.picture(80, 24).contains("taking the payment"));
}

#[test]
fn nothing_is_sent_that_could_not_be_written_down() {
    let mut till = Till::selling();
    till.press("q F8");
    let key = till.sent().unwrap().key;
    till.hear(Msg::NotJournalled(key, "disk full".into()));
    assert!(till.told().contains("nothing was sent"), "{}", till.told());
    assert_eq!(till.lines(), ["1 Beef Burger"]);
}

#[test]
fn a_server_that_is_away_leaves_the_cart_and_says_so() {
    let mut till = Till::selling();
    till.press("q F8").answer_fails(Effect::NotThisTime);
    assert_eq!(till.lines(), ["1 Beef Burger"]);
    assert_eq!(till.model.link, Link::Lost);
    assert!(!till.told().is_empty());
}

#[test]
fn a_session_that_ends_in_the_middle_of_a_sale_asks_who_is_there_and_keeps_the_cart() {
    let mut till = Till::selling();
    till.press("q F8").answer_fails(Effect::SessionEnded);
    assert!(till.picture(100, 30).contains("Who is selling?"));
    till.type_in("comanda-demo").press("enter");
    assert!(
        till.asked.iter().any(|cmd| matches!(cmd, Cmd::SignIn { username, .. } if username == "counter"))
    );
    till.sign_in("counter", Role::Staff);
    assert_eq!(till.lines(), ["1 Beef Burger"]);
    till.press("F8").shop_takes_it();
    assert!(till.model.sell.paid.is_some());
}

#[test]
fn only_the_account_that_began_an_unanswered_payment_may_go_on() {
    let mut till = Till::selling();
    till.press("q F8").answer_fails(Effect::Unknown).answer_fails(Effect::SessionEnded);
    let sent = till.times_sent();
    till.sign_in("manager", Role::Manager);
    assert!(till.model.staff.is_none() && till.asked.contains(&Cmd::SignOut));
    assert_eq!(till.times_sent(), sent);
    till.sign_in("counter", Role::Staff);
    assert_eq!(till.times_sent(), sent + 1, "it asks again by itself");
}

#[test]
fn a_payment_of_an_earlier_run_is_asked_for_at_the_next_start() {
    let mut before = Till::selling();
    before.press("q w F8");
    let pending = before.sent().unwrap();

    let mut till = Till::starting();
    till.hear(Msg::Opened(vec![pending.clone()]));
    till.sign_in("counter", Role::Staff);
    assert_eq!(till.sent().unwrap(), pending);
    till.serve(menu());
    till.shop_takes_it();
    assert!(till.told().contains("A-042"), "{}", till.told());
    assert!(till.model.sell.cart.is_empty());
}

#[test]
fn a_payment_of_an_earlier_run_that_was_never_taken_brings_its_cart_back() {
    let mut before = Till::selling();
    before.press("q w F8");
    let mut till = Till::starting();
    till.hear(Msg::Opened(vec![before.sent().unwrap()]));
    till.sign_in("counter", Role::Staff);
    till.serve(menu());
    till.shop_refuses(Refusal::EmptyOrder);
    assert_eq!(till.lines(), ["1 Beef Burger", "1 Fries"]);
    assert!(till.told().contains("not taken"), "{}", till.told());
}

#[test]
fn the_change_stays_on_the_screen_until_the_next_key_which_begins_the_next_sale() {
    let mut till = Till::selling();
    till.press("q w enter d").shop_takes_it();
    assert!(till.picture(100, 30).contains("CHANGE"));
    assert_eq!(till.model.sell.paid.as_ref().unwrap().change.to_string(), "30.20");
    till.press("w");
    assert!(till.model.sell.paid.is_none());
    assert_eq!(till.lines(), ["1 Fries"]);
}
