//! What lies around every route: a trace, other origins, compression, and a net below panics.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{Extension, Request};
use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, LOCATION, RETRY_AFTER,
};
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower::util::option_layer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::front::REQUEST_ID;
use crate::limits::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::respond::Failure;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// `router` with everything around it; pages of `origins` may call it from a browser.
pub fn around(router: Router, origins: &[HeaderValue]) -> Router {
    let others = other_origins(origins);
    let stack = ServiceBuilder::new()
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .option_layer(others)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|cause: Box<dyn Any + Send>| panicked(cause.as_ref())));
    router.layer(stack)
}

/// Answers every request with the failure among its extensions, so that pages of `origins` can read it.
pub fn turning_away(origins: &[HeaderValue]) -> Router {
    Router::new()
        .fallback(async |Extension(failure): Extension<Failure>| failure)
        .layer(option_layer(other_origins(origins)))
}

/// Only at debug level: a served request is no news.
fn span(request: &Request) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    // The query is left out: it may hold what somebody searched for.
    tracing::debug_span!("request", id, method = %request.method(), path = shown(request.uri().path()))
}

/// A path as it may stand in a log: whoever reads there could follow an order by its token.
fn shown(path: &str) -> &str {
    const TRACK: &str = "/api/orders/track/";
    if path.starts_with(TRACK) { TRACK } else { path }
}

fn panicked(cause: &(dyn Any + Send)) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no message");
    Failure::Broken(format!("a handler panicked: {text}")).into_response()
}

fn other_origins(origins: &[HeaderValue]) -> Option<CorsLayer> {
    let layer = CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            IDEMPOTENCY_KEY,
            IF_MATCH,
            IF_NONE_MATCH,
            LAST_EVENT_ID,
            REQUEST_ID,
        ])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, REQUEST_ID, RATE_LIMIT, RATE_LIMIT_POLICY])
        .max_age(Duration::from_mins(10));
    (!origins.is_empty()).then_some(layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_follows_an_order_stands_in_no_log() {
        for path in ["/api/orders/track/0123456789abcdef/", "/api/orders/track/0123456789abcdef"] {
            assert_eq!(shown(path), "/api/orders/track/");
        }
        assert_eq!(shown("/api/orders/board/"), "/api/orders/board/");
    }
}
