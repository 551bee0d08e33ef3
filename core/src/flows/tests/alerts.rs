//! Alerts about stock, on whichever way counts and limits change: opened once, told once for each level, resolved when
//! enough is there again, silent after somebody dealt with them until fewer are left.

use rstest::rstest;

use super::people::later;
use super::products::form;
use super::queries::statements;
use super::refunds::all;
use super::{PayOrder, Shop, now, refusal};
use crate::actor::{Actor, Role};
use crate::alerts::{AlertType, Severity};
use crate::error::Result;
use crate::flows::alerts::{self, AlertQuery, Moment};
use crate::flows::{catalog, inventory, orders};
use crate::id::{AlertId, ProductId};
use crate::orders::DeliveryMethod;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::alerts::{AlertCounts, CreateAlert, ResolveAlert, SnoozeAlert};
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{AlertView, CancelOrder, MovementForm, Thresholds};

impl Shop {
    pub(super) fn alerts(&self, query: &AlertQuery) -> Vec<AlertView> {
        let page = PageRequest::new(1, 100).unwrap();
        self.store.read(|tx| alerts::list(tx, &self.staff, query, page, now())).unwrap().items
    }

    /// What stands open about a product.
    pub(super) fn open_about(&self, product: ProductId) -> Vec<AlertView> {
        self.alerts(&AlertQuery { is_active: Some(true), product: Some(product), ..AlertQuery::default() })
    }

    /// The one that does, in words.
    pub(super) fn said(&self, product: ProductId) -> Option<String> {
        let open = self.open_about(product);
        assert!(open.len() <= 1, "{open:#?}");
        let said = |alert: &AlertView| format!("{} {} {}", alert.severity, alert.alert_type, alert.message);
        open.first().map(said)
    }

    pub(super) fn dealt_with(&self, id: AlertId) -> Result<AlertView> {
        let notes = ResolveAlert { notes: " ordered more\u{7} ".to_owned() };
        self.by(&self.staff, move |tx, by| alerts::resolve(tx, by, id, &notes, later(60)))
    }

    pub(super) fn raise(&self, by: &Actor, wanted: &CreateAlert) -> Result<AlertView> {
        let wanted = wanted.clone();
        self.by(by, move |tx, by| alerts::create(tx, by, &wanted, now()))
    }

    /// So many of these are on the shelf.
    fn on_shelf(&self, product: ProductId, on_hand: u32) {
        self.moved(&MovementForm::count(product, on_hand)).unwrap();
    }

    fn limits(&self, product: ProductId, low: u32, critical: u32) {
        let limits = Thresholds { low_stock_threshold: low, critical_threshold: critical };
        self.by(&Actor::System, move |tx, by| {
            inventory::set_thresholds(tx, by, product, limits, now()).map(drop)
        })
        .unwrap();
    }

    fn sweep(&self) -> usize {
        self.store.write(|tx| alerts::sweep_stock(tx, now(), 100)).unwrap()
    }

    /// How many events of this kind say that people are told, and how many there are.
    pub(super) fn told(&self, kind: &str) -> (u64, u64) {
        let telling = format!("events WHERE kind = '{kind}' AND data LIKE '%\"tells\":true%'");
        (self.rows(&telling), self.events(kind))
    }
}

pub(super) fn about(alert_type: AlertType, product_id: Option<ProductId>) -> CreateAlert {
    CreateAlert {
        alert_type,
        severity: Severity::Warning,
        message: "The freezer is warm".to_owned(),
        product_id,
        threshold_value: None,
        current_value: None,
    }
}

#[test]
fn falling_through_both_limits_is_told_twice_and_rising_arms_it_again() {
    let shop = Shop::open();
    shop.limits(shop.soup, 5, 2);
    for (on_hand, said) in [
        (6, None),
        (5, Some("warning low_stock Soup: 5 left, limit 5.")),
        (4, Some("warning low_stock Soup: 4 left, limit 5.")),
        (2, Some("critical low_stock Soup: 2 left, limit 2.")),
        (3, Some("warning low_stock Soup: 3 left, limit 5.")),
        (1, Some("critical low_stock Soup: 1 left, limit 2.")),
        (0, Some("critical out_of_stock Soup: nothing left.")),
        (6, None),
        (5, Some("warning low_stock Soup: 5 left, limit 5.")),
    ] {
        shop.on_shelf(shop.soup, on_hand);
        assert_eq!(shop.said(shop.soup).as_deref(), said, "{on_hand}");
    }
    // Falling to critical a second time is told nobody again; changes within a level never are.
    assert_eq!(shop.told("alert.opened"), (2, 2));
    assert_eq!(shop.told("alert.escalated"), (1, 2));
    assert_eq!((shop.told("alert.changed"), shop.told("alert.resolved")), ((0, 3), (0, 1)));
    let over = shop.alerts(&AlertQuery { is_active: Some(false), ..AlertQuery::default() });
    assert_eq!(over[0].resolved_by.as_deref(), Some("system"));
    assert_eq!((over.len(), over[0].opened_by.as_str(), over[0].version), (1, "system", 7));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn every_way_to_move_a_count_is_seen() {
    let shop = Shop::open();
    let manager = shop.manager();
    let low = |said: &str| assert_eq!(shop.said(shop.soup).as_deref(), Some(said));
    // Sold at once, sold when it is paid, sold when the kitchen begins.
    shop.place(&[(shop.soup, 7)], Some(PayOrder::card(None))).unwrap();
    low("warning low_stock Soup: 3 left, limit 3.");
    let promised = shop.place(&[(shop.soup, 1)], None).unwrap().order;
    low("warning low_stock Soup: 3 left, limit 3.");
    shop.pay(promised.id, PayOrder::card(None)).unwrap();
    low("warning low_stock Soup: 2 left, limit 3.");
    let cooked = shop.place(&[(shop.soup, 2)], None).unwrap().order;
    for status in [crate::orders::Status::Processing, crate::orders::Status::Preparing] {
        let step = ChangeStatus::to(status);
        shop.by(&shop.staff, move |tx, by| orders::change_status(tx, by, cooked.id, &step, now())).unwrap();
    }
    low("critical out_of_stock Soup: nothing left.");
    // Called off before the kitchen begins.
    let off = CancelOrder { reason: Some("changed their mind".to_owned()), ..CancelOrder::default() };
    shop.by(&manager, move |tx, by| orders::cancel(tx, by, promised.id, &off, now())).unwrap();
    low("critical low_stock Soup: 1 left, limit 0."
        .replace("critical", "warning")
        .replace("0.", "3.")
        .as_str());
    // A delivery, and that it was none.
    let delivery = shop.moved(&MovementForm::restock(shop.soup, 9)).unwrap().id;
    assert_eq!(shop.said(shop.soup), None);
    shop.by(&shop.staff, move |tx, by| inventory::reverse_movement(tx, by, delivery, now())).unwrap();
    low("warning low_stock Soup: 1 left, limit 3.");
    // Other limits, by two ways.
    shop.limits(shop.soup, 0, 0);
    assert_eq!(shop.said(shop.soup), None);
    shop.update(&manager, shop.soup, form(r#"{"low_stock_threshold":1,"critical_threshold":1}"#)).unwrap();
    low("critical low_stock Soup: 1 left, limit 1.");
    // No longer counted, and counted again.
    shop.update(&manager, shop.soup, form(r#"{"track_stock":false}"#)).unwrap();
    assert_eq!(shop.said(shop.soup), None);
    shop.update(&manager, shop.soup, form(r#"{"track_stock":true,"initial_stock":0}"#)).unwrap();
    low("critical out_of_stock Soup: nothing left.");
    // By a file.
    let menu = "name,category,price,stock,low_stock_threshold\nSoup,Food,4.50,2,3\n";
    shop.by(&Actor::System, |tx, by| {
        crate::flows::import::menu(tx, by, menu.as_bytes(), false, now()).map(drop)
    })
    .unwrap();
    low("warning low_stock Soup: 2 left, limit 3.");
    // Off the menu.
    shop.raise(&manager, &about(AlertType::HighDemand, Some(shop.soup))).unwrap();
    shop.delete(&manager, shop.soup).unwrap();
    assert_eq!(shop.open_about(shop.soup), []);
    assert_eq!((shop.sweep(), shop.broken_law()), (0, None));
}

#[test]
fn what_comes_back_to_the_shelf_is_seen() {
    let shop = Shop::open();
    let paid = shop.sold_and_paid(&[(shop.cake, 1)], None, DeliveryMethod::Pickup, PayOrder::card(None));
    assert_eq!(shop.said(shop.cake).as_deref(), Some("critical out_of_stock Cake: nothing left."));
    let back = crate::wire::RefundOrder { restock: true, ..all("cold") };
    shop.give_money_back(&shop.manager(), paid.id, &back).unwrap();
    assert_eq!(shop.said(shop.cake), None);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_somebody_dealt_with_is_silent_until_fewer_are_left() {
    let shop = Shop::open();
    shop.on_shelf(shop.soup, 3);
    let open = shop.open_about(shop.soup).remove(0);
    let done = shop.dealt_with(open.id).unwrap();
    assert_eq!((done.is_active, done.resolved_by.as_deref()), (false, Some("sara")));
    assert_eq!((done.resolution_notes.as_str(), done.resolved_at), ("ordered more", Some(later(60))));
    assert_eq!(refusal(shop.dealt_with(open.id)), Refusal::AlertResolved);
    shop.on_shelf(shop.soup, 3);
    assert_eq!((shop.sweep(), shop.said(shop.soup), shop.broken_law()), (0, None, None));
    shop.on_shelf(shop.soup, 2);
    assert_eq!(shop.said(shop.soup).as_deref(), Some("warning low_stock Soup: 2 left, limit 3."));
    let again = shop.open_about(shop.soup).remove(0).id;
    shop.dealt_with(again).unwrap();
    // A delivery that is not enough is no drop; neither is a limit that is no nearer.
    shop.on_shelf(shop.soup, 3);
    shop.limits(shop.soup, 4, 0);
    assert_eq!((shop.said(shop.soup), shop.broken_law()), (None, None));
    shop.limits(shop.soup, 4, 3);
    assert_eq!(shop.said(shop.soup).as_deref(), Some("critical low_stock Soup: 3 left, limit 3."));
    assert_eq!(shop.told("alert.opened"), (3, 3));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_was_put_aside_is_open_and_not_counted_until_it_wakes() {
    let shop = Shop::open();
    let counts = |at| shop.store.read(|tx| alerts::counts(tx, &shop.staff, at)).unwrap();
    shop.on_shelf(shop.soup, 3);
    shop.on_shelf(shop.cake, 0);
    assert_eq!(counts(now()), AlertCounts { open: 2, critical: 1, snoozed: 0 });
    let (soup, aside) = (shop.open_about(shop.soup).remove(0).id, SnoozeAlert { minutes: 30 });
    let snoozed = shop.by(&shop.staff, move |tx, by| alerts::snooze(tx, by, soup, aside, now())).unwrap();
    assert_eq!((snoozed.snoozed_until, snoozed.is_active), (Some(later(1800)), true));
    assert_eq!(counts(now()), AlertCounts { open: 1, critical: 1, snoozed: 1 });
    assert_eq!(counts(later(1800)), AlertCounts { open: 2, critical: 1, snoozed: 0 });
    let woken = shop.store.read(|tx| alerts::load(tx, &shop.staff, soup, later(1800))).unwrap();
    assert_eq!(woken.snoozed_until, None);
    // Fewer of them wake nobody; none of them does, and is told.
    shop.on_shelf(shop.soup, 2);
    assert_eq!(counts(now()).snoozed, 1);
    shop.on_shelf(shop.soup, 0);
    assert_eq!(counts(now()), AlertCounts { open: 2, critical: 2, snoozed: 0 });
    assert_eq!(shop.told("alert.escalated"), (1, 1));
    shop.dealt_with(soup).unwrap();
    let late = shop.by(&shop.staff, move |tx, by| alerts::snooze(tx, by, soup, aside, now()));
    assert_eq!(refusal(late), Refusal::AlertResolved);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_product_that_was_low_before_there_were_alerts_gets_one_from_the_sweep() {
    let shop = Shop::open();
    shop.on_shelf(shop.soup, 2);
    shop.execute("DELETE FROM alerts; DELETE FROM events");
    assert_eq!(shop.broken_law(), None);
    assert_eq!((shop.sweep(), shop.sweep()), (1, 0));
    assert_eq!(shop.said(shop.soup).as_deref(), Some("warning low_stock Soup: 2 left, limit 3."));
    assert_eq!(shop.told("alert.opened"), (1, 1));
    // What does not fit is put right: other figures, and no reason at all.
    shop.execute("UPDATE alerts SET current_value = 1, severity = 'critical'");
    assert_eq!(shop.broken_law().as_deref(), Some("alerts_stock"));
    assert_eq!((shop.sweep(), shop.broken_law()), (1, None));
    shop.execute("UPDATE stock SET low_stock_threshold = 1 WHERE low_stock_threshold = 3");
    assert_eq!(shop.broken_law().as_deref(), Some("alerts_stock"));
    let manager = shop.manager();
    let check = shop.by(&manager, |tx, by| alerts::check_low_stock(tx, by, now())).unwrap();
    assert_eq!((check.checked, check.opened, check.resolved), (2, 0, 1));
    assert_eq!((shop.said(shop.soup), shop.broken_law()), (None, None));
}

#[test]
fn a_sale_of_what_there_is_enough_of_asks_nothing_more_and_one_of_what_is_low_asks_once() {
    let shop = Shop::open();
    let stock =
        |on_hand| crate::stock::Stock { on_hand, low_stock_threshold: 3, ..crate::stock::Stock::default() };
    let (soup, cake) = (shop.soup, shop.cake);
    let asked = |before: u32, after: u32| {
        let shift =
            |product| crate::stock::Shift { product, before: Some(stock(before)), after: Some(stock(after)) };
        let shifts = [shift(soup), shift(cake)];
        let nobody = |statement: &String| statement.contains("SELECT");
        let seen = statements(&shop, |tx| alerts::stock_moved(tx, &shifts, "sara", now()));
        seen.into_iter().filter(nobody).collect::<Vec<_>>()
    };
    assert_eq!(asked(10, 4), Vec::<String>::new());
    // Restocked after somebody dealt with it: there is nothing to write.
    let [once] = &asked(2, 3)[..] else { panic!("one query") };
    if shop.store.backend() == crate::store::Backend::Sqlite {
        let plan = super::queries::plan(&shop, once);
        assert!(plan.iter().any(|step| step.contains("alerts_open_once")), "{plan:#?}");
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:#?}");
    }
}

#[rstest]
#[case(AlertType::LowStock)]
#[case(AlertType::HighDemand)]
#[case(AlertType::PriceChange)]
fn about_one_thing_one_alert_is_open_whoever_raised_it(#[case] alert_type: AlertType) {
    let shop = Shop::open();
    let manager = shop.manager();
    let first = shop.raise(&manager, &about(alert_type, Some(shop.soup))).unwrap();
    let refused = refusal(shop.raise(&manager, &about(alert_type, Some(shop.soup))));
    assert_eq!(refused, Refusal::AlertOpen { alert: first.id });
    assert_eq!(first.opened_by, "mina");
    // Of the house there may be any number.
    for _ in 0..2 {
        shop.raise(&manager, &about(AlertType::System, Some(shop.soup))).unwrap();
    }
    // It is not for the shop to say that there is no reason.
    assert_eq!(shop.sweep(), 0);
    shop.on_shelf(shop.soup, 9);
    assert!(shop.open_about(shop.soup).iter().any(|open| open.id == first.id));
    shop.dealt_with(first.id).unwrap();
    shop.raise(&manager, &about(alert_type, Some(shop.soup))).unwrap();
    assert_eq!(shop.told("alert.opened"), (4, 4));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_shop_takes_over_what_it_sees_itself() {
    let shop = Shop::open();
    let raised = shop.raise(&shop.manager(), &about(AlertType::LowStock, Some(shop.soup))).unwrap();
    shop.on_shelf(shop.soup, 3);
    assert_eq!(shop.said(shop.soup).as_deref(), Some("warning low_stock Soup: 3 left, limit 3."));
    assert_eq!((shop.open_about(shop.soup)[0].id, shop.told("alert.changed")), (raised.id, (0, 1)));
    shop.on_shelf(shop.soup, 10);
    assert_eq!((shop.said(shop.soup), shop.broken_law()), (None, None));
}

#[test]
fn staff_see_alerts_and_managers_raise_them() {
    let shop = Shop::open();
    let customer = shop.person("ada", Role::Customer);
    let system = about(AlertType::System, None);
    assert_eq!(refusal(shop.raise(&shop.staff, &system)), Refusal::Forbidden);
    let id = shop.raise(&shop.manager(), &system).unwrap().id;
    let page = PageRequest::default();
    let of = |who: &Actor| shop.store.read(|tx| alerts::list(tx, who, &AlertQuery::default(), page, now()));
    assert_eq!(refusal(of(&customer)), Refusal::Forbidden);
    assert_eq!(of(&shop.staff).unwrap().count, 1);
    assert_eq!(refusal(shop.store.read(|tx| alerts::load(tx, &customer, id, now()))), Refusal::Forbidden);
    assert_eq!(refusal(shop.store.read(|tx| alerts::counts(tx, &customer, now()))), Refusal::Forbidden);
    let late = ResolveAlert::default();
    let refused = shop.by(&customer, move |tx, by| alerts::resolve(tx, by, id, &late, now()));
    assert_eq!(refusal(refused), Refusal::Forbidden);
    let check = shop.by(&shop.staff, |tx, by| alerts::check_low_stock(tx, by, now()));
    assert_eq!(refusal(check), Refusal::Forbidden);
    let nothing: AlertId = crate::store::fresh_id();
    assert_eq!(refusal(shop.dealt_with(nothing)), Refusal::not_found("alert"));
    let unknown: ProductId = crate::store::fresh_id();
    let refused =
        refusal(shop.raise(&shop.person("mona", Role::Manager), &about(AlertType::System, Some(unknown))));
    assert_eq!(refused, Refusal::invalid("product_id", "there is no such product"));
}

#[test]
fn a_list_is_of_days_or_of_moments() {
    let shop = Shop::open();
    shop.on_shelf(shop.soup, 2);
    let of = |start: Option<Moment>, end: Option<Moment>| {
        shop.alerts(&AlertQuery { start, end, ..AlertQuery::default() }).len()
    };
    let day = |text: &str| Some(Moment::Day(text.parse().unwrap()));
    assert_eq!(of(day("2026-11-22"), day("2026-11-22")), 1);
    assert_eq!((of(day("2026-11-23"), None), of(None, day("2026-11-21"))), (0, 0));
    assert_eq!((of(Some(Moment::At(now())), None), of(None, Some(Moment::At(now())))), (1, 0));
    let backwards = AlertQuery { start: day("2026-11-23"), end: day("2026-11-21"), ..AlertQuery::default() };
    let page = PageRequest::default();
    let refused = shop.store.read(|tx| alerts::list(tx, &shop.staff, &backwards, page, now()));
    assert_eq!(refusal(refused), Refusal::invalid("end_date", "is before start_date"));
    for filter in [
        AlertQuery { severity: Some(Severity::Critical), ..AlertQuery::default() },
        AlertQuery { alert_type: Some(AlertType::OutOfStock), ..AlertQuery::default() },
        AlertQuery { is_active: Some(false), ..AlertQuery::default() },
        AlertQuery { product: Some(shop.tea), ..AlertQuery::default() },
    ] {
        assert_eq!(shop.alerts(&filter), [], "{filter:?}");
    }
}

#[test]
fn a_product_of_which_only_alerts_tell_is_taken_out_of_sight_and_not_away() {
    let shop = Shop::open();
    let manager = shop.manager();
    let section = shop.section("Food");
    let new = format!(
        r#"{{"name":"Pie","price":"3.00","category_id":"{section}","track_stock":true,"initial_stock":0}}"#
    );
    let pie = shop.create(&manager, form(&new)).unwrap().id;
    assert_eq!(shop.said(pie).as_deref(), Some("critical out_of_stock Pie: nothing left."));
    shop.delete(&manager, pie).unwrap();
    assert_eq!(shop.events("product.archived"), 1);
    let over = shop.alerts(&AlertQuery { product: Some(pie), ..AlertQuery::default() });
    assert_eq!((over.len(), over[0].is_active), (1, false));
    assert_eq!(over[0].product.as_ref().unwrap().name, "Pie");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_name_is_shown_and_does_nothing() {
    let shop = Shop::open();
    shop.execute("UPDATE products SET name = 'So\u{1b}[31mup' WHERE name = 'Soup'");
    let order = PlaceOrder {
        items: super::items(&[(shop.soup, 9)]),
        payment: Some(PayOrder::card(None)),
        ..PlaceOrder::default()
    };
    shop.by(&shop.staff, move |tx, by| orders::place(tx, by, &order, now())).unwrap();
    assert_eq!(shop.open_about(shop.soup)[0].message, "So[31mup: 1 left, limit 3.");
    let name = shop.store.read(|tx| catalog::product(tx, shop.soup)).unwrap().name;
    assert!(name.contains('\u{1b}'));
}
