//! The Coupons screen: explaining a code for the cart, writing one down in three steps, switching one off; each change
//! under one key until its answer is known.

use comanda::app::{Dialog, Screen};
use comanda::msg::{Cmd, Msg};
use comanda::screens::coupons::errand::Deed;
use comanda::screens::coupons::{CouponsCmd, CouponsMsg, CouponsWake};
use comanda::screens::form::Purpose;
use comanda::trouble::Trouble;
use comanda_core::actor::Role;
use comanda_core::coupons::{CouponStatus, DiscountType};
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::wire::coupons::TierType;

use crate::codes::{figures, guest, lunch, two};
use crate::day::amount;
use crate::house::lost;
use crate::menu::product_id;
use crate::till::Till;

fn manager() -> Till {
    Till::giving(Role::Manager, vec![lunch(), two()])
}

/// The line that has the cursor, and what is wrong with it.
fn line(till: &Till) -> (&'static str, Option<String>) {
    match till.model.dialogs.last() {
        Some(Dialog::Form(form)) => {
            let line = form.here().unwrap();
            (line.label, line.problem.clone())
        }
        other => panic!("{other:?}"),
    }
}

fn look(till: &Till) -> comanda::screens::coupons::form::Look {
    match till.model.dialogs.iter().find_map(|dialog| match dialog {
        Dialog::Form(form) => Some(&form.purpose),
        _ => None,
    }) {
        Some(Purpose::Coupon(editing)) => editing.look.clone(),
        other => panic!("{other:?}"),
    }
}

/// A new coupon's form with the cursor on this line.
fn at(label: &str) -> Till {
    let mut till = manager();
    till.press("c");
    for _ in 0..60 {
        if line(&till).0 == label {
            return till;
        }
        till.press("tab");
    }
    panic!("no line {label}");
}

#[test]
fn a_coupon_is_written_down_in_three_steps() {
    let mut till = manager();
    till.press("c").type_in("summer15").press("tab tab tab").type_in("15").press("enter");
    assert_eq!(line(&till).0, "From", "Enter goes to the rules");
    till.press("tab").type_in("24 Dec").press("tab").type_in("200").press("enter");
    assert_eq!(line(&till).0, "Active", "and from there to the look");
    assert_eq!((look(&till).wrong, look(&till).warnings.len()), (Vec::new(), 0));
    till.press("enter");
    let form = till.coupon_sent();
    assert_eq!(
        (form.code.as_deref(), form.discount_type),
        (Some("summer15"), Some(DiscountType::Percentage))
    );
    assert_eq!((form.discount_value, form.max_uses), (Some(amount("15")), Some(Some(200))));
    // The last day counts whole, on the shop's clock.
    assert_eq!(form.valid_until, Some(Some("2026-12-24T23:00:00Z".parse().unwrap())));
    assert_eq!(form.valid_from, None, "from now on");
    till.shop_did(Ok(Some(lunch())));
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn the_lines_are_those_of_the_kind() {
    let mut till = at("Kind");
    till.press("t tab").type_in("20=10%, 50=8");
    assert_eq!(line(&till).0, "Tiers");
    till.press("ctrl-s");
    assert_eq!(line(&till).0, "Code", "what is missing is said where it is missing");
    till.type_in("tier10").press("ctrl-s");
    let tiers = till.coupon_sent().tiers.unwrap();
    assert_eq!(tiers.len(), 2);
    assert_eq!(
        (tiers[0].min_amount, tiers[0].kind, tiers[0].value),
        (amount("20"), TierType::Percentage, amount("10"))
    );
    assert_eq!((tiers[1].kind, tiers[1].value), (TierType::Fixed, amount("8")));
}

#[test]
fn what_is_hardly_meant_is_told_while_it_is_typed() {
    let mut till = manager();
    till.press("c").type_in("all").press("tab tab tab").type_in("100");
    let told = look(&till).warnings;
    assert!(told.iter().any(|warning| warning.contains("all of an order")), "{told:?}");
    assert!(told.iter().any(|warning| warning.contains("any number of times")), "{told:?}");
}

#[test]
fn what_cannot_work_is_said_before_anything_is_sent() {
    let mut till = at("Until");
    till.type_in("1 Nov 2026").press("ctrl-s");
    assert!(till.coupon_errands().is_empty());
    let mut till = at("Hours");
    till.type_in("eleven").press("ctrl-s");
    assert_eq!(line(&till), ("Hours", Some("write the hours as 11:00-15:00".into())));
}

#[test]
fn products_are_picked_by_a_part_of_their_names_and_days_by_their_letters() {
    let mut till = at("Only products");
    till.type_in("bur").press("enter").type_in("fri").press("enter").press("ctrl-s");
    assert_eq!(line(&till).0, "Percent", "what is missing is said where it is missing");
    till.type_in("10").press("ctrl-s");
    assert_eq!(line(&till).0, "Code");
    till.type_in("lunch");
    while line(&till).0 != "Days" {
        till.press("tab");
    }
    till.type_in("mt").press("ctrl-s");
    let form = till.coupon_sent();
    assert_eq!(form.applicable_products, Some(vec![product_id(11), product_id(22)]));
    assert_eq!(form.time_restrictions.flatten().unwrap().days.len(), 2);
}

#[test]
fn a_generated_code_is_one_that_can_be_used() {
    let mut till = manager();
    till.press("c ctrl-g tab tab tab").type_in("5").press("ctrl-s");
    let code = till.coupon_sent().code.unwrap();
    assert_eq!((code.len(), look(&till).wrong), (8, Vec::new()));
    till.press("esc c ctrl-g");
    let Some(Dialog::Form(form)) = till.model.dialogs.last() else { panic!("closed") };
    assert_ne!(form.said("Code"), code);
}

#[test]
fn what_is_written_is_tested_on_the_cart_without_asking() {
    let mut till = manager();
    till.press("alt-1 q w alt-5").shop_offers(vec![lunch()]);
    till.press("c").type_in("half").press("tab tab tab").type_in("50");
    assert_eq!(look(&till).on_cart.as_deref(), Some("On the cart of Sell: VALID · −9.00 (F5)"));
    till.press("F5");
    let Some(Dialog::Coupon(dialog)) = till.model.dialogs.last() else { panic!("closed") };
    assert!(dialog.is_draft && dialog.why.as_ref().unwrap().is_valid);
    till.press("enter a del esc");
    assert!(till.codes_asked().is_empty() && till.codes().is_empty());
    assert_eq!(line(&till).0, "Percent", "and back in the form");
}

#[test]
fn what_the_shop_objects_to_stands_at_its_line() {
    let mut till = manager();
    till.press("e ctrl-s");
    let errors = FieldErrors::one("max_uses", "41 uses are taken already");
    till.shop_did(Err(Trouble::refused(Refusal::InvalidInput { errors })));
    assert_eq!(line(&till), ("Uses", Some("41 uses are taken already".into())));
}

#[test]
fn a_change_keeps_what_was_not_touched() {
    let mut till = manager();
    till.press("e tab").type_in("!").press("ctrl-s");
    let form = till.coupon_sent();
    assert_eq!((form.version, form.description.as_deref()), (Some(1), Some("A fifth off at lunch!")));
    assert_eq!((form.valid_from, form.valid_until), (None, None));
    assert_eq!((form.min_order_value, form.combinable), (Some(Some(amount("15.00"))), Some(true)));
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key_until_it_is_known() {
    let mut till = manager();
    till.press("c").type_in("five").press("tab tab right tab").type_in("5").press("ctrl-s ctrl-s enter");
    assert_eq!(till.coupon_errands().len(), 1, "it is sent once");
    till.shop_did(Err(lost()));
    assert!(till.told().starts_with("FIVE: the answer was lost; checking"), "{}", till.told());
    let first = till.coupon_errands().pop().unwrap();
    till.hear(Msg::Coupons(CouponsMsg::Woke(CouponsWake::Again(first.key.clone()))));
    assert_eq!(till.coupon_errands(), [first.clone(), first]);
    till.shop_did(Ok(Some(two())));
    assert!(till.model.dialogs.is_empty() && till.model.coupons.sending.is_empty());
}

#[test]
fn switching_off_asks_once_and_names_the_version() {
    let mut till = manager();
    till.press("d n");
    assert!(till.coupon_errands().is_empty());
    till.press("d y");
    let form = till.coupon_sent();
    assert_eq!((form.is_active, form.version, form.code), (Some(false), Some(1), None));
    let mut off = lunch();
    (off.is_active, off.status, off.version) = (false, CouponStatus::Cancelled, 2);
    till.shop_did(Ok(Some(off)));
    assert_eq!((till.told(), till.model.coupons.list.rows[0].is_active), ("LUNCH20 is switched off.", false));
    till.press("D y");
    assert!(matches!(till.coupon_errands().pop().unwrap().deed, Deed::Remove(_)));
    till.shop_did(Ok(None));
    assert_eq!(till.model.coupons.list.rows.len(), 1);
}

#[test]
fn staff_see_and_explain_but_change_nothing() {
    let mut till = Till::giving(Role::Staff, vec![lunch()]);
    till.press("c e d D del");
    assert!(till.model.dialogs.is_empty() && till.coupon_errands().is_empty());
    let hints: Vec<&str> = comanda::action::hints(&till.model).filter_map(|spec| spec.hint).collect();
    assert!(!hints.contains(&"create") && hints.contains(&"explain"), "{hints:?}");
}

#[test]
fn a_coupon_is_explained_for_the_cart_and_put_on_it() {
    let mut till = manager();
    till.press("x");
    assert_eq!(till.told(), "Nothing is in the cart of Sell to explain it for. Alt-1 fills it.");
    till.press("alt-1 w w w alt-5").shop_offers(vec![lunch()]);
    till.press("x").shop_knows(lunch(), guest());
    assert!(!till.model.coupons.why.as_ref().unwrap().is_valid);
    till.press("a");
    assert_eq!(till.lines(), ["3 Fries", "1 Espresso"]);
    assert!(till.model.coupons.why.as_ref().unwrap().is_placed);
    till.press("esc esc");
    assert_eq!((till.model.screen, till.codes()), (Screen::Sell, vec!["LUNCH20"]));
}

#[test]
fn the_list_is_searched_and_narrowed() {
    let mut till = manager();
    till.press("/").type_in("lun");
    let (_, question) = till.coupons_asked().unwrap();
    assert_eq!(question.words, "lun");
    till.press("enter f").shop_offers(vec![lunch()]);
    let (_, question) = till.coupons_asked().unwrap();
    assert_eq!(question.status, Some(CouponStatus::Scheduled));
    till.press("esc esc");
    assert_eq!(till.coupons_asked().unwrap().1.words, "");
}

#[test]
fn the_figures_of_a_coupon_are_shown() {
    let mut till = manager();
    till.press("s");
    assert!(till.asked.iter().any(|cmd| matches!(cmd, Cmd::Coupons(CouponsCmd::Stats(_)))));
    till.hear(Msg::Coupons(CouponsMsg::Stats(lunch().id, Ok(Box::new(figures())))));
    assert!(till.picture(80, 24).contains("182.40"));
    till.press("esc");
    assert!(till.model.dialogs.is_empty());
}
