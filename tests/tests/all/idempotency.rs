//! A command that arrives twice is done once.

use comanda_sdk::wire::PlaceOrder;
use comanda_sdk::{IdempotencyKey, Role};
use comanda_tests::{Answered, Raw, Seat, Shop, raw::signed};
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::order_of;

#[tokio::test(flavor = "multi_thread")]
async fn one_key_on_fifty_connections_is_one_order_and_fifty_equal_answers() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(100)).await;
    let token = shop.token(Seat::Staff).await.unwrap();
    let body = json!({ "items": [{ "product_id": soup.id, "quantity": 2 }], "payment": { "tenders": [{ "method": "cash" }] } });
    let connections: Vec<Raw> = (0..50).map(|_| shop.raw()).collect();
    let answers =
        join_all(connections.iter().map(|raw| raw.command("/api/orders/", &token, "one", &body))).await;

    assert_eq!(answers[0].status, 201, "{}", answers[0].text());
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
        assert_eq!(answer.header("location"), answers[0].header("location"));
    }
    let counter = shop.signed_in(Role::Staff).await;
    assert_eq!(counter.orders().list().send().await.unwrap().count, 1);
    assert_eq!(counter.products().get(soup.id).await.unwrap().stock.unwrap().on_hand, 98);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_for_another_command_is_refused() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (raw, token) = (shop.raw(), shop.token(Seat::Staff).await.unwrap());
    let body = |units: u32| json!({ "items": [{ "product_id": soup.id, "quantity": units }] });
    let first = raw.command("/api/orders/", &token, "k", &body(1)).await;
    let other = raw.command("/api/orders/", &token, "k", &body(2)).await;
    let problem = other.problem().unwrap();
    assert_eq!((first.status, problem.status, problem.code.as_str()), (201, 422, "idempotency_key_reused"));

    let order = first.read::<comanda_sdk::wire::OrderView>().id;
    let elsewhere = raw.command(&format!("/api/orders/{order}/pay/"), &token, "k", &body(1)).await;
    assert!(elsewhere.problem().is_ok(), "another route is another command: {}", elsewhere.text());
    assert_eq!(shop.signed_in(Role::Staff).await.orders().list().send().await.unwrap().count, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_order_of_fields_and_white_space_do_not_make_another_command() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (raw, token) = (shop.raw(), shop.token(Seat::Staff).await.unwrap());
    let send = async |body: String| {
        let request = raw.request(Method::POST, "/api/orders/").header("Idempotency-Key", "k");
        Answered::of(signed(request, Some(&token)).header("Content-Type", "application/json").body(body))
            .await
    };
    let one =
        send(format!(r#"{{"items":[{{"product_id":"{}","quantity":1}}],"guest_name":"Ada"}}"#, soup.id))
            .await;
    let other = send(format!(
        "{{ \"guest_name\": \"Ada\",\n \"items\": [ {{\"quantity\":1, \"product_id\":\"{}\"}} ] }}",
        soup.id
    ))
    .await;
    assert_eq!(one.status, 201, "{}", one.text());
    assert_eq!((one.status, one.body), (other.status, other.body));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_belong_to_their_caller() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let key: IdempotencyKey = "the-same".parse().unwrap();
    let mut placed = Vec::new();
    for role in [Role::Staff, Role::Manager] {
        let client = shop.signed_in(role).await;
        placed.push(client.orders().place_with_key(&order_of(&soup, 1), &key).await.unwrap().order.id);
    }
    assert_ne!(placed[0], placed[1]);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_outlives_a_restart() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let key = IdempotencyKey::new();
    let order = PlaceOrder { guest_name: Some("Ada".to_owned()), ..order_of(&soup, 1) };
    let before = shop.signed_in(Role::Staff).await.orders().place_with_key(&order, &key).await.unwrap();
    shop.restart().await;
    let counter = shop.signed_in(Role::Staff).await;
    let after = counter.orders().place_with_key(&order, &key).await.unwrap();
    assert_eq!(before, after);
    assert_eq!(counter.orders().list().send().await.unwrap().count, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_may_be_repeated_when_its_reason_is_gone() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(0)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let key = IdempotencyKey::new();
    let refused = counter.orders().place_with_key(&order_of(&soup, 1), &key).await.unwrap_err();
    assert_eq!(refused.code(), Some("out_of_stock"));
    shop.product("Soup", "4.50", Some(5)).await;
    counter.orders().place_with_key(&order_of(&soup, 1), &key).await.unwrap();
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_payment_fifty_times_at_once_is_one_charge() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id;
    // Fifty tills, each with a key of its own.
    let payment = comanda_sdk::wire::PayOrder::cash(None);
    let paid = join_all((0..50).map(|_| counter.orders().pay(id, &payment))).await;
    assert!(paid.iter().all(Result::is_ok), "{paid:?}");
    assert_eq!(counter.orders().payments(id).await.unwrap().len(), 1);
    shop.verify_and_close().await;
}
