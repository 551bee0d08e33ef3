//! Signing in.

use comanda::app::Screen;
use comanda::msg::{Cmd, Msg};
use comanda::trouble::Trouble;
use comanda_core::actor::Role;
use comanda_core::refusal::Refusal;

use crate::till::Till;

fn asked_to_sign_in(till: &Till) -> Option<(String, String)> {
    till.asked.iter().find_map(|cmd| match cmd {
        Cmd::SignIn { username, password } => Some((username.clone(), password.expose().to_owned())),
        _ => None,
    })
}

#[test]
fn the_form_is_there_before_the_shop_is() {
    let mut till = Till::starting();
    assert!(till.picture(80, 24).contains("opening the shop"));
    till.type_in("comanda-demo").press("enter");
    assert!(asked_to_sign_in(&till).is_none(), "there is nobody to ask yet");
    till.hear(Msg::Opened(Vec::new()));
    till.press("enter");
    assert_eq!(asked_to_sign_in(&till), Some(("counter".into(), "comanda-demo".into())));
}

#[test]
fn the_demo_shop_offers_its_accounts() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.press("down down").type_in("comanda-demo").press("enter");
    assert_eq!(asked_to_sign_in(&till).unwrap().0, "manager");
}

#[test]
fn any_account_can_be_typed() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.press("tab esc").type_in("Söre").press("tab").type_in("p w").press("enter");
    assert_eq!(asked_to_sign_in(&till).unwrap().0, "Söre");
}

#[test]
fn a_wrong_password_is_told_and_the_name_stays() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.type_in("nonsense").press("enter");
    till.hear(Msg::SignedIn(Err(Trouble::refused(Refusal::InvalidCredentials))));
    assert!(till.picture(80, 24).contains("The name or the password is not right."));
    assert_eq!(till.model.login.username.text(), "counter");
    assert_eq!(till.model.login.password.text(), "");
}

#[test]
fn the_password_is_never_on_the_screen() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.type_in("hunter2");
    assert!(!till.picture(100, 30).contains("hunter2"));
}

#[test]
fn a_customer_may_not_sell() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.sign_in("customer", Role::Customer);
    assert_eq!(till.model.screen, Screen::Login);
    assert!(till.asked.contains(&Cmd::SignOut));
}

#[test]
fn signing_out_keeps_the_cart_for_whoever_comes_next() {
    let mut till = Till::selling();
    till.press("q F12");
    assert!(till.asked.contains(&Cmd::SignOut));
    till.sign_in("manager", Role::Manager);
    assert_eq!(till.lines(), ["1 Beef Burger"]);
}
