//! Pictures of products and of sections of the menu: seen by everybody, changed by managers.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use comanda_core::actor::Permission;
use comanda_core::flows::catalog;
use comanda_core::id::{CategoryId, ImageId, ProductId};
use comanda_core::wire::catalog::ImageOrder;
use comanda_core::wire::{CategoryView, ImageView};

use crate::auth::Caller;
use crate::media::picture;
use crate::once::{Command, Once};
use crate::openapi::tags;
use crate::respond::path::{InPath, InPaths};
use crate::respond::{Failure, answer};
use crate::state::AppState;
use crate::{catalogue_cache, clock, gallery};

/// List the pictures of a product
///
/// In order; the first is the one that lists show.
#[utoipa::path(
    get, path = "/api/products/{id}/images/", operation_id = "list_product_images", tag = tags::PRODUCTS,
    params(("id" = String, Path, description = "Of which product")),
    responses(
        (status = 200, description = "The pictures", body = Vec<ImageView>),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`"),
    ),
)]
pub async fn list(
    State(app): State<AppState>,
    InPath(product): InPath<ProductId>,
    request: Request,
) -> Result<Response, Failure> {
    catalogue_cache::answer::<Vec<ImageView>>(&app, request, |_| {
        Ok(Box::new(move |tx| catalog::images(tx, product)))
    })
    .await
}

/// Add a picture to a product
///
/// A JPEG, PNG, WebP or GIF of at most 8 MiB, as the part `image` of a form or as the body itself. All of it is
/// kept, upright, on white, at most 1600 pixels on its longer side, without its metadata; and once more with at
/// most 320. It stands behind the pictures that there are. A file that is a picture and something else as well
/// is refused.
#[utoipa::path(
    post, path = "/api/products/{id}/images/", operation_id = "add_product_image", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "To which product"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The picture"),
    responses(
        (status = 201, description = "The picture", body = ImageView, headers(("Location" = String, description = "Where it can be removed"))),
        (status = 400, description = "`invalid_input`: no picture, more than one, damaged, or too large"),
        (status = 404, description = "`not_found`"),
        (status = 413, description = "`too_large`"),
        (status = 422, description = "`limit_reached`, `idempotency_key_reused`"),
    ),
    security(("bearer" = [])),
)]
pub async fn add(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(product): InPath<ProductId>,
    request: Request,
) -> Result<Response, Failure> {
    actor.require(Permission::ManageMenu)?;
    // A product that is not there is not worth reading the file.
    app.read(move |tx| catalog::images(tx, product)).await?;
    let (file, once) = read(&app, request).await?;
    Ok(answer::send(gallery::add_image(&app, actor, product, file, once).await?))
}

/// Remove a picture of a product
#[utoipa::path(
    delete, path = "/api/products/{id}/images/{image_id}/", operation_id = "remove_product_image", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Of which product"),
        ("image_id" = String, Path, description = "Which picture"),
    ),
    responses(
        (status = 204, description = "Removed"),
        (status = 404, description = "`not_found`: the product, or the picture of it"),
    ),
    security(("bearer" = [])),
)]
pub async fn remove(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPaths(product, image): InPaths<ProductId, ImageId>,
) -> Result<StatusCode, Failure> {
    gallery::delete_image(&app, actor, product, image).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Order the pictures of a product
///
/// Names each of them once; the first is the one that lists show.
#[utoipa::path(
    put, path = "/api/products/{id}/images/order/", operation_id = "order_product_images", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Of which product"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ImageOrder,
    responses(
        (status = 200, description = "The pictures, in their order", body = Vec<ImageView>),
        (status = 400, description = "`invalid_input`: one is missing, twice there, or another product's"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn order(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(product): InPath<ProductId>,
    Command { body, once }: Command<ImageOrder>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let ordered = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &catalog::order_images(tx, &by, product, &body, now)?)
    });
    Ok(answer::send(ordered.await?))
}

/// Set the picture of a category
///
/// A file as for the pictures of products; it takes the place of the one before.
#[utoipa::path(
    put, path = "/api/products/categories/{id}/image/", operation_id = "set_category_image", tag = tags::PRODUCTS,
    params(
        ("id" = String, Path, description = "Of which category"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The picture"),
    responses(
        (status = 200, description = "The category", body = CategoryView),
        (status = 400, description = "`invalid_input`: no picture, more than one, damaged, or too large"),
        (status = 404, description = "`not_found`"),
        (status = 413, description = "`too_large`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set_of_category(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(category): InPath<CategoryId>,
    request: Request,
) -> Result<Response, Failure> {
    actor.require(Permission::ManageMenu)?;
    app.read(move |tx| catalog::category(tx, category)).await?;
    let (file, once) = read(&app, request).await?;
    Ok(answer::send(gallery::set_category_image(&app, actor, category, file, once).await?))
}

/// Remove the picture of a category
#[utoipa::path(
    delete, path = "/api/products/categories/{id}/image/", operation_id = "remove_category_image", tag = tags::PRODUCTS,
    params(("id" = String, Path, description = "Of which category")),
    responses(
        (status = 200, description = "The category", body = CategoryView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn remove_of_category(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(category): InPath<CategoryId>,
) -> Result<Response, Failure> {
    Ok(answer::send(gallery::remove_category_image(&app, actor, category).await?))
}

/// The file in a request, and what makes its second arrival recognisable.
async fn read(app: &AppState, request: Request) -> Result<(Bytes, Once), Failure> {
    let (headers, method) = (request.headers().clone(), request.method().clone());
    let path = request.uri().path().to_owned();
    let file = picture::read(request).await?;
    let once = Once::of(app.digests(), &headers, &method, &path, &file)?;
    Ok((file, once))
}
