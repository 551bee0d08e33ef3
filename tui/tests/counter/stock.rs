//! The Stock screen: finding, adjusting, limits, taking back, answers that are lost or say no.

use comanda::app::{Dialog, Screen};
use comanda::context::Context;
use comanda::msg::{Cmd, Msg};
use comanda::screens::paged::Pane;
use comanda::screens::stock::errand::Deed;
use comanda::screens::stock::query::Order;
use comanda::screens::stock::{StockCmd, StockMsg, StockWake};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::refusal::Refusal;
use comanda_core::stock::MovementKind;
use comanda_core::wire::{MovementForm, SetAvailability, Thresholds};
use rstest::rstest;

use crate::house::{entry, house, lost, movement, page_of, stock_changed};
use crate::menu::product_id;
use crate::till::Till;

fn staff() -> Till {
    Till::looking_after(Role::Staff, house())
}

fn manager() -> Till {
    Till::looking_after(Role::Manager, house())
}

fn recorded(till: &Till) -> MovementForm {
    match till.errands().pop().expect("something was sent").deed {
        Deed::Record(form) => form,
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case("alt-4")]
#[case("alt-2 g t")]
fn the_screen_is_reached(#[case] keys: &str) {
    let mut till = Till::selling();
    till.press(keys);
    assert_eq!((till.model.screen, till.model.dialogs.len()), (Screen::Stock, 0));
    assert!(till.asked.contains(&Cmd::Stock(StockCmd::Count)));
}

#[test]
fn the_list_is_searched_by_the_shop_once_the_fingers_rest() {
    let mut till = staff();
    till.press("/").type_in("kof");
    assert_eq!(till.stock_asked().unwrap().1.words, "kof");
    till.press("esc").shop_has(house());
    till.press("1 4");
    assert_eq!(till.model.stock.query.words.text(), "14", "digits begin a search by themselves");
    assert_eq!(Context::of(&till.model), Context::StockFind);
    till.press("enter esc");
    assert_eq!(till.model.stock.query.words.text(), "");
}

#[test]
fn only_what_is_low_and_the_fewest_first() {
    let mut till = staff();
    till.press("l");
    assert!(till.stock_asked().unwrap().1.low_only);
    till.press("o");
    assert_eq!(till.stock_asked().unwrap().1.order, Order::OnHand);
    till.shop_has(Vec::new());
    assert!(till.picture(80, 24).contains("Nothing is low. l shows everything."));
    till.press("l");
    assert!(!till.stock_asked().unwrap().1.low_only);
}

#[test]
fn late_answers_are_not_shown() {
    let mut till = staff();
    till.press("R");
    let (older, question) = till.stock_asked().unwrap();
    till.press("R").shop_has(house());
    till.hear(Msg::Stock(StockMsg::Listed(older, question, Ok(Box::new(page_of(Vec::new()))))));
    assert_eq!(till.stock_names().len(), 5);
}

#[test]
fn old_rows_stay_when_the_shop_cannot_be_reached() {
    let mut till = staff();
    till.press("R");
    let (number, question) = till.stock_asked().unwrap();
    let away = Trouble { effect: Effect::NotThisTime, sentence: "The server cannot be reached.".into() };
    till.hear(Msg::Stock(StockMsg::Listed(number, question, Err(away))));
    let picture = till.picture(100, 30);
    assert!(picture.contains("Lemonade") && picture.contains("may be old"), "{picture}");
}

#[test]
fn a_scan_reads_its_product_and_does_nothing_else() {
    let mut till = staff();
    till.press("a").type_in("-1").press("enter").shop_does();
    // Every letter of it is a command of this screen; u comes first, while there is something to take back.
    till.scan("uartxl-00035", &["enter"]);
    assert_eq!((till.errands().len(), till.model.dialogs.len()), (1, 0));
    assert_eq!(till.stock_asked().unwrap().1.words, "uartxl-00035");
    assert!(!till.stock_asked().unwrap().1.low_only);
    let mut lemonade = entry(35, "Lemonade", (70, 3), (15, 5));
    lemonade.sku = Some("UARTXL-00035".into());
    till.shop_has(vec![entry(12, "Grilled Salmon", (4, 2), (6, 1)), lemonade]);
    assert_eq!(till.model.stock.list.row().unwrap().product.name, "Lemonade");
    assert_eq!(till.model.stock.pane, Pane::Detail);
    till.scan("2000000099999", &["enter"]).shop_has(Vec::new());
    assert!(till.told().contains("Nothing that is counted has the code"), "{}", till.told());
}

#[test]
fn the_movements_of_the_selected_product_are_asked_for_when_the_selection_rests() {
    let mut till = staff();
    till.press("down down");
    let asked: Vec<_> =
        till.asked.iter().filter(|cmd| matches!(cmd, Cmd::Stock(StockCmd::Recent(..)))).collect();
    assert_eq!(asked.len(), 2, "one for each rest");
    till.shop_recalls(vec![movement(1, &house()[2], MovementKind::Sale, -2)]);
    assert!(till.picture(100, 30).contains("sale      -2 A-041 reza"), "{}", till.picture(100, 30));
}

#[test]
fn an_adjustment_says_what_it_will_be_and_what_it_counts_on() {
    let mut till = staff();
    till.press("a").type_in("-2");
    assert!(till.picture(100, 30).contains("4 on hand -> 2"), "{}", till.picture(100, 30));
    till.press("enter");
    let form = recorded(&till);
    assert_eq!((form.kind, form.quantity, form.reason.as_deref()), (MovementKind::Waste, -2, Some("waste")));
    assert_eq!((form.product_id, form.expected_on_hand), (product_id(12), Some(4)));
    assert!(till.model.dialogs.is_empty(), "the next one need not wait");
    till.shop_does();
    assert_eq!(till.told(), "Grilled Salmon -2, 2 on hand.");
    assert_eq!(till.model.stock.list.row().unwrap().available, 0);
}

#[test]
fn a_reason_is_taken_or_typed_and_a_count_is_what_is_on_the_shelf() {
    let mut till = staff();
    till.press("a").type_in("+3").press("tab right enter");
    assert_eq!((recorded(&till).kind, recorded(&till).quantity), (MovementKind::Adjustment, 3));
    assert_eq!(recorded(&till).reason.as_deref(), Some("correction"));
    till.shop_does()
        .press("a")
        .type_in("-1")
        .press("tab")
        .type_in("fell down")
        .press("tab")
        .type_in("Mina")
        .press("enter");
    let form = recorded(&till);
    assert_eq!((form.reason.as_deref(), form.note.as_deref()), (Some("fell down"), Some("Mina")));
    till.shop_does().press("a").type_in("=9").press("enter");
    assert_eq!((recorded(&till).kind, recorded(&till).quantity), (MovementKind::Count, 9));
}

#[rstest]
#[case::more_than_there_is("-5", "There are only 4.")]
#[case::waste_that_comes_in("2", "What is wasted leaves")]
#[case::nothing("", "Type -2 for two fewer")]
fn what_makes_no_sense_is_not_sent(#[case] typed: &str, #[case] told: &str) {
    let mut till = staff();
    till.press("a").type_in(typed).press("enter");
    assert!(till.errands().is_empty());
    assert!(till.picture(100, 30).contains(told), "{}", till.picture(100, 30));
}

#[test]
fn a_count_that_changed_meanwhile_brings_the_form_back_with_both_numbers() {
    let mut till = staff();
    till.press("a").type_in("-2").press("enter").shop_will_not(stock_changed(3));
    for (columns, rows) in [(100, 30), (60, 20)] {
        let picture = till.picture(columns, rows).replace('\n', " ");
        assert!(picture.contains("4 were counted on") && picture.contains("there are 3"), "{picture}");
    }
    assert!(till.picture(100, 30).contains("-2"), "what was typed is there");
    till.press("enter");
    let sent = till.errands();
    assert_ne!(sent[0].key, sent[1].key);
    assert_eq!(recorded(&till).expected_on_hand, Some(3), "it was seen now");
}

#[test]
fn what_is_promised_to_orders_cannot_go() {
    let mut till = staff();
    till.press("a").type_in("-3").press("enter").shop_will_not(Trouble::refused(Refusal::StockPromised {
        product: product_id(12),
        name: "Grilled Salmon".into(),
        on_hand: 4,
        reserved: 2,
    }));
    let picture = till.picture(100, 30);
    assert!(picture.contains("2 of 4 are promised"), "{picture}");
    assert!(picture.contains("-3"), "{picture}");
}

#[test]
fn a_refusal_while_something_else_is_open_keeps_the_form_for_later() {
    let mut till = staff();
    till.press("a").type_in("-2").press("enter down a").type_in("-1");
    till.shop_will_not(stock_changed(3));
    assert!(till.told().contains("a on Grilled Salmon brings the form back"), "{}", till.told());
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Form(form)) if form.typed(0) == "-1"));
    till.press("esc up a");
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Form(form)) if form.typed(0) == "-2"));
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key_until_it_is_known() {
    let mut till = staff();
    till.press("a").type_in("-2").press("enter").shop_will_not(lost());
    assert!(till.told().contains("checking with the same key"), "{}", till.told());
    assert!(till.picture(100, 30).contains("1 checking"));
    let key = till.errands()[0].key.clone();
    assert!(till.asked.iter().any(|cmd| matches!(cmd, Cmd::After(..))));
    till.hear(Msg::Stock(StockMsg::Woke(StockWake::Again(key.clone()))));
    assert_eq!(till.errands()[0], till.errands()[1]);
    // Not reached this time says nothing about the first time.
    let away = Trouble { effect: Effect::NotThisTime, sentence: "Away.".into() };
    till.shop_will_not(away);
    assert_eq!(till.model.stock.sending.len(), 1);
    till.hear(Msg::Stock(StockMsg::Woke(StockWake::Again(key))));
    till.shop_does();
    assert!(till.model.stock.sending.is_empty());
    assert_eq!(till.told(), "Grilled Salmon -2, 2 on hand.");
}

#[test]
fn what_was_sent_does_not_hold_the_next_one_up() {
    let mut till = staff();
    till.press("a").type_in("-1").press("enter a").type_in("-1").press("enter");
    assert_eq!(till.errands().len(), 2);
    assert_ne!(till.errands()[0].key, till.errands()[1].key);
}

#[test]
fn limits_are_for_managers() {
    let mut till = staff();
    till.press("t");
    assert!(till.model.dialogs.is_empty());
    assert_eq!(till.told(), "Only managers change limits. F12 hands the till to one.");
    let mut till = manager();
    till.press("t ctrl-u").type_in("8").press("tab ctrl-u").type_in("9").press("enter");
    assert!(till.errands().is_empty() && till.picture(80, 24).contains("It may not be above the other (8)."));
    till.press("ctrl-u").type_in("2").press("enter");
    let limits = Thresholds { low_stock_threshold: 8, critical_threshold: 2 };
    assert_eq!(till.errands()[0].deed, Deed::Limits(product_id(12), limits));
    till.shop_does();
    assert_eq!(till.told(), "The limits of Grilled Salmon are 8 and 2 now.");
    assert!(till.model.stock.list.row().unwrap().days.is_some(), "the bars stay");
}

#[test]
fn each_step_is_taken_back_the_latest_first() {
    let mut till = manager();
    till.press("a").type_in("-2").press("enter").shop_does();
    till.press("t ctrl-u").type_in("8").press("enter").shop_does();
    till.press("x o").shop_does();
    assert_eq!(till.model.stock.steps.len(), 3);
    till.press("u");
    let back = SetAvailability { is_sold_out: false, until: None };
    assert_eq!(till.errands().pop().unwrap().deed, Deed::Availability(product_id(12), back));
    till.shop_does();
    assert_eq!(till.told(), "Taken back: Grilled Salmon is back.");
    till.press("u");
    let former = Thresholds { low_stock_threshold: 6, critical_threshold: 1 };
    assert_eq!(till.errands().pop().unwrap().deed, Deed::Limits(product_id(12), former));
    till.shop_does().press("ctrl-z");
    assert!(matches!(till.errands().pop().unwrap().deed, Deed::Reverse(_)));
    till.shop_does();
    assert!(till.told().starts_with("Taken back: Grilled Salmon +2"), "{}", till.told());
    let sent = till.errands().len();
    till.press("u");
    assert_eq!(till.errands().len(), sent, "nothing is left, and taking back is no step");
}

#[test]
fn what_cannot_be_taken_back_says_why_and_the_next_goes_further_back() {
    let mut till = staff();
    till.press("a").type_in("-1").press("enter").shop_does();
    till.press("a").type_in("-1").press("enter").shop_does();
    till.press("u").shop_will_not(Trouble::refused(Refusal::AlreadyReversed));
    assert!(till.told().contains("cannot be taken back: This was taken back already."), "{}", till.told());
    assert_eq!(till.model.stock.steps.len(), 1);
    let away = Trouble { effect: Effect::NotThisTime, sentence: "Away.".into() };
    till.press("u").shop_will_not(away);
    assert_eq!(till.model.stock.steps.len(), 1, "it can be tried again");
}

#[test]
fn a_step_that_is_not_answered_yet_is_not_skipped() {
    let mut till = staff();
    till.press("a").type_in("-1").press("enter").shop_does();
    till.press("a").type_in("-1").press("enter u");
    assert_eq!(till.errands().len(), 2);
    assert!(till.told().contains("not answered yet"), "{}", till.told());
}

#[test]
fn whoever_comes_next_takes_nothing_back_of_whoever_went() {
    let mut till = manager();
    till.press("a").type_in("-1").press("enter").shop_does();
    till.press("a").type_in("-1").press("enter").shop_will_not(lost());
    till.press("F12");
    till.sign_in("reza", Role::Manager);
    assert!(till.model.stock.steps.is_empty() && till.model.stock.sending.is_empty());
    assert!(till.told().contains("never answered"), "{}", till.told());
}

#[test]
fn whoever_comes_back_gets_the_lost_answer() {
    let mut till = manager();
    till.press("a").type_in("-1").press("enter").shop_will_not(lost()).press("F12");
    till.sign_in("counter", Role::Manager);
    let sent = till.errands();
    assert_eq!((sent.len(), &sent[0]), (2, &sent[1]));
}

#[test]
fn leaving_while_a_change_is_not_answered_asks() {
    let mut till = staff();
    till.press("a").type_in("-1").press("enter ctrl-q");
    assert!(!till.asked.contains(&Cmd::Quit));
    till.press("y");
    assert!(till.asked.contains(&Cmd::Quit));
}

#[test]
fn the_movements_are_read_page_by_page_and_by_kind() {
    let mut till = staff();
    till.press("v");
    let asked = |till: &Till| {
        till.asked.iter().rev().find_map(|cmd| match cmd {
            Cmd::Stock(StockCmd::History(number, question)) => Some((*number, *question)),
            _ => None,
        })
    };
    let (number, question) = asked(&till).unwrap();
    assert_eq!((question.product, question.kind, question.page), (product_id(12), None, 1));
    let rows: Vec<_> = (1..=50).map(|row| movement(row, &house()[0], MovementKind::Sale, -1)).collect();
    let mut page = page_of(rows);
    page.count = 60;
    till.hear(Msg::Stock(StockMsg::History(number, 1, Ok(Box::new(page)))));
    assert!(till.picture(80, 24).contains("Grilled Salmon: movements 1 to 50 of 60"));
    for _ in 0..50 {
        till.press("down");
    }
    assert_eq!(asked(&till).unwrap().1.page, 2);
    till.press("f");
    assert_eq!(asked(&till).unwrap().1.kind, Some(MovementKind::Sale));
    till.press("esc");
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn ten_thousand_products_are_drawn_no_slower_than_a_screenful() {
    let rows =
        |count: u128| (0..count).map(|number| entry(number, "Something", (4, 0), (6, 1))).collect::<Vec<_>>();
    let mut few = Till::looking_after(Role::Staff, rows(50));
    few.picture(100, 30);
    let (clicks, mut many) = (few.hits.actions().count(), Till::looking_after(Role::Staff, rows(10_000)));
    many.model.stock.list.select(9_000);
    let picture = many.picture(100, 30);
    assert!(picture.contains("Something"));
    assert_eq!(many.hits.actions().count(), clicks, "no more is drawn than is seen");
}
