//! Signing in, and tokens that end while people work.

use comanda_sdk::wire::TokenPair;
use comanda_sdk::{Client, Refusal};
use futures::future::join_all;
use serde_json::json;
use wiremock::matchers::{body_json, header, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, problem, user};

/// A pair whose access token ends `seconds` after the server's clock showed noon.
fn pair(name: &str, seconds: u32) -> serde_json::Value {
    json!({
        "access": format!("{name}-access"), "refresh": format!("{name}-refresh"),
        "access_expires_at": format!("2020-11-22T12:{:02}:{:02}Z", seconds / 60, seconds % 60),
        "user": user(),
    })
}

fn answer(pair: serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(200).insert_header("Date", "Sun, 22 Nov 2020 12:00:00 GMT").set_body_json(pair)
}

async fn page_for(server: &MockServer, token: &str) {
    let empty = json!({ "count": 0, "next": null, "previous": null, "results": [] });
    Mock::given(path("/api/orders/"))
        .and(header("authorization", format!("Bearer {token}")))
        .respond_with(ResponseTemplate::new(200).set_body_json(empty))
        .mount(server)
        .await;
}

async fn refresh_buys(server: &MockServer, refresh: &str, next: serde_json::Value) {
    Mock::given(path("/api/auth/token/refresh/"))
        .and(body_json(json!({ "refresh": refresh })))
        .respond_with(answer(next).set_delay(std::time::Duration::from_millis(100)))
        .mount(server)
        .await;
}

async fn asked(server: &MockServer, wanted: &str) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests.iter().filter(|request| request.url.path() == wanted).count()
}

async fn signed_in(server: &MockServer, seconds: u32) -> Client {
    Mock::given(path("/api/auth/login/")).respond_with(answer(pair("first", seconds))).mount(server).await;
    let comanda = client(&server.uri());
    assert_eq!(comanda.login("counter", "secret").await.unwrap().username, "counter");
    comanda
}

#[tokio::test]
async fn fifty_calls_share_one_renewal() {
    let server = MockServer::start().await;
    page_for(&server, "second-access").await;
    Mock::given(path("/api/orders/")).respond_with(problem(&Refusal::SessionEnded, 401)).mount(&server).await;
    refresh_buys(&server, "first-refresh", pair("second", 900)).await;
    let comanda = signed_in(&server, 900).await;

    let calls = (0..50).map(|_| comanda.orders().list().send());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(asked(&server, "/api/auth/token/refresh/").await, 1);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let server = MockServer::start().await;
    page_for(&server, "second-access").await;
    refresh_buys(&server, "first-refresh", pair("second", 900)).await;
    // A life of no length: it has ended when the next call is made.
    let comanda = signed_in(&server, 0).await;
    comanda.orders().list().send().await.unwrap();
    assert_eq!(asked(&server, "/api/orders/").await, 1, "no request was wasted on the old token");
}

#[tokio::test]
async fn a_wrong_clock_on_this_side_renews_nothing() {
    let server = MockServer::start().await;
    page_for(&server, "first-access").await;
    // By the server's clock the token has a quarter of an hour; by ours it may have ended years ago.
    let comanda = signed_in(&server, 900).await;
    comanda.orders().list().send().await.unwrap();
    assert_eq!(asked(&server, "/api/auth/token/refresh/").await, 0);
}

#[tokio::test]
async fn a_token_that_is_refused_twice_is_not_renewed_for_ever() {
    let server = MockServer::start().await;
    Mock::given(path("/api/orders/")).respond_with(problem(&Refusal::SessionEnded, 401)).mount(&server).await;
    refresh_buys(&server, "first-refresh", pair("second", 900)).await;
    let comanda = signed_in(&server, 900).await;
    assert!(comanda.orders().list().send().await.unwrap_err().is_unauthenticated());
    assert_eq!(asked(&server, "/api/orders/").await, 2);
}

#[tokio::test]
async fn an_ended_session_is_forgotten_and_told() {
    let server = MockServer::start().await;
    let ended = problem(&Refusal::SessionEnded, 401);
    Mock::given(path("/api/orders/")).respond_with(ended.clone()).mount(&server).await;
    Mock::given(path("/api/auth/token/refresh/")).respond_with(ended).mount(&server).await;
    let comanda = signed_in(&server, 900).await;
    let error = comanda.orders().list().send().await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::SessionEnded));
    assert!(comanda.tokens().is_none() && comanda.user().is_none());
}

#[tokio::test]
async fn a_kept_session_is_resumed_by_another_process() {
    let server = MockServer::start().await;
    page_for(&server, "first-access").await;
    let tokens: TokenPair = serde_json::from_value(json!({
        "access": "first-access", "refresh": "first-refresh",
        "access_expires_at": "2999-01-01T00:00:00Z", "user": user(),
    }))
    .unwrap();
    let resumed = Client::builder(server.uri()).with_tokens(tokens).build().unwrap();
    resumed.orders().list().send().await.unwrap();
}

#[tokio::test]
async fn logging_out_forgets_at_once_and_tells_the_server() {
    let server = MockServer::start().await;
    Mock::given(path("/api/auth/logout/"))
        .and(body_json(json!({ "refresh": "first-refresh" })))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let comanda = signed_in(&server, 900).await;
    comanda.logout().await.unwrap();
    assert!(comanda.tokens().is_none());
}

#[tokio::test]
async fn no_secret_shows_in_debug() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    let builder = Client::builder(server.uri()).with_tokens(comanda.tokens().unwrap());
    let shown = format!("{comanda:?} {builder:?} {:?} {:?}", comanda.tokens(), comanda.orders().list());
    assert!(!shown.contains("first-"), "{shown}");
}
