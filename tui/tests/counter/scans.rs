//! A scanner types wherever the keys go; its code ends up in the cart or nowhere.

use comanda::msg::Cmd;
use rstest::rstest;

use crate::till::Till;

#[rstest]
#[case::enter(&["enter"])]
#[case::tab(&["tab"])]
#[case::carriage_return_and_line_feed(&["enter", "ctrl-j"])]
#[case::line_feed(&["ctrl-j"])]
fn a_scan_adds_its_product_once(#[case] ends: &[&str]) {
    let mut till = Till::selling();
    till.scan("2000000000022", ends);
    assert_eq!(till.lines(), ["1 Fries"]);
    assert!(till.model.tender().is_none(), "and opens no payment");
    assert_eq!(till.model.sell.page, 0, "and turns no page");
}

#[test]
fn letters_of_a_scanned_code_are_no_quick_keys() {
    let mut till = Till::selling();
    till.scan("sku-00022", &["enter"]);
    assert_eq!(till.lines(), ["1 Fries"]);
}

#[test]
fn a_quantity_typed_before_counts_for_the_scan() {
    let mut till = Till::selling();
    till.press("3 *").scan("2000000000022", &["enter"]);
    assert_eq!(till.lines(), ["3 Fries"]);
}

#[test]
fn an_unknown_code_is_told_and_changes_nothing() {
    let mut till = Till::selling();
    till.press("q").scan("weqrt-00099", &["enter"]);
    assert_eq!(till.lines(), ["1 Beef Burger"]);
    assert!(till.told().contains("weqrt-00099"), "{}", till.told());
}

#[test]
fn a_scan_ends_a_search() {
    let mut till = Till::selling();
    till.press("/ b").scan("2000000000022", &["enter"]);
    assert_eq!(till.lines(), ["1 Fries"]);
}

#[rstest]
#[case::digits("2000000000022")]
#[case::letters_that_are_fast_cash("asdfgh-00022")]
fn a_scan_never_becomes_money(#[case] code: &str) {
    let mut till = Till::selling();
    till.press("q enter 5").scan(code, &["enter", "ctrl-j"]);
    assert_eq!(till.times_sent(), 0);
    assert_eq!(till.model.tender().unwrap().given.text(), "5");
    assert!(till.asked.contains(&Cmd::Bell));
}

#[test]
fn a_scan_into_an_empty_tender_takes_no_money_either() {
    let mut till = Till::selling();
    till.press("q enter").scan("asdfgh-00022", &["enter"]);
    assert_eq!(till.times_sent(), 0);
}
