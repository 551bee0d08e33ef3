//! How many keys a sale takes. These numbers are the point of the screen.

use comanda_core::actor::Role;
use rstest::rstest;

use crate::house::house;
use crate::till::Till;

#[rstest]
#[case::three_items_exact_cash("q w e F8", 4)]
#[case::three_items_and_a_note("q w e enter d", 5)]
#[case::three_items_enter_twice("q w e enter enter", 5)]
#[case::two_one_and_three("2 q w 3 e F8", 6)]
#[case::three_codes("1 1 enter 2 2 enter 3 5 enter F8", 10)]
fn a_sale_takes_this_many_keys(#[case] keys: &str, #[case] most: usize) {
    let mut till = Till::selling();
    till.press(keys);
    assert_eq!(till.times_sent(), 1, "the sale is sent");
    assert_eq!(till.pressed, most);
    till.shop_takes_it();
    assert!(till.model.sell.paid.is_some());
    assert!(till.model.sell.cart.is_empty());
}

#[test]
fn the_next_sale_needs_no_key_of_its_own() {
    let mut till = Till::selling();
    till.press("q w e F8").shop_takes_it().press("q w e F8").shop_takes_it();
    assert_eq!((till.times_sent(), till.pressed), (2, 8));
}

#[test]
fn a_quick_cashier_types_on_while_the_payment_is_on_its_way() {
    let mut till = Till::selling();
    till.press("q F8 w w e");
    assert_eq!(till.times_sent(), 1);
    till.shop_takes_it();
    assert_eq!(till.lines(), ["2 Fries", "1 Lemonade"]);
}

#[test]
fn a_coupon_is_two_keys_and_its_code() {
    let mut till = Till::selling();
    till.press("q w");
    till.pressed = 0;
    till.press("F6").type_in("two").press("enter");
    assert_eq!((till.codes_asked().len(), till.pressed), (1, 2 + 3));
    till.shop_knows(crate::codes::two(), crate::codes::guest());
    assert_eq!((till.codes(), till.model.dialogs.len()), (vec!["TWO"], 0));
}

#[test]
fn three_scans_and_one_key() {
    let mut till = Till::selling();
    for code in ["2000000000022", "2000000000022", "2000000000035"] {
        till.scan(code, &["enter"]);
    }
    assert_eq!(till.lines(), ["2 Fries", "1 Lemonade"]);
    till.press("F8");
    assert_eq!((till.times_sent(), till.pressed), (1, 1));
}

#[test]
fn something_found_by_name_takes_five_keys() {
    let mut till = Till::selling();
    till.press("/").type_in("bru").press("enter");
    assert_eq!(till.lines(), ["1 Crème Brûlée"]);
    assert_eq!(till.pressed, 5);
}

#[test]
fn one_line_of_a_delivery_is_a_scan_how_many_and_enter() {
    let mut till = Till::looking_after(Role::Staff, house());
    till.press("r");
    till.pressed = 0;
    for (line, digit) in ["6", "4", "9"].into_iter().enumerate() {
        till.scan("2000000000035", &["enter"]).press(digit).press("enter");
        assert_eq!((till.errands().len(), till.pressed), (line + 1, 2 * (line + 1)));
    }
}

#[test]
fn something_is_sold_out_after_three_keys() {
    let mut till = Till::selling();
    till.press("o w o");
    assert_eq!((till.errands().len(), till.pressed), (1, 3));
}
