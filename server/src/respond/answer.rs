//! Answers as bytes: made inside the transaction, so that they can be kept with the key of the command and
//! given again unchanged.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use comanda_core::error::{Error, Result};
use comanda_core::flows::idempotency::Answer;
use serde::Serialize;

use super::{Failure, conditional};

/// The content type of everything that is no problem.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// `view` as the answer with this status.
pub fn of(status: StatusCode, view: &impl Serialize) -> Result<Answer> {
    let body = serde_json::to_vec(view).map_err(|cause| Error::Broken(cause.to_string()))?;
    Ok(Answer { status: status.as_u16(), location: None, etag: None, body })
}

/// Adds where the thing is now.
pub fn located(answer: Answer, location: String) -> Answer {
    Answer { location: Some(location), ..answer }
}

/// Adds the version of the thing.
pub fn versioned(answer: Answer, version: i64) -> Answer {
    Answer { etag: Some(conditional::version_tag(version)), ..answer }
}

/// Adds the version of the thing and what it shows besides: what does not count as a change changes this, too.
pub fn digested(answer: Answer, version: i64) -> Answer {
    Answer { etag: Some(conditional::document_tag(Some(version), &answer.body)), ..answer }
}

/// The answer on the wire, where it is no JSON.
pub fn send_as(answer: Answer, kind: HeaderValue) -> Response {
    let mut response = send(answer);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// The answer on the wire.
pub fn send(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(CACHE_CONTROL, PRIVATE);
    for (name, value) in [(LOCATION, answer.location), (ETAG, answer.etag)] {
        if let Some(value) = value.and_then(|text| HeaderValue::from_str(&text).ok()) {
            headers.insert(name, value);
        }
    }
    response
}

/// The answer to a reader, or only that it has it already.
pub fn send_unless_known(answer: Answer, request: &HeaderMap) -> Response {
    let response = send(answer);
    match response.headers().get(ETAG) {
        Some(tag) if conditional::is_known(request, tag) => not_modified(tag.clone()),
        _ => response,
    }
}

/// Whoever asked may keep it, nobody on the way, and must ask again before using it.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");

fn not_modified(tag: HeaderValue) -> Response {
    (StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, PRIVATE)]).into_response()
}

/// An answer that nobody may keep.
pub fn send_secret(answer: Answer) -> Response {
    let mut response = send(answer);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A file to keep under this name, which is plain ASCII without quotes; nobody on the way keeps it.
pub fn send_file(body: Body, kind: HeaderValue, name: &str) -> std::result::Result<Response, Failure> {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.map_err(|cause| Failure::Broken(cause.to_string()))?;
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

/// `view`, just read, for the one who asked.
pub fn ok(view: &impl Serialize) -> std::result::Result<Response, Failure> {
    Ok(send(of(StatusCode::OK, view)?))
}
