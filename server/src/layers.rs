//! What lies around every route: request ids, problems, panics, compression, other origins, safe headers.

use std::any::Any;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::{
    AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH,
    LOCATION, REFERRER_POLICY, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{self, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Router};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::request_id::{PropagateRequestIdLayer, RequestId};
use tower_http::trace::TraceLayer;
use tracing::Span;

use crate::config::Settings;
use crate::respond::{self, Failure};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// `router` with everything around it.
pub fn around(router: Router, settings: &Settings) -> Router {
    let secure = settings.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let origins = (!settings.cors_origins.is_empty()).then(|| other_origins(&settings.cors_origins));
    let stack = ServiceBuilder::new()
        .map_response(move |response| leave(response, secure))
        .map_request(enter)
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .option_layer(origins)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|cause: Box<dyn Any + Send>| panicked(cause.as_ref())));
    router.layer(stack)
}

/// Takes the caller's request id, or makes one; nothing that could not stand in a log line is taken.
fn enter(mut request: Request) -> Request {
    let fits = |id: &HeaderValue| (1..=128).contains(&id.len()) && id.to_str().is_ok();
    let id = match request.headers().get(REQUEST_ID).filter(|id| fits(id)) {
        Some(id) => id.clone(),
        None => fresh_id(),
    };
    request.headers_mut().insert(REQUEST_ID, id.clone());
    request.extensions_mut().insert(RequestId::new(id));
    request
}

fn fresh_id() -> HeaderValue {
    let mut text = [0; uuid::fmt::Simple::LENGTH];
    let text = uuid::Uuid::now_v7().simple().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("unknown"))
}

fn leave<B>(response: http::Response<B>, secure: bool) -> Response
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let response = response.map(Body::new);
    let id = response.headers().get(REQUEST_ID).cloned();
    let id = id.as_ref().and_then(|id| id.to_str().ok()).unwrap_or_default();
    let mut response = respond::finish(response, id);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(nothing);
    if secure {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// Only at debug level: a served request is no news, and a hot read should cost no log line.
fn span(request: &Request) -> Span {
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    // The query is left out: it may hold what somebody searched for.
    tracing::debug_span!("request", id, method = %request.method(), path = request.uri().path())
}

fn panicked(cause: &(dyn Any + Send)) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no message");
    Failure::Broken(format!("a handler panicked: {text}")).into_response()
}

fn other_origins(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH, REQUEST_ID])
        .expose_headers([ETAG, LOCATION, RETRY_AFTER, REQUEST_ID])
        .max_age(std::time::Duration::from_mins(10))
}

#[cfg(test)]
pub mod tests;
