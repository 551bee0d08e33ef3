//! Accounts: registering, and reading and changing one's own. Who manages accounts may do so for any.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use comanda_core::actor::Role;
use comanda_core::flows::accounts::{self, UserQuery, UserSortKey};
use comanda_core::id::UserId;
use comanda_core::page::Sort;
use comanda_core::wire::accounts::{Register, UpdateUser};
use comanda_core::wire::{Page, UserView};

use crate::auth::{self, Caller};
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// Register
///
/// Makes a customer's account, with profile, wallet and cart.
#[utoipa::path(
    post, path = "/api/auth/users/", operation_id = "register", tag = tags::ACCOUNTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = Register,
    responses(
        (status = 201, description = "The account", body = UserView, headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "`invalid_input`: also for a name or an address that is taken, or a weak password"),
        (status = 422, description = "`idempotency_key_reused`"),
    ),
)]
pub async fn register(
    State(app): State<AppState>,
    Command { body, once }: Command<Register>,
) -> Result<Response, Failure> {
    Ok(answer::send(auth::register(&app, body, once).await?))
}

/// List accounts
#[utoipa::path(
    get, path = "/api/auth/users/", operation_id = "list_users", tag = tags::ACCOUNTS,
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
    let (filter, wanted) = (filter(&mut query), query.page());
    query.finish()?;
    let slice = app.read(move |tx| accounts::users(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// What a list of people can be narrowed by.
pub(super) fn filter(query: &mut Query) -> UserQuery {
    UserQuery {
        search: query.text("search"),
        roles: query.all_words("role", &Role::ALL, Role::as_str),
        is_active: query.flag("is_active"),
        with_pin: false,
        ordering: query.ordering(|word| Sort::parse(word, UserSortKey::parse)),
    }
}

/// Read an account
#[utoipa::path(
    get, path = "/api/auth/users/{id}/", operation_id = "get_user", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The account", body = UserView, headers(("ETag" = String, description = "Its version"))),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let user = app.read(move |tx| accounts::user(tx, &actor, id)).await?;
    let answer = answer::versioned(answer::of(StatusCode::OK, &user)?, user.version);
    Ok(answer::send_unless_known(answer, &headers))
}

/// Change an account
///
/// Fields that are left out keep their value. To change your own e-mail address, show your password.
#[utoipa::path(
    put, path = "/api/auth/users/{id}/", operation_id = "replace_user", tag = tags::ACCOUNTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = UpdateUser,
    responses(
        (status = 200, description = "The account", body = UserView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn replace(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    headers: HeaderMap,
    Command { body, once }: Command<UpdateUser>,
) -> Result<Response, Failure> {
    let form = UpdateUser { version: conditional::expected_version(&headers)?.or(body.version), ..body };
    Ok(answer::send(auth::update_user(&app, actor, id, form, once).await?))
}

/// Change parts of an account
///
/// As PUT.
#[utoipa::path(
    patch, path = "/api/auth/users/{id}/", operation_id = "change_user", tag = tags::ACCOUNTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = UpdateUser,
    responses(
        (status = 200, description = "The account", body = UserView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    app: State<AppState>,
    caller: Caller,
    id: InPath<UserId>,
    headers: HeaderMap,
    command: Command<UpdateUser>,
) -> Result<Response, Failure> {
    replace(app, caller, id, headers, command).await
}

/// Close an account
///
/// It can no longer sign in, and its sessions end. Its orders stay.
#[utoipa::path(
    delete, path = "/api/auth/users/{id}/", operation_id = "close_user", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "Closed"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 422, description = "`last_admin`, `own_account`"),
    ),
    security(("bearer" = [])),
)]
pub async fn close(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
) -> Result<StatusCode, Failure> {
    let now = clock::now();
    app.write(move |tx| accounts::close(tx, &actor, id, now)).await?;
    app.standings().forget();
    Ok(StatusCode::NO_CONTENT)
}
