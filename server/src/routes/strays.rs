//! Requests that meet no route: a missing trailing slash is sent on, all else is told that nothing is there.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use comanda_core::refusal::Refusal;
use utoipa::openapi::OpenApi;

use crate::respond::Failure;

/// The paths that exist with a slash at their end, by their segments.
#[derive(Clone)]
pub struct Strays(Arc<Vec<Vec<String>>>);

impl Strays {
    /// Of the documented paths.
    pub fn of(document: &OpenApi) -> Self {
        let slashed = document.paths.paths.keys().filter_map(|path| path.strip_suffix('/'));
        Self(Arc::new(slashed.map(|path| path.split('/').map(str::to_owned).collect()).collect()))
    }

    /// The same address with the slash, where that is a route.
    fn slashed(&self, uri: &Uri) -> Option<String> {
        let segments: Vec<&str> = uri.path().split('/').collect();
        let fits = |(wanted, given): (&String, &&str)| {
            wanted.starts_with('{') && !given.is_empty() || wanted == given
        };
        let is_route =
            |path: &Vec<String>| path.len() == segments.len() && path.iter().zip(&segments).all(fits);
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        self.0.iter().any(is_route).then(|| format!("{}/{query}", uri.path()))
    }
}

/// The answer to a request that meets no route.
pub fn answer(strays: &Strays, request: &Request) -> Response {
    match strays.slashed(request.uri()).and_then(|to| HeaderValue::from_str(&to).ok()) {
        Some(to) => (StatusCode::PERMANENT_REDIRECT, [(LOCATION, to)]).into_response(),
        None => Failure::from(Refusal::not_found("page")).into_response(),
    }
}

/// The answer to a method that the route does not have.
pub async fn wrong_method() -> Failure {
    Failure::Protocol(StatusCode::METHOD_NOT_ALLOWED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_routes_are_sent_on_to_their_slash() {
        let strays = Strays::of(&crate::openapi::document());
        let to = |uri: &str| strays.slashed(&uri.parse().unwrap());
        assert_eq!(to("/api/products").as_deref(), Some("/api/products/"));
        assert_eq!(
            to("/api/products?page=2&search=a%20b").as_deref(),
            Some("/api/products/?page=2&search=a%20b")
        );
        assert_eq!(to("/api/orders/order_x/pay").as_deref(), Some("/api/orders/order_x/pay/"));
        for nowhere in
            ["/api/nothing", "/", "//evil.example", "/api/orders//pay", "/healthz", "/api/orders/a/b"]
        {
            assert_eq!(to(nowhere), None, "{nowhere}");
        }
    }
}
