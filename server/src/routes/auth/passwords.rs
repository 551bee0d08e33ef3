//! Changing a password, and getting a new one when the old one is forgotten.
//!
//! These take no idempotency key: a password that was changed already is told by its own answer.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::wire::accounts::{ChangePassword, ConfirmReset, RequestReset, Told};

use crate::auth::{self, InSession};
use crate::openapi::tags;
use crate::respond::json::Json;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Change your password
///
/// Ends your other sessions.
#[utoipa::path(
    post, path = "/api/auth/password/change/", operation_id = "change_password", tag = tags::AUTH,
    request_body = ChangePassword,
    responses(
        (status = 204, description = "Changed"),
        (status = 400, description = "`invalid_input`: what is wrong with which password"),
        (status = 429, description = "`too_many_attempts`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    State(app): State<AppState>,
    caller: InSession,
    Json(form): Json<ChangePassword>,
) -> Result<StatusCode, Failure> {
    auth::change_password(&app, caller, form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for a code
///
/// Sends a code to the account with this address. The answer is the same when there is none.
#[utoipa::path(
    post, path = "/api/auth/password-reset/request/", operation_id = "request_password_reset", tag = tags::AUTH,
    request_body = RequestReset,
    responses(
        (status = 200, description = "A letter is on its way, if there is an account", body = Told),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn request_reset(
    State(app): State<AppState>,
    Json(form): Json<RequestReset>,
) -> Result<Response, Failure> {
    auth::request_reset(&app, &form)?;
    let detail = "If there is an account with this address, a letter with a code is on its way to it.";
    answer::ok(&Told { detail: detail.to_owned() })
}

/// Set a new password with the code
///
/// A code counts for 10 minutes, once, and for five tries. All sessions of the account end.
#[utoipa::path(
    post, path = "/api/auth/password-reset/confirm/", operation_id = "confirm_password_reset", tag = tags::AUTH,
    request_body = ConfirmReset,
    responses(
        (status = 200, description = "Changed", body = Told),
        (status = 400, description = "`invalid_input`: what is wrong with the new password"),
        (status = 422, description = "`invalid_code`: wrong, used, or too old"),
        (status = 429, description = "`too_many_attempts`"),
    ),
)]
pub async fn confirm_reset(
    State(app): State<AppState>,
    Json(form): Json<ConfirmReset>,
) -> Result<Response, Failure> {
    auth::confirm_reset(&app, form).await?;
    answer::ok(&Told { detail: "The password is changed; sign in with it.".to_owned() })
}
