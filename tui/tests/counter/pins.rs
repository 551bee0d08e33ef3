//! Signing in by PIN.

use comanda::action::{Action, PinAct};
use comanda::app::{Place, Screen};
use comanda::context::Context;
use comanda::msg::{Cmd, Msg, Wake};
use comanda::screens::login::pin::Offer;
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::refusal::Refusal;
use rstest::rstest;

use crate::people::{people, pin_user};
use crate::till::{Till, user_id};

fn away() -> Trouble {
    Trouble { effect: Effect::NotThisTime, sentence: "The server cannot be reached.".into() }
}

fn sent(till: &Till) -> Vec<(comanda_core::id::UserId, String)> {
    till.pins_sent().into_iter().map(|(user, pin)| (user, pin.expose().to_owned())).collect()
}

#[rstest]
#[case::the_first("1 2 3 4 enter", "mina", "1234")]
#[case::by_letter("s 1 2 3 4 enter", "sara", "1234")]
#[case::with_caps_lock("S 1 2 3 4 enter", "sara", "1234")]
#[case::by_arrows("down down 1 2 3 4 enter", "sara", "1234")]
#[case::around("up 1 2 3 4 enter", "sara", "1234")]
#[case::mistyped("r 1 3 back 2 3 4 enter", "reza", "1234")]
#[case::begun_anew("r 9 9 esc 1 2 3 4 enter", "reza", "1234")]
#[case::another_one_after_digits("s 9 9 r 1 2 3 4 enter", "reza", "1234")]
#[case::no_more_than_eight("r 1 2 3 4 5 6 7 8 9 enter", "reza", "12345678")]
#[case::digits_of_another_keyboard("r ۱ ۲ ۳ ۴ enter", "reza", "1234")]
fn a_letter_picks_and_digits_go_to_the_pin(#[case] keys: &str, #[case] who: &str, #[case] pin: &str) {
    let mut till = Till::keyed(people());
    till.press(keys);
    assert_eq!(sent(&till), [(user_id(who), pin.to_owned())]);
}

#[test]
fn a_click_picks() {
    let mut till = Till::keyed(people());
    till.hear(Msg::Act(Action::Pin(PinAct::Pick(2))));
    till.press("1 2 3 4 enter");
    assert_eq!(sent(&till)[0].0, user_id("sara"));
}

#[rstest]
#[case("1 2 3")]
#[case("")]
fn a_pin_that_is_too_short_is_not_sent(#[case] digits: &str) {
    let mut till = Till::keyed(people());
    till.press(digits).press("enter");
    assert!(sent(&till).is_empty());
    assert!(till.picture(80, 24).contains("A PIN has 4 to 8 digits."));
}

#[test]
fn the_pin_is_dots_on_the_screen_and_nothing_in_the_log() {
    let mut till = Till::keyed(people());
    till.press("s 8 6 4 2");
    let picture = till.picture(100, 30);
    assert!(picture.contains("● ● ● ●") && !picture.contains("8642"), "{picture}");
    till.press("enter");
    assert!(!format!("{:?} {:?}", till.model, till.asked).contains("8642"));
}

#[test]
fn a_wrong_pin_is_told_and_forgotten() {
    let mut till = Till::keyed(people());
    till.press("s 9 9 9 9 enter").is_turned_down(Trouble::refused(Refusal::InvalidPin));
    assert!(till.picture(80, 24).contains("The PIN is not right. Type it again."));
    assert_eq!(till.model.login.pin.typed(), 0);
    till.press("1 2 3 4 enter");
    assert_eq!(sent(&till)[1], (user_id("sara"), "1234".into()), "whoever was picked stays picked");
}

#[test]
fn one_attempt_at_a_time() {
    let mut till = Till::keyed(people());
    till.press("s 1 2 3 4 enter enter 5 r enter");
    assert_eq!(sent(&till).len(), 1);
    assert!(till.picture(80, 24).contains("signing in"));
}

#[test]
fn too_many_attempts_are_counted_down_and_enter_waits() {
    let mut till = Till::keyed(people());
    till.press("s 9 9 9 9 enter")
        .is_turned_down(Trouble::refused(Refusal::TooManyAttempts { retry_after: 62 }));
    assert!(till.picture(80, 24).contains("The next one counts in 1:02."));
    let timers =
        |till: &Till| till.asked.iter().filter(|cmd| matches!(cmd, Cmd::After(_, Wake::Second))).count();
    assert_eq!(timers(&till), 1);
    till.asked.clear();
    till.press("1 2 3 4 enter");
    assert!(sent(&till).is_empty() && till.asked.contains(&Cmd::Bell));
    till.hear(Msg::Second);
    assert!(till.picture(80, 24).contains("The next one counts in 1:01."));
    till.press("r 1 2 3 4 enter");
    assert_eq!(sent(&till).len(), 1, "nobody else has to wait");
    till.is_turned_down(Trouble::refused(Refusal::InvalidPin)).press("s");
    for _ in 0..61 {
        till.hear(Msg::Second);
    }
    assert_eq!(timers(&till), 61, "the last second sets no timer");
    till.press("1 2 3 4 enter");
    assert_eq!(sent(&till).len(), 2);
}

#[test]
fn nothing_is_counted_down_while_somebody_sells() {
    let mut till = Till::keyed(people());
    let refusal = Refusal::TooManyAttempts { retry_after: 62 };
    till.press("s 9 9 9 9 enter").is_turned_down(Trouble::refused(refusal));
    till.press("r 1 2 3 4 enter").is_let_in("reza");
    till.asked.clear();
    till.hear(Msg::Second);
    assert!(till.asked.is_empty());
}

#[test]
fn a_till_that_asks_too_often_waits_with_everybody() {
    let mut till = Till::keyed(people());
    let later = Trouble { effect: Effect::Later(9), sentence: "Too many requests.".into() };
    till.press("s 1 2 3 4 enter").is_turned_down(later).press("r 1 2 3 4 enter");
    assert_eq!(sent(&till).len(), 1);
    assert!(till.picture(80, 24).contains("0:09"));
}

#[test]
fn a_scan_is_no_pin() {
    let mut till = Till::keyed(people());
    till.press("r 1 2").scan("2000000000022", &["enter"]);
    assert!(sent(&till).is_empty() && till.asked.contains(&Cmd::Bell));
    assert_eq!((till.model.login.pin.typed(), till.model.login.pin.picked), (2, 1), "as before the scan");
    till.scan("sku-o0022", &["enter"]);
    assert_eq!(Context::of(&till.model), Context::Pin, "its letters pick nobody and lead nowhere");
    till.hear(Msg::Paste("1234".into()));
    assert_eq!(till.model.login.pin.typed(), 2);
}

#[rstest]
#[case("F12")]
#[case("o")]
fn the_password_box_is_one_key_away_and_back(#[case] key: &str) {
    let mut till = Till::keyed(people());
    till.press("1 2").press(key);
    assert_eq!(Context::of(&till.model), Context::Login);
    till.type_in("sara").press("tab").type_in("o1").press("enter");
    assert!(till.asked.iter().any(|cmd| matches!(cmd, Cmd::SignIn { username, .. } if username == "sara")));
    let mut till = Till::keyed(people());
    till.press(key).press("F12");
    assert_eq!((Context::of(&till.model), till.model.login.pin.typed()), (Context::Pin, 0));
}

#[test]
fn without_a_key_or_without_people_there_is_the_password_box() {
    let mut till = Till::at(Place::Server("http://till.local".into()), false);
    till.hear(Msg::Opened(Vec::new()));
    assert!(!till.asked.contains(&Cmd::LoadPeople));
    assert!(till.picture(80, 24).contains("--api-key-file"));
    till.press("F12");
    assert_eq!(Context::of(&till.model), Context::Login);
    let mut till = Till::keyed(Vec::new());
    assert!(till.picture(80, 24).contains("Nobody has a PIN yet"));
    assert_eq!(Context::of(&till.model), Context::Login);
}

#[test]
fn people_who_do_not_come_are_asked_for_again() {
    let mut till = Till::at(Place::Server("http://till.local".into()), true);
    till.hear(Msg::Opened(Vec::new()));
    assert_eq!(till.asked, [Cmd::LoadPeople]);
    till.press("1 2 3 4 enter");
    assert!(sent(&till).is_empty(), "there is nobody yet");
    till.hear(Msg::People(Err(away())));
    assert!(till.picture(80, 24).contains("The server cannot be reached. Enter asks again."));
    till.press("enter");
    till.hear(Msg::People(Err(away())));
    till.hear(Msg::Minute("2026-11-22T12:42:00Z".parse().unwrap()));
    assert_eq!(till.asked.iter().filter(|cmd| **cmd == Cmd::LoadPeople).count(), 3);
    till.hear(Msg::People(Ok(Offer::People(people()))));
    till.press("enter");
    assert_eq!(sent(&till).len(), 1, "digits that were typed meanwhile count");
}

#[test]
fn news_of_the_people_keep_who_is_picked_and_failures_keep_the_people() {
    let mut till = Till::keyed(people());
    till.press("s 1 2");
    let mut more = people();
    more.insert(0, pin_user("Ada", "", "ada", Role::Staff));
    till.hear(Msg::People(Ok(Offer::People(more))));
    till.hear(Msg::People(Err(away())));
    till.press("3 4 enter");
    assert_eq!(sent(&till), [(user_id("sara"), "1234".into())]);
}

#[test]
fn people_of_one_name_are_told_apart() {
    let mut till = Till::keyed(vec![
        pin_user("Sara", "", "sara", Role::Staff),
        pin_user("Sara", "", "sara2", Role::Staff),
    ]);
    let picture = till.picture(80, 24);
    assert!(picture.contains("[s] Sara (sara)") && picture.contains("[a] Sara (sara2)"), "{picture}");
}

#[test]
fn who_is_let_in_sells() {
    let mut till = Till::keyed(people());
    till.press("s 1 2 3 4 enter").is_let_in("sara");
    assert_eq!(till.model.screen, Screen::Sell);
    assert!(till.asked.contains(&Cmd::LoadMenu));
    assert_eq!(till.model.login.pin.typed(), 0);
}

#[test]
fn the_demo_shop_tells_its_pin_and_its_password() {
    let mut till = Till::at(Place::Demo, true);
    till.hear(Msg::Opened(Vec::new()));
    till.hear(Msg::People(Ok(Offer::People(vec![pin_user("", "", "counter", Role::Staff)]))));
    let picture = till.picture(80, 24);
    assert!(picture.contains("[c] counter"), "{picture}");
    assert!(picture.contains("Demo shop: PIN 1234, password comanda-demo"), "{picture}");
}
