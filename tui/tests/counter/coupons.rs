//! Codes on the order: added with few keys, judged here at every change, explained with the way out, sent with the
//! order, and never in the way of a sale without saying what to do.

use comanda::app::Dialog;
use comanda::msg::Msg;
use comanda::sell::coupons::{Placed, Standing};
use comanda::trouble::{Effect, Trouble};
use comanda_core::orders::DeliveryMethod;
use comanda_core::refusal::Refusal;
use comanda_core::wire::ParkOrder;

use crate::at_the_till::parked;
use crate::codes::{alone, courier, guest, lunch, thanks, two, vip};
use crate::day::amount;
use crate::people::ahmadi;
use crate::till::Till;

fn placed(till: &Till) -> Vec<Placed> {
    let menu = till.model.menu.as_ref().unwrap();
    till.model.sell.cart.priced(menu, &till.model.sell.facts, till.model.now).codes
}

fn standing(till: &Till) -> Standing {
    placed(till).first().expect("a code is on the order").standing.clone()
}

/// What is explained at the till.
fn why(till: &Till) -> comanda::sell::coupons::why::Why {
    match till.model.dialogs.last() {
        Some(Dialog::Coupon(dialog)) => dialog.why.clone().expect("something is explained"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_code_is_added_by_two_keys_and_itself() {
    let mut till = Till::selling();
    till.press("q w");
    till.pressed = 0;
    till.press("F6").type_in("lunch20").press("enter");
    assert_eq!(till.pressed, 2 + "LUNCH20".len());
    let (code, of, question) = till.codes_asked().pop().unwrap();
    assert_eq!((code.as_str(), of, question.items.unwrap().len()), ("LUNCH20", None, 2));
    till.shop_knows(lunch(), guest());
    assert!(till.model.dialogs.is_empty());
    assert_eq!((till.codes(), till.told()), (vec!["LUNCH20"], "LUNCH20 takes 3.60 off."));
    // 18.00 less a fifth, and a tenth of the rest.
    assert_eq!(till.total(), "15.84");
}

#[test]
fn the_total_follows_the_cart_without_asking_again() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).press("w w");
    assert_eq!((till.total().as_str(), till.codes_asked().len()), ("23.76", 1));
    till.press("ctrl-z ctrl-z ctrl-z");
    assert_eq!(till.codes(), Vec::<&str>::new(), "a step back takes the code off, too");
    assert_eq!(till.total(), "19.80");
}

#[test]
fn a_code_that_does_not_count_says_why_and_one_key_mends_it() {
    let mut till = Till::selling();
    till.press("w w w").uses(lunch());
    let told = why(&till);
    assert_eq!(told.result, "NOT VALID · would save 2.70");
    assert_eq!(told.suggested.as_deref(), Some("Add 1 × Espresso (2.80): −3.26."));
    assert!(told.rows.iter().any(|row| row.hint.as_deref().is_some_and(|hint| hint.contains("add 1.50"))));
    assert_eq!(till.codes(), Vec::<&str>::new());
    till.press("a");
    assert_eq!(till.lines(), ["3 Fries", "1 Espresso"]);
    assert_eq!((till.codes(), till.told()), (vec!["LUNCH20"], "LUNCH20 takes 3.26 off."));
    assert!(till.model.dialogs.is_empty());
    till.press("ctrl-z");
    assert_eq!((till.lines(), till.codes()), (vec!["3 Fries".to_owned()], Vec::new()), "it is one step");
}

#[test]
fn a_code_that_counts_no_longer_stays_takes_nothing_and_cannot_be_paid_with() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).press("-");
    assert_eq!(standing(&till), Standing::Fails("add 1.50".into()));
    assert_eq!(till.total(), "14.85");
    for key in ["enter", "F8", "F9"] {
        till.press(key);
        assert_eq!(
            till.told(),
            "LUNCH20 does not count: add 1.50. F6 says how to mend it, Ctrl-K takes it off."
        );
        assert_eq!((till.times_sent(), till.model.dialogs.len()), (0, 0));
    }
    till.press("F6");
    assert_eq!(why(&till).suggested.as_deref(), Some("Add 1 × Espresso (2.80): −3.26."));
    till.press("a F8");
    assert_eq!(till.times_sent(), 1);
}

#[test]
fn one_key_takes_the_code_off_and_the_order_can_be_paid() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).press("- ctrl-k");
    assert_eq!((till.codes(), till.told()), (Vec::new(), "LUNCH20 is off the order; Ctrl-Z brings it back."));
    till.press("F8");
    assert_eq!(till.times_sent(), 1);
}

#[test]
fn the_order_carries_its_codes_and_the_total_that_was_shown() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).press("enter t").type_in("1").press("enter F8");
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).press("F8");
    let order = till.sent().unwrap().order;
    assert_eq!(
        (order.coupon_codes, order.expected_total),
        (vec!["LUNCH20".to_owned()], Some(amount("15.84")))
    );
    till.shop_takes_it();
    assert!(till.codes().is_empty(), "the next sale begins without it");
}

#[test]
fn the_expected_total_is_the_bill_before_the_tip() {
    let mut till = Till::selling();
    till.press("w enter t 1 enter enter");
    let order = till.sent().unwrap().order;
    assert_eq!(order.expected_total, Some(amount("4.95")));
}

#[test]
fn what_is_refused_about_the_bill_comes_back_to_the_cart_and_the_code_is_asked_about_again() {
    for (opened, refusal) in [
        (
            "F8",
            Refusal::CouponDepleted {
                coupon: "LUNCH20".into(),
                why: "All uses of LUNCH20 are taken.".into(),
            },
        ),
        ("enter enter", Refusal::TotalChanged { expected: amount("15.84"), total: amount("16.00") }),
    ] {
        let mut till = Till::selling();
        till.press("q w").uses(lunch()).press(opened);
        let sentence = Trouble::refused(refusal.clone()).sentence;
        till.shop_refuses(refusal);
        assert!(till.model.dialogs.is_empty());
        assert_eq!((till.lines().len(), till.codes(), till.told()), (2, vec!["LUNCH20"], sentence.as_str()));
        assert_eq!((till.codes_asked().len(), standing(&till)), (2, Standing::Asking));
        let mut used_up = lunch();
        used_up.current_uses = 200;
        till.shop_knows(used_up, guest());
        assert_eq!(standing(&till), Standing::Fails("all uses taken".into()));
    }
}

#[test]
fn another_customer_is_another_buyer_and_the_code_is_unknown_until_the_shop_told() {
    let mut till = Till::selling();
    till.press("q w").uses(thanks());
    assert_eq!(why(&till).rows.iter().filter(|row| row.hint.is_some()).count(), 1, "a guest is no regular");
    till.press("esc");
    let mut till = Till::selling_to_ahmadi();
    till.press("q w F6").type_in("thanks").press("enter").shop_knows(thanks(), vip());
    assert_eq!(standing(&till), Standing::Counts(comanda_core::money::Money::minor(300)));
    till.press("ctrl-d");
    assert_eq!((standing(&till), till.total().as_str()), (Standing::Asking, "19.80"));
    till.press("F8");
    assert_eq!(till.told(), "THANKS is not checked yet. Wait a moment, or Ctrl-K takes it off.");
    till.shop_knows(thanks(), guest());
    assert_eq!(standing(&till), Standing::Fails("takes an account, F3".into()));
    till.press("ctrl-z");
    assert_eq!(till.total(), "16.50", "what was told before is not asked again");
    assert_eq!(till.codes_asked().len(), 2);
}

#[test]
fn two_codes_stand_together_where_both_allow_it_and_else_the_refusal_says_so() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).uses(two());
    assert_eq!(till.codes(), ["LUNCH20", "TWO"]);
    assert_eq!(till.total(), "13.64");
    till.uses(alone());
    let told = why(&till);
    assert!(told.rows.iter().any(|row| row.name == "other codes" && row.hint.is_some()), "{told:#?}");
    assert_eq!(told.suggested.as_deref(), Some("Take LUNCH20 and TWO out: −1.00."));
    till.press("a");
    assert_eq!(till.codes(), ["ALONE"]);
}

#[test]
fn over_an_explanation_typing_begins_another_code_and_del_takes_this_one_off() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).uses(two());
    till.press("F6 tab");
    assert_eq!(why(&till).code.as_str(), "TWO");
    till.press("del");
    assert_eq!((till.codes(), why(&till).code.as_str()), (vec!["LUNCH20"], "LUNCH20"));
    till.press("t w o enter");
    assert_eq!(till.codes_asked().pop().unwrap().0.as_str(), "TWO");
}

#[test]
fn a_code_that_there_is_not_is_said_at_once_and_what_was_typed_stays() {
    let mut till = Till::selling();
    till.press("q F6").type_in("lunhc").press("enter").shop_knows_no_such_code();
    let Some(Dialog::Coupon(dialog)) = till.model.dialogs.last() else { panic!("closed") };
    assert_eq!(dialog.problem.as_deref(), Some("There is no coupon LUNHC. Check how it is written."));
    assert_eq!(dialog.typed.text(), "lunhc");
}

#[test]
fn the_best_codes_are_offered_and_taken_by_arrow_and_enter() {
    let mut till = Till::selling();
    till.press("q w F6").shop_finds_best(&[("LUNCH20", "3.60"), ("TWO", "2.00")]);
    till.press("down enter");
    assert_eq!(till.codes_asked().pop().unwrap().0.as_str(), "LUNCH20");
    till.shop_knows(lunch(), guest());
    assert_eq!(till.codes(), ["LUNCH20"]);
}

#[test]
fn a_coupon_that_was_made_within_this_minute_counts_at_once_and_one_of_the_next_does_not() {
    for (from, codes) in [("2026-11-22T12:41:40Z", vec!["TWO"]), ("2026-11-22T12:42:00Z", Vec::new())] {
        let mut coupon = two();
        coupon.valid_from = from.parse().unwrap();
        let mut till = Till::selling();
        till.press("q w").uses(coupon);
        assert_eq!(till.codes(), codes, "{from}");
    }
}

#[test]
fn a_printed_code_is_scanned() {
    let mut till = Till::selling();
    till.press("q w F6").scan("LUNCH20", &["enter"]).shop_knows(lunch(), guest());
    assert_eq!(till.codes(), ["LUNCH20"]);
}

#[test]
fn a_code_for_the_courier_asks_for_the_address_and_then_counts() {
    let mut till = Till::selling();
    till.press("q").uses(courier());
    assert_eq!(why(&till).suggested.as_deref(), Some("Have it delivered: −3.00."));
    till.press("a").type_in("Mill Lane 3").press("enter");
    assert_eq!(till.model.sell.cart.method, DeliveryMethod::Delivery);
    assert_eq!((till.codes(), till.total().as_str()), (vec!["COURIER"], "14.85"));
}

#[test]
fn codes_are_put_aside_with_the_order_and_asked_about_when_it_is_taken_up() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).press("F4 enter");
    let order = till.model.sell.cart.order();
    assert_eq!(order.coupon_codes, ["LUNCH20"]);
    till.shop_does_it();
    assert!(till.codes().is_empty());
    till.shop_keeps_aside(vec![parked(1, "2 items", &ParkOrder { label: None, order })]);
    till.press("F5 enter").shop_does_it();
    assert_eq!((till.codes(), standing(&till)), (vec!["LUNCH20"], Standing::Asking));
    till.shop_knows(lunch(), guest());
    assert_eq!(till.total(), "15.84");
}

#[test]
fn a_code_that_could_not_be_asked_about_is_asked_about_in_the_next_minute() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w F6").type_in("thanks").press("enter").shop_knows(thanks(), vip());
    till.press("ctrl-d");
    till.shop_does_not_know(Trouble { effect: Effect::NotThisTime, sentence: "No answer.".into() });
    assert_eq!(standing(&till), Standing::Fails("not checked, no answer".into()));
    let asked = till.codes_asked().len();
    till.hear(Msg::Minute("2026-11-22T12:42:00Z".parse().unwrap()));
    assert_eq!((till.codes_asked().len(), standing(&till)), (asked + 1, Standing::Asking));
    assert_eq!(ahmadi().user.username, "ahmadi");
}
