//! The client against a server that answers as each test wants it to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod answers;
mod credentials;
mod devices;
mod events;
mod handover;
mod outcomes;
mod patience;
mod sessions;

use comanda_sdk::wire::{PlaceOrder, Problem};
use comanda_sdk::{Client, Refusal};
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A client that nobody is signed in to.
fn client(url: &str) -> Client {
    Client::builder(url).build().unwrap()
}

fn problem(refusal: &Refusal, status: u16) -> ResponseTemplate {
    let body = serde_json::to_vec(&Problem::of(refusal, status, "req-7".to_owned())).unwrap();
    ResponseTemplate::new(status).set_body_raw(body, "application/problem+json")
}

fn unavailable() -> ResponseTemplate {
    ResponseTemplate::new(503)
}

fn placed() -> ResponseTemplate {
    ResponseTemplate::new(201).set_body_json(paid_order())
}

fn basket() -> PlaceOrder {
    PlaceOrder::default()
}

fn keys(requests: &[Request]) -> Vec<String> {
    requests.iter().map(|request| header(request, "idempotency-key")).collect()
}

fn header(request: &Request, name: &str) -> String {
    request.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn asked(server: &MockServer, wanted: &str) -> usize {
    requests(server, wanted).await.len()
}

async fn requests(server: &MockServer, wanted: &str) -> Vec<Request> {
    let requests = server.received_requests().await.unwrap();
    requests.into_iter().filter(|request| request.url.path() == wanted).collect()
}

/// A pair whose access token ends `seconds` after the server's clock showed noon.
fn pair(name: &str, seconds: u32) -> Value {
    json!({
        "access": format!("{name}-access"), "refresh": format!("{name}-refresh"),
        "access_expires_at": format!("2020-11-22T12:{:02}:{:02}Z", seconds / 60, seconds % 60),
        "user": user(),
    })
}

/// As [`pair`], of somebody else.
fn pair_of_another(name: &str, seconds: u32) -> Value {
    let mut pair = pair(name, seconds);
    pair["user"]["id"] = json!("user_01h455vb4pex5vsknk084sn02r");
    pair
}

/// Tokens, at noon by the server's clock.
fn tokens(pair: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).insert_header("Date", "Sun, 22 Nov 2020 12:00:00 GMT").set_body_json(pair)
}

/// A client that is signed in with the pair `first`.
async fn signed_in(server: &MockServer, seconds: u32) -> Client {
    sign_in(server, client(&server.uri()), seconds).await
}

async fn sign_in(server: &MockServer, comanda: Client, seconds: u32) -> Client {
    Mock::given(path("/api/auth/login/"))
        .respond_with(tokens(pair("first", seconds)))
        .up_to_n_times(1)
        .mount(server)
        .await;
    assert_eq!(comanda.login("counter", "secret").await.unwrap().username, "counter");
    comanda
}

fn user() -> Value {
    json!({
        "id": "user_01h455vb4pex5vsknk084sn02q", "username": "counter", "email": "counter@example.com",
        "first_name": "", "last_name": "", "role": "staff", "is_active": true,
        "date_of_birth": null, "location": "", "image": null, "has_pin": true,
        "date_joined": "2026-11-22T12:00:00Z", "last_login": null, "version": 1,
    })
}

fn paid_order() -> Value {
    json!({
        "id": "order_01h455vb4pex5vsknk084sn02q", "number": "A-042", "customer": null, "guest_name": "Ada",
        "source": "counter", "status": "pending", "payment_status": "paid", "delivery_method": "pickup",
        "items": [], "subtotal": "10.00", "discount_amount": "0.00", "tax": "1.00", "tax_included": false,
        "delivery_fee": "0.00", "tip": "0.00", "total": "11.00", "paid": "11.00", "refunded": "0.00",
        "due": "0.00", "delivery_address": "", "delivery_notes": "", "special_instructions": "",
        "cancellation_reason": "", "allowed_transitions": ["processing"],
        "created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z", "confirmed_at": null,
        "estimated_delivery": null, "delivered_at": null, "version": 1,
        "payments": [], "change": "9.00",
    })
}
