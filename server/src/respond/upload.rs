//! A file in a request: the body itself, or a part of a form.

use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use comanda_core::refusal::Refusal;

use super::Failure;

/// The bytes of the file, however it came; in a form it is the part of this name, or the first file.
pub async fn file(request: Request, name: &str) -> Result<Bytes, Failure> {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let in_form =
        content_type.is_some_and(|value| value.to_ascii_lowercase().starts_with("multipart/form-data"));
    let file = if in_form { from_form(request, name).await? } else { whole(request).await? };
    if file.is_empty() {
        return Err(Refusal::invalid(name, "is missing or empty").into());
    }
    Ok(file)
}

async fn whole(request: Request) -> Result<Bytes, Failure> {
    Bytes::from_request(request, &()).await.map_err(|unread| Failure::from(unread.into_response().status()))
}

async fn from_form(request: Request, name: &str) -> Result<Bytes, Failure> {
    let unread = |cause: MultipartError| match cause.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::from(Refusal::TooLarge),
        _ => Failure::from(Refusal::invalid(name, "the form cannot be read")),
    };
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Refusal::invalid(name, "the form cannot be read"))?;
    while let Some(field) = form.next_field().await.map_err(unread)? {
        if field.name() == Some(name) || field.file_name().is_some() {
            return field.bytes().await.map_err(unread);
        }
    }
    Ok(Bytes::new())
}
