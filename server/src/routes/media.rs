//! `/media/`: pictures, for everybody; whole or in part.

use std::ops::Range;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderName,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use comanda_core::refusal::Refusal;
use object_store::GetResult;

use crate::media::MediaPath;
use crate::openapi::tags;
use crate::respond::path::{InPath, Named};
use crate::respond::range::{self, Wanted};
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
        ("Range" = Option<String>, Header, description = "`bytes=0-999`: only these; one part, several get the whole"),
        ("If-Range" = Option<String>, Header, description = "The ETag of the copy of which a part is wanted"),
    ),
    responses(
        (status = 200, description = "The picture", body = String, content_type = "image/jpeg", headers(("ETag" = String, description = "Names this picture"))),
        (status = 206, description = "The part that was asked for", body = String, content_type = "image/jpeg", headers(("Content-Range" = String, description = "Which part it is"))),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`"),
        (status = 416, description = "`range_not_satisfiable`: it is not that long", headers(("Content-Range" = String, description = "How long it is"))),
    ),
)]
pub async fn file(
    State(app): State<AppState>,
    InPath(path): InPath<MediaPath>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let absent = || Failure::from(Refusal::not_found(MediaPath::WHAT));
    // A path is made of visible characters.
    let tag = HeaderValue::try_from(format!("\"{}\"", path.as_str())).map_err(|_| absent())?;
    let always = [(CACHE_CONTROL, FOR_EVER), (ACCEPT_RANGES, HeaderValue::from_static("bytes"))];
    let always = (always, [(ETAG, tag.clone())]);
    if conditional::is_known(&headers, &tag) {
        app.media().size(&path).await?.ok_or_else(absent)?;
        return Ok((StatusCode::NOT_MODIFIED, always).into_response());
    }
    if method == Method::GET && range::is_asked_for(&headers, &tag) {
        let length = app.media().size(&path).await?.ok_or_else(absent)?;
        match range::wanted(&headers, length) {
            Wanted::Whole => {}
            Wanted::Part(part) => {
                let found = app.media().get_part(&path, part.clone()).await?.ok_or_else(absent)?;
                let span = content_range(&format!("bytes {}-{}/{length}", part.start, part.end - 1));
                let answer = (StatusCode::PARTIAL_CONTENT, always, span, body(&path, part, found));
                return Ok(answer.into_response());
            }
            Wanted::Nothing => {
                let failure = Failure::Protocol(StatusCode::RANGE_NOT_SATISFIABLE);
                return Ok((content_range(&format!("bytes */{length}")), failure).into_response());
            }
        }
    }
    let found = app.media().get(&path).await?.ok_or_else(absent)?;
    Ok((always, body(&path, 0..found.meta.size, found)).into_response())
}

fn content_range(text: &str) -> [(HeaderName, HeaderValue); 1] {
    [(CONTENT_RANGE, HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("bytes */*")))]
}

fn body(path: &MediaPath, part: Range<u64>, found: GetResult) -> impl IntoResponse + use<> {
    let content_type = HeaderValue::from_static(path.content_type());
    let length = HeaderValue::from(part.end - part.start);
    ([(CONTENT_TYPE, content_type), (CONTENT_LENGTH, length)], Body::from_stream(found.into_stream()))
}
