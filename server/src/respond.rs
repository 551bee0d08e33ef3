//! How anything but success is answered: the one place where a core error becomes an HTTP status and an
//! RFC 9457 problem. Handlers return [`Failure`] with `?`; [`finish`] completes the answer once the id of the
//! request is known.

pub mod answer;
pub mod conditional;
pub mod json;
pub mod path;
pub mod query;
pub mod range;
pub mod upload;

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use comanda_core::error::Error;
use comanda_core::refusal::{Kind, Refusal};
use comanda_core::wire::Problem;

/// Why a request is not answered with success.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The shop says no.
    Refused(Refusal),
    /// HTTP itself says no, before any rule was asked.
    Protocol(StatusCode),
    /// Come back later. The text is for the log.
    Unavailable(String),
    /// A defect. The text is for the log, never for a client.
    Broken(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Broken(cause) => Self::Broken(cause),
            passing => Self::Unavailable(passing.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StatusCode> for Failure {
    fn from(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Self::Refused(Refusal::TooLarge),
            StatusCode::TOO_MANY_REQUESTS => Self::Refused(Refusal::TooManyRequests { retry_after: 1 }),
            StatusCode::NOT_FOUND => Self::Refused(Refusal::not_found("page")),
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable("it took too long".to_owned()),
            status => Self::Protocol(status),
        }
    }
}

/// The HTTP status of each kind of refusal.
pub const fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Gone => StatusCode::GONE,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Rule => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
    }
}

impl Failure {
    /// The status it is answered with.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => status_of(refusal.kind()),
            Self::Protocol(status) => *status,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// After how many seconds the same request may be tried again, where that is all it takes.
    const fn pause(&self) -> Option<u32> {
        match self {
            Self::Refused(
                Refusal::TooManyRequests { retry_after } | Refusal::TooManyAttempts { retry_after },
            ) => Some(*retry_after),
            Self::Unavailable(_) => Some(1),
            Self::Refused(_) | Self::Protocol(_) | Self::Broken(_) => None,
        }
    }

    /// What the client is told.
    pub fn problem(&self, request_id: &str) -> Problem {
        let status = self.status();
        match self {
            Self::Refused(refusal) => Problem::of(refusal, status.as_u16(), request_id.to_owned()),
            Self::Protocol(StatusCode::METHOD_NOT_ALLOWED) => {
                plain(status, "method_not_allowed", "This method is not allowed here.", request_id)
            }
            Self::Protocol(StatusCode::UNSUPPORTED_MEDIA_TYPE) => plain(
                status,
                "unsupported_media_type",
                "Send JSON, and say so: Content-Type: application/json.",
                request_id,
            ),
            Self::Protocol(StatusCode::RANGE_NOT_SATISFIABLE) => plain(
                status,
                "range_not_satisfiable",
                "There are no such bytes; Content-Range says how many there are.",
                request_id,
            ),
            Self::Protocol(_) => {
                plain(status, "bad_request", "The request cannot be understood.", request_id)
            }
            Self::Unavailable(_) => plain(
                status,
                "unavailable",
                "The shop cannot answer just now; ask again shortly.",
                request_id,
            ),
            Self::Broken(_) => plain(
                status,
                "internal",
                "Something went wrong on our side; quote the request id when you report it.",
                request_id,
            ),
        }
    }

    /// What the person who runs the server should know of it.
    fn log(&self, request_id: &str) {
        match self {
            Self::Broken(cause) => tracing::error!(request_id, cause, "a request failed"),
            Self::Unavailable(cause) => tracing::warn!(request_id, cause, "a request was put off"),
            Self::Refused(refusal) => tracing::debug!(request_id, code = refusal.code(), "refused"),
            Self::Protocol(status) => tracing::debug!(request_id, status = status.as_u16(), "refused"),
        }
    }
}

fn plain(status: StatusCode, code: &str, detail: &str, request_id: &str) -> Problem {
    Problem {
        r#type: format!("urn:comanda:problem:{code}"),
        title: code.replace('_', " "),
        status: status.as_u16(),
        detail: detail.to_owned(),
        code: code.to_owned(),
        request_id: request_id.to_owned(),
        errors: None,
        facts: None,
    }
}

/// Only the status and a note to [`finish`], which knows the request's id.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The content type of problems.
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Completes an answer under `request_id`: whatever is an error by its status leaves as a problem, also one
/// that a layer or the framework made.
pub fn finish(mut response: Response, request_id: &str) -> Response {
    let status = response.status();
    if status.as_u16() < 400 {
        return response;
    }
    let failure = response.extensions_mut().remove::<Failure>().unwrap_or_else(|| Failure::from(status));
    failure.log(request_id);
    let body = serde_json::to_vec(&failure.problem(request_id)).unwrap_or_default();
    *response.status_mut() = failure.status();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, PROBLEM_JSON);
    hints(headers, &failure);
    *response.body_mut() = Body::from(body);
    response
}

fn hints(headers: &mut HeaderMap, failure: &Failure) {
    if failure.status() == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = failure.pause() {
        headers.entry(RETRY_AFTER).or_insert(seconds.into());
    }
}

#[cfg(test)]
mod tests;
