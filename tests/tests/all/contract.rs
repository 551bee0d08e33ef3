//! The router, the `OpenAPI` document and the list of routes are one and the same; addresses and answers
//! keep the manners that all routes share.

use std::collections::BTreeSet;

use comanda_tests::routes;
use comanda_tests::{Answered, Document, Fixture, Seat, Shop};
use reqwest::Method;
use serde_json::json;

/// What integrators were promised before the first line of the server was written: these routes of accounts and
/// of the menu, with exactly these methods, paths and slashes.
const PROMISED: [&str; 18] = [
    "POST /api/auth/login/",
    "POST /api/auth/users/",
    "GET /api/auth/users/",
    "PUT /api/auth/users/{id}/",
    "DELETE /api/auth/users/{id}/",
    "GET /api/auth/profile/",
    "PUT /api/auth/profile/",
    "POST /api/auth/password-reset/request/",
    "POST /api/auth/password-reset/confirm/",
    "GET /api/auth/profiles/",
    "GET /api/products/",
    "POST /api/products/",
    "GET /api/products/{id}/",
    "PUT /api/products/{id}/",
    "DELETE /api/products/{id}/",
    "GET /api/products/featured/",
    "GET /api/products/categories/",
    "POST /api/products/categories/",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_document_lists_the_routes_and_no_others() {
    let shop = Shop::open().await;
    let document = Document::of(&shop).await;
    assert!(document.version().starts_with("3.1"), "{}", document.version());
    let listed: BTreeSet<String> =
        routes::all().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(document.operations(), listed);
    for promised in PROMISED {
        assert!(listed.contains(promised), "{promised}");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_one_that_the_document_promises() {
    let fixture = Fixture::open().await;
    let document = Document::of(&fixture.shop).await;
    for route in routes::all() {
        let mut verdicts = Vec::new();
        // One of each verdict is enough: who gets which is the permission test's subject.
        for (seat, verdict) in Seat::ALL.into_iter().zip(route.verdicts) {
            if verdicts.contains(&verdict) {
                continue;
            }
            verdicts.push(verdict);
            let answered = fixture.ask(&fixture.good(&route).await, seat).await;
            let told = format!("{} {} as {seat:?}: {}", route.method, route.path, answered.text());
            assert_eq!(document.faults(&route, &answered), [""; 0], "{told}");
            fixture.restore(&route, seat).await;
        }
    }
    fixture.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_list_is_routed_and_has_no_other_methods() {
    let shop = Shop::open().await;
    let raw = shop.raw();
    let admin = shop.token(Seat::Admin).await;
    let known: BTreeSet<(String, &str)> =
        routes::all().iter().map(|route| (route.method.to_string(), route.path)).collect();
    for path in known.iter().map(|(_, path)| *path).collect::<BTreeSet<_>>() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let address = path.replace("{id}", "order_01h455vb4pex5vsknk084sn02q").replace("{token}", "x");
            let verb = Method::from_bytes(method.as_bytes()).unwrap();
            // Signed, this one would end the session that asks for all the others.
            let token = admin.as_deref().filter(|_| path != "/api/auth/logout-all/");
            let answered = raw.json(verb, &address, token, &json!(null)).await;
            if known.contains(&(method.to_owned(), path)) {
                assert_ne!(answered.status, 405, "{method} {path}");
            } else {
                assert_eq!(answered.status, 405, "{method} {path}: {}", answered.text());
                answered.problem().unwrap();
                assert!(!answered.header("allow").is_empty(), "{method} {path}");
            }
        }
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_slash_is_put_right_without_losing_the_question() {
    let shop = Shop::open().await;
    let raw = shop.raw();
    for route in routes::all().iter().filter(|route| route.path.ends_with('/')) {
        let path = route.path.replace("{id}", "x").replace("{image_id}", "x").replace("{token}", "x");
        let without = format!("{}?page=2&search=a%20b", path.trim_end_matches('/'));
        let answered = Answered::of(raw.request(route.method.clone(), &without)).await;
        assert_eq!(answered.status, 308, "{} {without}", route.method);
        assert_eq!(answered.header("location"), format!("{path}?page=2&search=a%20b"));
    }
    for nowhere in ["/api/nothing", "/api/nothing/", "/", "/api", "/healthz/"] {
        let problem = raw.get(nowhere).await.problem().unwrap();
        assert_eq!((problem.status, problem.code.as_str()), (404, "not_found"), "{nowhere}");
    }
    shop.verify_and_close().await;
}

fn is_asset(text: &str) -> bool {
    matches!(text.rsplit_once('.'), Some((_, "js" | "css" | "png")))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_works_without_the_internet() {
    let shop = Shop::open().await;
    let page = shop.raw().get("/api/docs/").await;
    assert_eq!(page.status, 200);
    let html = page.text();
    for reference in html.split(['"', '\'']).filter(|text| is_asset(text)) {
        assert!(!reference.contains("//"), "{reference} is elsewhere");
        let path = format!("/api/docs/{}", reference.trim_start_matches("./"));
        assert_eq!(shop.raw().get(&path).await.status, 200, "{path}");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_is_taken_or_made_and_always_told() {
    let shop = Shop::open().await;
    let raw = shop.raw();
    let with = async |id: &str| {
        Answered::of(raw.request(Method::GET, "/api/version/").header("X-Request-Id", id)).await
    };
    assert_eq!(with("till-3-17").await.header("x-request-id"), "till-3-17");
    let made = raw.get("/api/version/").await.header("x-request-id").to_owned();
    assert!(!made.is_empty());
    assert_ne!(made, raw.get("/api/version/").await.header("x-request-id"));
    let long = "x".repeat(5000);
    let answered = with(&long).await;
    assert!(answered.status == 431 || answered.header("x-request-id").len() < 300, "{}", answered.status);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_compressed_for_whoever_can_read_that() {
    let shop = Shop::demo().await;
    let raw = shop.raw();
    let request = raw.request(Method::GET, "/api/menu/").header("Accept-Encoding", "gzip");
    let (small, plain) = (Answered::of(request).await, raw.get("/api/menu/").await);
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() < plain.body.len() / 2);
    shop.verify_and_close().await;
}
