//! Keeping the drawer: counting it, what comes and goes, closing it with a Z.

use comanda::app::{Dialog, Screen};
use comanda::screens::drawer::Side;
use comanda::screens::till::{Deed, TillCmd};
use comanda_core::refusal::Refusal;
use comanda_core::wire::cash::{CashMove, ReportKind};
use rstest::rstest;

use crate::at_the_till::{closed, report, session};
use crate::day::amount;
use crate::till::Till;

#[rstest]
#[case::from_sell("F7")]
#[case::by_number("alt-9")]
#[case::from_a_list("alt-2 g d")]
fn the_drawer_is_one_key_away(#[case] keys: &str) {
    let mut till = Till::selling();
    till.press(keys);
    assert_eq!(till.model.screen, Screen::Drawer);
    assert!(matches!(till.asks()[..], [TillCmd::Drawer(_), TillCmd::Sessions(_, 1)]));
    till.press("esc");
    assert_eq!(till.model.screen, Screen::Sell);
}

#[test]
fn a_drawer_is_opened_with_what_is_counted_in_it() {
    let mut till = Till::at_the_drawer(None);
    assert!(till.picture(80, 24).contains("No drawer is open"));
    till.press("c enter");
    assert!(till.tasks().is_empty(), "nothing was counted");
    till.press("1 0 0 enter");
    assert!(matches!(&till.tasks()[0].deed, Deed::Open(open) if open.opening_count == amount("100.00")));
    till.shop_does_it();
    assert_eq!(till.told(), "The drawer main is open with 100.00.");
    assert!(till.model.dialogs.is_empty());
    assert!(
        matches!(till.asks()[1..], [TillCmd::Settle(_), TillCmd::Drawer(_), TillCmd::Sessions(..)]),
        "it is asked how it stands"
    );
}

#[test]
fn an_open_drawer_tells_what_came_and_went() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    let picture = till.picture(100, 30);
    for told in [
        "X report",
        "Opening count",
        "54.85",
        "-12.00",
        "EXPECTED",
        "130.05",
        "milk",
        "A-012, A-013",
        "Wallet 1x",
    ] {
        assert!(picture.contains(told), "{told}: {picture}");
    }
}

#[rstest]
#[case::pay_in("i 1 0 enter", CashMove::PayIn, "10.00", None, "10.00 are paid in.")]
#[case::pay_out("o 8 tab m i l k enter", CashMove::PayOut, "8.00", Some("milk"), "8.00 are paid out.")]
#[case::to_the_safe("d 5 0 . 5 enter", CashMove::Drop, "50.50", None, "50.50 are in the safe.")]
fn cash_is_moved_by_hand(
    #[case] keys: &str,
    #[case] kind: CashMove,
    #[case] much: &str,
    #[case] note: Option<&str>,
    #[case] told: &str,
) {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press(keys);
    let Deed::Move(id, cash) = till.tasks()[0].deed.clone() else { panic!("{:?}", till.tasks()) };
    assert_eq!((id, cash.kind, cash.amount, cash.note.as_deref()), (session(3).id, kind, amount(much), note));
    till.shop_does_it();
    assert_eq!(till.told(), told);
}

#[test]
fn who_pays_out_says_for_what() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("o 8 enter");
    assert!(till.tasks().is_empty());
    assert!(till.picture(80, 24).contains("Say for what"));
}

#[test]
fn more_than_there_is_is_told_in_the_form() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("d 9 9 9 enter").shop_says_no(Refusal::NotInDrawer { expected: amount("130.05") });
    assert!(till.picture(80, 24).contains("There should be only 130.05"));
    till.press("ctrl-u 9 enter").shop_does_it();
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn closing_shows_the_difference_before_the_last_enter() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z 1 tab tab 1 tab 1 enter");
    assert!(till.tasks().is_empty(), "the first Enter only asks");
    let picture = till.picture(80, 24);
    assert!(picture.contains("Counted 130.00, expected 130.05: short 0.05."), "{picture}");
    assert!(picture.contains("again closes it"), "{picture}");
    till.press("enter");
    let Deed::Close(id, close) = till.tasks()[0].deed.clone() else { panic!("{:?}", till.tasks()) };
    assert_eq!((id, close.counted), (session(3).id, Some(amount("130.00"))));
    let counts: Vec<(String, u32)> =
        close.denominations.iter().map(|one| (one.value.to_string(), one.count)).collect();
    assert_eq!(counts, [("100.00".into(), 1), ("20.00".into(), 1), ("10.00".into(), 1)]);
    till.shop_does_it();
    assert!(till.told().contains("short 0.05: Z report 12"), "{}", till.told());
    let picture = till.picture(100, 30);
    assert!(picture.contains("Z report 12") && picture.contains("closed"), "{picture}");
}

#[test]
fn who_goes_on_counting_is_asked_again() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z 1 enter down 1 enter");
    assert!(till.tasks().is_empty());
    till.press("enter");
    assert_eq!(till.tasks().len(), 1);
}

#[test]
fn one_total_closes_too() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z up 1 3 0 . 0 5 enter");
    assert!(till.picture(60, 20).contains("right"));
    till.press("enter");
    let Deed::Close(_, close) = till.tasks()[0].deed.clone() else { panic!("{:?}", till.tasks()) };
    assert_eq!((close.counted, close.denominations.len()), (Some(amount("130.05")), 0));
}

#[test]
fn what_others_sell_meanwhile_is_expected_too() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z 1");
    let mut later = session(3);
    later.expected = amount("150.00");
    till.drawer_stands(Some(report(later)));
    assert!(till.picture(80, 24).contains("expected 150.00"));
}

#[test]
fn a_lost_answer_to_closing_is_asked_for_with_the_same_key_and_the_same_count() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("z up 1 3 0 enter enter").answer_is_lost().press("esc enter");
    let tasks = till.tasks();
    assert_eq!((tasks.len(), &tasks[0]), (2, &tasks[1]));
    till.shop_does_it();
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn a_past_z_can_be_looked_at() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.press("tab down");
    assert_eq!(till.model.drawer.side, Side::Sessions);
    till.press("enter");
    let id = session(2).id;
    assert_eq!(till.asks(), [TillCmd::Report(id)]);
    let past = report(closed(session(2), 11, "98.50", "-1.50"));
    till.hear(comanda::msg::Msg::Till(comanda::screens::till::TillMsg::Report(id, Ok(Box::new(past)))));
    assert_eq!(till.model.drawer.shown().unwrap().kind, ReportKind::Z);
    for size in [(100, 30), (80, 24), (60, 20)] {
        assert!(till.picture(size.0, size.1).contains("Z report 11"));
    }
    till.press("esc");
    assert_eq!(till.model.drawer.shown().unwrap().kind, ReportKind::X, "back to the open one");
}

#[test]
fn a_long_report_scrolls_to_its_end_and_no_further() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    assert!(!till.picture(60, 20).contains("A-013"));
    till.press("pgdn pgdn pgdn");
    assert!(till.picture(60, 20).contains("A-013"));
    let end = till.model.drawer.scroll;
    till.press("up");
    assert_eq!(till.model.drawer.scroll, end - 1);
}

#[test]
fn no_code_is_taken_for_a_count() {
    for keys in ["i", "z", "c"] {
        let mut till = Till::at_the_drawer(Some(report(session(3))));
        till.press(keys).scan("2000000000022", &["enter"]);
        let Some(Dialog::Form(form)) = till.model.dialogs.last() else { panic!("the form stays") };
        assert!(form.fields.iter().all(|line| line.field.text().is_empty() || line.label == "Drawer"));
        assert!(till.tasks().is_empty());
    }
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    till.scan("z00000", &["enter"]);
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn a_drawer_of_somebody_else_is_read_kept_and_closed_as_well() {
    let mut till = Till::at_the_drawer(Some(report(session(3))));
    let mut bar = session(4);
    bar.drawer = "bar".into();
    till.model.drawer.list.rows.insert(0, bar.clone());
    till.press("tab up enter");
    let told = comanda::screens::till::TillMsg::Report(bar.id, Ok(Box::new(report(bar.clone()))));
    till.hear(comanda::msg::Msg::Till(told));
    assert!(till.picture(80, 24).contains("X report of bar"));
    till.press("i 5 enter");
    assert!(matches!(till.tasks()[0].deed, Deed::Move(id, _) if id == bar.id));
    till.shop_does_it();
    assert!(till.asks().contains(&TillCmd::Report(bar.id)), "its figures moved");
    till.press("z up 5 enter enter");
    assert!(matches!(till.tasks()[1].deed, Deed::Close(id, _) if id == bar.id));
}

#[test]
fn who_has_none_of_several_open_drawers_is_told() {
    let mut till = Till::at_the_drawer(None);
    till.model.drawer.list.rows.push(session(4));
    assert!(till.picture(80, 24).contains("none of them is"));
}
