//! The OpenAPI document and a page to read it with; its assets are in the program, so it works offline.

use axum::Router;
use axum::body::Bytes;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::respond::answer::JSON;
use crate::state::AppState;

/// `/api/openapi.json` and `/api/docs/`.
pub fn routes(document: &OpenApi) -> Router<AppState> {
    let body = Bytes::from(serde_json::to_vec(document).unwrap_or_default());
    let page = SwaggerUi::new("/api/docs").config(Config::from("/api/openapi.json"));
    let page = Router::<AppState>::from(page).layer(middleware::from_fn(allow_own_assets));
    Router::new().route("/api/openapi.json", get(async move || send(body.clone()))).merge(page)
}

fn send(body: Bytes) -> Response {
    ([(CONTENT_TYPE, JSON), (CACHE_CONTROL, HeaderValue::from_static("no-cache"))], body).into_response()
}

/// The page loads its own scripts and styles; nothing else of the API is a page at all.
async fn allow_own_assets(request: Request, next: Next) -> Response {
    let policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
    let mut response = next.run(request).await;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
