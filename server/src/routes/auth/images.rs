//! `/api/auth/profile/image/`: one's own picture.

use axum::extract::{Request, State};
use axum::response::Response;
use comanda_core::wire::UserView;

use crate::auth::{self, Caller};
use crate::media::picture;
use crate::once::Once;
use crate::openapi::tags;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Set your picture
///
/// A JPEG, PNG, WebP or GIF of at most 8 MiB, as the part `image` of a form or as the body itself. The middle
/// square of it is kept, at most 512 pixels a side, without its metadata.
#[utoipa::path(
    put, path = "/api/auth/profile/image/", operation_id = "set_image", tag = tags::ACCOUNTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The picture"),
    responses(
        (status = 200, description = "The account", body = UserView),
        (status = 400, description = "`invalid_input`: no picture, damaged, or too large"),
        (status = 413, description = "`too_large`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set(
    State(app): State<AppState>,
    Caller(actor): Caller,
    request: Request,
) -> Result<Response, Failure> {
    actor.require_person()?;
    let (headers, method) = (request.headers().clone(), request.method().clone());
    let path = request.uri().path().to_owned();
    let file = picture::read(request).await?;
    let once = Once::of(app.digests(), &headers, &method, &path, &file)?;
    Ok(answer::send(auth::set_image(&app, actor, file, once).await?))
}

/// Remove your picture
#[utoipa::path(
    delete, path = "/api/auth/profile/image/", operation_id = "remove_image", tag = tags::ACCOUNTS,
    responses((status = 200, description = "The account", body = UserView)),
    security(("bearer" = [])),
)]
pub async fn remove(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    Ok(answer::send(auth::remove_image(&app, actor).await?))
}
