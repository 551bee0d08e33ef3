//! Whatever is pressed, at whatever size: no panic, the cursor of the view stays on the screen, a locked till
//! shows nothing of the sale, and a payment that is not answered is never let go of.

use std::time::Duration;

use comanda::app::Dialog;
use comanda::msg::{Cmd, Msg};
use comanda::screens::customers::CustomersMsg;
use comanda::screens::login::pin::Offer;
use comanda::screens::orders::{OrdersMsg, Unprinted};
use comanda::screens::product::{ProductMsg, Unsaved};
use comanda::screens::till::TillCmd;
use comanda::trouble::{Effect, Trouble};
use comanda_core::refusal::Refusal;
use comanda_core::wire::ParkOrder;
use crossterm::event::KeyEvent;
use proptest::prelude::*;
use serde_json::json;

use crate::at_the_till::{parked, report, session};
use crate::back::{dinner, given};
use crate::codes::{alone, courier, lunch, thanks, two, vip};
use crate::day::{day, page};
use crate::house::{house, lost, stock_changed};
use crate::people::{ahmadi, karimi, people};
use crate::printing::PAPER;
use crate::returns::open_returns;
use crate::till::{Till, key, user_id};
use crate::wallets::purse;
use crate::watch::{inbox, out};

const WORDS: &[&str] = &[
    "q", "w", "e", "r", "t", "a", "s", "d", "f", "g", "z", "x", "c", "v", "b", "h", "m", "n", "p", "u", "y",
    "0", "1", "2", "3", "5", "9", "*", ".", "/", "+", "-", "enter", "enter", "esc", "tab", "space", "del",
    "back", "up", "down", "F2", "F8", "F9", "F12", "ctrl-z", "ctrl-x", "ctrl-u", "ctrl-t", "ctrl-j", "alt-1",
    "alt-2", "alt-2", "F1", "R", "?", ":", "é", "宫", "ک", "alt-6", "F3", "ctrl-o", "ctrl-d", "ctrl-q", "o",
    "k", "right", "left", "alt-4", "alt-4", "a", "r", "t", "v", "x", "l", "ctrl-n", "=", "8", "F10", "F10",
    "+", "b", "j", "k", "right", "left", "alt-4", "alt-4", "a", "r", "t", "v", "x", "l", "ctrl-n", "=", "8",
    "alt-5", "alt-5", "F6", "F6", "ctrl-k", "pgup", "ctrl-s", "ctrl-g", "D", "F4", "F5", "F6", "F7", "w",
    "i", "o", "d", "alt-9", "pgdn", "alt-7", "alt-7", "m", "right",
];

#[derive(Debug, Clone)]
enum Step {
    Key(&'static str, u64),
    Resize(u16, u16),
    Taken,
    Lost,
    SignedIn,
    Menu,
    Listed,
    Told,
    LetIn(&'static str),
    TurnedDown(u32),
    Second,
    Idle,
    People(bool),
    Found(bool),
    WrittenDown(bool),
    Has(bool),
    Does,
    WillNot(bool),
    Means(bool),
    Opened,
    Keeps(bool),
    Gives(bool),
    Declines(bool),
    Paper(bool),
    Counted,
    Purse,
    Returns(bool),
    Holds(&'static str),
    Aside(bool),
    Obeys,
    Balks(bool),
    Stands(bool),
    Knows(usize),
    Offers(bool),
    Makes(bool),
    Hears,
    Silence(u64),
    Happens(&'static str),
    Bursts,
    Warns(bool),
    Inbox(bool),
    Deals(bool),
}

/// What the till makes something of, and what it has never heard of.
const HAPPENINGS: &[&str] = &[
    "order.created",
    "order.status_changed",
    "order.expired",
    "stock.moved",
    "product.updated",
    "alert.opened",
    "alert.resolved",
    "coupon.created",
    "cash_session.opened",
    "parked.created",
    "return.requested",
    "wallet.deposited",
    "nothing.known",
    "",
];

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => (prop::sample::select(WORDS), prop::sample::select(vec![2_u64, 10, 200]))
            .prop_map(|(word, gap)| Step::Key(word, gap)),
        2 => (1_u16..200, 1_u16..60).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        1 => Just(Step::Taken),
        1 => Just(Step::Lost),
        1 => Just(Step::SignedIn),
        1 => Just(Step::Menu),
        2 => Just(Step::Listed),
        2 => Just(Step::Told),
        2 => prop::sample::select(vec!["sara", "reza", "counter"]).prop_map(Step::LetIn),
        1 => (1_u32..4).prop_map(Step::TurnedDown),
        1 => Just(Step::Second),
        1 => Just(Step::Idle),
        1 => any::<bool>().prop_map(Step::People),
        2 => any::<bool>().prop_map(Step::Found),
        1 => any::<bool>().prop_map(Step::WrittenDown),
        3 => any::<bool>().prop_map(Step::Has),
        2 => Just(Step::Does),
        1 => any::<bool>().prop_map(Step::WillNot),
        2 => any::<bool>().prop_map(Step::Means),
        1 => Just(Step::Opened),
        1 => any::<bool>().prop_map(Step::Keeps),
        2 => any::<bool>().prop_map(Step::Gives),
        2 => any::<bool>().prop_map(Step::Declines),
        1 => any::<bool>().prop_map(Step::Paper),
        1 => Just(Step::Counted),
        1 => Just(Step::Purse),
        2 => any::<bool>().prop_map(Step::Returns),
        1 => prop::sample::select(vec!["0.00", "5.60", "310.00"]).prop_map(Step::Holds),
        1 => any::<bool>().prop_map(Step::Aside),
        3 => Just(Step::Obeys),
        2 => any::<bool>().prop_map(Step::Balks),
        2 => any::<bool>().prop_map(Step::Stands),
        4 => (0_usize..6).prop_map(Step::Knows),
        2 => any::<bool>().prop_map(Step::Offers),
        2 => any::<bool>().prop_map(Step::Makes),
        2 => Just(Step::Hears),
        1 => (0_u64..20).prop_map(Step::Silence),
        4 => prop::sample::select(HAPPENINGS).prop_map(Step::Happens),
        2 => Just(Step::Bursts),
        2 => any::<bool>().prop_map(Step::Warns),
        2 => any::<bool>().prop_map(Step::Inbox),
        2 => any::<bool>().prop_map(Step::Deals),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]
    #[test]
    fn any_keys_at_any_size_leave_a_picture(steps in prop::collection::vec(step(), 1..80)) {
        let mut till = Till::with_sara();
        let mut size = (100, 30);
        let mut clock = Duration::from_secs(5);
        for step in steps {
            match step {
                Step::Key(word, gap) => {
                    clock += Duration::from_millis(gap);
                    let event: KeyEvent = key(word);
                    till.hear(Msg::Key(event, clock));
                }
                Step::Resize(columns, rows) => size = (columns, rows),
                Step::Taken if till.sent().is_some() => { till.shop_takes_it(); }
                Step::Lost if till.sent().is_some() => { till.answer_fails(Effect::Unknown); }
                Step::SignedIn => till.sign_in("counter", comanda_core::actor::Role::Staff),
                Step::Menu => till.serve(crate::menu::menu()),
                Step::Listed if till.question().is_some() => {
                    till.shop_lists(page(day()));
                }
                Step::Told if till.model.orders.list.row().is_some() => {
                    till.shop_tells();
                }
                Step::LetIn(name) => { till.is_let_in(name); }
                Step::TurnedDown(retry_after) => {
                    till.is_turned_down(Trouble::refused(Refusal::TooManyAttempts { retry_after }));
                }
                Step::Second => till.hear(Msg::Second),
                Step::Idle => till.hear(Msg::Idle(till.model.watch, clock + Duration::from_mins(10))),
                Step::People(some) => {
                    let people = if some { people() } else { Vec::new() };
                    till.hear(Msg::People(Ok(Offer::People(people))));
                }
                Step::Found(some) if till.sought().is_some() => {
                    till.shop_finds(if some { vec![ahmadi(), karimi()] } else { Vec::new() });
                }
                Step::WrittenDown(well) if !till.saves().is_empty() => {
                    let lost = Trouble { effect: Effect::Unknown, sentence: "Lost.".into() };
                    till.shop_writes_down(if well { Ok(ahmadi()) } else { Err(lost) });
                }
                Step::Has(some) if till.stock_asked().is_some() => {
                    till.shop_has(if some { house() } else { Vec::new() });
                }
                Step::Does if !till.errands().is_empty() && !till.model.stock.list.rows.is_empty() => {
                    if let Some(sending) = till.model.stock.sending.first() {
                        let errand = sending.errand.clone();
                        let is_listed = till.model.stock.list.rows.iter().any(|row| row.product.id == sending.product);
                        if is_listed {
                            till.shop_does_this(&errand);
                        }
                    }
                }
                Step::WillNot(is_lost) if !till.errands().is_empty() => {
                    till.shop_will_not(if is_lost { lost() } else { stock_changed(3) });
                }
                Step::Means(some) if till.looked() => {
                    till.shop_means(if some { house() } else { Vec::new() });
                }
                Step::Opened => {
                    let view = Box::new(crate::menu::menu().products.remove(2));
                    till.hear(Msg::Product(ProductMsg::Opened(Ok(view))));
                }
                Step::Keeps(well) if !till.products_sent().is_empty() => {
                    if well {
                        till.shop_keeps(crate::menu::menu().products.remove(2), None);
                    } else {
                        till.shop_does_not_keep(Unsaved::Shop(lost()));
                    }
                }
                Step::Returns(some) if till.returns_asked().is_some() => {
                    till.shop_returns(if some { open_returns() } else { Vec::new() });
                }
                Step::Gives(is_order) if till.model.money.is_some() => {
                    if is_order {
                        till.shop_gives(given(dinner(), None));
                    } else {
                        till.shop_transacts("20.00", "31.50");
                    }
                }
                Step::Declines(is_lost) if till.model.money.is_some() => {
                    let refused = Trouble::refused(Refusal::StaleVersion { current: 7 });
                    till.shop_keeps_it(if is_lost { lost() } else { refused });
                }
                Step::Paper(well) if till.has_printed() => {
                    till.paper_comes_out(if well { Ok(()) } else { Err(Unprinted::Printer("Away.".into())) });
                }
                Step::Counted => {
                    till.model.printer = Some("tcp://printer".parse().unwrap());
                    till.hear(Msg::Orders(OrdersMsg::Receipt(dinner().id, Ok(PAPER.into()))));
                }
                Step::Purse => {
                    let of = user_id("ahmadi");
                    till.hear(Msg::Customers(CustomersMsg::Looked(of, Ok(Box::new(purse(of))))));
                }
                Step::Holds(balance) if till.asks().iter().any(|ask| matches!(ask, TillCmd::Purse(_))) => {
                    till.wallet_holds(balance);
                }
                Step::Aside(some) => {
                    let order = ParkOrder { label: None, order: till.model.sell.cart.order() };
                    till.shop_keeps_aside(if some { vec![parked(1, "Ahmadi", &order)] } else { Vec::new() });
                }
                Step::Obeys if till.can_obey() => { till.shop_does_it(); }
                Step::Balks(is_lost) if till.model.errand.is_some() => {
                    till.shop_does_not(if is_lost { lost() } else { stock_changed(3) });
                }
                Step::Stands(is_open) if till.asks().iter().any(|ask| matches!(ask, TillCmd::Drawer(_))) => {
                    till.drawer_stands(is_open.then(|| report(session(3))));
                }
                Step::Knows(which) if !till.codes_asked().is_empty() => {
                    let mut known = [lunch(), two(), alone(), thanks(), courier()];
                    match known.get_mut(which) {
                        Some(coupon) => {
                            // Whatever was typed is the code of it.
                            if let Some((code, ..)) = till.codes_asked().pop() {
                                coupon.code = code.to_string();
                            }
                            till.shop_knows(coupon.clone(), vip());
                        }
                        None => { till.shop_knows_no_such_code(); }
                    }
                }
                Step::Offers(some) if till.coupons_asked().is_some() => {
                    till.shop_offers(if some { vec![lunch(), two()] } else { Vec::new() });
                }
                Step::Makes(well) if !till.coupon_errands().is_empty() => {
                    till.shop_did(if well { Ok(Some(lunch())) } else { Err(lost()) });
                }
                Step::Hears if till.model.live.following.is_some() => { till.is_heard(); }
                Step::Silence(seconds) if till.model.live.following.is_some() => {
                    till.is_lost(seconds).seconds_pass(u32::try_from(seconds).unwrap());
                }
                Step::Happens(kind) if till.model.live.following.is_some() => {
                    let order = day().remove(0);
                    let data = json!({ "order": order.id, "status": order.status, "version": 99, "on_hand": 0 });
                    till.happens(kind, &order.id.to_string(), data);
                }
                Step::Bursts => { till.bursts_end(); }
                Step::Warns(some) => { till.warns(if some { vec![out()] } else { Vec::new() }); }
                Step::Inbox(some) if till.alerts_asked().is_some() => {
                    till.shop_alerts(if some { inbox() } else { Vec::new() });
                }
                Step::Deals(well) if !till.alert_errands().is_empty() => {
                    if well { till.shop_deals(); } else { till.shop_does_not_deal(lost()); }
                }
                Step::Hears
                | Step::Silence(_)
                | Step::Happens(_)
                | Step::Inbox(_)
                | Step::Deals(_)
                | Step::Knows(_)
                | Step::Offers(_)
                | Step::Makes(_)
                | Step::Gives(_)
                | Step::Returns(_)
                | Step::Declines(_)
                | Step::Paper(_)
                | Step::Holds(_)
                | Step::Obeys
                | Step::Balks(_)
                | Step::Stands(_)
                | Step::Has(_)
                | Step::Does
                | Step::WillNot(_)
                | Step::Means(_)
                | Step::Keeps(_)
                | Step::Taken
                | Step::Lost
                | Step::Listed
                | Step::Told
                | Step::Found(_)
                | Step::WrittenDown(_) => {}
            }
            if let Some(sent) = till.sent() {
                let is_open = till.model.tender().is_some_and(|tender| tender.sent.as_ref() == Some(&sent));
                prop_assert!(is_open || till.asked.contains(&Cmd::Settle(sent.key)), "a payment is lost");
            }
            if let Some(sending) = &till.model.money {
                let sent = till.money_sent();
                prop_assert_eq!(Some(&sending.errand), sent.last(), "money is sent for under one key");
                let is_open = |dialog: &Dialog| {
                    matches!(
                        dialog,
                        Dialog::CancelOrder(_) | Dialog::Refund(_) | Dialog::Wallet(_) | Dialog::Returns(_)
                    )
                };
                prop_assert!(till.model.dialogs.iter().any(is_open), "what was sent for is let go of");
            }
            let is_waiting = till.model.dialogs.iter().filter(|dialog| matches!(dialog, Dialog::Waiting)).count();
            prop_assert_eq!(is_waiting, usize::from(till.model.errand.is_some()), "an errand is lost");
            let picture = till.picture(size.0, size.1);
            if till.model.lock().is_some() {
                prop_assert!(!picture.contains('▦') && !picture.contains('‼'), "{}", picture);
                prop_assert!(!picture.contains("Burger") && !picture.contains("TOTAL") && !picture.contains("Lemonade"), "{}", picture);
            }
        }
    }
}

#[test]
fn every_size_has_a_picture() {
    let mut till = Till::selling();
    till.press("q w 1 5 enter");
    for columns in 1..=110 {
        for rows in 1..=35 {
            till.picture(columns, rows);
        }
    }
    assert!(till.picture(59, 19).starts_with("\"need 60x20, have 59x19"));
}
