//! "86": saying that something is sold out, from Sell and from Stock, and its coming back by itself.

use comanda::app::Dialog;
use comanda::context::Context;
use comanda::msg::{Cmd, Msg};
use comanda::screens::stock::errand::Deed;
use comanda_core::actor::Role;
use comanda_core::refusal::Refusal;
use comanda_core::wire::SetAvailability;
use rstest::rstest;

use crate::house::{house, lost};
use crate::menu::product_id;
use crate::till::Till;

fn marked(till: &Till) -> (comanda_core::id::ProductId, SetAvailability) {
    match till.errands().pop().expect("something was sent").deed {
        Deed::Availability(product, wanted) => (product, wanted),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case::its_letter("o w o")]
#[case::the_selected_line("w o enter o")]
#[case::the_other_key("ctrl-n w enter")]
#[case::a_search("/ f r i ctrl-n o")]
#[case::asked_for_and_searched("o / f r i ctrl-n o")]
#[case::the_palette(": 8 6 enter w o")]
fn a_product_is_sold_out_by_few_keys(#[case] keys: &str) {
    let mut till = Till::selling();
    till.press(keys);
    let out = SetAvailability { is_sold_out: true, until: None };
    assert_eq!(marked(&till), (product_id(22), out));
    till.shop_does();
    assert_eq!(till.told(), "Fries is sold out until further notice.");
    let picture = till.picture(100, 30);
    assert!(picture.contains("✗ sold out"), "{picture}");
    assert!(till.asked.contains(&Cmd::LoadMenu));
}

#[test]
fn a_scan_says_which() {
    let mut till = Till::selling();
    till.press("o").scan("2000000000022", &["enter"]);
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::SoldOut(dialog)) if dialog.name == "Fries"));
    assert!(till.lines().is_empty());
}

#[test]
fn letters_of_a_code_answer_nothing() {
    let mut till = Till::selling();
    till.press("o w").scan("dbodbo-00099", &["enter"]);
    assert!(till.errands().is_empty());
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::SoldOut(_))));
}

#[test]
fn until_the_day_ends_is_the_shops_day_and_it_comes_back_by_itself() {
    let mut till = Till::selling();
    till.press("o w d");
    let end = "2026-11-23T03:00:00Z".parse().unwrap();
    assert_eq!(marked(&till).1, SetAvailability { is_sold_out: true, until: Some(end) });
    till.shop_does();
    assert_eq!(till.told(), "Fries is sold out until 04:00.");
    till.press("w");
    assert!(till.lines().is_empty(), "it cannot be sold");
    till.hear(Msg::Minute("2026-11-23T02:59:00Z".parse().unwrap()));
    till.press("w");
    assert!(till.lines().is_empty());
    till.hear(Msg::Minute(end));
    till.press("w");
    assert_eq!(till.lines(), ["1 Fries"], "no new menu was needed");
}

#[test]
fn it_is_back_only_where_it_was_gone() {
    let mut till = Till::selling();
    till.press("o w b");
    assert!(till.errands().is_empty(), "it can be sold");
    till.press("o").shop_does().press("o w b");
    assert_eq!(marked(&till).1, SetAvailability { is_sold_out: false, until: None });
    till.shop_does();
    assert_eq!(till.told(), "Fries is back.");
    till.press("w");
    assert_eq!(till.lines(), ["1 Fries"]);
}

#[test]
fn the_stock_screen_shows_it_at_once() {
    let mut till = Till::looking_after(Role::Staff, house());
    till.press("x o").shop_does();
    assert!(till.model.stock.list.row().unwrap().is_sold_out);
    assert!(till.picture(100, 30).contains('⊘'));
}

#[test]
fn a_refusal_is_told_and_a_lost_answer_is_asked_for() {
    let mut till = Till::selling();
    till.press("o w o").shop_will_not(lost());
    assert_eq!(till.model.stock.sending.len(), 1);
    till.shop_will_not(comanda::trouble::Trouble::refused(Refusal::not_found("product")));
    assert!(till.told().contains("Fries"), "{}", till.told());
    assert!(till.model.stock.sending.is_empty());
    till.press("w");
    assert_eq!(till.lines(), ["1 Fries"], "it is still there to be sold");
}

#[test]
fn marking_is_left_by_escape_and_by_going_elsewhere() {
    let mut till = Till::selling();
    till.press("o");
    assert_eq!(Context::of(&till.model), Context::Mark);
    till.press("esc");
    assert_eq!(Context::of(&till.model), Context::Sell);
    till.press("o alt-4 alt-1");
    assert_eq!(Context::of(&till.model), Context::Sell);
}
