//! `/api/products/categories/`: the sections of the menu one by one, and how managers change them. The list is in
//! `products`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::flows::catalog;
use comanda_core::id::CategoryId;
use comanda_core::wire::catalog::Extent;
use comanda_core::wire::{CategoryForm, CategoryView};

use crate::auth::Caller;
use crate::catalogue_cache;
use crate::clock;
use crate::gallery;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// Read a category
///
/// Also one that is not shown.
#[utoipa::path(
    get, path = "/api/products/categories/{id}/", operation_id = "get_category", tag = tags::PRODUCTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The category", body = CategoryView),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`"),
    ),
)]
pub async fn detail(
    State(app): State<AppState>,
    InPath(id): InPath<CategoryId>,
    request: Request,
) -> Result<Response, Failure> {
    catalogue_cache::answer::<CategoryView>(&app, request, |_| {
        Ok(Box::new(move |tx| catalog::category(tx, id)))
    })
    .await
}

/// Create a category
///
/// It takes a name, and comes last unless `position` says where; the others make room.
#[utoipa::path(
    post, path = "/api/products/categories/", operation_id = "create_category", tag = tags::PRODUCTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = CategoryForm,
    responses(
        (status = 201, description = "The category", body = CategoryView, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CategoryForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let category = catalog::create_category(tx, &by, &body, now)?;
        let location = format!("/api/products/categories/{}/", category.id);
        let answer = answer::versioned(answer::of(StatusCode::CREATED, &category)?, category.version);
        Ok(answer::located(answer, location))
    });
    Ok(answer::send(created.await?))
}

/// Replace a category
///
/// It takes a name; whatever else is left out keeps its value.
#[utoipa::path(
    put, path = "/api/products/categories/{id}/", operation_id = "replace_category", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CategoryForm,
    responses(
        (status = 200, description = "The category", body = CategoryView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn replace(
    app: State<AppState>,
    caller: Caller,
    id: InPath<CategoryId>,
    headers: HeaderMap,
    command: Command<CategoryForm>,
) -> Result<Response, Failure> {
    update(app, caller, id, &headers, command, Extent::Whole).await
}

/// Change parts of a category
///
/// As PUT; whatever is left out keeps its value.
#[utoipa::path(
    patch, path = "/api/products/categories/{id}/", operation_id = "change_category", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CategoryForm,
    responses(
        (status = 200, description = "The category", body = CategoryView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    app: State<AppState>,
    caller: Caller,
    id: InPath<CategoryId>,
    headers: HeaderMap,
    command: Command<CategoryForm>,
) -> Result<Response, Failure> {
    update(app, caller, id, &headers, command, Extent::Part).await
}

async fn update(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CategoryId>,
    headers: &HeaderMap,
    Command { body, once }: Command<CategoryForm>,
    extent: Extent,
) -> Result<Response, Failure> {
    let form = CategoryForm { version: conditional::expected_version(headers)?.or(body.version), ..body };
    let (by, now) = (actor.clone(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        let category = catalog::update_category(tx, &by, id, &form, extent, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &category)?, category.version))
    });
    Ok(answer::send(changed.await?))
}

/// Delete a category
///
/// Only one in which nothing stands any more.
#[utoipa::path(
    delete, path = "/api/products/categories/{id}/", operation_id = "delete_category", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`in_use`, `stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CategoryId>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let (seen, now) = (conditional::expected_version(&headers)?, clock::now());
    let picture = app.write(move |tx| catalog::delete_category(tx, &actor, id, seen, now)).await?;
    gallery::forget(&app, picture).await;
    Ok(StatusCode::NO_CONTENT)
}
