//! Holds what is promised for every route, whatever it does.

use std::path::Path;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, VARY};
use axum::http::{self, Request, StatusCode};
use comanda_core::wire::Problem;
use tower::ServiceExt;

use super::*;
use crate::Settings;
use crate::config::{Demo, RateLimits};
use crate::{layers, running};

mod limits;
mod media;

/// An empty shop's server; its file lives as long as the directory.
pub fn shop() -> (Front, tempfile::TempDir) {
    shop_that(|settings| settings)
}

/// The same without limits: for walks through all routes, which knock more often than anybody may.
pub fn shop_without_limits() -> (Front, tempfile::TempDir) {
    shop_that(|settings| Settings { rate_limits: RateLimits::Off, ..settings })
}

fn shop_that(wants: impl FnOnce(Settings) -> Settings) -> (Front, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let settings = wants(settings(dir.path()));
    let app = running::open(&settings).unwrap();
    (running::front(app, &settings), dir)
}

fn settings(dir: &Path) -> Settings {
    let origins = vec![HeaderValue::from_static("https://shop.example")];
    Settings { cors_origins: origins, demo: Demo::Leave, ..Settings::embedded_demo(dir) }
}

async fn call(front: &Front, request: http::request::Builder) -> Answer {
    let response = front.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts, axum::body::to_bytes(body, 8 << 20).await.unwrap().to_vec())
}

type Answer = (http::response::Parts, Vec<u8>);

async fn problem(front: &Front, request: http::request::Builder) -> Problem {
    let (parts, body) = call(front, request).await;
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!(parts.headers[CONTENT_TYPE], "application/problem+json");
    assert_eq!(parts.headers[REQUEST_ID], problem.request_id.as_str());
    assert_eq!(parts.status.as_u16(), problem.status);
    problem
}

#[tokio::test]
async fn a_request_id_is_taken_when_it_is_fit_and_made_when_not() {
    let (front, _dir) = shop();
    let with = |id: &'static [u8]| {
        Request::get("/nowhere/").header(REQUEST_ID, HeaderValue::from_bytes(id).unwrap())
    };
    assert_eq!(problem(&front, with(b"till-7/42")).await.request_id, "till-7/42");
    for unfit in [&b"\xff\xfe"[..], b"", &[b'a'; 129]] {
        assert_eq!(problem(&front, with(unfit)).await.request_id.len(), 32);
    }
    assert_eq!(problem(&front, Request::get("/nowhere/")).await.request_id.len(), 32);
}

#[tokio::test]
async fn strays_are_told_as_problems() {
    let (front, _dir) = shop();
    assert_eq!(problem(&front, Request::get("/")).await.code, "not_found");
    assert_eq!(problem(&front, Request::delete("/api/products/")).await.code, "method_not_allowed");
    assert_eq!(problem(&front, Request::get("/api/products/nonsense/")).await.code, "not_found");
    assert_eq!(problem(&front, Request::get("/api/products/%ff/")).await.code, "not_found");
    assert_eq!(problem(&front, Request::get("/api/products/?ordering=colour")).await.code, "invalid_input");
    let (parts, _) = call(&front, Request::delete("/api/orders/")).await;
    assert_eq!(parts.headers["allow"], "GET,HEAD,POST");
}

#[tokio::test]
async fn a_missing_slash_is_sent_on_with_its_query() {
    let (front, _dir) = shop();
    let (parts, _) = call(&front, Request::post("/api/orders?x=1")).await;
    assert_eq!(parts.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(parts.headers[LOCATION], "/api/orders/?x=1");
}

#[tokio::test]
async fn a_panic_is_a_problem_without_its_message() {
    let (front, _dir) = shop();
    let broken = Router::new().route("/", axum::routing::get(async || -> &'static str { panic!("secret") }));
    let front = Front { router: layers::around(broken, &[]), ..front };
    let (parts, body) = call(&front, Request::get("/")).await;
    assert_eq!(parts.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!String::from_utf8(body).unwrap().contains("secret"));
}

#[tokio::test]
async fn only_named_origins_are_let_in() {
    let (front, _dir) = shop();
    let from = |origin: &'static str| Request::get("/api/version/").header("origin", origin);
    let allowed = |parts: &http::response::Parts| parts.headers.get("access-control-allow-origin").cloned();
    let (parts, _) = call(&front, from("https://shop.example")).await;
    assert_eq!(allowed(&parts).unwrap(), "https://shop.example");
    let (parts, _) = call(&front, from("https://shop.example.evil")).await;
    assert_eq!(allowed(&parts), None);
    let ask = Request::options("/api/orders/").header("origin", "https://shop.example");
    let (parts, _) = call(&front, ask.header("access-control-request-method", "POST")).await;
    assert_eq!(allowed(&parts).unwrap(), "https://shop.example");
}

#[tokio::test]
async fn what_is_at_hand_is_the_same_answer_as_what_was_just_rendered() {
    let (front, _dir) = shop();
    let (first, rendered) = call(&front, Request::get("/api/products/?page=1")).await;
    let (second, at_hand) = call(&front, Request::get("/api/products/?page=1")).await;
    assert_eq!(rendered, at_hand);
    for headers in [&first.headers, &second.headers] {
        for name in [CONTENT_TYPE, ETAG, CONTENT_SECURITY_POLICY, REQUEST_ID] {
            assert_eq!(headers.get_all(&name).iter().count(), 1, "{name}");
        }
        let varies: Vec<_> = headers.get_all(VARY).iter().filter_map(|value| value.to_str().ok()).collect();
        assert!(
            varies.join(", ").contains("accept-encoding") && varies.join(", ").contains("origin"),
            "{varies:?}"
        );
    }
}

#[tokio::test]
async fn answers_are_compressed_only_when_asked_and_carry_safe_headers() {
    let (front, _dir) = shop();
    let (plain, body) = call(&front, Request::get("/api/openapi.json")).await;
    assert!(!plain.headers.contains_key("content-encoding"));
    assert_eq!(plain.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
    let (packed, smaller) =
        call(&front, Request::get("/api/openapi.json").header("accept-encoding", "gzip")).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(smaller.len() * 2 < body.len());
}

#[tokio::test]
async fn the_documentation_page_works_without_the_internet() {
    let (front, _dir) = shop();
    let (parts, body) = call(&front, Request::get("/api/docs/")).await;
    assert_eq!(parts.status, StatusCode::OK);
    assert!(parts.headers[CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'"));
    let page = String::from_utf8(body).unwrap();
    assert!(!page.contains("https://") && !page.contains("http://"), "{page}");
    let (parts, _) = call(&front, Request::get("/api/docs/swagger-ui-bundle.js")).await;
    assert_eq!(parts.status, StatusCode::OK);
}

#[tokio::test]
async fn the_menu_is_read_again_only_when_it_changed() {
    let (front, _dir) = shop();
    let (first, body) = call(&front, Request::get("/api/menu/")).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(!body.is_empty());
    let again = Request::get("/api/menu/").header(IF_NONE_MATCH, first.headers[ETAG].clone());
    let (second, body) = call(&front, again).await;
    assert_eq!((second.status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(second.headers[ETAG], first.headers[ETAG]);
}
