//! Coupons as they look, on the order and on their screen, at three sizes; in ASCII too.

use comanda::msg::Msg;
use comanda::screens::coupons::CouponsMsg;
use comanda_core::actor::Role;
use comanda_core::wire::coupons::CouponView;

use crate::codes::{alone, courier, figures, guest, lunch, thanks, two, vip};
use crate::pictures::pictures;
use crate::till::Till;

fn offers() -> Vec<CouponView> {
    let mut old = alone();
    (old.code, old.status) = ("OLD5".into(), comanda_core::coupons::CouponStatus::Expired);
    old.valid_until = Some("2026-11-20T23:00:00Z".parse().unwrap());
    vec![lunch(), two(), courier(), thanks(), old]
}

fn manager() -> Till {
    Till::giving(Role::Manager, offers())
}

#[test]
fn a_code_on_the_order() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w F6").type_in("lunch20").press("enter").shop_knows(lunch(), vip());
    pictures("coupon_counts", till);
}

#[test]
fn a_code_that_does_not_count_and_one_that_is_not_known_yet() {
    let mut till = Till::selling();
    till.press("q w").uses(lunch()).uses(two()).press("-");
    pictures("coupon_fails", till);
}

#[test]
fn typing_a_code() {
    let mut till = Till::selling();
    till.press("q w F6").shop_finds_best(&[("LUNCH20", "3.60"), ("TWO", "2.00")]);
    till.press("down");
    pictures("coupon_typing", till);
}

#[test]
fn why_a_code_does_not_count() {
    let mut till = Till::selling();
    till.press("w w w").uses(lunch());
    pictures("coupon_why", till);
}

#[test]
fn the_coupons() {
    pictures("coupons", manager());
}

#[test]
fn one_coupon() {
    let mut till = manager();
    till.press("right");
    pictures("coupons_one", till);
}

#[test]
fn a_coupon_explained_for_the_cart() {
    let mut till = manager();
    till.press("alt-1 w w w alt-5").shop_offers(offers());
    till.press("x").shop_knows(lunch(), guest());
    pictures("coupons_explain", till);
}

#[test]
fn no_coupon_yet() {
    pictures("coupons_none", Till::giving(Role::Manager, Vec::new()));
}

#[test]
fn writing_what_a_coupon_gives() {
    let mut till = manager();
    till.press("c").type_in("summer15").press("tab tab tab").type_in("15").press("up");
    pictures("coupon_form_gives", till);
}

#[test]
fn writing_the_rules_of_a_coupon() {
    let mut till = manager();
    till.press("c pgdn").type_in("1 Dec");
    for _ in 0..17 {
        till.press("tab");
    }
    till.type_in("bur").press("enter").type_in("r");
    pictures("coupon_form_rules", till);
}

#[test]
fn choosing_the_months_of_a_coupon() {
    let mut till = manager();
    till.press("c pgdn");
    for _ in 0..13 {
        till.press("tab");
    }
    till.type_in("jjd");
    pictures("coupon_form_months", till);
}

#[test]
fn looking_at_a_coupon_before_it_is_saved() {
    let mut till = manager();
    till.press("alt-1 q w alt-5").shop_offers(offers());
    till.press("c").type_in("half").press("tab tab tab").type_in("50").press("enter enter");
    pictures("coupon_form_look", till);
}

#[test]
fn what_a_coupon_came_to() {
    let mut till = manager();
    till.press("s");
    till.hear(Msg::Coupons(CouponsMsg::Stats(lunch().id, Ok(Box::new(figures())))));
    pictures("coupon_figures", till);
}
