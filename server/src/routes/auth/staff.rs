//! `/api/auth/admin/users/`: the accounts of those who work here, roles, switches and PINs.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use comanda_core::flows::accounts;
use comanda_core::id::UserId;
use comanda_core::wire::accounts::{ChangeUser, CreateUser, SetPin, UpdateUser, UserStats};
use comanda_core::wire::{Page, UserView};

use super::users;
use crate::auth::{self, Caller};
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// List staff accounts
///
/// Staff, managers and admins, unless `role` asks for others.
#[utoipa::path(
    get, path = "/api/auth/admin/users/", operation_id = "list_staff", tag = tags::ACCOUNTS,
    params(
        ("search" = Option<String>, Query, description = "The beginning of names or address, or the end of a telephone number"),
        ("role" = Option<String>, Query, description = "Only with one of these roles, separated by commas"),
        ("is_active" = Option<bool>, Query, description = "Only those that can sign in, or only the others"),
        ("ordering" = Option<String>, Query, description = "`username`, `email`, `last_name`, `date_joined`, `last_login`; `-` turns the order around"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<UserView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let (filter, wanted) = (users::filter(&mut query), query.page());
    query.finish()?;
    let slice = app.read(move |tx| accounts::staff(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Create an account
///
/// Of any role, with a first password, and with a PIN for those who work here.
#[utoipa::path(
    post, path = "/api/auth/admin/users/", operation_id = "create_user", tag = tags::ACCOUNTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = CreateUser,
    responses(
        (status = 201, description = "The account", body = UserView, headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "`invalid_input`"),
        (status = 422, description = "`idempotency_key_reused`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CreateUser>,
) -> Result<Response, Failure> {
    Ok(answer::send(auth::create_user(&app, actor, body, once).await?))
}

/// Count accounts
#[utoipa::path(
    get, path = "/api/auth/admin/users/stats/", operation_id = "user_stats", tag = tags::ACCOUNTS,
    responses((status = 200, description = "How many there are, and how they are used", body = UserStats)),
    security(("bearer" = [])),
)]
pub async fn stats(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.read(move |tx| accounts::stats(tx, &actor, now)).await?)
}

/// Read anybody's account
#[utoipa::path(
    get, path = "/api/auth/admin/users/{id}/", operation_id = "get_any_user", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The account", body = UserView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| accounts::any_user(tx, &actor, id)).await?)
}

/// Change anybody's account
///
/// Also what it may do. Nobody changes their own role, and the last admin stays one.
#[utoipa::path(
    patch, path = "/api/auth/admin/users/{id}/", operation_id = "change_any_user", tag = tags::ACCOUNTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ChangeUser,
    responses(
        (status = 200, description = "The account", body = UserView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`"),
        (status = 422, description = "`last_admin`, `own_account`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    headers: HeaderMap,
    Command { body, once }: Command<ChangeUser>,
) -> Result<Response, Failure> {
    let version = conditional::expected_version(&headers)?.or(body.user.version);
    let form = ChangeUser { user: UpdateUser { version, ..body.user }, ..body };
    Ok(answer::send(auth::change_user(&app, actor, id, form, once).await?))
}

/// Let an account sign in again
///
/// What it was before, it is again.
#[utoipa::path(
    post, path = "/api/auth/admin/users/{id}/activate/", operation_id = "activate_user", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The account", body = UserView),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`last_admin`, `own_account`"),
    ),
    security(("bearer" = [])),
)]
pub async fn activate(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
) -> Result<Response, Failure> {
    let now = clock::now();
    let user = app.write(move |tx| accounts::activate(tx, &actor, id, now)).await?;
    app.standings().forget();
    answer::ok(&user)
}

/// Keep an account from signing in
///
/// Ends its sessions. What it did stays.
#[utoipa::path(
    post, path = "/api/auth/admin/users/{id}/deactivate/", operation_id = "deactivate_user", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The account", body = UserView),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`last_admin`, `own_account`"),
    ),
    security(("bearer" = [])),
)]
pub async fn deactivate(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
) -> Result<Response, Failure> {
    let now = clock::now();
    let user = app.write(move |tx| accounts::deactivate(tx, &actor, id, now)).await?;
    app.standings().forget();
    answer::ok(&user)
}

/// Give somebody a PIN
///
/// For signing in at a device of the shop: 4 to 8 digits. Null takes it away.
#[utoipa::path(
    post, path = "/api/auth/admin/users/{id}/set-pin/", operation_id = "set_pin", tag = tags::ACCOUNTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = SetPin,
    responses(
        (status = 200, description = "The account", body = UserView),
        (status = 400, description = "`invalid_input`: no PIN, or not for those who work here"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set_pin(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    Command { body, once }: Command<SetPin>,
) -> Result<Response, Failure> {
    Ok(answer::send(auth::set_pin(&app, actor, id, body, once).await?))
}
