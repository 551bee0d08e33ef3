//! Following orders: finding one, moving it along, cancelling it, taking its money.

use comanda::app::{Dialog, Screen};
use comanda::msg::{Cmd, Msg};
use comanda::screens::orders::OrdersMsg;
use comanda::screens::orders::query::{Group, Sort};
use comanda::screens::paged::Pane;
use comanda::trouble::{Effect, Trouble};
use comanda_core::orders::{DeliveryMethod, Status, TenderMethod};
use comanda_core::refusal::Refusal;
use comanda_core::wire::Page;
use rstest::rstest;

use crate::day::{after, amount, day, order, page, unpaid, whole};
use crate::till::Till;

fn lost() -> Trouble {
    Trouble { effect: Effect::Unknown, sentence: "The answer was lost.".into() }
}

fn unreachable() -> Trouble {
    Trouble { effect: Effect::NotThisTime, sentence: "The server cannot be reached.".into() }
}

#[test]
fn opening_the_screen_asks_for_what_is_in_work_and_looks_at_the_first() {
    let mut till = Till::selling();
    till.press("alt-2");
    let (_, question) = till.question().unwrap();
    assert_eq!((question.group, question.sort, question.page), (Group::InWork, Sort::Newest, 1));
    till.shop_lists(page(day()));
    assert_eq!(till.numbers(), ["A-045", "A-044", "P-043", "A-042"]);
    assert_eq!(till.looks(), [till.selected().id]);
}

#[rstest]
#[case::down("down", "A-044")]
#[case::by_letters("j j k", "A-044")]
#[case::to_the_end("F1 esc down down down down", "A-042")]
#[case::up_from_the_top("up", "A-045")]
fn arrows_select(#[case] keys: &str, #[case] number: &str) {
    let mut till = Till::looking_at(day());
    till.press(keys);
    assert_eq!(till.selected().number, number);
}

#[rstest]
#[case::once("f", Group::Today)]
#[case::twice("f f", Group::Ready)]
#[case::three_times("f f f", Group::Unpaid)]
#[case::four_times("f f f f", Group::All)]
#[case::around("f f f f f", Group::InWork)]
fn the_filter_goes_through_the_groups(#[case] keys: &str, #[case] group: Group) {
    let mut till = Till::looking_at(day());
    till.press(keys);
    assert_eq!(till.question().unwrap().1.group, group);
}

#[test]
fn today_is_the_business_day_of_the_shop() {
    let mut till = Till::looking_at(day());
    till.press("f");
    assert_eq!(till.question().unwrap().1.today.to_string(), "2026-11-22");
    // At three in the morning yesterday goes on.
    till.hear(Msg::Minute("2026-11-23T02:59:00Z".parse().unwrap()));
    let zone = till.model.menu.as_ref().unwrap().shop.time_zone;
    let expected = till.model.menu.as_ref().unwrap().shop.business_day(till.model.now).date();
    assert_eq!(till.question().unwrap().1.today, expected, "{zone}");
}

#[test]
fn a_search_is_sent_as_it_is_typed_and_forgotten_by_esc() {
    let mut till = Till::looking_at(day());
    till.press("/").type_in("ahm");
    assert_eq!(till.question().unwrap().1.search, "ahm");
    till.press("enter");
    till.shop_lists(page(vec![day().remove(1)]));
    assert_eq!(till.numbers(), ["A-044"]);
    till.press("esc");
    assert_eq!(till.question().unwrap().1.search, "");
    assert_eq!(till.model.screen, Screen::Orders);
    till.press("esc");
    assert_eq!(till.model.screen, Screen::Sell);
}

#[test]
fn letters_of_a_search_are_no_commands() {
    let mut till = Till::looking_at(day());
    till.press("/").type_in("rxp?:gf");
    assert_eq!(till.model.orders.search.text(), "rxp?:gf");
    assert!(till.changes().is_empty() && till.model.dialogs.is_empty());
}

#[test]
fn an_answer_to_an_older_question_is_not_shown() {
    let mut till = Till::looking_at(day());
    till.press("f");
    let (older, _) = till.question().unwrap();
    till.press("f");
    till.hear(Msg::Orders(OrdersMsg::Listed(older, 1, Ok(Box::new(page(Vec::new()))))));
    assert_eq!(till.numbers().len(), 4);
    till.shop_lists(page(vec![order(42, Status::Ready, 3)]));
    assert_eq!(till.numbers(), ["A-042"]);
}

#[test]
fn over_the_edge_of_a_page_comes_the_next_one() {
    let first: Vec<_> = (1..=50).map(|number| order(number, Status::Ready, 1)).collect();
    let second: Vec<_> = (51..=60).map(|number| order(number, Status::Ready, 1)).collect();
    let pages = |results| Page { count: 60, next: None, previous: None, results };
    let mut till = Till::selling();
    till.press("alt-2").shop_lists(pages(first.clone()));
    till.model.orders.list.select(49);
    till.press("down");
    assert_eq!(till.question().unwrap().1.page, 2);
    till.press("down down");
    assert_eq!(till.question().unwrap().1.page, 2, "one page at a time");
    till.shop_lists(pages(second));
    assert_eq!((till.selected().number.as_str(), till.numbers().len()), ("A-051", 10));
    till.press("up");
    assert_eq!(till.question().unwrap().1.page, 1);
    till.shop_lists(pages(first));
    assert_eq!(till.selected().number, "A-050");
}

#[test]
fn a_page_that_is_gone_leads_to_the_last_one() {
    let mut till = Till::looking_at(day());
    till.model.orders.list.page = 3;
    till.press("R").shop_lists(Page { count: 51, next: None, previous: None, results: Vec::new() });
    assert_eq!(till.question().unwrap().1.page, 2);
}

#[rstest]
#[case(Status::Pending, Some(Status::Processing))]
#[case(Status::Processing, Some(Status::Preparing))]
#[case(Status::Preparing, Some(Status::Ready))]
#[case(Status::Ready, Some(Status::Delivered))]
#[case(Status::Delivered, None)]
#[case(Status::Cancelled, None)]
fn one_key_makes_the_natural_step(#[case] from: Status, #[case] to: Option<Status>) {
    let mut till = Till::looking_at(vec![order(7, from, 3)]);
    till.press("r");
    let asked = till.changes().first().map(|change| (change.change.status, change.change.version));
    assert_eq!(asked, to.map(|status| (status, Some(1))));
}

#[test]
fn a_delivery_is_shipped_before_it_is_delivered() {
    let mut till = Till::looking_at(day());
    till.press("down r");
    assert_eq!(till.selected().delivery_method, DeliveryMethod::Delivery);
    assert_eq!(till.changes()[0].change.status, Status::Shipped);
}

#[test]
fn a_second_press_waits_for_the_answer_to_the_first() {
    let mut till = Till::looking_at(vec![order(7, Status::Pending, 3)]);
    till.press("r r r");
    assert_eq!(till.changes().len(), 1);
    till.shop_makes_the_step().press("r");
    assert_eq!(till.changes().len(), 2);
    assert_eq!(till.changes()[1].change.status, Status::Preparing);
}

#[test]
fn a_step_is_told_and_the_list_is_asked_for_again() {
    let mut till = Till::looking_at(vec![order(7, Status::Pending, 3)]);
    let before = till.times_listed();
    till.press("r").shop_makes_the_step();
    assert_eq!(till.told(), "A-007 is processing now.");
    assert_eq!(till.selected().status, Status::Processing);
    assert_eq!(till.times_listed(), before + 1);
}

#[test]
fn an_order_that_left_the_list_stays_under_the_cursor_until_it_moves() {
    let rows = vec![order(9, Status::Ready, 3), order(8, Status::Ready, 4), order(7, Status::Ready, 5)];
    let mut till = Till::looking_at(rows.clone());
    till.press("down r").shop_makes_the_step();
    till.shop_lists(page(vec![rows[0].clone(), rows[2].clone()]));
    assert_eq!((till.selected().number.as_str(), till.selected().status), ("A-008", Status::Delivered));
    till.press("r");
    assert_eq!(till.changes().len(), 1, "the neighbour was not handed over");
    till.press("down");
    assert_eq!((till.selected().number.as_str(), till.numbers()), ("A-007", vec!["A-009", "A-007"]));
}

#[test]
fn an_unpaid_order_is_handed_over_only_after_a_question() {
    let mut till = Till::looking_at(vec![unpaid(order(7, Status::Ready, 3))]);
    till.press("r");
    assert!(till.changes().is_empty() && matches!(till.model.dialogs.last(), Some(Dialog::Confirm(_))));
    till.press("esc");
    assert!(till.changes().is_empty());
    till.press("r y");
    assert_eq!(till.changes()[0].change.status, Status::Delivered);
}

#[rstest]
#[case("sku-r0022xr")]
#[case("sku-r0022r")]
fn a_scanned_code_moves_no_order(#[case] code: &str) {
    let mut till = Till::looking_at(vec![order(7, Status::Pending, 3)]);
    till.scan(code, &["enter"]);
    assert!(till.changes().is_empty() && till.model.dialogs.is_empty());
    assert!(till.told().contains("scan"), "{}", till.told());
}

#[test]
fn a_stale_order_is_shown_fresh_before_anything_is_repeated() {
    let mut till = Till::looking_at(vec![order(7, Status::Pending, 3)]);
    till.shop_tells().press("r");
    let (lists, looks) = (till.times_listed(), till.looks().len());
    till.step_fails(Trouble::refused(Refusal::StaleVersion { current: 2 }));
    assert_eq!(
        till.told(),
        "A-007 was changed elsewhere. This is how it stands now; repeat if it is still right."
    );
    assert_eq!((till.times_listed(), till.looks().len()), (lists + 1, looks + 1));
    let fresh = after(till.selected(), Status::Processing);
    till.hear(Msg::Orders(OrdersMsg::Looked(fresh.id, Ok(Box::new(whole(&fresh))))));
    assert_eq!(till.selected().status, Status::Processing);
    till.press("r");
    assert_eq!(till.changes()[1].change.version, Some(2));
}

#[rstest]
#[case(Trouble::refused(Refusal::Forbidden), "Your role may not do this. Ask a manager to sign in (F12).")]
#[case(unreachable(), "The server cannot be reached.")]
#[case(lost(), "The answer was lost. Look how A-007 stands now before you repeat; R asks again.")]
fn a_step_that_failed_is_one_sentence(#[case] trouble: Trouble, #[case] sentence: &str) {
    let mut till = Till::looking_at(vec![order(7, Status::Pending, 3)]);
    till.press("r").step_fails(trouble);
    assert_eq!(till.told(), sentence);
    till.press("r");
    assert_eq!(till.changes().len(), 2, "it can be tried again");
}

#[test]
fn old_orders_stay_while_new_ones_are_awaited_or_fail_to_come() {
    let mut till = Till::looking_at(day());
    till.press("R").shop_takes_long();
    assert!(till.picture(100, 30).contains("updating"));
    till.list_fails(unreachable());
    assert_eq!(till.told(), "The server cannot be reached.");
    assert_eq!(till.numbers().len(), 4);
    assert!(till.picture(100, 30).contains("may be old"));
}

#[test]
fn an_ended_order_has_no_steps() {
    let mut till = Till::looking_at(vec![order(7, Status::Cancelled, 3)]);
    till.press("x r t");
    assert!(till.changes().is_empty() && till.model.dialogs.is_empty());
}

#[test]
fn an_unpaid_order_is_paid_with_its_own_key_and_the_cart_stays() {
    let mut till = Till::selling();
    till.press("q w alt-2").shop_lists(page(vec![unpaid(order(7, Status::Pending, 3))]));
    till.press("t 2 0 enter");
    let pending = till.sent().unwrap();
    let placed = pending.placed.clone().unwrap();
    assert_eq!((placed.id, placed.number.as_str()), (till.selected().id, "A-007"));
    assert!(pending.order.items.is_empty());
    let tender = &pending.order.payment.as_ref().unwrap().tenders[0];
    assert_eq!((tender.method, tender.tendered), (TenderMethod::Cash, Some(amount("20.00"))));
    till.answer_fails(Effect::Unknown).press("enter");
    assert_eq!(till.sent().unwrap(), pending, "the same key and the same payment");
    let order = order(7, Status::Pending, 3);
    let mut payment = crate::day::payment(1, TenderMethod::Cash, "14.85");
    (payment.tendered, payment.change) = (amount("20.00"), amount("5.15"));
    let paid = comanda_core::wire::PaidOrder {
        taken: amount("14.85"),
        order,
        payments: vec![payment],
        change: amount("5.15"),
    };
    till.hear(Msg::Placed(pending.key.clone(), Ok(Box::new(paid))));
    assert_eq!(till.told(), "A-007 is paid. CHANGE 5.15");
    assert_eq!(till.lines(), ["1 Beef Burger", "1 Fries"]);
    assert!(till.asked.contains(&Cmd::Settle(pending.key)));
    assert_eq!(till.model.screen, Screen::Orders);
}

#[rstest]
#[case::cash("t 2 0 enter", "Order A-007 was paid before; nothing was taken. Give the money back.")]
#[case::card(
    "t tab 7 7 enter",
    "Order A-007 was paid before; nothing was taken. Take the charge back on the card terminal."
)]
fn money_for_an_order_that_was_paid_meanwhile_goes_back(#[case] keys: &str, #[case] sentence: &str) {
    let mut till = Till::looking_at(vec![unpaid(order(7, Status::Pending, 3))]);
    till.press(keys);
    let key = till.sent().unwrap().key;
    let payments = vec![crate::day::payment(1, TenderMethod::Cash, "14.85")];
    let standing = order(7, Status::Pending, 3);
    let paid = comanda_core::wire::PaidOrder {
        taken: amount("0.00"),
        order: standing,
        payments,
        change: amount("0.00"),
    };
    till.hear(Msg::Placed(key, Ok(Box::new(paid))));
    assert_eq!(till.told(), sentence);
}

#[test]
fn a_paid_order_takes_no_payment() {
    let mut till = Till::looking_at(vec![order(7, Status::Pending, 3)]);
    till.press("t");
    assert!(till.model.tender().is_none());
}

#[test]
fn a_long_order_scrolls_to_its_end_and_no_further() {
    let mut till = Till::looking_at(vec![day().remove(2)]);
    till.shop_tells().picture(60, 20);
    till.press("enter");
    assert_eq!(till.model.orders.pane, Pane::Detail);
    assert!(!till.picture(60, 20).contains("rush"));
    for _ in 0..60 {
        till.press("down");
    }
    assert!(till.picture(60, 20).contains("rush"));
    let end = till.model.orders.scroll;
    till.press("up");
    assert_eq!(till.model.orders.scroll, end - 1, "nothing was scrolled beyond the end");
    till.press("esc");
    assert_eq!(till.model.orders.pane, Pane::List);
}

#[test]
fn the_minute_and_a_new_sign_in_refresh_the_list() {
    let mut till = Till::looking_at(day());
    let before = till.times_listed();
    till.hear(Msg::Minute("2026-11-22T12:42:00Z".parse().unwrap()));
    assert_eq!(till.times_listed(), before + 1);
    till.press("F12");
    till.sign_in("counter", comanda_core::actor::Role::Staff);
    assert_eq!((till.times_listed(), till.model.screen), (before + 2, Screen::Orders));
}

#[test]
fn a_session_that_ended_asks_to_sign_in_over_the_list() {
    let mut till = Till::looking_at(day());
    let ended = Trouble { effect: Effect::SessionEnded, sentence: "Your session has ended.".into() };
    till.press("R").list_fails(ended);
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Locked(_))));
    assert_eq!(till.numbers().len(), 4);
}

#[test]
fn a_click_on_a_row_selects_it_and_a_second_one_opens_it() {
    let mut till = Till::looking_at(day());
    till.picture(80, 24);
    let row = |till: &Till| (0..24).find_map(|y| till.hits.at(5, y).filter(|_| y == 6)).unwrap();
    let action = row(&till);
    till.hear(Msg::Act(action));
    let chosen = till.selected().number;
    assert_ne!(chosen, "A-045");
    till.hear(Msg::Act(action));
    assert_eq!((till.selected().number, till.model.orders.pane), (chosen, Pane::Detail));
}
