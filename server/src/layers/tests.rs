//! Holds what is promised for every route, whatever it does.

use std::path::Path;

use axum::http::{Request, StatusCode};
use comanda_core::store::Store;
use comanda_core::wire::Problem;
use tower::ServiceExt;

use super::*;
use crate::auth::{Passwords, Tokens};
use crate::routes;
use crate::state::AppState;

/// An empty shop's router with everything around it; its file lives as long as the directory.
pub fn shop() -> (Router, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let settings = settings(dir.path());
    let store = Store::open(settings.database_url.as_str()).unwrap();
    store.migrate().unwrap();
    let tokens = Tokens::new(&"a key of the shop that nobody knows".to_owned().into());
    let app = AppState::new(store, tokens, Passwords::new(1));
    (around(routes::router(app), &settings), dir)
}

fn settings(dir: &Path) -> Settings {
    let origins = vec![HeaderValue::from_static("https://shop.example")];
    Settings { cors_origins: origins, ..Settings::embedded_demo(dir) }
}

async fn call(router: &Router, request: http::request::Builder) -> (http::response::Parts, Vec<u8>) {
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts, axum::body::to_bytes(body, 8 << 20).await.unwrap().to_vec())
}

async fn problem(router: &Router, request: http::request::Builder) -> Problem {
    let (parts, body) = call(router, request).await;
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!(parts.headers[CONTENT_TYPE], "application/problem+json");
    assert_eq!(parts.headers[REQUEST_ID], problem.request_id.as_str());
    assert_eq!(parts.status.as_u16(), problem.status);
    problem
}

#[tokio::test]
async fn a_request_id_is_taken_when_it_is_fit_and_made_when_not() {
    let (router, _dir) = shop();
    let with = |id: &'static [u8]| {
        Request::get("/nowhere/").header(REQUEST_ID, HeaderValue::from_bytes(id).unwrap())
    };
    assert_eq!(problem(&router, with(b"till-7/42")).await.request_id, "till-7/42");
    for unfit in [&b"\xff\xfe"[..], b"", &[b'a'; 129]] {
        assert_eq!(problem(&router, with(unfit)).await.request_id.len(), 32);
    }
    assert_eq!(problem(&router, Request::get("/nowhere/")).await.request_id.len(), 32);
}

#[tokio::test]
async fn strays_are_told_as_problems() {
    let (router, _dir) = shop();
    assert_eq!(problem(&router, Request::get("/")).await.code, "not_found");
    assert_eq!(problem(&router, Request::delete("/api/products/")).await.code, "method_not_allowed");
    assert_eq!(problem(&router, Request::get("/api/products/nonsense/")).await.code, "not_found");
    assert_eq!(problem(&router, Request::get("/api/products/%ff/")).await.code, "not_found");
    assert_eq!(problem(&router, Request::get("/api/products/?ordering=colour")).await.code, "invalid_input");
    let (parts, _) = call(&router, Request::delete("/api/orders/")).await;
    assert_eq!(parts.headers["allow"], "GET,HEAD,POST");
}

#[tokio::test]
async fn a_missing_slash_is_sent_on_with_its_query() {
    let (router, _dir) = shop();
    let (parts, _) = call(&router, Request::post("/api/orders?x=1")).await;
    assert_eq!(parts.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(parts.headers[LOCATION], "/api/orders/?x=1");
}

#[tokio::test]
async fn a_panic_is_a_problem_without_its_message() {
    let dir = tempfile::tempdir().unwrap();
    let broken = Router::new().route("/", axum::routing::get(async || -> &'static str { panic!("secret") }));
    let router = around(broken, &settings(dir.path()));
    let (parts, body) = call(&router, Request::get("/")).await;
    assert_eq!(parts.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!String::from_utf8(body).unwrap().contains("secret"));
}

#[tokio::test]
async fn only_named_origins_are_let_in() {
    let (router, _dir) = shop();
    let from = |origin: &'static str| Request::get("/api/version/").header("origin", origin);
    let allowed = |parts: &http::response::Parts| parts.headers.get("access-control-allow-origin").cloned();
    let (parts, _) = call(&router, from("https://shop.example")).await;
    assert_eq!(allowed(&parts).unwrap(), "https://shop.example");
    let (parts, _) = call(&router, from("https://shop.example.evil")).await;
    assert_eq!(allowed(&parts), None);
}

#[tokio::test]
async fn answers_are_compressed_only_when_asked_and_carry_safe_headers() {
    let (router, _dir) = shop();
    let (plain, body) = call(&router, Request::get("/api/openapi.json")).await;
    assert!(!plain.headers.contains_key("content-encoding"));
    assert_eq!(plain.headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
    let (packed, smaller) =
        call(&router, Request::get("/api/openapi.json").header("accept-encoding", "gzip")).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(smaller.len() * 2 < body.len());
}

#[tokio::test]
async fn the_documentation_page_works_without_the_internet() {
    let (router, _dir) = shop();
    let (parts, body) = call(&router, Request::get("/api/docs/")).await;
    assert_eq!(parts.status, StatusCode::OK);
    assert!(parts.headers[CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'self'"));
    let page = String::from_utf8(body).unwrap();
    assert!(!page.contains("https://") && !page.contains("http://"), "{page}");
    let (parts, _) = call(&router, Request::get("/api/docs/swagger-ui-bundle.js")).await;
    assert_eq!(parts.status, StatusCode::OK);
}

#[tokio::test]
async fn the_menu_is_read_again_only_when_it_changed() {
    let (router, _dir) = shop();
    let (first, body) = call(&router, Request::get("/api/menu/")).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(!body.is_empty());
    let again = Request::get("/api/menu/").header(IF_NONE_MATCH, first.headers[ETAG].clone());
    let (second, body) = call(&router, again).await;
    assert_eq!((second.status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(second.headers[ETAG], first.headers[ETAG]);
}
