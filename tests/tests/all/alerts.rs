//! What staff should know, from outside: opened by sales, resolved by deliveries or by people, raised by managers, looked
//! for, and added up.

use comanda_sdk::wire::alerts::{AlertCounts, CreateAlert, ResolveAlert};
use comanda_sdk::wire::{AlertView, MovementForm, PayOrder, PlaceOrder, ProductForm, ProductView};
use comanda_sdk::{AlertType, Client, IdempotencyKey, Metrics, Refusal, Role, Severity};
use comanda_tests::Shop;
use comanda_tests::database::Row;
use futures::TryStreamExt;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{amount, order_of};

const MENU: &str = "name,category,price,stock,low_stock_threshold,critical_threshold\n\
                    Soup,Kitchen,4.50,7,4,1\nTea,Drinks,2.00,,,\n";

/// Of everything that was raised, the newest first.
async fn all(client: &Client) -> Vec<AlertView> {
    client.alerts().list().page_size(2).stream().try_collect().await.unwrap()
}

async fn events(shop: &Shop) -> Vec<Row> {
    shop.database().contents().await.remove("events").unwrap()
}

/// How often the log says that people are told.
async fn told(shop: &Shop, kind: &str) -> usize {
    let rows = events(shop).await;
    let is_it = |row: &&Row| row["kind"] == json!(kind);
    let tells = |row: &&Row| row["data"].as_str().is_some_and(|data| data.contains(r#""tells":true"#));
    rows.iter().filter(is_it).filter(tells).count()
}

/// So many of it, paid by card.
fn sale(product: &ProductView, count: i64) -> PlaceOrder {
    PlaceOrder { payment: Some(PayOrder::card(None)), ..order_of(product, count) }
}

fn system(message: &str) -> CreateAlert {
    CreateAlert {
        alert_type: AlertType::System,
        severity: Severity::Critical,
        message: message.to_owned(),
        product_id: None,
        threshold_value: None,
        current_value: None,
    }
}

#[tokio::test]
async fn a_product_sold_down_through_both_thresholds_and_restocked_is_one_warning_one_escalation_one_resolution()
 {
    let shop = Shop::open().await;
    let products = shop.import(MENU).await;
    let (soup, staff) = (&products[0], shop.signed_in(Role::Staff).await);
    // All of them at once, as it is on a Friday.
    let order = sale(soup, 1);
    let sold = join_all((0..7).map(|_| staff.orders().place(&order))).await;
    assert!(sold.iter().all(Result::is_ok), "{sold:?}");
    let alerts = all(&staff).await;
    let [alert] = &alerts[..] else { panic!("{alerts:#?}") };
    assert_eq!((alert.alert_type, alert.severity), (AlertType::OutOfStock, Severity::Critical));
    assert_eq!((alert.message.as_str(), alert.is_active), ("Soup: nothing left.", true));
    assert_eq!((alert.threshold_value, alert.current_value), (Some(1), Some(0)));
    assert_eq!(alert.product.as_ref().map(|product| product.id), Some(soup.id));
    let counts = staff.alerts().counts().await.unwrap();
    assert_eq!(counts, AlertCounts { open: 1, critical: 1, snoozed: 0 });
    staff.inventory().record(&MovementForm::restock(soup.id, 9)).await.unwrap();
    let over = staff.alerts().get(alert.id).await.unwrap();
    assert_eq!((over.is_active, over.resolved_by.as_deref()), (false, Some("system")));
    assert_eq!(staff.alerts().counts().await.unwrap(), AlertCounts::default());
    assert_eq!(told(&shop, "alert.opened").await, 1);
    assert_eq!(told(&shop, "alert.escalated").await, 1);
    let resolved = |row: &&Row| row["kind"] == json!("alert.resolved");
    assert_eq!(events(&shop).await.iter().filter(resolved).count(), 1);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn people_deal_with_alerts_once_whatever_arrives_twice() {
    let shop = Shop::open().await;
    let [manager, staff] = [shop.signed_in(Role::Manager).await, shop.signed_in(Role::Staff).await];
    let key = IdempotencyKey::new();
    let raised = manager.alerts().create_with_key(&system("The oven is cold"), &key).await.unwrap();
    let again = manager.alerts().create_with_key(&system("The oven is cold"), &key).await.unwrap();
    assert_eq!(again, raised);
    assert_eq!((raised.opened_by.as_str(), raised.product.as_ref()), ("manager", None));
    let aside = staff.alerts().snooze(raised.id, 30).await.unwrap();
    assert!(aside.is_active && aside.snoozed_until.is_some());
    assert_eq!(staff.alerts().counts().await.unwrap(), AlertCounts { open: 0, critical: 0, snoozed: 1 });
    let (key, notes) = (IdempotencyKey::new(), ResolveAlert { notes: "pulled the plug".to_owned() });
    let done = staff.alerts().resolve_with_key(raised.id, &notes, &key).await.unwrap();
    assert_eq!(staff.alerts().resolve_with_key(raised.id, &notes, &key).await.unwrap(), done);
    assert_eq!((done.resolved_by.as_deref(), done.snoozed_until), (Some("staff"), None));
    assert_eq!(done.resolution_notes, "pulled the plug");
    let refused = staff.alerts().resolve(raised.id, "").await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::AlertResolved));
    let refused = staff.alerts().snooze(raised.id, 5).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::AlertResolved));
    // Many at once: one was first.
    let raised = manager.alerts().create(&system("The door is open")).await.unwrap();
    let tries = join_all((0..10).map(|_| staff.alerts().resolve(raised.id, "shut"))).await;
    assert_eq!(tries.iter().filter(|tried| tried.is_ok()).count(), 1);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn a_body_that_says_nothing_resolves_without_notes() {
    let shop = Shop::open().await;
    let manager = shop.signed_in(Role::Manager).await;
    let raised = manager.alerts().create(&system("A tap drips")).await.unwrap();
    let path = format!("/api/alerts/{}/resolve/", raised.id);
    let token = shop.token(comanda_tests::Seat::Staff).await.unwrap();
    let answered = shop.raw().request(Method::PUT, &path).bearer_auth(token).send().await.unwrap();
    assert_eq!(answered.status(), 200);
    assert!(!manager.alerts().get(raised.id).await.unwrap().is_active);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn what_is_wrong_with_an_alert_is_told_field_by_field() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(50)).await;
    let manager = shop.signed_in(Role::Manager).await;
    let low = CreateAlert { alert_type: AlertType::LowStock, message: " ".to_owned(), ..system("") };
    match manager.alerts().create(&low).await.unwrap_err().refusal() {
        Some(Refusal::InvalidInput { errors }) => {
            assert_eq!(errors.0.into_keys().collect::<Vec<_>>(), ["message", "product_id"]);
        }
        other => panic!("{other:?}"),
    }
    let low = CreateAlert { product_id: Some(soup.id), ..system("Half of it is burnt") };
    let low = CreateAlert { alert_type: AlertType::LowStock, ..low };
    let raised = manager.alerts().create(&low).await.unwrap();
    let refused = manager.alerts().create(&low).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::AlertOpen { alert: raised.id }));
    for minutes in [0, 1441] {
        assert_eq!(
            manager.alerts().snooze(raised.id, minutes).await.unwrap_err().code(),
            Some("invalid_input")
        );
    }
    let of_it = manager.alerts().list().product(soup.id).is_active(true).send().await.unwrap();
    assert_eq!((of_it.count, of_it.results[0].id), (1, raised.id));
    let since = manager.alerts().list().start_date(raised.created_at).severity(Severity::Critical);
    assert_eq!(since.send().await.unwrap().count, 1);
    let before = manager.alerts().list().end_date(raised.created_at).alert_type(AlertType::LowStock);
    assert_eq!(before.send().await.unwrap().count, 0);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn managers_change_prices_look_for_reasons_and_see_figures() {
    let shop = Shop::open().await;
    let products = shop.import(MENU).await;
    let (soup, tea) = (&products[0], &products[1]);
    let [manager, staff] = [shop.signed_in(Role::Manager).await, shop.signed_in(Role::Staff).await];
    let dearer = ProductForm { price: Some(amount("3.00")), ..ProductForm::default() };
    manager.products().update(tea.id, &dearer).await.unwrap();
    let alerts = all(&staff).await;
    assert_eq!((alerts[0].alert_type, alerts[0].severity), (AlertType::PriceChange, Severity::Warning));
    assert_eq!(alerts[0].message, "Tea: 2.00 before, 3.00 now (+50 %).");
    let order = sale(tea, 3);
    for _ in 0..20 {
        staff.orders().place(&order).await.unwrap();
    }
    let check = manager.alerts().check_high_demand().await.unwrap();
    assert_eq!((check.checked, check.opened, check.resolved), (1, 1, 0));
    let check = manager.alerts().check_low_stock().await.unwrap();
    assert_eq!((check.checked, check.opened, check.resolved), (1, 0, 0));
    assert_eq!(staff.alerts().check_low_stock().await.unwrap_err().code(), Some("forbidden"));
    staff.orders().place(&sale(soup, 1)).await.unwrap();
    let popular =
        manager.alerts().popularity(Metrics { limit: Some(1), ..Metrics::default() }).await.unwrap();
    assert_eq!((popular.orders, popular.units, popular.products.len()), (21, 61, 1));
    assert_eq!((popular.products[0].product.name.as_str(), popular.products[0].units), ("Tea", 60));
    assert_eq!(popular.products[0].share, amount("98.36"));
    let trends = manager.alerts().trending(Metrics::default()).await.unwrap();
    assert_eq!((trends.products[0].units, trends.products[0].growth), (60, None));
    for alert in all(&staff).await {
        staff.alerts().resolve(alert.id, "seen").await.unwrap();
    }
    let response = manager.alerts().response(Metrics::default()).await.unwrap();
    assert_eq!((response.by_people.unwrap().count, response.by_the_shop), (2, None));
    assert_eq!(response.by_type.len(), 2);
    assert_eq!(staff.alerts().popularity(Metrics::default()).await.unwrap_err().code(), Some("forbidden"));
    shop.verify_and_close().await;
}
