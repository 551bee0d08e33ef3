//! Signing in, staying signed in, signing out.
//!
//! These take no idempotency key: an answer that was kept would be a token that was kept.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::accounts;
use comanda_core::wire::accounts::{PinLogin, PinUser};
use comanda_core::wire::{Login, Page, Refresh, TokenPair};

use crate::auth::{self, Caller, InSession};
use crate::limits::ClientAddress;
use crate::openapi::tags;
use crate::respond::json::Json;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Sign in
///
/// With a user name or an e-mail address. A wrong name and a wrong password are the same answer. Keep
/// `device` and send it along the next time: then nobody who guesses elsewhere keeps you out.
#[utoipa::path(
    post, path = "/api/auth/login/", operation_id = "login", tag = tags::AUTH,
    request_body = Login,
    responses(
        (status = 200, description = "Signed in", body = TokenPair),
        (status = 400, description = "`invalid_input`"),
        (status = 401, description = "`invalid_credentials`"),
        (status = 429, description = "`too_many_attempts`: `facts.retry_after` says for how many seconds"),
    ),
)]
pub async fn login(
    State(app): State<AppState>,
    from: ClientAddress,
    Json(login): Json<Login>,
) -> Result<Response, Failure> {
    tokens(&auth::sign_in(&app, login, from).await?)
}

/// List who signs in by PIN
///
/// For a device of the shop with a counter key: the people who have a PIN.
#[utoipa::path(
    get, path = "/api/auth/pin-login/", operation_id = "list_pin_users", tag = tags::AUTH,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<PinUser>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn pin_users(
    State(app): State<AppState>,
    Caller(actor): Caller,
    paged: Paged,
) -> Result<Response, Failure> {
    let wanted = paged.wanted;
    let slice = app.read(move |tx| accounts::pin_users(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Sign in by PIN
///
/// At a device of the shop, which shows its counter key. The session ends with the shift, or when the key
/// is revoked.
#[utoipa::path(
    post, path = "/api/auth/pin-login/", operation_id = "pin_login", tag = tags::AUTH,
    request_body = PinLogin,
    responses(
        (status = 200, description = "Signed in", body = TokenPair),
        (status = 400, description = "`invalid_input`"),
        (status = 401, description = "`invalid_pin`"),
        (status = 429, description = "`too_many_attempts`: `facts.retry_after` says for how many seconds"),
    ),
    security(("bearer" = [])),
)]
pub async fn pin_login(
    State(app): State<AppState>,
    Caller(device): Caller,
    Json(login): Json<PinLogin>,
) -> Result<Response, Failure> {
    tokens(&auth::sign_in_by_pin(&app, device, login).await?)
}

/// Exchange a refresh token
///
/// Each refresh token buys one pair. Within 30 seconds it buys the same pair's refresh token again, so a lost
/// answer does no harm; using it later ends its session.
#[utoipa::path(
    post, path = "/api/auth/token/refresh/", operation_id = "refresh", tag = tags::AUTH,
    request_body = Refresh,
    responses(
        (status = 200, description = "The next pair", body = TokenPair),
        (status = 400, description = "`invalid_input`"),
        (status = 401, description = "`session_ended`"),
    ),
)]
pub async fn refresh(State(app): State<AppState>, Json(body): Json<Refresh>) -> Result<Response, Failure> {
    tokens(&auth::renew(&app, body.refresh.expose()).await?)
}

/// Sign out
///
/// Ends the session of the refresh token. A session that has ended already is no error.
#[utoipa::path(
    post, path = "/api/auth/logout/", operation_id = "logout", tag = tags::AUTH,
    request_body = Refresh,
    responses(
        (status = 204, description = "Signed out"),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn logout(State(app): State<AppState>, Json(body): Json<Refresh>) -> Result<StatusCode, Failure> {
    auth::sign_out(&app, body.refresh.expose()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere
///
/// Ends every session of the caller, this one too.
#[utoipa::path(
    post, path = "/api/auth/logout-all/", operation_id = "logout_all", tag = tags::AUTH,
    responses((status = 204, description = "Signed out")),
    security(("bearer" = [])),
)]
pub async fn logout_all(State(app): State<AppState>, caller: InSession) -> Result<StatusCode, Failure> {
    auth::sign_out_everywhere(&app, caller.actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn tokens(pair: &TokenPair) -> Result<Response, Failure> {
    Ok(answer::send_secret(answer::of(StatusCode::OK, pair)?))
}
