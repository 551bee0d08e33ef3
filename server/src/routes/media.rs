//! `/media/`: pictures, for everybody.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use comanda_core::refusal::Refusal;
use object_store::GetResult;

use crate::media::MediaPath;
use crate::openapi::tags;
use crate::respond::path::{InPath, Named};
use crate::respond::{Failure, conditional};
use crate::state::AppState;

impl Named for MediaPath {
    const WHAT: &'static str = "file";
}

/// What lies under a path never changes: another picture has another path.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// A picture
///
/// At the path that the `image` of something names. It may be kept for ever.
#[utoipa::path(
    get, path = "/media/{*path}", operation_id = "get_media", tag = tags::MEDIA,
    params(
        ("path" = String, Path, description = "Where it lies; may contain slashes"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the copy at hand"),
    ),
    responses(
        (status = 200, description = "The picture", body = String, content_type = "image/jpeg", headers(("ETag" = String, description = "Names this picture"))),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`"),
    ),
)]
pub async fn file(
    State(app): State<AppState>,
    InPath(path): InPath<MediaPath>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let found = app.media().get(&path).await?.ok_or_else(|| Refusal::not_found(MediaPath::WHAT))?;
    Ok(answer(&path, found, &headers))
}

fn answer(path: &MediaPath, found: GetResult, request: &HeaderMap) -> Response {
    let tag = HeaderValue::try_from(format!("\"{}\"", path.as_str())).ok();
    let is_known = tag.as_ref().is_some_and(|tag| conditional::is_known(request, tag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { whole(path, found) };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, FOR_EVER);
    headers.extend(tag.map(|tag| (ETAG, tag)));
    response
}

fn whole(path: &MediaPath, found: GetResult) -> Response {
    let content_type = HeaderValue::from_static(path.content_type());
    let headers = [(CONTENT_TYPE, content_type), (CONTENT_LENGTH, HeaderValue::from(found.meta.size))];
    (headers, Body::from_stream(found.into_stream())).into_response()
}
