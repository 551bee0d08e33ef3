//! `/api/auth/api-keys/`: keys of devices and other systems.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::accounts;
use comanda_core::id::ApiKeyId;
use comanda_core::wire::Page;
use comanda_core::wire::accounts::{ApiKeyView, CreateApiKey, NewApiKey};

use crate::auth::{self, Caller};
use crate::clock;
use crate::openapi::tags;
use crate::respond::json::Json;
use crate::respond::path::InPath;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// List API keys
///
/// Newest first; those that were revoked are among them. Their secrets are not.
#[utoipa::path(
    get, path = "/api/auth/api-keys/", operation_id = "list_api_keys", tag = tags::ACCOUNTS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ApiKeyView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    paged: Paged,
) -> Result<Response, Failure> {
    let wanted = paged.wanted;
    let slice = app.read(move |tx| accounts::api_keys(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Make an API key
///
/// For a device (`counter`, `kiosk`) or another system (`integrator`). The secret is shown this once. Takes no
/// idempotency key: an answer that was kept would be a secret that was kept. When the answer is lost, revoke
/// the key and make another.
#[utoipa::path(
    post, path = "/api/auth/api-keys/", operation_id = "create_api_key", tag = tags::ACCOUNTS,
    request_body = CreateApiKey,
    responses(
        (status = 201, description = "The key and its secret", body = NewApiKey),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Json(form): Json<CreateApiKey>,
) -> Result<Response, Failure> {
    let made = auth::api_keys::create(&app, actor, form).await?;
    Ok(answer::send_secret(answer::of(StatusCode::CREATED, &made)?))
}

/// Revoke an API key
///
/// It counts no more, and whoever signed in at its device is signed out.
#[utoipa::path(
    delete, path = "/api/auth/api-keys/{id}/", operation_id = "revoke_api_key", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn revoke(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ApiKeyId>,
) -> Result<StatusCode, Failure> {
    let now = clock::now();
    app.write(move |tx| accounts::revoke_api_key(tx, &actor, id, now)).await?;
    app.standings().forget();
    Ok(StatusCode::NO_CONTENT)
}
