//! `/api/auth/`: signing in, staying signed in, signing out.
//!
//! These take no idempotency key: an answer that was kept would be a token that was kept.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::wire::{Login, Refresh, TokenPair};

use crate::auth;
use crate::openapi::tags;
use crate::respond::json::Json;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Sign in
///
/// With a user name or an e-mail address. A wrong name and a wrong password are the same answer.
#[utoipa::path(
    post, path = "/api/auth/login/", tag = tags::AUTH,
    request_body = Login,
    responses(
        (status = 200, description = "Signed in", body = TokenPair),
        (status = 401, description = "`invalid_credentials`"),
    ),
)]
pub async fn login(State(app): State<AppState>, Json(login): Json<Login>) -> Result<Response, Failure> {
    tokens(&auth::sign_in(&app, login).await?)
}

/// Exchange a refresh token
///
/// Each refresh token buys one pair; using one again later ends its session.
#[utoipa::path(
    post, path = "/api/auth/token/refresh/", tag = tags::AUTH,
    request_body = Refresh,
    responses(
        (status = 200, description = "The next pair", body = TokenPair),
        (status = 401, description = "`session_ended`"),
    ),
)]
pub async fn refresh(State(app): State<AppState>, Json(body): Json<Refresh>) -> Result<Response, Failure> {
    tokens(&auth::renew(&app, &body.refresh).await?)
}

/// Sign out
///
/// Ends the session of the refresh token. A session that has ended already is no error.
#[utoipa::path(
    post, path = "/api/auth/logout/", tag = tags::AUTH,
    request_body = Refresh,
    responses((status = 204, description = "Signed out")),
)]
pub async fn logout(State(app): State<AppState>, Json(body): Json<Refresh>) -> Result<StatusCode, Failure> {
    auth::sign_out(&app, &body.refresh).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tokens(pair: &TokenPair) -> Result<Response, Failure> {
    Ok(answer::send_secret(answer::of(StatusCode::OK, pair)?))
}
