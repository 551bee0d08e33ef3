//! What is known of a command whose answer did not arrive.

use std::time::Duration;

use comanda_sdk::{Client, Error, IdempotencyKey, Refusal};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{basket, placed, problem, unavailable};

fn hasty(url: &str) -> Client {
    Client::builder(url).retries(1).timeout(Duration::from_millis(300)).build().unwrap()
}

/// Reads each request and hangs up instead of answering.
async fn listener_that_hangs_up() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let _ = connection.read(&mut [0; 4096]).await;
        }
    });
    url
}

#[tokio::test]
async fn a_command_whose_answer_is_lost_is_of_unknown_outcome() {
    let key = IdempotencyKey::new();
    let comanda = hasty(&listener_that_hangs_up().await);
    let error = comanda.orders().place_with_key(&basket(), &key).await.unwrap_err();
    assert!(matches!(&error, Error::UnknownOutcome { key: told, .. } if *told == key), "{error:?}");
    assert!(error.is_unknown_outcome() && error.is_unavailable());
}

#[tokio::test]
async fn a_command_that_is_not_answered_in_time_is_of_unknown_outcome() {
    let server = MockServer::start().await;
    let slow = placed().set_delay(Duration::from_secs(5));
    Mock::given(path("/api/orders/")).respond_with(slow).mount(&server).await;
    let error = hasty(&server.uri()).orders().place(&basket()).await.unwrap_err();
    let Error::UnknownOutcome { cause, .. } = error else { panic!("{error:?}") };
    assert!(matches!(*cause, Error::Timeout { .. }), "{cause:?}");
}

#[tokio::test]
async fn a_command_that_never_left_was_not_done() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let error = hasty(&url).orders().place(&basket()).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_question_whose_answer_is_lost_leaves_nothing_in_doubt() {
    let error = hasty(&listener_that_hangs_up().await).orders().list().send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_refusal_of_a_repetition_settles_the_first_attempt() {
    let server = MockServer::start().await;
    Mock::given(path("/api/orders/")).respond_with(unavailable()).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/api/orders/")).respond_with(problem(&Refusal::EmptyOrder, 422)).mount(&server).await;
    let error = hasty(&server.uri()).orders().place(&basket()).await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::EmptyOrder));
}

#[tokio::test]
async fn being_turned_away_at_the_door_settles_nothing() {
    let server = MockServer::start().await;
    Mock::given(path("/api/orders/")).respond_with(unavailable()).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/api/orders/"))
        .respond_with(problem(&Refusal::TooManyRequests { retry_after: 1 }, 429))
        .mount(&server)
        .await;
    let error = hasty(&server.uri()).orders().place(&basket()).await.unwrap_err();
    assert!(error.is_unknown_outcome(), "{error:?}");
    assert_eq!(error.code(), Some("too_many_requests"));
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_of_unknown_outcome() {
    let server = MockServer::start().await;
    let strange = ResponseTemplate::new(201).set_body_json(serde_json::json!({ "id": 7 }));
    Mock::given(path("/api/orders/")).respond_with(strange).mount(&server).await;
    let error = hasty(&server.uri()).orders().place(&basket()).await.unwrap_err();
    assert!(error.is_unknown_outcome(), "{error:?}");
}
