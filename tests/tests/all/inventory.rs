//! The stock from outside: moved, counted, taken back, looked at; by whom it may be, and twice with one key.

use chrono::Duration;
use comanda_core::actor::Actor;
use comanda_core::flows::orders;
use comanda_core::store::Store;
use comanda_sdk::wire::inventory::{CountLine, CountSheet};
use comanda_sdk::wire::{MovementForm, OrderView, Thresholds};
use comanda_sdk::{Client, DeviceRole, IdempotencyKey, MovementKind, Refusal, Role, Status, StockLevel};
use comanda_tests::Shop;
use futures::TryStreamExt;
use futures::future::join_all;
use serde_json::json;

use super::order_of;

const MENU: &str = "name,category,price,stock,low_stock_threshold,critical_threshold,sku\n\
                    Soup,Kitchen,4.50,10,3,1,K-1\nCake,Kitchen,3.00,2,3,2,K-2\nTea,Drinks,2.00,,,,D-1\n";

#[tokio::test]
async fn what_is_moved_is_counted_and_remembered() {
    let shop = Shop::open().await;
    let products = shop.import(MENU).await;
    let (cake, soup, tea) = (&products[0], &products[1], &products[2]);
    let staff = shop.signed_in(Role::Staff).await;
    let delivered = staff.inventory().record(&MovementForm::restock(soup.id, 5)).await.unwrap();
    assert_eq!((delivered.on_hand_after, delivered.by.as_str()), (15, "staff"));
    staff.inventory().record(&MovementForm::waste(soup.id, 1, "spilt")).await.unwrap();
    let back = staff.inventory().reverse(delivered.id).await.unwrap();
    assert_eq!((back.quantity, back.reverses, back.reason.as_str()), (-5, Some(delivered.id), "taken back"));
    let again = staff.inventory().reverse(delivered.id).await.unwrap_err();
    assert_eq!(again.refusal(), Some(Refusal::AlreadyReversed));
    let never = staff.inventory().reverse(back.id).await.unwrap_err();
    assert_eq!(never.refusal(), Some(Refusal::NotReversible));

    let entry = staff.inventory().get(soup.id).await.unwrap();
    assert_eq!((entry.on_hand, entry.level, entry.category.name.as_str()), (9, StockLevel::Ok, "Kitchen"));
    assert_eq!(staff.inventory().get(tea.id).await.unwrap_err().code(), Some("not_found"));
    let history: Vec<_> =
        staff.inventory().movements().product(soup.id).page_size(2).stream().try_collect().await.unwrap();
    let told: Vec<_> = history.iter().map(|view| (view.kind, view.quantity)).collect();
    let wanted = [
        (MovementKind::Adjustment, -5),
        (MovementKind::Waste, -1),
        (MovementKind::Restock, 5),
        (MovementKind::Restock, 10),
    ];
    assert_eq!(told, wanted);
    assert_eq!(history[2].reversed_by, Some(back.id));

    let low = staff.inventory().stock().levels([StockLevel::Critical]).days(14).send().await.unwrap();
    assert_eq!((low.count, low.results[0].product.id), (1, cake.id));
    assert_eq!(low.results[0].days.as_ref().map(Vec::len), Some(14));
    let found = staff.inventory().stock().search("k-1").ordering("-on_hand,name").send().await.unwrap();
    assert_eq!((found.count, found.results[0].product.id), (1, soup.id));
    let summary = staff.inventory().summary().await.unwrap();
    assert_eq!((summary.tracked, summary.warning, summary.critical, summary.used_up), (2, 0, 1, 0));
    let today = delivered.created_at.date_naive() + Duration::days(1);
    let waste = staff.inventory().movements().kind(MovementKind::Waste).until(today).send().await.unwrap();
    assert_eq!(waste.count, 1);
    let none = staff.inventory().movements().since(today + Duration::days(2)).send().await.unwrap();
    assert_eq!(none.count, 0);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn the_shelves_are_counted_whole_or_not_at_all() {
    let shop = Shop::open().await;
    let products = shop.import(MENU).await;
    let (cake, soup) = (&products[0], &products[1]);
    let staff = shop.signed_in(Role::Staff).await;
    staff.orders().place(&order_of(cake, 2)).await.unwrap();
    let line = |product_id, counted, expected_on_hand| CountLine { product_id, counted, expected_on_hand };
    let sheet = |lines: Vec<CountLine>| CountSheet { lines, note: Some("Friday".to_owned()) };
    let before = shop.fingerprint().await;
    let promised = sheet(vec![line(soup.id, 8, None), line(cake.id, 1, None)]);
    let refused = staff.inventory().count(&promised).await.unwrap_err();
    let wanted =
        Refusal::StockPromised { product: cake.id, name: "Cake".to_owned(), on_hand: 2, reserved: 2 };
    assert_eq!(refused.refusal(), Some(wanted));
    let stale = sheet(vec![line(soup.id, 8, Some(11)), line(cake.id, 2, None)]);
    let refused = staff.inventory().count(&stale).await.unwrap_err();
    let wanted =
        Refusal::StockChanged { product: soup.id, name: "Soup".to_owned(), expected: 11, on_hand: 10 };
    assert_eq!(refused.refusal(), Some(wanted));
    assert_eq!(shop.fingerprint().await, before, "nothing of it was booked");
    let right = sheet(vec![line(soup.id, 8, Some(10)), line(cake.id, 2, None)]);
    let report = staff.inventory().count(&right).await.unwrap();
    assert_eq!((report.right, report.differences.len()), (1, 1));
    assert_eq!(report.differences[0].quantity, -2);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn a_delivery_that_is_sent_twice_came_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(10)).await;
    let staff = shop.signed_in(Role::Staff).await;
    let (form, key) = (MovementForm::restock(soup.id, 5), IdempotencyKey::new());
    let inventory = staff.inventory();
    let twice = join_all((0..8).map(|_| inventory.record_with_key(&form, &key))).await;
    let first = staff.inventory().record_with_key(&form, &key).await.unwrap();
    for answer in twice {
        // In flight at the same time: that is told, and asking again gives the one answer.
        match answer {
            Ok(view) => assert_eq!(view, first),
            Err(error) => assert_eq!(error.code(), Some("in_flight"), "{error:?}"),
        }
    }
    assert_eq!(staff.inventory().get(soup.id).await.unwrap().on_hand, 15);
    let other = MovementForm::restock(soup.id, 6);
    let reused = staff.inventory().record_with_key(&other, &key).await.unwrap_err();
    assert_eq!(reused.code(), Some("idempotency_key_reused"));
    let key = IdempotencyKey::new();
    let back = staff.inventory().reverse_with_key(first.id, &key).await.unwrap();
    assert_eq!(staff.inventory().reverse_with_key(first.id, &key).await.unwrap(), back);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_take_a_delivery_back_one_does() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(10)).await;
    let staff = shop.signed_in(Role::Staff).await;
    let delivered = staff.inventory().record(&MovementForm::restock(soup.id, 5)).await.unwrap();
    let answers = join_all((0..20).map(|_| {
        let staff = staff.clone();
        tokio::spawn(async move { staff.inventory().reverse(delivered.id).await })
    }))
    .await;
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(done.len(), 1);
    for error in refused.into_iter().map(Result::unwrap_err) {
        assert_eq!(error.refusal(), Some(Refusal::AlreadyReversed), "{error:?}");
    }
    assert_eq!(staff.inventory().get(soup.id).await.unwrap().on_hand, 10);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn only_managers_say_what_is_low() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(10)).await;
    let (staff, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let limits = Thresholds { low_stock_threshold: 12, critical_threshold: 4 };
    assert_eq!(
        staff.inventory().set_thresholds(soup.id, limits).await.unwrap_err().code(),
        Some("forbidden")
    );
    let entry = manager.inventory().set_thresholds(soup.id, limits).await.unwrap();
    assert_eq!((entry.level, entry.low_stock_threshold), (StockLevel::Warning, 12));
    let crossed = Thresholds { low_stock_threshold: 3, critical_threshold: 4 };
    let refused = manager.inventory().set_thresholds(soup.id, crossed).await.unwrap_err();
    assert_eq!(refused.code(), Some("invalid_input"));
    shop.verify_and_close().await;
}

#[tokio::test]
async fn what_makes_no_sense_names_its_field() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(10)).await;
    let token = shop.token(comanda_tests::Seat::Staff).await;
    let before = shop.fingerprint().await;
    for (body, field) in [
        (json!({ "product_id": soup.id, "kind": "sale", "quantity": -1 }), "kind"),
        (json!({ "product_id": soup.id, "kind": "theft", "quantity": -1 }), "kind"),
        (json!({ "product_id": soup.id, "kind": "restock", "quantity": -1 }), "quantity"),
        (json!({ "product_id": soup.id, "kind": "restock", "quantity": 1.5 }), "quantity"),
        (json!({ "product_id": soup.id, "kind": "restock", "quantity": 9_000_000 }), "quantity"),
        (json!({ "product_id": soup.id, "kind": "waste", "quantity": -1 }), "reason"),
        (json!({ "product_id": "soup", "kind": "restock", "quantity": 1 }), "product_id"),
        (
            json!({ "product_id": soup.id, "kind": "count", "quantity": 1, "expected_on_hand": -1 }),
            "expected_on_hand",
        ),
    ] {
        let path = "/api/inventory/movements/";
        let answered = shop.raw().json(reqwest::Method::POST, path, token.as_deref(), &body).await;
        assert_eq!(answered.status, 400, "{body}");
        let problem: comanda_sdk::wire::Problem = answered.read();
        assert!(
            problem.errors.as_ref().is_some_and(|errors| errors.0.contains_key(field)),
            "{body}: {problem:?}"
        );
    }
    for query in ["days=0", "days=32", "days=x", "level=low", "ordering=price", "category=x", "page_size=101"]
    {
        let path = format!("/api/inventory/stock/?{query}");
        let answered =
            shop.raw().json(reqwest::Method::GET, &path, token.as_deref(), &serde_json::Value::Null).await;
        assert_eq!(answered.status, 400, "{query}");
    }
    assert_eq!(shop.fingerprint().await, before);
    shop.verify_and_close().await;
}

/// A kiosk's order of this many units, brought so many minutes ago.
async fn unpaid(
    shop: &Shop,
    kiosk: Actor,
    product: &comanda_sdk::wire::ProductView,
    minutes: i64,
) -> OrderView {
    let (url, order) = (shop.database_url(), order_of(product, 1));
    let now = product.created_at - Duration::minutes(minutes);
    let place = move || {
        Store::open(&url).unwrap().write(move |tx| orders::place(tx, &kiosk, &order, now)).unwrap().order
    };
    tokio::task::spawn_blocking(place).await.unwrap()
}

async fn kiosk(admin: &Client) -> Actor {
    let key = admin.api_keys().create("door", DeviceRole::Kiosk).await.unwrap().key;
    Actor::Device { id: key.id, name: key.name, role: DeviceRole::Kiosk }
}

#[tokio::test]
async fn a_kiosks_unpaid_order_frees_its_last_portion_after_ten_minutes() {
    let mut shop = Shop::open().await;
    let cake = shop.product("Cake", "3.00", Some(1)).await;
    let kiosk = kiosk(&shop.signed_in(Role::Admin).await).await;
    shop.stop().await;
    let order = unpaid(&shop, kiosk, &cake, 10).await;
    assert_eq!(order.expires_at, Some(cake.created_at));
    // The next minute, without waiting for it.
    shop.database().execute("DELETE FROM schedule").await;
    shop.start().await;

    let staff = shop.signed_in(Role::Staff).await;
    for _ in 0..250 {
        if staff.orders().get(order.id).await.unwrap().status == Status::Cancelled {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let expired = staff.orders().get(order.id).await.unwrap();
    assert_eq!(
        (expired.status, expired.cancellation_reason.as_str()),
        (Status::Cancelled, "not paid in time")
    );
    assert_eq!(staff.orders().status_history(order.id).await.unwrap().last().unwrap().by, "system");
    staff.orders().place(&order_of(&cake, 1)).await.unwrap();
    shop.verify_and_close().await;
}
