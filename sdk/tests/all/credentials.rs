//! Passwords, PINs, codes and new keys: sent once, and a no is told at once.

use std::time::{Duration, Instant};

use comanda_sdk::wire::accounts::{ConfirmReset, UpdateProfile};
use comanda_sdk::{Client, DeviceRole, Refusal, Result};
use futures::future::BoxFuture;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, keys, pair, problem, tokens, unavailable, user};

type Attempt = for<'a> fn(&'a Client) -> BoxFuture<'a, Result<()>>;

fn reset() -> ConfirmReset {
    ConfirmReset {
        email: "ada@example.com".to_owned(),
        otp: "123456".into(),
        new_password: "correct horse".into(),
        confirm_password: None,
    }
}

/// Everything that shows a secret, or is given one, and has no key that would make two of it one.
const ATTEMPTS: [(&str, Attempt); 6] = [
    ("login", |comanda| Box::pin(async { comanda.login("ada", "guess").await.map(drop) })),
    ("pin login", |comanda| {
        Box::pin(async {
            let id = serde_json::from_value(user()["id"].clone()).unwrap();
            comanda.pin_login(id, "0000").await.map(drop)
        })
    }),
    ("password change", |comanda| Box::pin(comanda.account().change_password("guess", "correct horse"))),
    ("reset request", |comanda| Box::pin(comanda.account().request_password_reset("ada@example.com"))),
    ("reset", |comanda| Box::pin(async { comanda.account().confirm_password_reset(&reset()).await })),
    ("key", |comanda| {
        Box::pin(async { comanda.api_keys().create("till", DeviceRole::Counter).await.map(drop) })
    }),
];

fn device(url: &str) -> Client {
    Client::builder(url).api_key("the-key").timeout(Duration::from_millis(300)).build().unwrap()
}

async fn always(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

fn too_many() -> ResponseTemplate {
    problem(&Refusal::TooManyAttempts { retry_after: 1 }, 429).insert_header("Retry-After", "1")
}

#[tokio::test]
async fn an_attempt_too_many_is_told_at_once() {
    for (name, attempt) in ATTEMPTS {
        let server = always(too_many()).await;
        let error = attempt(&device(&server.uri())).await.unwrap_err();
        assert_eq!(error.refusal(), Some(Refusal::TooManyAttempts { retry_after: 1 }), "{name}");
        assert!(!error.is_unavailable(), "{name}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn an_attempt_too_many_is_not_waited_for_wherever_a_password_is_shown() {
    let server = always(too_many()).await;
    let started = Instant::now();
    let error = client(&server.uri()).account().update_profile(&UpdateProfile::default()).await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::TooManyAttempts { retry_after: 1 }));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_request_too_many_with_a_secret_is_told_at_once() {
    for (name, attempt) in ATTEMPTS {
        let refusal = Refusal::TooManyRequests { retry_after: 1 };
        let server = always(problem(&refusal, 429).insert_header("Retry-After", "1")).await;
        assert_eq!(attempt(&device(&server.uri())).await.unwrap_err().refusal(), Some(refusal), "{name}");
        assert_eq!(server.received_requests().await.unwrap().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_secret_that_has_left_is_not_sent_again() {
    for (name, attempt) in ATTEMPTS {
        for answer in [unavailable(), ResponseTemplate::new(200).set_delay(Duration::from_secs(5))] {
            let server = always(answer).await;
            let error = attempt(&device(&server.uri())).await.unwrap_err();
            assert!(error.is_unavailable() && !error.is_unknown_outcome(), "{name}: {error:?}");
            let sent = server.received_requests().await.unwrap();
            assert_eq!(keys(&sent), [""], "{name}: no key, since its answer would be kept");
        }
    }
}

#[tokio::test]
async fn a_secret_that_never_left_is_tried_again() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let comanda = client(&format!("http://{address}"));
    let (outcome, _server) = tokio::join!(comanda.login("counter", "secret"), async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let listener = std::net::TcpListener::bind(address).unwrap();
        let server = MockServer::builder().listener(listener).start().await;
        Mock::given(any()).respond_with(tokens(pair("first", 900))).mount(&server).await;
        server
    });
    outcome.unwrap();
}
