//! `/api/products/tags/` and `/api/products/attributes/`: the words that products share. Everybody reads them,
//! managers keep them.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::catalog;
use comanda_core::id::{AttributeId, TagId};
use comanda_core::wire::Page;
use comanda_core::wire::catalog::{AttributeEntry, TagEntry, WordForm};

use crate::auth::Caller;
use crate::catalogue_cache::{self, View};
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// List tags
///
/// By name, and how many products have each.
#[utoipa::path(
    get, path = "/api/products/tags/", operation_id = "list_tags", tag = tags::PRODUCTS,
    params(
        ("search" = Option<String>, Query, description = "The beginning of a word in the name"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<TagEntry>),
        (status = 304, description = "The copy at hand is still right"),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn list_tags(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    catalogue_cache::answer(&app, request, |uri| {
        let mut query = Query::of(uri);
        let (search, wanted, uri) = (query.text("search"), query.page(), uri.clone());
        query.finish()?;
        let view: View<Page<TagEntry>> =
            Box::new(move |tx| Ok(page(catalog::tags(tx, search.as_deref(), wanted)?, wanted, &uri)));
        Ok(view)
    })
    .await
}

/// Create a tag
#[utoipa::path(
    post, path = "/api/products/tags/", operation_id = "create_tag", tag = tags::PRODUCTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = WordForm,
    responses(
        (status = 201, description = "The tag", body = TagEntry, headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create_tag(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<WordForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let tag = catalog::create_tag(tx, &by, &body, now)?;
        let location = format!("/api/products/tags/{}/", tag.id);
        Ok(answer::located(answer::of(StatusCode::CREATED, &tag)?, location))
    });
    Ok(answer::send(created.await?))
}

/// Rename a tag
///
/// On every product that has it.
#[utoipa::path(
    put, path = "/api/products/tags/{id}/", operation_id = "rename_tag", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = WordForm,
    responses(
        (status = 200, description = "The tag", body = TagEntry),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn rename_tag(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<TagId>,
    Command { body, once }: Command<WordForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let renamed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &catalog::rename_tag(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(renamed.await?))
}

/// Delete a tag
///
/// It is taken off every product.
#[utoipa::path(
    delete, path = "/api/products/tags/{id}/", operation_id = "delete_tag", tag = tags::PRODUCTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn delete_tag(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<TagId>,
) -> Result<StatusCode, Failure> {
    let now = clock::now();
    app.write(move |tx| catalog::delete_tag(tx, &actor, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the names of properties
///
/// By name, and how many products have each.
#[utoipa::path(
    get, path = "/api/products/attributes/", operation_id = "list_attributes", tag = tags::PRODUCTS,
    params(
        ("search" = Option<String>, Query, description = "The beginning of a word in the name"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<AttributeEntry>),
        (status = 304, description = "The copy at hand is still right"),
        (status = 400, description = "`invalid_input`"),
    ),
)]
pub async fn list_attributes(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    catalogue_cache::answer(&app, request, |uri| {
        let mut query = Query::of(uri);
        let (search, wanted, uri) = (query.text("search"), query.page(), uri.clone());
        query.finish()?;
        let view: View<Page<AttributeEntry>> =
            Box::new(move |tx| Ok(page(catalog::attributes(tx, search.as_deref(), wanted)?, wanted, &uri)));
        Ok(view)
    })
    .await
}

/// Create the name of a property
#[utoipa::path(
    post, path = "/api/products/attributes/", operation_id = "create_attribute", tag = tags::PRODUCTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),),
    request_body = WordForm,
    responses(
        (status = 201, description = "The name", body = AttributeEntry, headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create_attribute(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<WordForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let attribute = catalog::create_attribute(tx, &by, &body, now)?;
        let location = format!("/api/products/attributes/{}/", attribute.id);
        Ok(answer::located(answer::of(StatusCode::CREATED, &attribute)?, location))
    });
    Ok(answer::send(created.await?))
}

/// Rename a property
///
/// On every product that has it.
#[utoipa::path(
    put, path = "/api/products/attributes/{id}/", operation_id = "rename_attribute", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = WordForm,
    responses(
        (status = 200, description = "The name", body = AttributeEntry),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn rename_attribute(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AttributeId>,
    Command { body, once }: Command<WordForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let renamed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &catalog::rename_attribute(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(renamed.await?))
}

/// Delete the name of a property
///
/// Only one that no product has: its values would be lost with it.
#[utoipa::path(
    delete, path = "/api/products/attributes/{id}/", operation_id = "delete_attribute", tag = tags::PRODUCTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`in_use`"),
    ),
    security(("bearer" = [])),
)]
pub async fn delete_attribute(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AttributeId>,
) -> Result<StatusCode, Failure> {
    let now = clock::now();
    app.write(move |tx| catalog::delete_attribute(tx, &actor, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
