//! Writing a delivery down: a scan, how many, Enter, the next; and scans that come at the wrong moment.

use comanda::app::Dialog;
use comanda::msg::Cmd;
use comanda::screens::stock::errand::Deed;
use comanda::screens::stock::receive::{LineState, ReceiveDialog, ReceiveField, Target};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::stock::MovementKind;
use comanda_core::wire::MovementForm;

use crate::house::{entry, house, lost};
use crate::menu::product_id;
use crate::till::Till;

const LEMONADE: &str = "2000000000035";

fn receiving() -> Till {
    let mut till = Till::looking_after(Role::Staff, house());
    till.press("r");
    till.pressed = 0;
    till
}

fn dialog(till: &Till) -> &ReceiveDialog {
    match till.model.dialogs.last() {
        Some(Dialog::Receive(dialog)) => dialog,
        other => panic!("{other:?}"),
    }
}

fn received(till: &Till) -> Vec<MovementForm> {
    let forms = till.errands().into_iter().filter_map(|errand| match errand.deed {
        Deed::Record(form) => Some(form),
        _ => None,
    });
    forms.collect()
}

#[test]
fn a_line_is_a_scan_how_many_and_enter() {
    let mut till = receiving();
    till.scan(LEMONADE, &["enter"]).press("4 8 enter");
    assert_eq!(till.pressed, 3, "two digits and Enter");
    let form = received(&till).pop().unwrap();
    assert_eq!((form.product_id, form.kind, form.quantity), (product_id(35), MovementKind::Restock, 48));
    assert_eq!(dialog(&till).target, Target::Open, "ready for the next one");
    till.scan("2000000000012", &["enter", "ctrl-j"]).press("6 enter");
    assert_eq!(received(&till).len(), 2, "the first one need not be answered");
    let [first, second] = [&till.errands()[0], &till.errands()[1]].map(Clone::clone);
    till.shop_does_this(&second).shop_does_this(&first);
    assert!(dialog(&till).lines.iter().all(|line| matches!(line.state, LineState::Done(_))));
}

#[test]
fn a_code_that_is_typed_takes_two_enters() {
    let mut till = receiving();
    till.press("3 5 enter 6 enter");
    assert_eq!((received(&till).len(), till.pressed), (1, 5));
}

#[test]
fn a_scan_is_never_a_quantity() {
    let mut till = receiving();
    till.scan(LEMONADE, &["enter"]).press("6");
    till.asked.clear();
    till.scan("2000000000012", &["enter"]);
    assert_eq!(dialog(&till).quantity.text(), "6");
    assert!(received(&till).is_empty() && till.asked.contains(&Cmd::Bell));
    assert!(till.picture(80, 24).contains("Enter writes this line down"));
    till.press("enter").scan("2000000000012", &["enter"]);
    assert!(matches!(&dialog(&till).target, Target::Known { product, .. } if *product == product_id(12)));
    assert_eq!(dialog(&till).quantity.text(), "");
}

#[test]
fn a_scan_is_no_count_of_an_adjustment_either() {
    let mut till = Till::looking_after(Role::Staff, house());
    till.press("a 2").scan("2000000000012", &["enter"]);
    assert!(received(&till).is_empty() && till.asked.contains(&Cmd::Bell));
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Form(form)) if form.typed(0) == "2"));
}

#[test]
fn what_is_not_on_the_menu_is_asked_of_the_shop_while_the_quantity_is_typed() {
    let mut till = receiving();
    till.scan("2000000000777", &["enter"]).press("1 2 enter");
    assert!(received(&till).is_empty(), "it is not known yet what it is");
    till.shop_means(vec![entry(777, "Charcoal", (1, 0), (2, 1))]);
    let form = received(&till).pop().unwrap();
    assert_eq!((form.product_id, form.quantity), (product_id(777), 12));
}

#[test]
fn an_unknown_code_is_told_and_takes_nothing() {
    let mut till = receiving();
    till.scan("2000000000777", &["enter"]).press("1 2").shop_means(Vec::new());
    assert!(received(&till).is_empty());
    assert_eq!((dialog(&till).quantity.text(), dialog(&till).focus), ("", ReceiveField::What));
    assert!(till.picture(80, 24).contains("Nothing that is counted has 2000000000777"));
}

#[test]
fn a_name_is_searched_and_taken() {
    let mut till = receiving();
    till.type_in("sal").shop_means(vec![
        entry(12, "Grilled Salmon", (4, 2), (6, 1)),
        entry(35, "Salty Lemonade", (70, 3), (15, 5)),
    ]);
    till.press("down enter 5 enter");
    assert_eq!(received(&till).pop().unwrap().product_id, product_id(35));
}

#[test]
fn what_is_not_counted_says_so() {
    let mut till = receiving();
    till.scan("2000000000022", &["enter"]);
    assert!(till.picture(80, 24).contains("Fries is not counted"), "{}", till.picture(80, 24));
}

#[test]
fn from_whom_stays_for_the_lines_that_follow() {
    let mut till = receiving();
    till.press("tab tab").type_in("PO-77");
    for _ in 0..2 {
        till.scan(LEMONADE, &["enter"]).press("6 enter");
    }
    let reasons: Vec<_> = received(&till).into_iter().map(|form| form.reason).collect();
    assert_eq!(reasons, [Some("PO-77".to_owned()), Some("PO-77".to_owned())]);
}

#[test]
fn nothing_is_received_without_a_number() {
    let mut till = receiving();
    till.scan(LEMONADE, &["enter"]).press("enter");
    assert!(received(&till).is_empty());
    till.press("0 enter");
    assert!(received(&till).is_empty());
    assert!(till.picture(80, 24).contains("Type how many of Lemonade came."));
}

#[test]
fn a_refused_line_comes_back_and_a_lost_one_is_checked() {
    let mut till = receiving();
    till.scan(LEMONADE, &["enter"]).press("6 enter");
    let away = Trouble { effect: Effect::NotThisTime, sentence: "Away.".into() };
    till.shop_will_not(away);
    assert_eq!((dialog(&till).quantity.text(), dialog(&till).focus), ("6", ReceiveField::Quantity));
    till.press("enter").shop_will_not(lost());
    assert_eq!(dialog(&till).lines[0].state, LineState::Checking);
    till.shop_does();
    assert!(matches!(dialog(&till).lines[0].state, LineState::Done(_)));
}

#[test]
fn escape_gives_up_a_line_and_then_the_dialog() {
    let mut till = receiving();
    till.scan(LEMONADE, &["enter"]).press("6 esc");
    assert_eq!(dialog(&till).target, Target::Open);
    till.press("esc");
    assert!(till.model.dialogs.is_empty() && received(&till).is_empty());
}

#[test]
fn the_last_line_is_taken_back_without_leaving() {
    let mut till = receiving();
    till.scan(LEMONADE, &["enter"]).press("6 enter").shop_does().press("ctrl-z");
    assert!(matches!(till.errands().pop().unwrap().deed, Deed::Reverse(_)));
}
