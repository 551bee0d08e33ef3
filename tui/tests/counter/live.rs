//! What the till hears by itself: what follows from it, and how seldom it asks.

use std::time::Duration;

use comanda::context::Context;
use comanda::live::{Bell, Feed, LiveCmd, LiveMsg, LiveWake};
use comanda::msg::{Cmd, Msg};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::events::Topic;
use comanda_core::orders::Status;
use comanda_core::refusal::Refusal;
use comanda_core::wire::EventView;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;
use rstest::rstest;
use serde_json::json;

use crate::day::{after, day, order, page};
use crate::house::house;
use crate::menu::{menu, product_id};
use crate::till::Till;
use crate::watch::out;

#[test]
fn the_shop_is_followed_from_signing_in_to_signing_out() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    assert!(till.listened().is_empty(), "nobody is signed in");
    till.sign_in("counter", Role::Staff);
    let [LiveCmd::Follow(first, topics)] = &till.listened()[..] else { panic!("{:?}", till.listened()) };
    assert!(topics.contains(&Topic::Orders) && topics.contains(&Topic::Alerts), "{topics:?}");
    assert!(!topics.contains(&Topic::Accounts), "staff may not see what becomes of accounts");
    let first = *first;
    till.serve(menu());
    till.press("ctrl-o");
    assert_eq!(till.listened().last(), Some(&LiveCmd::Leave));
    till.sign_in("mina", Role::Admin);
    let Some(LiveCmd::Follow(second, topics)) = till.listened().last().cloned() else { panic!() };
    assert!(second > first && topics.contains(&Topic::Accounts));
    till.hear(Msg::Live(LiveMsg::Connected(first)));
    assert_eq!(till.model.live.feed, Feed::Joining, "what an older subscription tells counts for nothing");
}

#[test]
fn a_locked_till_follows_nothing_and_shows_no_numbers() {
    let mut till = Till::with_sara();
    till.is_heard();
    till.press("q F12");
    assert_eq!(till.listened().last(), Some(&LiveCmd::Leave));
    assert!(!till.header(100, 30).contains('▦'), "{}", till.header(100, 30));
    till.is_let_in("sara");
    assert!(matches!(till.listened().last(), Some(LiveCmd::Follow(..))));
}

#[test]
fn a_shop_that_is_opened_again_is_followed_anew() {
    let mut till = Till::following();
    till.hear(Msg::Opened(Vec::new()));
    assert!(matches!(till.listened()[..], [LiveCmd::Follow(..)]));
}

#[test]
fn a_session_that_ended_is_asked_for_again_over_whatever_is_open() {
    let mut till = Till::following();
    till.press("q w");
    let number = till.model.live.following.unwrap();
    let ended = Trouble { effect: Effect::SessionEnded, sentence: "Sign in.".into() };
    till.hear(Msg::Live(LiveMsg::Ended(number, ended)));
    assert!(till.model.lock().is_some());
    assert_eq!(till.lines(), ["1 Beef Burger", "1 Fries"]);
}

#[test]
fn the_header_says_how_the_shop_is_heard() {
    let mut till = Till::selling();
    assert!(till.header(100, 30).contains("● open"));
    till.is_heard();
    let live = till.header(100, 30);
    assert!(live.contains("● live 38ms  ▦12"), "{live}");
    assert!(till.header(80, 24).contains("● live ▦12"), "there is no room for how long it takes");
    till.is_lost(4);
    assert!(till.header(80, 24).contains("◌ reconnecting 4 s"));
    till.seconds_pass(1);
    assert!(till.header(80, 24).contains("◌ reconnecting 3 s"));
    till.is_lost(7).seconds_pass(9);
    assert!(till.header(80, 24).contains("○ offline since 13:41"), "{}", till.header(80, 24));
    assert!(!till.model.live.is_counting, "nothing moves on the screen while the shop is away");
    till.is_heard();
    assert!(till.header(80, 24).contains("● live"));
}

#[test]
fn a_shop_that_tells_nothing_by_itself_is_asked_as_before() {
    let mut till = Till::selling();
    let number = till.model.live.following.unwrap();
    let absent = Trouble::refused(Refusal::NotFound { what: "route".into() });
    till.hear(Msg::Live(LiveMsg::Lost(number, absent, Duration::from_secs(5))));
    assert!(till.header(80, 24).contains("● open"));
    till.hear(Msg::Minute(till.model.now + chrono::TimeDelta::minutes(1)));
    assert!(till.asked.contains(&Cmd::LoadMenu));
}

#[test]
fn what_is_shown_while_the_shop_is_away_is_dimmed_and_not_asked_for() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.is_lost(9).seconds_pass(10);
    till.asked.clear();
    till.hear(Msg::Minute(till.model.now + chrono::TimeDelta::minutes(1)));
    assert!(till.asked.is_empty(), "{:?}", till.asked);
    let dim = |till: &mut Till| {
        let mut terminal = Terminal::new(TestBackend::new(100, 30)).unwrap();
        terminal.draw(|frame| comanda::view::draw(&till.model, frame, &mut till.hits)).unwrap();
        terminal.backend().buffer()[(10, 4)].modifier.contains(Modifier::DIM)
    };
    assert!(dim(&mut till));
    till.press("alt-1");
    assert!(!dim(&mut till), "the cart is the till's own");
}

#[test]
fn whatever_is_shown_is_asked_for_once_the_shop_is_back() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.is_lost(9).seconds_pass(10);
    till.asked.clear();
    till.is_heard();
    till.bursts_end();
    assert_eq!(till.times_listed(), 1);
    assert!(till.asked.contains(&Cmd::LoadMenu));
    assert_eq!(till.listened().len(), 2, "what the header counts: {:?}", till.listened());
}

#[test]
fn missed_events_make_the_till_ask_for_everything() {
    let mut till = Till::following();
    let number = till.model.live.following.unwrap();
    till.happened(900, "order.created", "x", json!({}));
    till.asked.clear();
    till.hear(Msg::Live(LiveMsg::Missed(number)));
    till.bursts_end();
    assert!(till.asked.contains(&Cmd::LoadMenu));
    till.counts_orders(40);
    // A log that was put back begins at a smaller number.
    till.happened(3, "order.created", "y", json!({}));
    assert_eq!(till.model.live.orders.now, Some(41));
}

#[test]
fn open_orders_are_counted_by_what_happens_to_them() {
    let mut till = Till::following();
    let new = order(46, Status::Pending, 0);
    let count = |till: &Till| till.model.live.orders.now;
    till.order_is("order.created", &new);
    assert_eq!(count(&till), Some(13));
    till.order_is("order.status_changed", &after(new.clone(), Status::Processing));
    assert_eq!(count(&till), Some(13));
    let number = till.model.live.last;
    till.happened(number, "order.created", "again", json!({}));
    assert_eq!(count(&till), Some(13), "nothing counts twice");
    till.order_is("order.status_changed", &after(new.clone(), Status::Delivered));
    assert_eq!(count(&till), Some(12));
    till.order_is("order.status_changed", &after(new.clone(), Status::Cancelled));
    till.order_is("order.expired", &new);
    assert_eq!(count(&till), Some(10));
    assert_eq!(till.listened(), [], "nothing is asked for that");
}

#[test]
fn a_count_that_was_asked_while_something_happened_is_asked_again() {
    let mut till = Till::selling();
    let number = till.model.live.following.unwrap();
    till.hear(Msg::Live(LiveMsg::Connected(number)));
    till.order_is("order.created", &order(46, Status::Pending, 0));
    till.counts_orders(12).warns(Vec::new());
    till.asked.clear();
    till.bursts_end();
    assert!(matches!(till.listened()[..], [LiveCmd::Orders(_)]));
    till.counts_orders(13);
    assert_eq!(till.model.live.orders.now, Some(13));
}

#[test]
fn the_list_of_orders_moves_by_itself_and_the_selection_stays() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.press("down");
    let selected = till.selected().number;
    till.asked.clear();
    let new = order(46, Status::Pending, 0);
    till.order_is("order.created", &new);
    assert_eq!(till.times_listed(), 0, "what comes together is asked for as one");
    till.bursts_end();
    let mut rows = day();
    rows.insert(0, new);
    till.shop_lists(page(rows));
    assert_eq!((till.numbers()[0], till.selected().number), ("A-046", selected));
    let picture = till.picture(100, 30);
    assert!(picture.contains("•A-046"), "{picture}");
    till.press("up up");
    assert!(!till.picture(100, 30).contains("•A-046"));
    till.press("down");
    assert!(!till.picture(100, 30).contains("•A-046"), "what was seen is no news");
}

#[test]
fn news_fade_once_they_were_on_the_screen_for_a_while() {
    let mut till = Till::following();
    let new = order(46, Status::Pending, 0);
    till.order_is("order.created", &new);
    till.hear(Msg::Live(LiveMsg::Woke(LiveWake::Fade(1))));
    assert_eq!(till.model.orders.news.len(), 1, "nobody looked");
    till.press("alt-2");
    till.hear(Msg::Live(LiveMsg::Woke(LiveWake::Fade(1))));
    assert!(till.model.orders.news.is_empty());
}

#[test]
fn what_is_older_than_the_screen_asks_for_nothing() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    let known = till.selected();
    till.asked.clear();
    till.order_is("order.paid", &known);
    till.bursts_end();
    assert_eq!(till.times_listed(), 0);
    till.order_is("order.status_changed", &after(known, Status::Processing));
    till.bursts_end();
    assert_eq!(till.times_listed(), 1);
}

#[test]
fn a_list_has_one_question_under_way_however_much_happens() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.asked.clear();
    for number in 46..96 {
        till.order_is("order.created", &order(number, Status::Pending, 0));
        till.bursts_end();
    }
    assert_eq!(till.times_listed(), 1, "its answer is awaited");
    till.shop_lists(page(day()));
    till.bursts_end();
    assert_eq!(till.times_listed(), 2, "what happened meanwhile is asked for as one");
    till.shop_lists(page(day()));
    till.bursts_end();
    assert_eq!(till.times_listed(), 2);
}

#[rstest]
#[case::a_dialog("x")]
#[case::a_search("/")]
#[case::help("?")]
fn nothing_is_asked_for_under_somebodys_hands(#[case] keys: &str) {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.press(keys);
    let context = Context::of(&till.model);
    till.asked.clear();
    till.order_is("order.created", &order(46, Status::Pending, 0));
    till.bursts_end();
    assert_eq!((till.times_listed(), Context::of(&till.model)), (0, context));
    till.press("esc");
    till.bursts_end();
    assert!(till.times_listed() >= 1, "it is asked for afterwards");
}

#[test]
fn a_count_of_the_stock_changes_at_once_on_every_screen() {
    let mut till = Till::looking_after(Role::Manager, house());
    till.is_heard();
    let id = product_id(12);
    let data = json!({ "product": id, "on_hand": 1, "quantity": -3 });
    till.asked.clear();
    till.happens("stock.moved", &id.to_string(), data);
    assert_eq!(till.model.stock.list.rows[0].on_hand, 1);
    let menu = till.model.menu.as_ref().unwrap();
    assert_eq!(menu.product(id).unwrap().stock.unwrap().on_hand, 1);
    till.bursts_end();
    assert!(till.stock_asked().is_some(), "what is reserved is asked for");
    assert!(!till.asked.contains(&Cmd::LoadMenu), "the menu is not asked for at every sale");
}

#[test]
fn the_menu_is_asked_for_once_for_many_changes_of_it() {
    let mut till = Till::following();
    for number in 0..40 {
        till.happens("product.updated", &product_id(number).to_string(), json!({}));
    }
    till.bursts_end();
    till.happens("menu.imported", "menu", json!({})).bursts_end();
    let times = |till: &Till| till.asked.iter().filter(|cmd| **cmd == Cmd::LoadMenu).count();
    assert_eq!(times(&till), 1);
    till.serve(menu());
    till.bursts_end();
    assert_eq!(times(&till), 2);
}

#[test]
fn rows_of_a_search_stay_under_the_finger_while_the_menu_changes() {
    let mut till = Till::following();
    till.press("/").type_in("b");
    till.happens("product.sold_out", &product_id(1).to_string(), json!({})).bursts_end();
    assert!(!till.asked.contains(&Cmd::LoadMenu));
    till.press("esc").bursts_end();
    assert!(till.asked.contains(&Cmd::LoadMenu));
}

#[rstest]
#[case::coupons("alt-5", "coupon.updated")]
#[case::customers("alt-6", "wallet.adjusted")]
#[case::drawer("alt-9", "cash_session.moved")]
#[case::alerts("alt-7", "alert.opened")]
fn every_list_follows_what_it_is_about(#[case] keys: &str, #[case] kind: &str) {
    let mut till = Till::following();
    till.press(keys);
    till.model.coupons.list.waiting = comanda::screens::paged::Waiting::No;
    till.model.customers.list.waiting = comanda::screens::paged::Waiting::No;
    till.model.alerts.list.waiting = comanda::screens::paged::Waiting::No;
    till.asked.clear();
    till.happens("receipt.printed", "x", json!({})).bursts_end();
    assert!(till.asked.is_empty(), "{:?}", till.asked);
    till.happens(kind, "x", json!({})).bursts_end();
    assert!(!till.asked.is_empty());
}

#[test]
fn a_critical_alert_is_one_line_with_a_bell_until_somebody_looks() {
    let mut till = Till::following();
    till.press("q w");
    let before = till.picture(80, 24);
    till.asked.clear();
    till.happens("alert.opened", &out().id.to_string(), json!({}));
    till.bursts_end().warns(vec![out()]);
    let header = till.header(80, 24);
    assert!(header.starts_with(" ‼ OUT OF STOCK Lamb Kofta") && header.contains("Alt-7"), "{header}");
    assert!(header.contains("▲1"), "{header}");
    let rest = |picture: &str| picture.lines().skip(1).collect::<Vec<_>>().join("\n");
    assert_eq!(rest(&before), rest(&till.picture(80, 24)), "nothing moves under a finger");
    assert_eq!((till.bells(), till.model.dialogs.len()), (1, 0), "and nothing is asked");
    till.press("alt-7");
    assert!(till.model.live.alarms.is_empty());
    assert!(till.header(80, 24).contains("7 ALERTS · 1 open"));
    till.press("alt-1");
    assert!(till.header(80, 24).contains("1 SELL"));
}

#[test]
fn what_stood_before_somebody_signed_in_is_a_number_and_no_alarm() {
    let mut till = Till::selling();
    let number = till.model.live.following.unwrap();
    till.hear(Msg::Live(LiveMsg::Connected(number)));
    till.warns(vec![out()]);
    assert!(till.model.live.alarms.is_empty());
    assert_eq!(till.bells(), 0);
    assert!(till.header(80, 24).contains("▲1"));
}

#[test]
fn what_opened_while_the_till_was_locked_is_told_to_whoever_comes_back() {
    let mut till = Till::with_sara();
    till.is_heard();
    till.press("q F12");
    till.is_let_in("sara");
    let number = till.model.live.following.unwrap();
    till.hear(Msg::Live(LiveMsg::Connected(number)));
    till.warns(vec![out()]);
    assert_eq!(till.model.live.alarms.len(), 1);
}

#[test]
fn an_alarm_goes_when_somebody_else_deals_with_it() {
    let mut till = Till::following();
    till.happens("alert.opened", "x", json!({})).bursts_end().warns(vec![out()]);
    till.happens("alert.resolved", "x", json!({})).bursts_end().warns(Vec::new());
    assert!(till.model.live.alarms.is_empty());
    assert!(till.header(80, 24).contains("1 SELL"));
}

#[test]
fn the_bell_rings_once_in_two_seconds_and_as_it_is_set() {
    let mut till = Till::following();
    till.model.live.bell = Bell::Orders;
    till.asked.clear();
    for number in 46..56 {
        till.order_is("order.created", &order(number, Status::Pending, 0));
    }
    assert_eq!(till.bells(), 1);
    till.hear(Msg::Live(LiveMsg::Woke(LiveWake::Rested)));
    till.order_is("order.created", &order(57, Status::Pending, 0));
    assert_eq!(till.bells(), 2);
    till.hear(Msg::Live(LiveMsg::Woke(LiveWake::Rested)));
    till.press("ctrl-b");
    assert_eq!((till.model.live.bell, till.told()), (Bell::Off, "The bell is off."));
    till.order_is("order.created", &order(58, Status::Pending, 0));
    till.happens("alert.opened", "x", json!({})).bursts_end().warns(vec![out()]);
    assert_eq!(till.bells(), 2);
    assert_eq!(till.model.live.alarms.len(), 1, "the line stands all the same");
}

#[test]
fn an_order_of_this_till_does_not_ring_here() {
    let mut till = Till::following();
    till.model.live.bell = Bell::Orders;
    till.press("q F8");
    till.asked.clear();
    till.order_is("order.created", &order(46, Status::Pending, 0));
    assert_eq!(till.bells(), 0);
}

#[test]
fn a_burst_of_events_asks_for_a_handful_of_things() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.asked.clear();
    let number = till.model.live.following.unwrap();
    for id in 0..500_i64 {
        let kind = ["order.created", "stock.moved", "product.updated", "alert.opened", "parked.added"]
            [usize::try_from(id).unwrap() % 5];
        let event = EventView {
            id: id + 1,
            event_type: kind.into(),
            subject: "x".into(),
            created_at: till.model.now,
            data: json!({}),
        };
        till.hear(Msg::Live(LiveMsg::Event(number, Box::new(event))));
    }
    let timers = till.asked.len();
    till.bursts_end();
    assert!(till.asked.len() - timers <= 6, "{:?}", &till.asked[timers..]);
    assert!(timers <= 8, "{timers}");
}

#[test]
fn an_alert_makes_the_till_look_at_what_is_left_to_sell() {
    let mut till = Till::following();
    till.happens("alert.opened", "1", json!({})).bursts_end();
    assert!(till.asked.contains(&Cmd::LoadMenu), "orders reserve, and no count of the shelf tells of that");
}
