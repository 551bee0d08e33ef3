//! `/api/auth/profile/`: one's own account and customer profile together.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::flows::accounts;
use comanda_core::wire::ProfileView;
use comanda_core::wire::accounts::{UpdateProfile, UpdateUser};

use crate::auth::{self, Caller};
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// Read your profile
#[utoipa::path(
    get, path = "/api/auth/profile/", operation_id = "get_profile", tag = tags::ACCOUNTS,
    responses((status = 200, description = "Account and profile", body = ProfileView, headers(("ETag" = String, description = "Its version")))),
    security(("bearer" = [])),
)]
pub async fn own(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    let profile = app.read(move |tx| accounts::own_profile(tx, &actor)).await?;
    let version = profile.user.version;
    Ok(answer::send(answer::versioned(answer::of(StatusCode::OK, &profile)?, version)))
}

/// Change your profile
///
/// Fields that are left out keep their value. To change the e-mail address, show your password.
#[utoipa::path(
    put, path = "/api/auth/profile/", operation_id = "replace_profile", tag = tags::ACCOUNTS,
    params(
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = UpdateProfile,
    responses(
        (status = 200, description = "Account and profile", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn replace(
    State(app): State<AppState>,
    Caller(actor): Caller,
    headers: HeaderMap,
    Command { body, once }: Command<UpdateProfile>,
) -> Result<Response, Failure> {
    let version = conditional::expected_version(&headers)?.or(body.user.version);
    let form = UpdateProfile { user: UpdateUser { version, ..body.user }, ..body };
    Ok(answer::send(auth::update_profile(&app, actor, form, once).await?))
}

/// Change parts of your profile
///
/// As PUT.
#[utoipa::path(
    patch, path = "/api/auth/profile/", operation_id = "change_profile", tag = tags::ACCOUNTS,
    params(
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = UpdateProfile,
    responses(
        (status = 200, description = "Account and profile", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    app: State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    command: Command<UpdateProfile>,
) -> Result<Response, Failure> {
    replace(app, caller, headers, command).await
}
