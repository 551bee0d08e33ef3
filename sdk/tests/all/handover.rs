//! One person leaves the device and the next one comes, while calls are on their way.

use std::time::Duration;

use comanda_sdk::{Client, Refusal};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{
    asked, basket, header, pair, pair_of_another, placed, problem, requests, signed_in, tokens, unavailable,
};

async fn next_person(server: &MockServer, comanda: &Client) {
    Mock::given(path("/api/auth/login/"))
        .respond_with(tokens(pair_of_another("next", 900)))
        .mount(server)
        .await;
    comanda.login("next", "secret").await.unwrap();
}

#[tokio::test]
async fn what_one_person_began_is_not_repeated_in_the_name_of_the_next() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    let busy = unavailable().insert_header("Retry-After", "1");
    Mock::given(path("/api/orders/")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/api/orders/")).respond_with(placed()).mount(&server).await;

    let order = basket();
    let (outcome, ()) = tokio::join!(comanda.orders().place(&order), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        next_person(&server, &comanda).await;
    });

    let error = outcome.unwrap_err();
    assert!(error.is_unknown_outcome() && error.is_unauthenticated(), "{error:?}");
    let sent = requests(&server, "/api/orders/").await;
    assert!(sent.iter().all(|request| header(request, "authorization") == "Bearer first-access"));
}

#[tokio::test]
async fn an_order_is_not_renewed_into_the_name_of_the_next() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    let refused = problem(&Refusal::SessionEnded, 401).set_delay(Duration::from_millis(300));
    Mock::given(path("/api/orders/")).respond_with(refused).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/api/orders/")).respond_with(placed()).mount(&server).await;

    let order = basket();
    let (outcome, ()) = tokio::join!(comanda.orders().place(&order), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        next_person(&server, &comanda).await;
    });

    assert_eq!(outcome.unwrap_err().refusal(), Some(Refusal::SessionEnded));
    assert_eq!(asked(&server, "/api/orders/").await, 1);
    assert_eq!(comanda.tokens().unwrap().access, "next-access");
}

#[tokio::test]
async fn a_renewal_that_comes_late_does_not_put_back_who_left() {
    let server = MockServer::start().await;
    let slow = tokens(pair("renewed", 900)).set_delay(Duration::from_millis(300));
    Mock::given(path("/api/auth/token/refresh/")).respond_with(slow).mount(&server).await;
    let comanda = signed_in(&server, 0).await;

    let (outcome, ()) = tokio::join!(comanda.orders().list().send(), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        next_person(&server, &comanda).await;
    });

    assert!(outcome.unwrap_err().is_unauthenticated());
    assert_eq!(comanda.tokens().unwrap().access, "next-access");
}

#[tokio::test]
async fn a_renewal_that_fails_late_does_not_sign_the_next_one_out() {
    let server = MockServer::start().await;
    let slow = problem(&Refusal::SessionEnded, 401).set_delay(Duration::from_millis(300));
    Mock::given(path("/api/auth/token/refresh/")).respond_with(slow).mount(&server).await;
    let comanda = signed_in(&server, 0).await;

    let (outcome, ()) = tokio::join!(comanda.orders().list().send(), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        next_person(&server, &comanda).await;
    });

    assert!(outcome.unwrap_err().is_unauthenticated());
    assert_eq!(comanda.tokens().unwrap().access, "next-access");
}

#[tokio::test]
async fn leaving_everywhere_late_does_not_sign_the_next_one_out() {
    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(204).set_delay(Duration::from_millis(300));
    Mock::given(path("/api/auth/logout-all/")).respond_with(slow).mount(&server).await;
    let comanda = signed_in(&server, 900).await;

    let (outcome, ()) = tokio::join!(comanda.logout_all(), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        next_person(&server, &comanda).await;
    });

    outcome.unwrap();
    assert_eq!(comanda.tokens().unwrap().access, "next-access");
}
