//! Keys of devices and other systems: shown once, and good for what their role brings and no more.

use std::time::{Duration, Instant};

use comanda_sdk::wire::accounts::ApiKeyView;
use comanda_sdk::wire::{OrderView, PlaceOrder};
use comanda_sdk::{Client, DeviceRole, Role, Source, TenderMethod};
use comanda_tests::{Shop, forge};
use reqwest::Method;
use serde_json::{Value, json};

use super::{order_of, paid_with, tender};

fn with_key(shop: &Shop, secret: &str) -> Client {
    Client::builder(shop.url()).api_key(secret).build().unwrap()
}

async fn listed(shop: &Shop, name: &str) -> ApiKeyView {
    let keys = shop.signed_in(Role::Admin).await.api_keys().list().send().await.unwrap();
    keys.results.into_iter().find(|key| key.name == name).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_shown_once_and_its_use_is_noted() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let token = admin.tokens().unwrap().access;
    let body = json!({ "name": "  kiosk at\tthe door ", "role": "kiosk" });
    let made = shop.raw().json(Method::POST, "/api/auth/api-keys/", Some(&token), &body).await;
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"));
    let made: Value = made.read();
    let (secret, prefix) = (made["secret"].as_str().unwrap(), made["prefix"].as_str().unwrap());
    assert!(secret.starts_with(prefix) && secret.len() > prefix.len() + 30, "{prefix}");

    let page = shop.raw().json(Method::GET, "/api/auth/api-keys/", Some(&token), &Value::Null).await;
    assert!(page.text().contains(prefix) && !page.text().contains(secret));
    let key = listed(&shop, "kiosk at the door").await;
    assert_eq!((key.role, key.created_by.as_str()), (DeviceRole::Kiosk, "admin"));
    assert_eq!((key.last_used_at, key.revoked_at), (None, None));
    with_key(&shop, secret).orders().list().send().await.unwrap();
    let used = Instant::now();
    // Noted behind the answer.
    while listed(&shop, "kiosk at the door").await.last_used_at.is_none() {
        assert!(used.elapsed() < Duration::from_secs(5), "its use was not noted");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    admin.api_keys().revoke(key.id).await.unwrap();
    admin.api_keys().revoke(key.id).await.unwrap();
    assert!(listed(&shop, "kiosk at the door").await.revoked_at.is_some());
    let refused = with_key(&shop, secret).orders().list().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("not_authenticated"));
    let contents = serde_json::to_string(&shop.database().contents().await).unwrap();
    assert!(contents.contains(prefix) && contents.contains(&forge::stored(secret)));
    assert!(!contents.contains(secret) && !contents.contains(&secret[prefix.len()..]));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosks_and_other_systems_bring_orders_and_see_their_own() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "6.00", Some(100)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let at_the_counter = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order;
    let mut brought: Vec<(Client, OrderView)> = Vec::new();
    for (role, source) in [
        (DeviceRole::Kiosk, Source::Kiosk),
        (DeviceRole::Integrator, Source::Integrator),
        (DeviceRole::Kiosk, Source::Kiosk),
    ] {
        let device = with_key(&shop, &shop.new_key(role).await);
        let order = device.orders().place(&order_of(&soup, 2)).await.unwrap().order;
        assert_eq!((order.source, order.customer.is_none()), (source, true));
        assert_eq!(device.orders().get(order.id).await.unwrap().id, order.id);
        brought.push((device, order));
    }
    for (device, order) in &brought {
        let page = device.orders().list().send().await.unwrap();
        assert_eq!(page.results.iter().map(|order| order.id).collect::<Vec<_>>(), [order.id]);
        let others = brought.iter().map(|(_, order)| order.id).chain([at_the_counter.id]);
        for other in others.filter(|id| *id != order.id) {
            let refused = device.orders().get(other).await.unwrap_err();
            assert_eq!(refused.code(), Some("not_found"));
        }
    }
    assert_eq!(counter.orders().list().send().await.unwrap().count, 4);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_take_no_money_and_name_no_customer() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "6.00", Some(100)).await;
    let customer = shop.signed_in(Role::Customer).await.user().unwrap().id;
    for role in [DeviceRole::Kiosk, DeviceRole::Integrator] {
        let device = with_key(&shop, &shop.new_key(role).await);
        let order = device.orders().place(&order_of(&soup, 1)).await.unwrap().order;
        let before = shop.fingerprint().await;
        let cash = paid_with(vec![tender(TenderMethod::Cash, None)]);
        let named = PlaceOrder { customer_id: Some(customer), ..order_of(&soup, 1) };
        let paid = PlaceOrder { payment: Some(cash.clone()), ..order_of(&soup, 1) };
        let refused = [
            device.orders().place(&named).await.unwrap_err(),
            device.orders().place(&paid).await.unwrap_err(),
            device.orders().pay(order.id, &cash).await.unwrap_err(),
        ];
        for error in refused {
            assert_eq!(error.code(), Some("forbidden"), "{role:?}");
        }
        assert_eq!(shop.fingerprint().await, before, "{role:?}");
    }
    let till = with_key(&shop, &shop.new_key(DeviceRole::Counter).await);
    let refused = till.orders().place(&order_of(&soup, 1)).await.unwrap_err();
    assert_eq!(refused.code(), Some("forbidden"), "nobody stands at the till");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_no_account_of_its_own() {
    let shop = Shop::open().await;
    for role in DeviceRole::ALL {
        let key = shop.new_key(role).await;
        for (method, path, body) in [
            (Method::GET, "/api/auth/profile/", Value::Null),
            (Method::POST, "/api/auth/logout-all/", Value::Null),
            (Method::GET, "/api/auth/api-keys/", Value::Null),
            (Method::POST, "/api/auth/api-keys/", json!({ "name": "another", "role": "counter" })),
            (Method::GET, "/api/auth/users/", Value::Null),
            (Method::GET, "/api/auth/profiles/", Value::Null),
            (
                Method::POST,
                "/api/auth/password/change/",
                json!({ "current_password": "x", "new_password": "umbrella over four rivers" }),
            ),
        ] {
            let answered = shop.raw().json(method.clone(), path, Some(&key), &body).await;
            assert_eq!(answered.problem().unwrap().status, 403, "{role:?} {method} {path}");
        }
    }
    shop.verify_and_close().await;
}
