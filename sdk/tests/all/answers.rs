//! Reading what comes back: pages, menus, problems, and answers that are none of these.

use comanda_sdk::Error;
use futures::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{header, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{client, paid_order};

fn page(results: &[Value], next: Option<&str>) -> ResponseTemplate {
    let body = json!({ "count": 3, "next": next, "previous": null, "results": results });
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_says_where() {
    let server = MockServer::start().await;
    let mut broken = paid_order();
    broken["total"] = json!("eleven");
    let answer = page(&[paid_order(), broken], None).insert_header("x-request-id", "req-9");
    Mock::given(path("/api/orders/")).respond_with(answer).mount(&server).await;
    let error = client(&server.uri()).orders().list().send().await.unwrap_err();
    assert!(matches!(&error, Error::Decode { at, .. } if at == "results[1].total"), "{error:?}");
    assert_eq!(error.request_id(), Some("req-9"));
}

#[tokio::test]
async fn an_answer_from_something_else_is_told_as_such() {
    let server = MockServer::start().await;
    let proxy = ResponseTemplate::new(418).set_body_string("<html>teapot</html>");
    Mock::given(path("/api/version/")).respond_with(proxy).mount(&server).await;
    let error = client(&server.uri()).version().await.unwrap_err();
    assert!(matches!(error, Error::Unexpected { status: 418, .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_callers_token() {
    let server = MockServer::start().await;
    let elsewhere = ResponseTemplate::new(302).insert_header("Location", "/healthz");
    Mock::given(path("/api/version/")).respond_with(elsewhere).mount(&server).await;
    Mock::given(path("/healthz")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    assert_eq!(client(&server.uri()).version().await.unwrap_err().status(), Some(302));
}

#[tokio::test]
async fn a_stream_walks_through_all_pages_with_the_same_filters() {
    let server = MockServer::start().await;
    for (number, answer) in [
        ("1", page(&[paid_order(), paid_order()], Some("/api/orders/?page=2"))),
        ("2", page(&[paid_order()], None)),
    ] {
        Mock::given(path("/api/orders/"))
            .and(query_param("page", number))
            .and(query_param("status", "ready"))
            .respond_with(answer)
            .expect(1)
            .mount(&server)
            .await;
    }
    let comanda = client(&server.uri());
    let orders: Vec<_> =
        comanda.orders().list().status(comanda_sdk::Status::Ready).stream().try_collect().await.unwrap();
    assert_eq!(orders.len(), 3);
}

#[tokio::test]
async fn an_unchanged_menu_does_not_travel_twice() {
    let server = MockServer::start().await;
    let menu = json!({
        "shop": {
            "name": "Comanda", "currency": "USD", "time_zone": "UTC", "tax_mode": "exclusive",
            "tax_rate": "10.00", "delivery_fee": "0.00",
        },
        "categories": [], "products": [],
    });
    Mock::given(path("/api/menu/"))
        .and(header("if-none-match", "\"7\""))
        .respond_with(ResponseTemplate::new(304))
        .expect(1)
        .mount(&server)
        .await;
    let first = ResponseTemplate::new(200).insert_header("ETag", "\"7\"").set_body_json(menu);
    Mock::given(path("/api/menu/")).respond_with(first).up_to_n_times(1).mount(&server).await;
    let comanda = client(&server.uri());
    assert_eq!(comanda.menu().get().await.unwrap(), comanda.menu().get().await.unwrap());
}
