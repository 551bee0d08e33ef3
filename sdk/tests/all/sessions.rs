//! Signing in, and tokens that end while people work.

use std::time::Duration;

use comanda_sdk::wire::TokenPair;
use comanda_sdk::{Client, Refusal};
use futures::future::join_all;
use serde_json::json;
use wiremock::matchers::{body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{asked, pair, problem, requests, sign_in, signed_in, tokens, user};

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
        .respond_with(tokens(next).set_delay(Duration::from_millis(100)))
        .mount(server)
        .await;
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
async fn a_renewal_that_lost_its_answer_is_repeated_with_the_same_token() {
    let server = MockServer::start().await;
    page_for(&server, "second-access").await;
    let lost = tokens(pair("second", 900)).set_delay(Duration::from_secs(5));
    Mock::given(path("/api/auth/token/refresh/")).respond_with(lost).up_to_n_times(1).mount(&server).await;
    refresh_buys(&server, "first-refresh", pair("second", 900)).await;
    let hasty = Client::builder(server.uri()).timeout(Duration::from_millis(400)).build().unwrap();
    let comanda = sign_in(&server, hasty, 0).await;

    comanda.orders().list().send().await.unwrap();

    let asked = requests(&server, "/api/auth/token/refresh/").await;
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].body, asked[1].body);
    assert_eq!(comanda.tokens().unwrap().refresh, "second-refresh");
}

#[tokio::test]
async fn logging_out_everywhere_is_said_with_the_token_and_forgets_here() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/api/auth/logout-all/"))
        .and(header("authorization", "Bearer first-access"))
        .respond_with(ResponseTemplate::new(204))
        .expect(1)
        .mount(&server)
        .await;
    let comanda = signed_in(&server, 900).await;
    comanda.logout_all().await.unwrap();
    assert!(comanda.tokens().is_none());
    comanda.logout_all().await.unwrap();
}

#[tokio::test]
async fn logging_out_everywhere_forgets_here_also_when_the_server_is_away() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    Mock::given(path("/api/auth/logout-all/"))
        .respond_with(problem(&Refusal::TooLarge, 413))
        .mount(&server)
        .await;
    comanda.logout_all().await.unwrap_err();
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
