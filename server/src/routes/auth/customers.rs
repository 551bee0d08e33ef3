//! `/api/auth/profiles/`: the customers, as the counter knows them.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::accounts::{self, UserQuery};
use comanda_core::wire::accounts::{ChangeCustomer, CreateCustomer};
use comanda_core::wire::{Page, ProfileView};

use super::users;
use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::{Customer, InPath};
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// List customers
///
/// Staff see all of them, customers themselves.
#[utoipa::path(
    get, path = "/api/auth/profiles/", operation_id = "list_customers", tag = tags::ACCOUNTS,
    params(
        ("search" = Option<String>, Query, description = "The beginning of a name or an address, or the end of a telephone number"),
        ("ordering" = Option<String>, Query, description = "`username`, `email`, `last_name`, `date_joined`, `last_login`; `-` turns the order around"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ProfileView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let (filter, wanted): (UserQuery, _) = (users::filter(&mut query), query.page());
    query.finish()?;
    let slice = app.read(move |tx| accounts::customers(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Write a customer down
///
/// A name or a telephone number is enough. With an e-mail address they can set a password by mail later.
#[utoipa::path(
    post, path = "/api/auth/profiles/", operation_id = "create_customer", tag = tags::ACCOUNTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = CreateCustomer,
    responses(
        (status = 201, description = "The customer", body = ProfileView, headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CreateCustomer>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let customer = accounts::create_customer(tx, &by, &body, now)?;
        let location = format!("/api/auth/profiles/{}/", customer.user.id);
        let answer = answer::of(StatusCode::CREATED, &customer)?;
        Ok(answer::located(answer::versioned(answer, customer.user.version), location))
    });
    Ok(answer::send(created.await?))
}

/// Read your own customer profile
#[utoipa::path(
    get, path = "/api/auth/profiles/me/", operation_id = "get_own_customer", tag = tags::ACCOUNTS,
    responses((status = 200, description = "Account and profile", body = ProfileView)),
    security(("bearer" = [])),
)]
pub async fn me(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| accounts::own_profile(tx, &actor)).await?)
}

/// Read a customer
#[utoipa::path(
    get, path = "/api/auth/profiles/{id}/", operation_id = "get_customer", tag = tags::ACCOUNTS,
    params(("id" = String, Path, description = "The id of the account")),
    responses(
        (status = 200, description = "Account and profile", body = ProfileView, headers(("ETag" = String, description = "Its version"))),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(Customer(id)): InPath<Customer>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| accounts::customer(tx, &actor, id)).await?)
}

/// Change what is known of a customer
#[utoipa::path(
    patch, path = "/api/auth/profiles/{id}/", operation_id = "change_customer", tag = tags::ACCOUNTS,
    params(
        ("id" = String, Path, description = "The id of the account"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ChangeCustomer,
    responses(
        (status = 200, description = "Account and profile", body = ProfileView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or no customer"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(Customer(id)): InPath<Customer>,
    Command { body, once }: Command<ChangeCustomer>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &accounts::change_customer(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(changed.await?))
}
