//! Demand and prices, and what alerts and orders add up to.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::alerts::about;
use super::people::{at_once, later};
use super::products::form;
use super::queries::statements;
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::Actor;
use crate::alerts::{AlertTerms, AlertType, Severity};
use crate::flows::alerts::{self, AlertQuery, Period};
use crate::flows::{import, orders};
use crate::id::ProductId;
use crate::refusal::Refusal;
use crate::store;
use crate::wire::CancelOrder;
use crate::wire::alerts::ResponseView;
use crate::wire::orders::PlaceOrder;

impl Shop {
    fn terms(&self, terms: AlertTerms) {
        let save = move |tx: &mut store::Tx<'_>| {
            let known = store::settings::load_shop(tx)?;
            store::settings::save_shop(tx, &crate::catalog::Shop { alerts: terms, ..known })
        };
        self.store.write(save).unwrap();
    }

    fn ordered_at(&self, lines: &[(ProductId, u32)], at: DateTime<Utc>) -> crate::id::OrderId {
        let order =
            PlaceOrder { items: items(lines), payment: Some(PayOrder::card(None)), ..PlaceOrder::default() };
        self.by(&self.staff, move |tx, by| orders::place(tx, by, &order, at)).unwrap().order.id
    }

    fn sweep_demand(&self, at: DateTime<Utc>) -> usize {
        self.store.write(move |tx| alerts::sweep_demand(tx, at, 100)).unwrap()
    }

    fn import(&self, menu: String) {
        let import =
            move |tx: &mut store::Tx<'_>| import::menu(tx, &Actor::System, menu.as_bytes(), false, now());
        assert_eq!(self.store.write(import).unwrap().errors, []);
    }
}

fn minutes(count: i64) -> DateTime<Utc> {
    later(count * 60)
}

#[test]
fn what_many_order_within_the_window_is_told_and_over_when_they_do_not() {
    let shop = Shop::open();
    shop.terms(AlertTerms { demand_orders: 3, ..AlertTerms::default() });
    // Two lines of one order are one order, and one that was called off is none.
    shop.ordered_at(&[(shop.tea, 1), (shop.tea, 2)], now());
    let off = shop.ordered_at(&[(shop.tea, 1)], now());
    let cancel = CancelOrder { reason: Some("gone".to_owned()), ..CancelOrder::default() };
    shop.by(&shop.manager(), move |tx, by| orders::cancel(tx, by, off, &cancel, now())).unwrap();
    shop.ordered_at(&[(shop.tea, 1)], now());
    assert_eq!((shop.sweep_demand(minutes(1)), shop.said(shop.tea)), (0, None));
    shop.ordered_at(&[(shop.tea, 1)], minutes(30));
    assert_eq!(shop.sweep_demand(minutes(31)), 1);
    let said = "info high_demand Tea: 3 orders in 60 minutes, limit 3.";
    assert_eq!(shop.said(shop.tea).as_deref(), Some(said));
    assert_eq!(shop.sweep_demand(minutes(32)), 0);
    for _ in 0..3 {
        shop.ordered_at(&[(shop.tea, 1)], minutes(33));
    }
    assert_eq!(shop.sweep_demand(minutes(34)), 1);
    let said = "warning high_demand Tea: 6 orders in 60 minutes, limit 3.";
    assert_eq!(shop.said(shop.tea).as_deref(), Some(said));
    assert_eq!(shop.told("alert.escalated"), (1, 1));
    assert_eq!((shop.sweep_demand(minutes(100)), shop.said(shop.tea)), (1, None));
    assert_eq!(shop.told("alert.resolved"), (0, 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn demand_that_somebody_dealt_with_is_silent_for_the_length_of_the_window() {
    let shop = Shop::open();
    shop.terms(AlertTerms { demand_orders: 1, ..AlertTerms::default() });
    shop.ordered_at(&[(shop.tea, 1)], now());
    let manager = shop.manager();
    let check = shop.by(&manager, |tx, by| alerts::check_high_demand(tx, by, minutes(1))).unwrap();
    assert_eq!((check.checked, check.opened, check.resolved), (1, 1, 0));
    shop.dealt_with(shop.open_about(shop.tea)[0].id).unwrap();
    shop.ordered_at(&[(shop.tea, 1)], minutes(50));
    assert_eq!(shop.sweep_demand(minutes(59)), 0);
    assert_eq!((shop.sweep_demand(minutes(62)), shop.rows("alerts")), (1, 2));
    // Two servers sweep at the same time.
    shop.execute("DELETE FROM alerts");
    let swept = at_once(4, |_| shop.sweep_demand(minutes(62)));
    assert_eq!((swept.into_iter().sum::<usize>(), shop.rows("alerts")), (1, 1));
    shop.terms(AlertTerms { demand_orders: 0, ..AlertTerms::default() });
    assert_eq!((shop.sweep_demand(minutes(62)), shop.said(shop.tea)), (1, None));
}

#[test]
fn a_price_that_changes_by_much_is_told_once_and_resolved_by_hand_only() {
    let shop = Shop::open();
    let manager = shop.manager();
    let costs = |json: &str| drop(shop.update(&manager, shop.soup, form(json)).unwrap());
    costs(r#"{"price":"4.70"}"#);
    assert_eq!(shop.said(shop.soup), None);
    costs(r#"{"price":"5.20"}"#);
    let said = "info price_change Soup: 4.70 before, 5.20 now (+10 %).";
    assert_eq!(shop.said(shop.soup).as_deref(), Some(said));
    // What is reduced costs what it is reduced to.
    costs(r#"{"sale_price":"2.60"}"#);
    let said = "warning price_change Soup: 5.20 before, 2.60 now (-50 %).";
    assert_eq!(shop.said(shop.soup).as_deref(), Some(said));
    let open = shop.open_about(shop.soup).remove(0);
    assert_eq!((open.threshold_value, open.current_value), (Some(-10), Some(-50)));
    costs(r#"{"description":"hot"}"#);
    costs(r#"{"sale_price":"2.61"}"#);
    assert_eq!(shop.said(shop.soup).as_deref(), Some(said));
    assert_eq!((shop.told("alert.opened"), shop.told("alert.escalated")), ((1, 1), (1, 1)));
    shop.dealt_with(open.id).unwrap();
    costs(r#"{"sale_price":null}"#);
    assert_eq!(shop.open_about(shop.soup)[0].current_value, Some(99));
    assert_eq!(shop.broken_law(), None);
}

fn priced(count: usize, price: &str) -> String {
    let mut menu = "name,category,price\n".to_owned();
    for number in 0..count {
        let _ = writeln!(menu, "Dish {number},Food,{price}");
    }
    menu
}

#[test]
fn a_file_that_changes_many_prices_asks_no_query_for_each_and_tells_once() {
    let shop = Shop::open();
    shop.import(priced(600, "2.00"));
    shop.import(priced(600, "3.00"));
    let all = |kind| shop.alerts(&AlertQuery { alert_type: Some(kind), ..AlertQuery::default() });
    assert_eq!(shop.rows("alerts WHERE alert_type = 'price_change' AND is_active"), 600);
    let [told] = &all(AlertType::System)[..] else { panic!("one alert tells of many") };
    assert_eq!(told.message, "600 prices changed by much at once; each has an alert of its own.");
    assert_eq!(shop.told("alert.opened"), (1, 601));
    // In place, many at once.
    shop.import(priced(600, "4.00"));
    assert_eq!(shop.rows("alerts WHERE alert_type = 'price_change' AND current_value = 33"), 600);
    assert_eq!(shop.rows("alerts"), 601);
    assert_eq!(shop.broken_law(), None);
    let products = shop.store.read(|tx| {
        let known = store::settings::load_shop(tx)?;
        store::products::all(tx, &known)
    });
    let (products, known) = (products.unwrap(), crate::catalog::Shop::default());
    let asked = |count: usize| {
        let cheaper = |product: &crate::catalog::Product| crate::catalog::Product {
            price: crate::money::Money::minor(401),
            sale_price: None,
            ..product.clone()
        };
        let dishes = || products.iter().filter(|product| product.name.starts_with("Dish")).take(count);
        let before: Vec<_> = dishes().map(cheaper).collect();
        // A difference that is not told costs no query at all.
        let pairs: Vec<_> = dishes().zip(&before).collect();
        let seen = statements(&shop, |tx| alerts::prices_changed(tx, &pairs, &known, "sara", now()));
        seen.len()
    };
    assert_eq!(asked(500), 0);
}

#[test]
fn a_few_that_open_at_once_are_told_one_by_one() {
    let shop = Shop::open();
    shop.import(priced(20, "2.00"));
    shop.import(priced(20, "3.00"));
    assert_eq!((shop.told("alert.opened"), shop.rows("alerts")), ((20, 20), 20));
}

#[test]
fn managers_see_what_is_ordered_most_and_what_more_than_before() {
    let shop = Shop::open();
    let manager = shop.manager();
    shop.ordered_at(&[(shop.tea, 2)], minutes(-60 * 24 * 4));
    shop.ordered_at(&[(shop.soup, 3), (shop.tea, 3)], now());
    shop.ordered_at(&[(shop.soup, 1)], now());
    let date = |text: &str| Some(text.parse().unwrap());
    let three = Period { start_date: date("2026-11-20"), end_date: date("2026-11-22"), limit: None };
    let popular = shop.store.read(|tx| alerts::popularity(tx, &manager, three, now())).unwrap();
    assert_eq!((popular.orders, popular.units), (2, 7));
    let told = |index: usize| {
        let of = &popular.products[index];
        (of.product.name.as_str(), of.orders, of.units, of.share.to_string())
    };
    assert_eq!(told(0), ("Soup", 2, 4, "57.14".to_owned()));
    assert_eq!(told(1), ("Tea", 1, 3, "42.86".to_owned()));
    let trends = shop.store.read(|tx| alerts::trending(tx, &manager, three, now())).unwrap();
    assert_eq!(trends.before_start_date.to_string(), "2026-11-17");
    assert_eq!(trends.before_end_date.to_string(), "2026-11-19");
    let told = |index: usize| {
        let of = &trends.products[index];
        let growth = of.growth.map(|growth| growth.to_string());
        (of.product.name.as_str(), of.units, of.units_before, growth)
    };
    assert_eq!(told(0), ("Soup", 4, 0, None));
    assert_eq!(told(1), ("Tea", 3, 2, Some("50.00".to_owned())));
    let usual = shop.store.read(|tx| alerts::popularity(tx, &manager, Period::default(), now())).unwrap();
    assert_eq!((usual.start_date.to_string().as_str(), usual.units), ("2026-10-24", 9));
}

#[test]
fn a_period_is_some_days_and_a_list_not_endless() {
    let shop = Shop::open();
    let manager = shop.manager();
    let date = |text: &str| Some(text.parse().unwrap());
    for (period, field) in [
        (Period { start_date: date("2026-11-23"), end_date: date("2026-11-22"), limit: None }, "end_date"),
        (Period { start_date: date("2025-11-21"), end_date: date("2026-11-22"), limit: None }, "end_date"),
        (Period { limit: Some(0), ..Period::default() }, "limit"),
        (Period { limit: Some(101), ..Period::default() }, "limit"),
    ] {
        let refused = shop.store.read(|tx| alerts::trending(tx, &manager, period, now()));
        match refusal(refused) {
            Refusal::InvalidInput { errors } => assert!(errors.0.contains_key(field), "{errors:?}"),
            other => panic!("{other:?}"),
        }
    }
    for refused in [
        shop.store.read(|tx| alerts::popularity(tx, &shop.staff, Period::default(), now()).map(drop)),
        shop.store.read(|tx| alerts::response(tx, &shop.staff, Period::default(), now()).map(drop)),
    ] {
        assert_eq!(refusal(refused), Refusal::Forbidden);
    }
}

#[test]
fn how_soon_people_deal_with_alerts_is_told_apart_from_what_went_away() {
    let shop = Shop::open();
    let manager = shop.manager();
    let of = |shop: &Shop, by: &Actor| -> ResponseView {
        shop.store.read(|tx| alerts::response(tx, by, Period::default(), now())).unwrap()
    };
    assert_eq!(of(&shop, &manager).by_people, None);
    let raised = shop.raise(&manager, &about(AlertType::System, None)).unwrap();
    shop.dealt_with(raised.id).unwrap();
    shop.moved(&crate::wire::MovementForm::count(shop.soup, 2)).unwrap();
    shop.moved(&crate::wire::MovementForm::count(shop.soup, 10)).unwrap();
    let told = of(&shop, &manager);
    let waits = told.by_people.unwrap();
    assert_eq!((waits.count, waits.median_seconds, waits.longest_seconds), (1, 60, 60));
    assert_eq!(told.by_the_shop.unwrap().count, 1);
    assert_eq!((told.by_severity.len(), told.by_severity[0].severity), (1, Severity::Warning));
    assert_eq!((told.by_type.len(), told.by_type[0].alert_type), (1, AlertType::System));
}
