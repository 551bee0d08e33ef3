//! What is repeated, how often, and what stays the same over repetitions.

use std::time::{Duration, Instant};

use comanda_sdk::{Client, IdempotencyKey, Refusal};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer};

use super::{basket, client, header, keys, placed, problem, unavailable};

#[tokio::test]
async fn a_passing_failure_is_tried_again() {
    let server = MockServer::start().await;
    Mock::given(path("/healthz")).respond_with(unavailable()).up_to_n_times(2).mount(&server).await;
    Mock::given(path("/healthz")).respond_with(wiremock::ResponseTemplate::new(200)).mount(&server).await;
    client(&server.uri()).health().await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_failure_that_stays_is_told_after_the_agreed_number_of_tries() {
    let server = MockServer::start().await;
    Mock::given(path("/healthz")).respond_with(unavailable()).mount(&server).await;
    let impatient = Client::builder(server.uri()).retries(1).build().unwrap();
    let error = impatient.health().await.unwrap_err();
    assert_eq!(error.status(), Some(503));
    assert!(error.is_unavailable() && !error.is_unknown_outcome());
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_not_repeated() {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(problem(&Refusal::EmptyOrder, 422)).mount(&server).await;
    let error = client(&server.uri()).orders().place(&basket()).await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::EmptyOrder));
    assert_eq!((error.status(), error.code()), (Some(422), Some("empty_order")));
    assert_eq!(error.request_id(), Some("req-7"));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_server_decides_how_long_to_wait() {
    let server = MockServer::start().await;
    let busy = problem(&Refusal::TooManyRequests { retry_after: 1 }, 429).insert_header("Retry-After", "1");
    Mock::given(path("/healthz")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/healthz")).respond_with(wiremock::ResponseTemplate::new(200)).mount(&server).await;
    let started = Instant::now();
    client(&server.uri()).health().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_pause_may_be_given_as_a_date_by_the_servers_clock() {
    let server = MockServer::start().await;
    let busy = unavailable()
        .insert_header("Date", "Sun, 22 Nov 2020 12:00:00 GMT")
        .insert_header("Retry-After", "Sun, 22 Nov 2020 12:00:01 GMT");
    Mock::given(path("/healthz")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/healthz")).respond_with(wiremock::ResponseTemplate::new(200)).mount(&server).await;
    let started = Instant::now();
    client(&server.uri()).health().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_pause_longer_than_anybody_waits_is_told_at_once() {
    let server = MockServer::start().await;
    let closed = unavailable().insert_header("Retry-After", "3600");
    Mock::given(path("/healthz")).respond_with(closed).mount(&server).await;
    client(&server.uri()).health().await.unwrap_err();
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn all_attempts_of_a_call_carry_one_key_and_the_same_bytes() {
    let server = MockServer::start().await;
    Mock::given(path("/api/orders/")).respond_with(unavailable()).up_to_n_times(2).mount(&server).await;
    Mock::given(path("/api/orders/"))
        .respond_with(problem(&Refusal::InFlight, 409))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path("/api/orders/")).respond_with(placed()).mount(&server).await;
    let comanda = client(&server.uri());

    comanda.orders().place(&basket()).await.unwrap();
    comanda.orders().place(&basket()).await.unwrap();

    let requests = server.received_requests().await.unwrap();
    let keys = keys(&requests);
    assert_eq!(keys.len(), 5);
    assert!(keys[..4].iter().all(|key| *key == keys[0] && !key.is_empty()), "{keys:?}");
    assert_ne!(keys[4], keys[0], "another call is another command");
    assert!(requests[..4].iter().all(|request| request.body == requests[0].body));
}

#[tokio::test]
async fn a_key_that_the_caller_keeps_is_the_one_that_travels() {
    let server = MockServer::start().await;
    Mock::given(path("/api/orders/")).respond_with(placed()).mount(&server).await;
    let key: IdempotencyKey = "till-3-sale-17".parse().unwrap();
    client(&server.uri()).orders().place_with_key(&basket(), &key).await.unwrap();
    assert_eq!(keys(&server.received_requests().await.unwrap()), ["till-3-sale-17"]);
}

#[tokio::test]
async fn the_servers_log_knows_who_called() {
    let server = MockServer::start().await;
    Mock::given(path("/readyz")).respond_with(wiremock::ResponseTemplate::new(200)).mount(&server).await;
    let till = Client::builder(server.uri()).user_agent("till/3").build().unwrap();
    till.ready().await.unwrap();
    assert_eq!(header(&server.received_requests().await.unwrap()[0], "user-agent"), "till/3");
}
