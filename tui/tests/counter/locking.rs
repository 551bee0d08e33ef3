//! Locking the till, letting people in again, handing an order over, signing out.

use std::time::Duration;

use comanda::action::{Action, Common};
use comanda::app::{Dialog, Screen};
use comanda::context::Context;
use comanda::msg::{Cmd, Msg, Wake};
use comanda::screens::lock::MOST_KEPT;
use comanda::trouble::{Effect, Trouble};
use comanda_core::refusal::Refusal;
use rstest::rstest;

use crate::day::{order, page};
use crate::people::ahmadi;
use crate::till::Till;

const MINUTE: Duration = Duration::from_mins(1);

fn ended() -> Trouble {
    Trouble { effect: Effect::SessionEnded, sentence: comanda::trouble::SESSION_ENDED.into() }
}

/// The watch that is set now: its number, and when it rings.
fn watch(till: &Till) -> Option<(u64, Duration)> {
    till.asked.iter().rev().find_map(|cmd| match cmd {
        Cmd::After(_, Wake::Idle(number, at)) => Some((*number, *at)),
        _ => None,
    })
}

fn ring(till: &mut Till) {
    let (number, at) = watch(till).expect("a watch is set");
    till.hear(Msg::Idle(number, at));
}

fn is_locked(till: &Till) -> bool {
    till.model.lock().is_some() && till.model.staff.is_none()
}

#[rstest]
#[case::selling("")]
#[case::searching("/ b")]
#[case::choosing("1 5 enter")]
#[case::writing_a_note("n")]
#[case::paying("enter 5")]
#[case::paying_by_card("enter tab")]
#[case::a_question("ctrl-x")]
#[case::help("?")]
#[case::following_orders("alt-2")]
#[case::looking_for_somebody("F3")]
fn the_till_is_locked_from_anywhere_and_shows_nothing_of_the_shop(#[case] keys: &str) {
    let mut till = Till::with_sara();
    till.press("q").press(keys).press("F12");
    assert!(is_locked(&till) && till.asked.contains(&Cmd::SignOut));
    for (columns, rows) in [(100, 30), (80, 24), (60, 20)] {
        let picture = till.picture(columns, rows);
        assert!(
            picture.contains("Who is selling?") && picture.contains("Locked by Sara since 13:41"),
            "{picture}"
        );
        assert!(
            !picture.contains("Burger") && !picture.contains("13.50") && !picture.contains("14.85"),
            "{picture}"
        );
        let is_of_the_shop =
            |action: &Action| matches!(action, Action::Sell(_) | Action::Orders(_) | Action::Tender(_));
        assert!(!till.hits.actions().any(|action| is_of_the_shop(&action)));
    }
}

#[test]
fn the_same_person_finds_everything_as_it_was() {
    let mut till = Till::with_sara();
    till.press("q F3").type_in("4417").shop_finds(vec![ahmadi()]).press("enter enter w 3");
    let before = till.picture(100, 30);
    till.press("n F12");
    assert_eq!(Context::of(&till.model), Context::Pin);
    till.press("1 2 3 4 enter");
    assert_eq!(
        till.pins_sent().pop().unwrap().0,
        crate::till::user_id("sara"),
        "whoever locked it is picked"
    );
    till.is_let_in("sara").press("esc");
    assert_eq!(till.lines(), ["1 Beef Burger", "1 Fries"]);
    assert_eq!(till.model.sell.cart.customer.as_ref().unwrap().name, "Ali Ahmadi");
    assert_eq!(
        till.picture(100, 30).lines().take(26).collect::<Vec<_>>(),
        before.lines().take(26).collect::<Vec<_>>()
    );
}

#[test]
fn an_open_payment_dialog_is_still_open_for_the_same_person() {
    let mut till = Till::with_sara();
    till.press("q enter 5 0 F12").is_let_in("sara");
    assert_eq!(till.model.tender().unwrap().given.text(), "50");
}

#[test]
fn nothing_is_asked_when_the_cart_is_empty_and_nothing_of_the_other_is_left() {
    let mut till = Till::with_sara();
    till.press("q F3").type_in("4417").shop_finds(vec![ahmadi()]).press("enter enter del del alt-2 F12");
    till.is_let_in("reza");
    assert_eq!((till.model.screen, till.model.dialogs.len()), (Screen::Sell, 0));
    till.press("ctrl-z");
    assert!(till.lines().is_empty() && till.model.sell.cart.customer.is_none(), "there is nothing to undo");
}

#[test]
fn another_person_takes_the_order_over() {
    let mut till = Till::with_sara();
    till.press("2 q w F12").is_let_in("reza");
    assert!(till.model.staff.is_none());
    let picture = till.picture(80, 24);
    assert!(picture.contains("Sara left an order with 3 items."), "{picture}");
    assert!(!picture.contains("Burger"), "{picture}");
    till.press("enter");
    assert_eq!(till.model.staff.as_ref().unwrap().username, "reza");
    assert_eq!(till.lines(), ["2 Beef Burger", "1 Fries"]);
    till.press("F8");
    assert_eq!(till.sent().unwrap().username, "reza");
}

#[test]
fn another_person_keeps_the_order_for_whoever_left_it() {
    let mut till = Till::with_sara();
    till.press("2 q F12").is_let_in("reza").press("k");
    assert_eq!(till.model.staff.as_ref().unwrap().username, "reza");
    assert!(till.lines().is_empty() && till.model.sell.undo.is_empty());
    till.press("w F12").is_let_in("reza").press("F8").shop_takes_it().press("F12");
    till.is_let_in("sara");
    assert_eq!(till.lines(), ["2 Beef Burger"]);
    assert!(till.told().contains("Your order is back: 2 items."), "{}", till.told());
    assert!(till.model.kept.is_empty());
}

#[test]
fn a_kept_order_waits_while_its_owner_is_busy_with_another_one() {
    let mut till = Till::with_sara();
    till.press("q F12").is_let_in("reza").press("k w F12").is_let_in("sara").press("enter");
    assert_eq!(till.lines(), ["1 Fries"], "Reza's order was taken over");
    till.press("F8").shop_takes_it().press("F12").is_let_in("sara");
    assert_eq!(till.lines(), ["1 Beef Burger"]);
}

#[test]
fn who_cancels_is_signed_out_and_the_till_stays_locked() {
    let mut till = Till::with_sara();
    till.press("q F12").is_let_in("reza");
    till.asked.clear();
    till.press("esc");
    assert!(is_locked(&till) && till.asked.contains(&Cmd::SignOut));
    assert_eq!(Context::of(&till.model), Context::Pin);
    till.is_let_in("sara");
    assert_eq!(till.lines(), ["1 Beef Burger"]);
}

#[test]
fn so_many_orders_are_kept_and_none_is_lost_for_one_more() {
    let mut till = Till::with_sara();
    for number in 0..MOST_KEPT {
        till.press("q F12").is_let_in(&format!("person{number}")).press("k");
    }
    assert_eq!(till.model.kept.len(), MOST_KEPT);
    till.press("w F12").is_let_in("reza").press("k");
    assert!(till.picture(80, 24).contains("20 orders are kept already; finish"));
    till.press("enter");
    assert_eq!((till.lines(), till.model.kept.len()), (vec!["1 Fries".to_owned()], MOST_KEPT));
    till.press("ctrl-o k");
    assert!(till.model.staff.is_some(), "nor at signing out");
}

#[test]
fn a_letter_of_a_scan_decides_nothing() {
    let mut till = Till::with_sara();
    till.press("q F12").is_let_in("reza").scan("sku-k0022k", &["enter"]);
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::HandOver(_))) && till.model.kept.is_empty());
    let mut till = Till::with_sara();
    till.press("q ctrl-o").scan("sku-e0022e", &["enter"]);
    assert_eq!((till.lines().len(), till.model.staff.is_some()), (1, true));
}

#[test]
fn a_payment_under_way_is_not_locked_away() {
    let mut till = Till::with_sara();
    till.press("q F8 F12 ctrl-o");
    assert!(!is_locked(&till) && till.model.tender().is_some());
    till.hear(Msg::Idle(till.model.watch, till.model.last_input + 60 * MINUTE));
    assert!(!is_locked(&till), "nor by itself");
    assert!(watch(&till).is_some(), "it is looked at again");
    till.shop_takes_it();
    ring(&mut till);
    assert!(is_locked(&till), "once it is answered");
}

#[test]
fn a_lost_payment_is_asked_for_again_by_whoever_began_it_and_nobody_else() {
    let mut till = Till::with_sara();
    till.press("q F8").answer_fails(Effect::Unknown).answer_fails(Effect::SessionEnded);
    assert!(is_locked(&till));
    let sent = till.sent().unwrap();
    till.is_let_in("reza");
    assert!(is_locked(&till) && !till.asked.contains(&Cmd::Settle(sent.key.clone())));
    assert!(till.picture(80, 24).contains("A payment of sara is not answered yet"));
    let times = till.times_sent();
    till.is_let_in("sara");
    assert_eq!((till.times_sent(), till.sent().unwrap()), (times + 1, sent));
}

#[test]
fn nobody_at_the_till_locks_it_after_five_minutes() {
    let mut till = Till::with_sara();
    till.press("q");
    let pressed = till.model.last_input;
    till.hear(Msg::Idle(till.model.watch, pressed + 4 * MINUTE));
    assert!(!is_locked(&till));
    assert_eq!(watch(&till), Some((till.model.watch, pressed + 5 * MINUTE)), "set again for the rest");
    ring(&mut till);
    assert!(is_locked(&till));
    assert!(till.picture(80, 24).contains("Locked itself at 13:41, last used by Sara"));
    till.is_let_in("sara");
    assert_eq!(till.lines(), ["1 Beef Burger"]);
}

#[test]
fn the_mouse_keeps_it_open_and_an_old_watch_counts_for_nothing() {
    let mut till = Till::with_sara();
    till.press("q");
    let (number, first) = (till.model.watch, till.model.last_input + 5 * MINUTE);
    till.hear(Msg::Input(first.saturating_sub(MINUTE)));
    till.hear(Msg::Idle(number, first));
    assert!(!is_locked(&till));
    till.press("F12").is_let_in("sara");
    till.hear(Msg::Idle(number, first + 60 * MINUTE));
    assert!(!is_locked(&till), "it was set by the sign-in before");
    assert_ne!(till.model.watch, number);
}

#[test]
fn a_question_that_nobody_answers_signs_out() {
    let mut till = Till::with_sara();
    till.press("q F12").is_let_in("reza");
    ring(&mut till);
    assert!(is_locked(&till) && Context::of(&till.model) == Context::Pin);
}

#[test]
fn an_ended_session_says_so_and_keeps_everything() {
    let mut till = Till::with_sara();
    till.press("q alt-2").list_fails(ended());
    let picture = till.picture(80, 24);
    assert!(picture.contains("The session of Sara ended at 13:41"), "{picture}");
    till.is_let_in("sara");
    assert_eq!(till.told(), "Signed in as Sara.");
    till.press("alt-1");
    assert_eq!(till.lines(), ["1 Beef Burger"]);
}

#[test]
fn what_happened_while_nobody_could_read_it_is_told_at_the_next_sign_in() {
    let mut till = Till::with_sara();
    till.press("alt-2").shop_lists(page(vec![order(7, comanda_core::orders::Status::Pending, 3)]));
    till.press("r F12").step_fails(Trouble::refused(Refusal::StaleVersion { current: 2 }));
    assert!(!till.picture(80, 24).contains("A-007"));
    till.press("s").is_let_in("sara");
    assert!(till.told().contains("A-007 was changed elsewhere"), "{}", till.told());
}

#[test]
fn signing_out_with_an_empty_cart_leaves_nothing() {
    let mut till = Till::with_sara();
    till.press("q del alt-6 ctrl-o");
    assert_eq!((till.model.screen, till.model.lock().is_none()), (Screen::Login, true));
    assert!(till.model.staff.is_none() && till.asked.contains(&Cmd::SignOut));
    assert!(till.model.sell.undo.is_empty());
    assert!(!till.picture(80, 24).contains("Sara since"));
}

#[rstest]
#[case::kept_by_enter("enter", &["1 Beef Burger"], true)]
#[case::kept("k", &["1 Beef Burger"], true)]
#[case::emptied("e", &[], true)]
#[case::stayed("esc", &["1 Beef Burger"], false)]
fn signing_out_asks_what_becomes_of_the_order(
    #[case] key: &str,
    #[case] lines: &[&str],
    #[case] is_out: bool,
) {
    let mut till = Till::with_sara();
    till.press("q ctrl-o");
    assert!(till.picture(80, 24).contains("There is an order with 1 item."));
    till.press(key);
    assert_eq!(till.model.staff.is_none(), is_out);
    if is_out {
        assert!(till.lines().is_empty());
        till.is_let_in("reza");
        assert!(till.lines().is_empty() && till.model.dialogs.is_empty());
        till.press("ctrl-o").is_let_in("sara");
    }
    assert_eq!(till.lines(), lines);
}

#[test]
fn signing_out_and_locking_are_in_the_palette() {
    for (words, screen) in [("sign out", Screen::Login), ("lock the till", Screen::Sell)] {
        let mut till = Till::with_sara();
        till.press(":").type_in(words).press("enter");
        assert!(till.model.staff.is_none(), "{words}");
        assert_eq!(till.model.screen, screen);
    }
}

#[test]
fn quitting_asks_while_orders_are_kept() {
    let mut till = Till::with_sara();
    till.press("q ctrl-o k ctrl-q");
    assert!(!till.asked.contains(&Cmd::Quit));
    assert!(till.picture(80, 24).contains("Orders that are kept for people"));
    till.press("y");
    assert!(till.asked.contains(&Cmd::Quit));
}

#[test]
fn locking_twice_is_locking_once() {
    let mut till = Till::with_sara();
    till.press("q");
    for _ in 0..2 {
        till.hear(Msg::Act(Action::Everywhere(Common::Lock)));
    }
    till.is_let_in("sara");
    assert!(till.model.dialogs.is_empty());
}
