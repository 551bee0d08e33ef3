//! What the till hears by itself takes nothing out of anybody's hands: no character, no line, no place.

use std::time::Duration;

use comanda::app::{Dialog, Screen};
use comanda::context::Context;
use comanda::live::LiveMsg;
use comanda::msg::Msg;
use comanda::screens::orders::OrdersMsg;
use comanda::update::update;
use comanda_core::actor::Role;
use proptest::prelude::*;
use serde_json::json;

use crate::day::{day, page};
use crate::house::{entry, house};
use crate::menu::{menu, product_id};
use crate::till::{Till, key, user_id};
use crate::watch::{away, out};

#[test]
fn a_scan_is_one_code_whatever_is_heard_between_its_characters() {
    let mut till = Till::looking_at(day());
    till.is_heard();
    till.press("alt-1");
    let number = till.model.live.following.unwrap();
    let mut clock = Duration::from_mins(1);
    for c in "2000000000035".chars() {
        clock += Duration::from_millis(8);
        let event = crossterm::event::KeyEvent::from(crossterm::event::KeyCode::Char(c));
        update(&mut till.model, Msg::Key(event, clock));
        update(&mut till.model, Msg::Live(LiveMsg::Connected(number)));
        update(&mut till.model, Msg::Menu(Ok(std::sync::Arc::new(menu()))));
        update(&mut till.model, Msg::Orders(OrdersMsg::Listed(1, 1, Ok(Box::new(page(day()))))));
    }
    clock += Duration::from_millis(8);
    update(&mut till.model, Msg::Key(key("enter"), clock));
    assert_eq!(till.lines(), ["1 Lemonade"]);
    assert_eq!(till.model.sell.entry.text(), "");
}

/// What the shop may tell at any time.
#[derive(Debug, Clone, Copy)]
enum Tells {
    Connected,
    Lost(u64),
    Missed,
    Second,
    Happens(&'static str),
    Bursts,
    Counts(u64),
    Warns(bool),
    Menu,
    Lists,
}

fn tells() -> impl Strategy<Value = Tells> {
    let kinds = vec![
        "order.created",
        "order.status_changed",
        "order.expired",
        "stock.moved",
        "product.sold_out",
        "menu.imported",
        "alert.opened",
        "coupon.updated",
        "parked.added",
        "cash_session.moved",
        "wallet.adjusted",
        "cart.changed",
        "nothing.known",
    ];
    prop_oneof![
        1 => Just(Tells::Connected),
        1 => (0_u64..20).prop_map(Tells::Lost),
        1 => Just(Tells::Missed),
        2 => Just(Tells::Second),
        8 => prop::sample::select(kinds).prop_map(Tells::Happens),
        3 => Just(Tells::Bursts),
        1 => (0_u64..300).prop_map(Tells::Counts),
        2 => any::<bool>().prop_map(Tells::Warns),
        1 => Just(Tells::Menu),
        2 => Just(Tells::Lists),
    ]
}

fn tell(till: &mut Till, what: Tells) {
    let Some(number) = till.model.live.following else { return };
    match what {
        Tells::Connected => till.hear(Msg::Live(LiveMsg::Connected(number))),
        Tells::Lost(seconds) => {
            till.hear(Msg::Live(LiveMsg::Lost(number, away(), Duration::from_secs(seconds))));
        }
        Tells::Missed => till.hear(Msg::Live(LiveMsg::Missed(number))),
        Tells::Second => {
            till.seconds_pass(1);
        }
        Tells::Happens(kind) => {
            // As many as the menu says of it: another count decides whether keys can put it on the order.
            let id = product_id(14);
            let data = json!({ "product": id, "on_hand": 0, "status": "delivered", "version": 9 });
            till.happens(kind, &id.to_string(), data);
        }
        Tells::Bursts => {
            till.bursts_end();
        }
        Tells::Counts(count) => {
            till.counts_orders(count);
        }
        Tells::Warns(some) => {
            till.warns(if some { vec![out()] } else { Vec::new() });
        }
        Tells::Menu => till.serve(menu()),
        Tells::Lists => {
            if till.question().is_some() {
                till.shop_lists(page(day()));
            }
            if till.stock_asked().is_some() {
                till.shop_has(vec![entry(12, "Grilled Salmon", (4, 2), (6, 1))]);
            }
        }
    }
}

/// What somebody has in hands: what is typed, where the keys go, and the order.
fn in_hands(till: &Till) -> String {
    let model = &till.model;
    let forms: Vec<String> = model
        .dialogs
        .iter()
        .map(|dialog| match dialog {
            Dialog::Form(form) => {
                let typed: Vec<&str> = form.fields.iter().map(|line| line.field.text()).collect();
                format!("{typed:?} at {}", form.focus)
            }
            Dialog::CancelOrder(dialog) => dialog.reason.text().to_owned(),
            Dialog::Receive(dialog) => {
                let typed =
                    [&dialog.what, &dialog.quantity, &dialog.from].map(|field| field.text().to_owned());
                format!("{typed:?} at {:?}", dialog.focus)
            }
            _ => String::new(),
        })
        .collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {} {} {} {forms:?}",
        Context::of(model),
        model.screen,
        model.sell.cart,
        model.sell.entry,
        model.sell.find.as_ref().map(|find| (&find.text, find.selected)),
        model.orders.search.text(),
        model.customers.search.text(),
        model.stock.query.words.text(),
    )
}

/// Somebody was on every screen, and is back at the order.
fn with_lists() -> Till {
    let mut till = Till::following();
    till.press("alt-2").shop_lists(page(day()));
    till.press("alt-4").shop_has(vec![entry(12, "Grilled Salmon", (4, 2), (6, 1))]);
    till.press("alt-7").shop_alerts(vec![out()]);
    till.press("alt-1");
    till
}

const KEYS: &[&str] = &[
    "q", "w", "e", "2", "q", "/", "b", "u", "r", "enter", "esc", "n", "h", "i", "tab", "del", "+", "alt-1",
    "alt-4", "alt-6", "9", "a", "-", "1", "back", "up", "down", "ctrl-z", "left", "c", "alt-7",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_shop_tells_takes_nothing_out_of_anybodys_hands(
        steps in prop::collection::vec((prop::sample::select(KEYS), prop::collection::vec(tells(), 0..5)), 1..40),
    ) {
        let mut told = with_lists();
        let mut quiet = told.clone();
        for (key, news) in steps {
            for news in news {
                tell(&mut told, news);
            }
            told.press(key);
            quiet.press(key);
            prop_assert_eq!(in_hands(&told), in_hands(&quiet), "after {}", key);
            told.picture(80, 24);
        }
    }
}

#[test]
fn keys_typed_over_a_lost_connection_stay_where_they_were_typed() {
    let mut till = Till::looking_after(Role::Manager, house());
    till.is_heard();
    till.press("a - 1");
    till.is_lost(3).seconds_pass(2);
    till.type_in("2").press("tab tab");
    till.is_heard();
    till.type_in("fell down");
    till.bursts_end();
    let Some(Dialog::Form(form)) = till.model.dialogs.last() else { panic!("the form is gone") };
    assert_eq!((form.said("Change").as_str(), form.said("Note").as_str()), ("-12", "fell down"));
    assert_eq!(till.model.screen, Screen::Stock);
    assert!(till.model.staff.as_ref().is_some_and(|user| user.id == user_id("counter")));
}
