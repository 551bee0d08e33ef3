//! `/api/auth/profile/addresses/`: where one wants things delivered.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::accounts;
use comanda_core::id::AddressId;
use comanda_core::wire::Page;
use comanda_core::wire::accounts::{AddressDraft, AddressView};

use crate::auth::Caller;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// List your addresses
///
/// The default first.
#[utoipa::path(
    get, path = "/api/auth/profile/addresses/", operation_id = "list_addresses", tag = tags::ACCOUNTS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<AddressView>),
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
    let slice = app.read(move |tx| accounts::addresses(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Add an address
///
/// The first one is the default, and so is each later one that asks for it.
#[utoipa::path(
    post, path = "/api/auth/profile/addresses/", operation_id = "add_address", tag = tags::ACCOUNTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = AddressDraft,
    responses(
        (status = 201, description = "The address", body = AddressView, headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "`invalid_input`"),
        (status = 422, description = "`limit_reached`"),
    ),
    security(("bearer" = [])),
)]
pub async fn add(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<AddressDraft>,
) -> Result<Response, Failure> {
    let by = actor.clone();
    let added = app.write_once(&actor, once, move |tx| {
        let address = accounts::add_address(tx, &by, &body)?;
        let location = format!("/api/auth/profile/addresses/{}/", address.id);
        Ok(answer::located(answer::of(StatusCode::CREATED, &address)?, location))
    });
    Ok(answer::send(added.await?))
}

/// Read an address
#[utoipa::path(
    get, path = "/api/auth/profile/addresses/{id}/", operation_id = "get_address", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The address", body = AddressView),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AddressId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| accounts::address(tx, &actor, id)).await?)
}

/// Replace an address
///
/// The default stays the default until another address becomes it.
#[utoipa::path(
    put, path = "/api/auth/profile/addresses/{id}/", operation_id = "replace_address", tag = tags::ACCOUNTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = AddressDraft,
    responses(
        (status = 200, description = "The address", body = AddressView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn replace(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AddressId>,
    Command { body, once }: Command<AddressDraft>,
) -> Result<Response, Failure> {
    let by = actor.clone();
    let changed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &accounts::change_address(tx, &by, id, &body)?)
    });
    Ok(answer::send(changed.await?))
}

/// Remove an address
///
/// When it was the default, the oldest of the others becomes it. Orders keep their own copy.
#[utoipa::path(
    delete, path = "/api/auth/profile/addresses/{id}/", operation_id = "remove_address", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "Removed"),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn remove(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AddressId>,
) -> Result<StatusCode, Failure> {
    app.write(move |tx| accounts::remove_address(tx, &actor, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
