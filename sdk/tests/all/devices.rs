//! Keys of devices and other systems, PINs, and the device that stays known.

use comanda_sdk::{Client, Error, Refusal};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{asked, client, header, pair, problem, requests, sign_in, signed_in, tokens, user};

const PIN_LOGIN: &str = "/api/auth/pin-login/";

fn device(url: &str) -> Client {
    Client::builder(url).api_key("the-key").build().unwrap()
}

async fn serves_orders(server: &MockServer) {
    let empty = json!({ "count": 0, "next": null, "previous": null, "results": [] });
    Mock::given(path("/api/orders/"))
        .respond_with(ResponseTemplate::new(200).set_body_json(empty))
        .mount(server)
        .await;
}

async fn signatures(server: &MockServer, wanted: &str) -> Vec<String> {
    requests(server, wanted).await.iter().map(|request| header(request, "authorization")).collect()
}

#[tokio::test]
async fn the_key_signs_while_nobody_is_signed_in() {
    let server = MockServer::start().await;
    serves_orders(&server).await;
    Mock::given(path("/api/auth/logout/")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let comanda = device(&server.uri());

    comanda.orders().list().send().await.unwrap();
    let comanda = sign_in(&server, comanda, 900).await;
    comanda.orders().list().send().await.unwrap();
    comanda.logout().await.unwrap();
    comanda.orders().list().send().await.unwrap();

    let expected = ["Bearer the-key", "Bearer first-access", "Bearer the-key"];
    assert_eq!(signatures(&server, "/api/orders/").await, expected);
    assert_eq!(signatures(&server, "/api/auth/login/").await, [""], "a password needs no key");
}

#[tokio::test]
async fn a_key_that_does_not_count_is_told_and_not_renewed() {
    let server = MockServer::start().await;
    Mock::given(path("/api/orders/"))
        .respond_with(problem(&Refusal::NotAuthenticated, 401))
        .mount(&server)
        .await;
    let error = device(&server.uri()).orders().list().send().await.unwrap_err();
    assert!(error.is_unauthenticated());
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_pin_is_shown_together_with_the_key_whoever_is_signed_in() {
    let server = MockServer::start().await;
    let person = json!({
        "id": user()["id"], "username": "counter", "first_name": "Ada", "last_name": "", "role": "staff",
    });
    let page = json!({ "count": 1, "next": null, "previous": null, "results": [person] });
    Mock::given(method("GET"))
        .and(path(PIN_LOGIN))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path(PIN_LOGIN))
        .respond_with(tokens(pair("pin", 900)))
        .mount(&server)
        .await;
    serves_orders(&server).await;
    let comanda = sign_in(&server, device(&server.uri()), 900).await;

    let people = comanda.pin_users().await.unwrap();
    comanda.pin_login(people[0].id, "1234").await.unwrap();
    comanda.orders().list().send().await.unwrap();

    assert_eq!(signatures(&server, PIN_LOGIN).await, ["Bearer the-key", "Bearer the-key"]);
    let sent: Value = serde_json::from_slice(&requests(&server, PIN_LOGIN).await[1].body).unwrap();
    assert_eq!(sent, json!({ "user_id": user()["id"], "pin": "1234" }));
    assert_eq!(signatures(&server, "/api/orders/").await, ["Bearer pin-access"]);
}

#[tokio::test]
async fn a_wrong_pin_ends_nobodys_session() {
    let server = MockServer::start().await;
    Mock::given(path(PIN_LOGIN)).respond_with(problem(&Refusal::InvalidPin, 401)).mount(&server).await;
    let comanda = sign_in(&server, device(&server.uri()), 900).await;
    let id = comanda.user().unwrap().id;
    let error = comanda.pin_login(id, "0000").await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::InvalidPin));
    assert_eq!(comanda.tokens().unwrap().access, "first-access");
    assert_eq!(asked(&server, PIN_LOGIN).await, 1);
}

#[tokio::test]
async fn a_pin_without_a_key_is_not_sent() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    let id = comanda.user().unwrap().id;
    assert!(matches!(comanda.pin_users().await, Err(Error::Config(_))));
    assert!(matches!(comanda.pin_login(id, "1234").await, Err(Error::Config(_))));
    assert_eq!(asked(&server, PIN_LOGIN).await, 0);
}

#[tokio::test]
async fn a_known_device_says_so_at_the_next_sign_in() {
    let server = MockServer::start().await;
    let mut known = pair("first", 900);
    known["device"] = json!("device-1");
    Mock::given(path("/api/auth/login/")).respond_with(tokens(known)).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/api/auth/login/")).respond_with(tokens(pair("later", 0))).mount(&server).await;
    Mock::given(path("/api/auth/token/refresh/"))
        .respond_with(tokens(pair("renewed", 900)))
        .mount(&server)
        .await;
    Mock::given(path("/api/auth/logout/")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    serves_orders(&server).await;
    let comanda = client(&server.uri());

    comanda.login("counter", "secret").await.unwrap();
    comanda.logout().await.unwrap();
    comanda.login("counter", "secret").await.unwrap();
    comanda.orders().list().send().await.unwrap();
    let kept = comanda.device().unwrap();
    let restarted = Client::builder(server.uri()).device(kept).build().unwrap();
    restarted.login("counter", "secret").await.unwrap();

    assert_eq!(asked(&server, "/api/auth/token/refresh/").await, 1, "a renewal names no device");
    let sent = requests(&server, "/api/auth/login/").await;
    let sent: Vec<Value> = sent
        .iter()
        .map(|request| serde_json::from_slice::<Value>(&request.body).unwrap()["device"].take())
        .collect();
    assert_eq!(sent, [Value::Null, json!("device-1"), json!("device-1")]);
}

#[test]
fn a_key_that_cannot_be_one_is_refused_without_showing_it() {
    for key in ["", "the-key\n", "the key", "schlüssel"] {
        let error = Client::builder("http://127.0.0.1").api_key(key).build().unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            matches!(error, Error::Config(_)) && (key.is_empty() || !shown.contains(key.trim())),
            "{shown}"
        );
    }
}

#[test]
fn neither_key_nor_device_shows_in_debug() {
    let builder = Client::builder("http://127.0.0.1").api_key("the-key").device("the-device");
    let shown = format!("{builder:?} {builder:#?} {:?}", builder.clone().build().unwrap());
    assert!(!shown.contains("the-"), "{shown}");
}
