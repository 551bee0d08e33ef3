//! Holds that the front counts every request, and for whom.

use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;

use axum::extract::ConnectInfo;
use axum::http::header::RETRY_AFTER;
use axum::http::response::Parts;
use comanda_core::refusal::Refusal;

use super::*;
use crate::limits::ClientAddress;

fn from(peer: &str, request: http::request::Builder) -> http::request::Builder {
    request.extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)))
}

fn guess() -> http::request::Builder {
    Request::post("/api/auth/password-reset/nowhere/")
}

/// How many of these requests are answered before one is too many, and how that one is.
async fn until_over(front: &Front, request: impl Fn() -> http::request::Builder) -> (usize, Answer) {
    for count in 0..5_000 {
        let answer = call(front, request()).await;
        if answer.0.status == StatusCode::TOO_MANY_REQUESTS {
            return (count, answer);
        }
    }
    panic!("there is no limit")
}

fn remaining(parts: &Parts) -> u32 {
    let text = parts.headers["ratelimit"].to_str().unwrap();
    text.split(';').find_map(|part| part.strip_prefix("r=")).unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_asks_too_often_is_told_to_wait_and_reaches_nothing() {
    let (front, _dir) = shop();
    let reached = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&reached);
    let behind = async move || counting.fetch_add(1, Ordering::Relaxed).to_string();
    let front = Front { router: Router::new().fallback(behind), ..front };

    let (answered, (parts, body)) = until_over(&front, || guess().header(REQUEST_ID, "till-7/42")).await;
    assert!(answered >= 30, "{answered}");
    assert_eq!(reached.load(Ordering::Relaxed), answered);
    let problem: Problem = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem.code, "too_many_requests");
    assert_eq!(problem.request_id, "till-7/42");
    assert_eq!(problem.refusal(), Some(Refusal::TooManyRequests { retry_after: 1 }));
    assert_eq!(parts.headers[REQUEST_ID], "till-7/42");
    assert_eq!(parts.headers[RETRY_AFTER], "1");
    assert_eq!(parts.headers["ratelimit"], "\"sign_in\";r=0;t=1");
    assert_eq!(parts.headers["ratelimit-policy"], "\"sign_in\";q=30;w=30");

    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(call(&front, guess()).await.0.status, StatusCode::OK, "it comes again with time");
}

#[tokio::test]
async fn what_the_cache_answers_counts_and_health_does_not() {
    let (front, _dir) = shop();
    let menu = || Request::get("/api/menu/");
    assert!(until_over(&front, menu).await.0 >= 1_000);
    for path in ["/healthz", "/readyz"] {
        let (parts, _) = call(&front, Request::get(path)).await;
        assert_eq!(parts.status, StatusCode::OK, "{path}");
        assert!(!parts.headers.contains_key("ratelimit"), "{path}");
    }
}

#[tokio::test]
async fn a_forged_header_does_not_help_and_others_are_not_hindered() {
    let (front, _dir) = shop();
    let forged = AtomicUsize::new(0);
    let forging = || {
        let number = forged.fetch_add(1, Ordering::Relaxed);
        from("203.0.113.7", guess()).header("x-forwarded-for", format!("198.51.100.{}", number % 256))
    };
    until_over(&front, forging).await;
    assert_eq!(remaining(&call(&front, from("203.0.113.8", guess())).await.0), 29);
    assert_eq!(remaining(&call(&front, guess()).await.0), 29);
}

#[tokio::test]
async fn who_comes_by_no_connection_is_this_machine() {
    let (front, _dir) = shop();
    until_over(&front, guess).await;
    assert!(remaining(&call(&front, from("127.0.0.1", guess())).await.0) < 29);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_caller_is_counted_and_known_to_the_routes() {
    let (front, _dir) = shop_that(|settings| Settings {
        trusted_proxies: TrustedProxies::parse(["10.0.0.0/8"].into_iter()).unwrap(),
        ..settings
    });
    let told = Router::new().fallback(async |caller: ClientAddress| caller.to_string());
    let front = Front { router: told, ..front };
    let of = |caller: &str| from("10.0.0.1", guess()).header("x-forwarded-for", caller);
    for (caller, address) in [
        ("198.51.100.1", "198.51.100.1"),
        ("198.51.100.2, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("[2001:db8:1:2::4]:80", "2001:db8:1:2::"),
    ] {
        assert_eq!(call(&front, of(caller)).await.1, address.as_bytes(), "{caller}");
    }
    until_over(&front, || of("198.51.100.1")).await;
    assert_eq!(remaining(&call(&front, of("198.51.100.2")).await.0), 29);
}

#[tokio::test]
async fn a_page_of_a_named_origin_can_read_that_it_has_to_wait() {
    let (front, _dir) = shop();
    let page = || guess().header("origin", "https://shop.example");
    let (_, (parts, _)) = until_over(&front, page).await;
    assert_eq!(parts.headers["access-control-allow-origin"], "https://shop.example");
    let exposed = parts.headers["access-control-expose-headers"].to_str().unwrap();
    for name in ["retry-after", "ratelimit", "ratelimit-policy"] {
        assert!(exposed.split(',').any(|exposed| exposed.trim() == name), "{exposed}");
    }
    let (_, (parts, _)) = until_over(&front, || guess().header("origin", "https://evil.example")).await;
    assert!(!parts.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn limits_can_be_off() {
    let (front, _dir) = shop_that(|settings| Settings { rate_limits: RateLimits::Off, ..settings });
    for _ in 0..40 {
        let (parts, _) = call(&front, guess()).await;
        assert_eq!(parts.status, StatusCode::NOT_FOUND);
        assert!(!parts.headers.contains_key("ratelimit"));
    }
}
