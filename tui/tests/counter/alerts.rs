//! The Alerts screen: what staff should know, and what is done about it.

use comanda::app::{Dialog, Screen};
use comanda::msg::{Cmd, Msg, Wake};
use comanda::screens::alerts::errand::Deed;
use comanda::screens::alerts::{AlertsMsg, AlertsWake, Filter};
use comanda_core::actor::Role;
use comanda_core::alerts::{AlertType, Severity};
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::wire::alerts::{ResolveAlert, SnoozeAlert};
use rstest::rstest;

use comanda::trouble::Trouble;

use crate::house::{house, lost};
use crate::menu::product_id;
use crate::till::Till;
use crate::watch::{alert, done, inbox, out};

fn staff() -> Till {
    Till::at_alerts(Role::Staff, inbox())
}

#[test]
fn an_alert_is_resolved_with_a_note() {
    let mut till = staff();
    till.press("r").type_in("two trays came").press("enter");
    let sent = till.alert_errands();
    let notes = "two trays came".to_owned();
    assert_eq!(sent[0].deed, Deed::Resolve(out().id, ResolveAlert { notes }));
    assert!(till.model.dialogs.is_empty(), "whoever sent it goes on");
    till.shop_deals();
    assert_eq!(till.told(), "Lamb Kofta is dealt with.");
    assert!(till.alerts_asked().is_some(), "it leaves the list");
}

#[rstest]
#[case::an_hour("s enter", 60)]
#[case::a_quarter("s right enter", 15)]
#[case::a_quarter_by_its_letter("s 1 1 enter", 60)]
// The business day of this shop ends at midnight UTC or at its cut-off; 12:41 is hours before.
#[case::until_tomorrow("s u enter", 0)]
fn an_alert_is_put_aside_for_a_while(#[case] keys: &str, #[case] minutes: u32) {
    let mut till = staff();
    till.press(keys);
    let Deed::Snooze(id, SnoozeAlert { minutes: sent }) = till.alert_errands()[0].deed else { panic!() };
    assert_eq!(id, out().id);
    if minutes > 0 {
        assert_eq!(sent, minutes);
    } else {
        let end = till.model.menu.as_ref().unwrap().shop.day_end(till.model.now);
        assert_eq!(i64::from(sent), (end - till.model.now).num_minutes());
    }
    till.shop_deals();
    assert!(till.told().starts_with("Lamb Kofta is put aside until"), "{}", till.told());
}

#[test]
fn what_is_dealt_with_already_offers_nothing_more() {
    let mut till = Till::at_alerts(Role::Staff, vec![done(out(), "reza")]);
    till.press("r s");
    assert!(till.model.dialogs.is_empty());
    assert!(comanda::action::hints(&till.model).all(|row| row.hint != Some("resolve")));
}

#[test]
fn enter_goes_to_the_product_on_stock() {
    let mut till = staff();
    till.press("enter");
    assert_eq!(till.model.screen, Screen::Stock);
    assert_eq!(till.stock_asked().unwrap().1.words, "Lamb Kofta");
    till.shop_has(vec![house()[0].clone(), house()[1].clone()]);
    assert_eq!(till.model.stock.list.row().unwrap().product.id, product_id(14));
    assert_eq!(till.model.stock.pane, comanda::screens::paged::Pane::Detail);
    let mut till = Till::at_alerts(Role::Staff, vec![inbox()[4].clone()]);
    till.press("enter");
    assert_eq!(till.model.screen, Screen::Alerts, "a note is read where it is");
    assert!(till.picture(80, 24).contains("The kitchen's printer needs somebody."));
}

#[test]
fn the_list_is_of_open_ones_or_one_s_own_or_all_and_of_one_type() {
    let mut till = staff();
    till.press("a");
    assert_eq!(till.alerts_asked().unwrap().1.filter, Filter::All);
    till.press("m");
    let mine = till.alerts_asked().unwrap().1;
    assert_eq!((mine.filter, mine.by.as_deref()), (Filter::Mine, Some("counter")));
    till.press("o f");
    let low = till.alerts_asked().unwrap().1;
    assert_eq!((low.filter, low.kind), (Filter::Open, Some(AlertType::LowStock)));
    till.shop_alerts(Vec::new());
    assert!(till.picture(80, 24).contains("No low stock alert is here."));
    till.press("esc");
    assert_eq!(till.alerts_asked().unwrap().1.kind, None);
    till.press("esc");
    assert_eq!(till.model.screen, Screen::Sell);
}

#[test]
fn an_empty_inbox_says_that_all_is_well_and_what_to_press() {
    let mut till = Till::at_alerts(Role::Staff, Vec::new());
    assert!(till.picture(80, 24).contains("All is well: nothing needs anybody. a shows"));
}

#[test]
fn managers_raise_one_by_hand() {
    let mut till = Till::at_alerts(Role::Manager, inbox());
    till.press("c").press("tab c tab").type_in("fri").press("enter").press("tab");
    till.type_in("The fryer is out of order").press("enter");
    let Deed::Raise(raised) = till.alert_errands()[0].deed.clone() else { panic!() };
    assert_eq!((raised.alert_type, raised.severity), (AlertType::System, Severity::Critical));
    assert_eq!(raised.message, "The fryer is out of order");
    assert!(raised.product_id.is_some());
    till.shop_deals();
    assert!(till.told().starts_with("The alert is raised"));
}

#[test]
fn staff_are_told_who_raises_alerts() {
    let mut till = staff();
    till.press("c");
    assert!(till.model.dialogs.is_empty());
    assert!(till.alert_errands().is_empty());
}

#[test]
fn a_new_alert_that_makes_no_sense_is_told_at_its_line() {
    let mut till = Till::at_alerts(Role::Manager, inbox());
    till.press("c enter");
    let problem = |till: &Till, label: &str| match till.model.dialogs.last() {
        Some(Dialog::Form(form)) => form.line(label).and_then(|line| line.problem.clone()),
        _ => None,
    };
    assert_eq!(problem(&till, "Message").as_deref(), Some("Say what it is about."));
    till.type_in("x").press("tab o enter");
    assert!(problem(&till, "Product").is_some_and(|told| told.starts_with("Which product?")));
    assert!(till.alert_errands().is_empty());
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key() {
    let mut till = staff();
    till.press("r").type_in("done").press("enter").shop_does_not_deal(lost());
    assert!(till.told().contains("checking with the same key"));
    let again = |cmd: &Cmd| matches!(cmd, Cmd::After(_, Wake::Alerts(AlertsWake::Again(_))));
    assert!(till.asked.iter().any(again));
    let key = till.alert_errands()[0].key.clone();
    till.hear(Msg::Alerts(AlertsMsg::Woke(AlertsWake::Again(key.clone()))));
    assert_eq!(till.alert_errands().iter().map(|sent| sent.key.as_str()).collect::<Vec<_>>(), [&key, &key]);
    till.press("ctrl-q");
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Confirm(_))), "nobody leaves unknowingly");
    till.press("esc");
    till.shop_deals();
    assert_eq!(till.told(), "Lamb Kofta is dealt with.");
}

#[test]
fn what_the_shop_does_not_take_comes_back_with_what_was_typed() {
    let mut till = staff();
    till.press("r").type_in("done").press("enter");
    let first = till.alert_errands()[0].key.clone();
    let errors = FieldErrors::one("notes", "must be shorter");
    till.shop_does_not_deal(Trouble::refused(Refusal::InvalidInput { errors }));
    let Some(Dialog::Form(form)) = till.model.dialogs.last() else { panic!("the form is gone") };
    assert_eq!(form.said("Note"), "done");
    assert_eq!(form.line("Note").unwrap().problem.as_deref(), Some("must be shorter"));
    till.press("enter");
    assert_ne!(till.alert_errands()[1].key, first, "another attempt is another thing to do");
}

#[test]
fn a_refused_form_waits_where_something_else_is_open() {
    let mut till = staff();
    till.press("r").type_in("done").press("enter").press("alt-1 q");
    let errors = FieldErrors::one("notes", "must be shorter");
    till.shop_does_not_deal(Trouble::refused(Refusal::InvalidInput { errors }));
    assert!(till.model.dialogs.is_empty(), "a sale is not disturbed");
    assert!(till.told().contains("r on Alerts brings the form back."), "{}", till.told());
    till.press("alt-7 r");
    let Some(Dialog::Form(form)) = till.model.dialogs.last() else { panic!("the form is gone") };
    assert_eq!(form.said("Note"), "done");
}

#[test]
fn whoever_was_slower_is_told_and_sees_the_list_anew() {
    let mut till = staff();
    till.press("r enter");
    till.asked.retain(|cmd| matches!(cmd, Cmd::Alerts(_)));
    till.shop_does_not_deal(Trouble::refused(Refusal::AlertResolved));
    assert!(till.model.dialogs.is_empty());
    assert!(till.told().starts_with("Lamb Kofta: "));
    assert!(till.alerts_asked().is_some());
}

#[test]
fn the_list_follows_the_shop_and_the_selection_stays() {
    let mut till = staff();
    till.press("down");
    till.happens("alert.opened", "x", serde_json::json!({})).bursts_end();
    let mut rows = inbox();
    rows.insert(0, alert(9, AlertType::OutOfStock, Severity::Critical, Some((35, "Lemonade"))));
    till.shop_alerts(rows);
    assert_eq!(till.alert_names()[0], "Lemonade");
    assert_eq!(till.model.alerts.list.row().unwrap().id, inbox()[1].id);
    assert!(till.model.live.alarms.is_empty(), "what is on the screen is seen");
}

#[test]
fn the_inbox_is_reached_from_everywhere_and_told_in_help() {
    let mut till = Till::looking_after(Role::Staff, house());
    till.press("g a");
    assert_eq!(till.model.screen, Screen::Alerts);
    till.press("?").type_in("snooze");
    let Some(Dialog::Commands(list)) = till.model.dialogs.last() else { panic!() };
    assert!(list.rows.iter().any(|row| row.label.starts_with("Put it aside")), "{:?}", list.rows);
    let mut till = Till::following();
    till.press(":").type_in("alerts");
    till.press("enter");
    assert_eq!(till.model.screen, Screen::Alerts);
}

#[test]
fn somebody_else_does_not_see_what_was_typed() {
    let mut till = Till::with_sara();
    till.press("alt-7").shop_alerts(inbox());
    till.press("r").type_in("secret").press("F12");
    till.is_let_in("reza");
    assert!(till.model.alerts.list.rows.is_empty());
    assert!(!till.picture(100, 30).contains("secret"));
}
