//! What would make the customer of an order ill is said beneath the line and before the payment.

use comanda_core::wire::MenuView;

use crate::menu::menu;
use crate::people::{ahmadi, karimi};
use crate::till::Till;

/// The burger has peanuts in it, the fries have not.
fn with_peanuts() -> MenuView {
    let mut menu = menu();
    menu.products[0].allergens = vec!["Peanuts".into(), "Gluten".into()];
    menu
}

fn till_for(customer: comanda_core::wire::ProfileView) -> Till {
    let mut till = Till::among(vec![customer]);
    till.serve(with_peanuts());
    till.press("enter q w");
    till
}

#[test]
fn a_dish_with_an_allergen_is_marked_with_the_word_for_it() {
    let mut till = till_for(ahmadi());
    for (columns, rows) in [(100, 30), (80, 24), (60, 20)] {
        let picture = till.picture(columns, rows);
        assert_eq!(picture.matches("‼ Peanuts").count(), 1, "{picture}");
        assert!(!picture.contains("Gluten"), "{picture}");
    }
}

#[test]
fn it_is_said_again_before_the_payment_and_stops_nothing() {
    let mut till = till_for(ahmadi());
    till.press("enter");
    let picture = till.picture(80, 24);
    assert!(picture.contains("Ali Ahmadi: no Peanuts ‼ Beef Burger"), "{picture}");
    till.press("enter");
    assert_eq!(till.times_sent(), 1);
}

#[test]
fn who_has_no_allergy_and_who_is_unknown_are_not_warned_of() {
    for (customer, keys) in [(karimi(), "enter"), (ahmadi(), "ctrl-d enter")] {
        let mut till = till_for(customer);
        till.press(keys);
        assert!(!till.picture(80, 24).contains('‼'));
    }
}

#[test]
fn an_allergy_that_is_told_later_counts_for_the_order_under_way() {
    let mut till = till_for(karimi());
    assert!(!till.picture(100, 30).contains('‼'));
    till.press("alt-6").shop_finds(vec![karimi()]).press("e");
    for _ in 0..3 {
        till.press("tab");
    }
    till.type_in("peanut").press("enter");
    let mut changed = karimi();
    changed.customer_profile.allergies = vec!["peanut".into()];
    till.shop_writes_down(Ok(changed)).press("alt-1");
    assert!(till.picture(100, 30).contains("‼ Peanuts"));
}
