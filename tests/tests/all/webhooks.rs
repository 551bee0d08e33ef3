//! Webhooks from the order to a real receiver: told once, signed, tried again, and never into the house.

use std::time::{Duration, Instant};

use comanda_sdk::id::{DeliveryId, EndpointId};
use comanda_sdk::webhooks::{VerifyError, verify};
use comanda_sdk::wire::DeliveryView;
use comanda_sdk::wire::webhooks::{ChangeEndpoint, CreateEndpoint, EndpointSecret};
use comanda_sdk::{Client, DeliveryStatus, DeviceRole, IdempotencyKey, Role};
use comanda_tests::Shop;
use comanda_tests::receiver::{Answers, Receiver};
use reqwest::Method;
use serde_json::{Value, json};

use super::order_of;

const PATIENCE: Duration = Duration::from_secs(30);

fn asking(url: &str, types: &[&str]) -> CreateEndpoint {
    let event_types = types.iter().map(|name| (*name).to_owned()).collect();
    CreateEndpoint { url: url.to_owned(), description: "ERP".to_owned(), event_types }
}

async fn subscribe(client: &Client, url: &str, types: &[&str]) -> EndpointSecret {
    client.webhooks().create(&asking(url, types)).await.unwrap()
}

/// The delivery, once it stands there.
async fn once(client: &Client, id: DeliveryId, status: DeliveryStatus) -> DeliveryView {
    let begun = Instant::now();
    loop {
        let seen = client.webhooks().delivery(id).await.unwrap().delivery;
        if seen.status == status {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "{seen:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// All deliveries to an endpoint, once none of them waits and there are `count`.
async fn all_settled(client: &Client, endpoint: EndpointId, count: u64) -> Vec<DeliveryView> {
    let begun = Instant::now();
    loop {
        let all = client.webhooks().deliveries().endpoint(endpoint).page_size(100).send().await.unwrap();
        let settled = all.results.iter().all(|one| one.status != DeliveryStatus::Waiting);
        if settled && all.count >= count {
            assert_eq!(all.count, count);
            return all.results;
        }
        assert!(begun.elapsed() < PATIENCE, "{count} were to settle: {all:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_told_once_to_each_who_may_know_of_it_and_is_believed() {
    let (shop, of_admin, of_key) =
        (Shop::open_next_door().await, Receiver::start().await, Receiver::start().await);
    let soup = shop.product("Soup", "4.50", None).await;
    let admin = shop.signed_in(Role::Admin).await;
    let erp =
        Client::builder(shop.url()).api_key(shop.new_key(DeviceRole::Integrator).await).build().unwrap();
    let first = subscribe(&admin, &of_admin.url(), &["order.created"]).await;
    let second = subscribe(&erp, &of_key.url(), &["order.created", "order.paid"]).await;
    let staff = shop.signed_in(Role::Staff).await;
    let foreign = staff.orders().place(&order_of(&soup, 1)).await.unwrap().order;
    let own = erp.orders().place(&order_of(&soup, 2)).await.unwrap().order;

    let calls = of_admin.received(2).await;
    for call in &calls {
        let event = verify(&[first.secret.expose()], &call.headers, &call.body).unwrap();
        assert_eq!((event.event_type.as_str(), event.id.as_str()), ("order.created", call.id()));
        assert!([foreign.id.to_string(), own.id.to_string()].iter().any(|id| event.subject() == Some(id)));
        let wrong = verify(&[second.secret.expose()], &call.headers, &call.body).unwrap_err();
        assert!(matches!(wrong, VerifyError::InvalidSignature), "{wrong}");
    }
    let call = of_key.received(1).await.remove(0);
    let event = verify(&[second.secret.expose()], &call.headers, &call.body).unwrap();
    assert_eq!(event.subject(), Some(own.id.to_string().as_str()));
    let told = all_settled(&admin, first.endpoint.id, 2).await;
    assert!(told.iter().all(|one| one.status == DeliveryStatus::Delivered && one.attempt_log.len() == 1));
    all_settled(&erp, second.endpoint.id, 1).await;
    assert_eq!((of_admin.count(), of_admin.ids().len(), of_key.count()), (2, 2, 1));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_secret_is_shown_once_kept_nowhere_and_replaced_without_a_gap() {
    let (shop, receiver) = (Shop::open_next_door().await, Receiver::start().await);
    let admin = shop.signed_in(Role::Admin).await;
    let key = IdempotencyKey::new();
    let form = asking(&receiver.url(), &["tag.created"]);
    let made = admin.webhooks().create_with_key(&form, &key).await.unwrap();
    assert_eq!(admin.webhooks().create_with_key(&form, &key).await.unwrap(), made, "the lost answer again");
    let id = made.endpoint.id;
    let token = admin.tokens().unwrap().access;
    let path = format!("/api/webhooks/endpoints/{id}/");
    let seen = shop.raw().json(Method::GET, &path, Some(&token), &Value::Null).await;
    assert!(!seen.text().contains("whsec_") && seen.header("etag").starts_with("W/\"1."));

    let key = IdempotencyKey::new();
    let rotated = admin.webhooks().rotate_secret_with_key(id, &key).await.unwrap();
    assert_eq!(admin.webhooks().rotate_secret_with_key(id, &key).await.unwrap(), rotated, "once");
    assert_eq!((rotated.endpoint.generation, rotated.secret == made.secret), (2, false));
    admin.tags().create("new").await.unwrap();
    let call = receiver.received(1).await.remove(0);
    for secret in [&made.secret, &rotated.secret] {
        verify(&[secret.expose()], &call.headers, &call.body).unwrap();
    }
    shop.database().execute("UPDATE webhook_endpoints SET previous_until = '2020-01-01 00:00:00'").await;
    admin.tags().create("newer").await.unwrap();
    let call = receiver.received(2).await.remove(1);
    verify(&[rotated.secret.expose()], &call.headers, &call.body).unwrap();
    assert!(verify(&[made.secret.expose()], &call.headers, &call.body).is_err(), "a day later");

    let contents = serde_json::to_string(&shop.database().contents().await).unwrap();
    for secret in [&made.secret, &rotated.secret] {
        assert!(!contents.contains(secret.expose().trim_start_matches("whsec_")));
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_is_tried_again_and_what_is_settled_is_sent_when_asked() {
    let (shop, receiver) = (Shop::open_next_door().await, Receiver::start().await);
    let admin = shop.signed_in(Role::Admin).await;
    receiver.answer_first(1, Answers::Status(503));
    let made = subscribe(&admin, &receiver.url(), &["tag.created"]).await;
    admin.tags().create("new").await.unwrap();
    let calls = receiver.received(2).await;
    assert_eq!((calls[0].id(), &calls[0].body), (calls[1].id(), &calls[1].body));
    let told = all_settled(&admin, made.endpoint.id, 1).await.remove(0);
    let log: Vec<_> =
        told.attempt_log.iter().map(|one| (one.number, one.status, one.error.clone())).collect();
    assert_eq!(log, [(2, Some(200), None), (1, Some(503), Some("It answered 503.".to_owned()))]);

    let again = admin.webhooks().resend(told.id).await.unwrap();
    assert_eq!((again.status, again.attempts), (DeliveryStatus::Waiting, 0));
    assert_eq!(receiver.received(3).await[2].id(), calls[0].id());
    let told = once(&admin, told.id, DeliveryStatus::Delivered).await;
    assert_eq!(told.attempt_log.len(), 3);

    let tried = admin.webhooks().test(made.endpoint.id).await.unwrap();
    once(&admin, tried.id, DeliveryStatus::Delivered).await;
    assert_eq!(receiver.received(4).await[3].event_type(), "webhook.test");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_gone_is_switched_off_until_somebody_switches_it_on() {
    let (shop, receiver) = (Shop::open_next_door().await, Receiver::start().await);
    let admin = shop.signed_in(Role::Admin).await;
    receiver.answer(Answers::Status(410));
    let made = subscribe(&admin, &receiver.url(), &["tag.created"]).await;
    admin.tags().create("new").await.unwrap();
    let dead = all_settled(&admin, made.endpoint.id, 1).await.remove(0);
    assert_eq!((dead.status, dead.last_status), (DeliveryStatus::Dead, Some(410)));
    let off = admin.webhooks().endpoint(made.endpoint.id).await.unwrap();
    assert!(!off.is_active && off.disabled_at.is_some());
    assert_eq!(off.disabled_reason, "It answered 410 Gone.");
    for refused in
        [admin.webhooks().resend(dead.id).await.map(drop), admin.webhooks().test(off.id).await.map(drop)]
    {
        let refused = refused.unwrap_err();
        assert_eq!((refused.status(), refused.code()), (Some(422), Some("webhook_inactive")));
    }
    receiver.answer(Answers::Status(200));
    let stale = ChangeEndpoint { is_active: Some(true), version: Some(1), ..ChangeEndpoint::default() };
    assert_eq!(admin.webhooks().change(off.id, &stale).await.unwrap_err().code(), Some("stale_version"));
    let on = ChangeEndpoint { version: Some(off.version), ..stale };
    assert!(admin.webhooks().change(off.id, &on).await.unwrap().is_active);
    admin.webhooks().resend(dead.id).await.unwrap();
    once(&admin, dead.id, DeliveryStatus::Delivered).await;
    admin.webhooks().remove(off.id).await.unwrap();
    assert_eq!(admin.webhooks().endpoint(off.id).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(admin.webhooks().delivery(dead.id).await.unwrap().delivery.status, DeliveryStatus::Delivered);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_does_not_say_otherwise_calls_nothing_in_the_house() {
    let (shop, receiver) = (Shop::open().await, Receiver::start().await);
    let admin = shop.signed_in(Role::Admin).await;
    let port = receiver.addr().port();
    for host in
        ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"]
    {
        for scheme in ["http", "https"] {
            let form = asking(&format!("{scheme}://{host}:{port}/"), &[]);
            let refused = admin.webhooks().create(&form).await.unwrap_err();
            assert_eq!(
                (refused.status(), refused.code()),
                (Some(400), Some("invalid_input")),
                "{scheme} {host}"
            );
        }
    }
    // What got into the database all the same, by an earlier setting or another hand, is not called either.
    let made = subscribe(&admin, "https://hooks.example.com/", &["tag.created"]).await;
    let bend = format!("UPDATE webhook_endpoints SET url = '{}'", receiver.url());
    shop.database().execute(&bend).await;
    admin.tags().create("new").await.unwrap();
    let begun = Instant::now();
    let seen = loop {
        let told = admin.webhooks().deliveries().endpoint(made.endpoint.id).send().await.unwrap().results;
        match told.into_iter().find(|one| one.attempts > 0) {
            Some(tried) => break tried,
            None => assert!(begun.elapsed() < PATIENCE, "it was not tried"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((seen.status, seen.last_status), (DeliveryStatus::Waiting, None));
    assert!(seen.last_error.unwrap().starts_with("The URL must"), "and says why");
    assert_eq!(receiver.connections(), 0);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_endpoints_are_refused_field_by_field_and_there_are_twenty_at_most() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let token = admin.tokens().unwrap().access;
    let wrong = json!({ "url": "ftp://x.example.com", "description": "x".repeat(201), "event_types": ["order.craeted"] });
    let problem = shop
        .raw()
        .json(Method::POST, "/api/webhooks/endpoints/", Some(&token), &wrong)
        .await
        .problem()
        .unwrap();
    let fields: Vec<_> = problem.errors.unwrap().0.into_keys().collect();
    assert_eq!(fields, ["description", "event_types.0", "url"]);
    for number in 0..20 {
        subscribe(&admin, &format!("https://hooks{number}.example.com/"), &[]).await;
    }
    let full = admin.webhooks().create(&asking("https://hooks.example.com/", &[])).await.unwrap_err();
    assert_eq!((full.status(), full.code()), (Some(422), Some("limit_reached")));
    assert_eq!(admin.webhooks().endpoints().page_size(100).send().await.unwrap().count, 20);
    let types = admin.webhooks().event_types().await.unwrap();
    assert!(types.iter().any(|one| one.event_type == "order.created" && one.is_open));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_and_a_lost_queue_lose_no_call() {
    let (mut shop, receiver) = (Shop::open_next_door().await, Receiver::start().await);
    let admin = shop.signed_in(Role::Admin).await;
    receiver.answer(Answers::Status(500));
    let made = subscribe(&admin, &receiver.url(), &["tag.created"]).await;
    for number in 0..5 {
        admin.tags().create(format!("tag {number}")).await.unwrap();
    }
    receiver.received(5).await;
    shop.stop().await;
    comanda_tests::queue::lose(shop.data_dir());
    receiver.answer(Answers::Status(200));
    shop.start().await;
    let admin = shop.signed_in(Role::Admin).await;
    let told = all_settled(&admin, made.endpoint.id, 5).await;
    assert!(told.iter().all(|one| one.status == DeliveryStatus::Delivered));
    assert_eq!(receiver.ids().len(), 5);
    shop.verify_and_close().await;
}
