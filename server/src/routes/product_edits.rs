//! `/api/products/`: changing products, for managers; and for staff what is sold out for now.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::flows::catalog;
use comanda_core::id::ProductId;
use comanda_core::wire::catalog::{Extent, ProductOptions};
use comanda_core::wire::{ProductForm, ProductView, SetAvailability};

use crate::auth::Caller;
use crate::clock;
use crate::gallery;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// Create a product
///
/// It takes a name, a price and a category. Tags and names of properties that are new come into the vocabulary.
/// With `initial_stock` its stock is counted from now on.
#[utoipa::path(
    post, path = "/api/products/", operation_id = "create_product", tag = tags::PRODUCTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = ProductForm,
    responses(
        (status = 201, description = "The product", body = ProductView, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<ProductForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let product = catalog::create_product(tx, &by, &body, now)?;
        let location = format!("/api/products/{}/", product.id);
        let answer = answer::versioned(answer::of(StatusCode::CREATED, &product)?, product.version);
        Ok(answer::located(answer, location))
    });
    Ok(answer::send(created.await?))
}

/// Replace a product
///
/// It takes a name, a price and a category; whatever else is left out keeps its value. The `version` of the
/// product, or its ETag in `If-Match`, keeps two who change it at once apart: any ETag of the product is taken,
/// by a read or by a write. Stock that is counted already is changed by movements.
#[utoipa::path(
    put, path = "/api/products/{id}/", operation_id = "replace_product", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ProductForm,
    responses(
        (status = 200, description = "The product", body = ProductView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`, `stock_promised`"),
    ),
    security(("bearer" = [])),
)]
pub async fn replace(
    app: State<AppState>,
    caller: Caller,
    id: InPath<ProductId>,
    headers: HeaderMap,
    command: Command<ProductForm>,
) -> Result<Response, Failure> {
    update(app, caller, id, &headers, command, Extent::Whole).await
}

/// Change parts of a product
///
/// As PUT; whatever is left out keeps its value.
#[utoipa::path(
    patch, path = "/api/products/{id}/", operation_id = "change_product", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ProductForm,
    responses(
        (status = 200, description = "The product", body = ProductView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`, `stock_promised`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    app: State<AppState>,
    caller: Caller,
    id: InPath<ProductId>,
    headers: HeaderMap,
    command: Command<ProductForm>,
) -> Result<Response, Failure> {
    update(app, caller, id, &headers, command, Extent::Part).await
}

async fn update(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ProductId>,
    headers: &HeaderMap,
    Command { body, once }: Command<ProductForm>,
    extent: Extent,
) -> Result<Response, Failure> {
    let form = ProductForm { version: conditional::expected_version(headers)?.or(body.version), ..body };
    let (by, now) = (actor.clone(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        shown(&catalog::update_product(tx, &by, id, &form, extent, now)?)
    });
    Ok(answer::send(changed.await?))
}

/// Delete a product
///
/// What orders or movements of stock tell of is kept out of sight, and orders that hold goods of it keep them.
/// Its codes may be used again.
#[utoipa::path(
    delete, path = "/api/products/{id}/", operation_id = "delete_product", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ProductId>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let (seen, now) = (conditional::expected_version(&headers)?, clock::now());
    let pictures = app.write(move |tx| catalog::delete_product(tx, &actor, id, seen, now)).await?;
    gallery::forget(&app, pictures).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Replace the option groups of a product
///
/// In place of those that it has. A group or an option that keeps its id, or without one its name, stays what it
/// is: baskets that were begun before still fit.
#[utoipa::path(
    put, path = "/api/products/{id}/options/", operation_id = "set_product_options", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ProductOptions,
    responses(
        (status = 200, description = "The product", body = ProductView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set_options(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ProductId>,
    headers: HeaderMap,
    Command { body, once }: Command<ProductOptions>,
) -> Result<Response, Failure> {
    let form = ProductOptions { version: conditional::expected_version(&headers)?.or(body.version), ..body };
    let (by, now) = (actor.clone(), clock::now());
    let changed =
        app.write_once(&actor, once, move |tx| shown(&catalog::set_options(tx, &by, id, &form, now)?));
    Ok(answer::send(changed.await?))
}

/// Say that a product is sold out for now, or back
///
/// "86": until `until`, or until somebody says that it is back. Counts of stock stay what they are.
#[utoipa::path(
    post, path = "/api/products/{id}/availability/", operation_id = "set_product_availability", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = SetAvailability,
    responses(
        (status = 200, description = "The product", body = ProductView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set_availability(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ProductId>,
    Command { body, once }: Command<SetAvailability>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let changed =
        app.write_once(&actor, once, move |tx| shown(&catalog::set_availability(tx, &by, id, &body, now)?));
    Ok(answer::send(changed.await?))
}

fn shown(product: &ProductView) -> comanda_core::error::Result<comanda_core::flows::idempotency::Answer> {
    Ok(answer::versioned(answer::of(StatusCode::OK, product)?, product.version))
}
