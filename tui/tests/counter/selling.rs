//! Filling the cart.

use comanda::msg::Cmd;
use comanda_core::orders::DeliveryMethod;
use comanda_core::refusal::Refusal;
use rstest::rstest;

use crate::menu::{menu, option_id};
use crate::till::Till;

#[rstest]
#[case::a_letter("q", &["1 Beef Burger"])]
#[case::with_caps_lock("Q", &["1 Beef Burger"])]
#[case::a_quantity_and_a_letter("3 w", &["3 Fries"])]
#[case::the_same_twice("w w", &["2 Fries"])]
#[case::a_code("2 2 enter", &["1 Fries"])]
#[case::a_quantity_and_a_code("2 * 2 2 enter", &["2 Fries"])]
#[case::the_next_page("tab w", &["1 Grilled Salmon"])]
#[case::more_and_less("w + + -", &["2 Fries"])]
#[case::less_than_one("w -", &[])]
#[case::out("q w del", &["1 Beef Burger"])]
#[case::out_and_back("q w del ctrl-z", &["1 Beef Burger", "1 Fries"])]
#[case::the_line_above("q w up +", &["2 Beef Burger", "1 Fries"])]
#[case::empty_says_yes("q w ctrl-x y", &[])]
#[case::empty_says_no("q w ctrl-x esc", &["1 Beef Burger", "1 Fries"])]
#[case::empty_and_back("q w ctrl-x y ctrl-z", &["1 Beef Burger", "1 Fries"])]
#[case::esc_never_empties("q w esc esc", &["1 Beef Burger", "1 Fries"])]
#[case::search_with_a_quantity("3 / e s p r enter", &["3 Espresso"])]
#[case::search_down("/ b down enter", &["1 Crème Brûlée"])]
fn keys_fill_the_cart(#[case] keys: &str, #[case] lines: &[&str]) {
    let mut till = Till::selling();
    till.press(keys);
    assert_eq!(till.lines(), lines, "{}", till.told());
}

#[rstest]
#[case::nothing_there("b", "Nothing lies on that key; Tab turns the page, / searches.")]
#[case::unknown_code("9 9 enter", "Nothing has the code 99. Press / to search by name.")]
#[case::too_many("1 0 0 0 q", "The quantity must be between 1 and 999. Type it again.")]
#[case::none("0 q", "The quantity must be between 1 and 999. Type it again.")]
#[case::of_what("2 * enter", "How many of what? Press a letter or type a code.")]
#[case::sold_out("1 4 enter", "Lamb Kofta is sold out. Offer something else.")]
#[case::too_few_left(
    "5 * 1 2 enter",
    "Only 4 Grilled Salmon left; the order wants 5. Lower the quantity with -."
)]
#[case::one_more_than_left(
    "4 * 1 2 enter +",
    "Only 4 Grilled Salmon left; the order wants 5. Lower the quantity with -."
)]
fn a_refusal_says_what_to_do(#[case] keys: &str, #[case] sentence: &str) {
    let mut till = Till::selling();
    till.press(keys);
    assert_eq!(till.told(), sentence);
    assert!(till.asked.contains(&Cmd::Bell));
}

#[test]
fn a_refusal_leaves_the_cart_as_it_was() {
    let mut till = Till::selling();
    till.press("q 4 * 1 2 enter +");
    assert_eq!(till.lines(), ["1 Beef Burger", "4 Grilled Salmon"]);
}

#[test]
fn the_total_is_the_one_of_the_pricing_rule() {
    let mut till = Till::selling();
    // 13.50 + 4.50 at 10 %, 3.50 at 15 %: 21.50 + 1.80 + 0.53.
    till.press("q w e");
    assert_eq!(till.total(), "23.83");
}

#[test]
fn a_required_choice_is_asked_for_and_has_its_usual_answer() {
    let mut till = Till::selling();
    till.press("1 5 enter");
    assert!(till.lines().is_empty(), "asked first");
    till.press("enter");
    assert_eq!(till.lines(), ["1 Margherita Pizza"]);
    assert_eq!(till.model.sell.cart.lines[0].options, [option_id(20)]);
}

#[rstest]
#[case::the_other_size("b", &[21])]
#[case::size_and_topping("b d", &[21, 31])]
#[case::by_the_arrows("down space", &[21])]
#[case::a_required_one_stays("a", &[20])]
#[case::taken_back("c c", &[20])]
fn letters_choose(#[case] keys: &str, #[case] chosen: &[u128]) {
    let mut till = Till::selling();
    till.press("1 5 enter").press(keys).press("enter");
    let expected: Vec<_> = chosen.iter().map(|number| option_id(*number)).collect();
    assert_eq!(till.model.sell.cart.lines[0].options, expected);
}

#[test]
fn the_choices_of_a_line_can_be_changed() {
    let mut till = Till::selling();
    till.press("q m a enter");
    assert_eq!(till.model.sell.cart.lines[0].options, [option_id(10)]);
    assert_eq!(till.total(), "15.95");
    till.press("m a b c");
    till.press("enter");
    assert_eq!(till.model.sell.cart.lines[0].options, [option_id(11), option_id(12)]);
}

#[test]
fn a_note_keeps_its_line_apart() {
    let mut till = Till::selling();
    till.press("w n").type_in("no salt").press("enter w");
    assert_eq!(till.lines(), ["1 Fries", "1 Fries"]);
    assert_eq!(till.model.sell.cart.lines[0].note, "no salt");
}

#[test]
fn a_delivery_needs_an_address_and_costs_its_fee() {
    let mut till = Till::selling();
    till.press("w p enter");
    assert_eq!(till.model.sell.cart.method, DeliveryMethod::Pickup, "no address yet");
    till.type_in("Mill Lane 3").press("enter");
    assert_eq!(till.model.sell.cart.method, DeliveryMethod::Delivery);
    assert_eq!(till.total(), "7.95");
    till.press("p");
    assert_eq!(till.total(), "4.95");
}

#[test]
fn what_leaves_the_menu_is_marked_and_cannot_be_paid() {
    let mut till = Till::selling();
    till.press("q w");
    let mut less = menu();
    less.products.retain(|product| product.name != "Fries");
    till.serve(less);
    till.press("F8");
    assert_eq!(till.times_sent(), 0);
    assert!(till.told().contains("Del"), "{}", till.told());
    till.press("del F8");
    assert_eq!(till.times_sent(), 1);
}

#[test]
fn a_line_over_its_stock_can_always_be_lowered() {
    let mut till = Till::selling();
    till.press("4 * 1 2 enter");
    let mut less = menu();
    if let Some(stock) = less.products[1].stock.as_mut() {
        (stock.on_hand, stock.available) = (1, 1);
    }
    till.serve(less);
    till.press("F8").press("- - -").press("F8");
    assert_eq!((till.times_sent(), till.lines()), (1, vec!["1 Grilled Salmon".to_owned()]));
}

#[test]
fn quitting_with_a_cart_asks_first() {
    let mut till = Till::selling();
    till.press("q ctrl-q");
    assert!(!till.asked.contains(&Cmd::Quit));
    till.press("y");
    assert!(till.asked.contains(&Cmd::Quit));
}

#[test]
fn a_refused_sale_keeps_its_cart() {
    let mut till = Till::selling();
    till.press("q w F8").shop_refuses(Refusal::EmptyOrder);
    assert_eq!(till.lines(), ["1 Beef Burger", "1 Fries"]);
    assert!(till.asked.contains(&Cmd::LoadMenu));
}
