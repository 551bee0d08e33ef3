//! A JSON body, read into its type; what does not fit is a problem that names the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use bytes::BytesMut;
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::text;
use futures::StreamExt;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::Failure;

/// The body of a request that has no effect worth a key; see [`crate::once::Command`] for the others.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let bytes = body(request).await?;
        read(&bytes).map(Self).map_err(Failure::from)
    }
}

/// The most bytes of a JSON body.
pub const LARGEST: usize = 1 << 20;
/// A body that is larger is heard out up to here, without being kept: whoever is answered while they still send
/// may find the connection broken instead of the answer.
const HEARD_OUT: usize = 16 << 20;

/// The bytes of a JSON body.
pub async fn body(request: Request) -> Result<Bytes, Failure> {
    require_json(request.headers())?;
    let (mut kept, mut length) = (BytesMut::new(), 0_usize);
    let mut chunks = request.into_body().into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Failure::Protocol(StatusCode::BAD_REQUEST))?;
        length += chunk.len();
        if length <= LARGEST {
            kept.extend_from_slice(&chunk);
        } else if length > HEARD_OUT {
            break;
        }
    }
    if length > LARGEST { Err(Refusal::TooLarge.into()) } else { Ok(kept.freeze()) }
}

/// No content type is taken for JSON; any other is told so.
fn require_json(headers: &HeaderMap) -> Result<(), Failure> {
    let Some(value) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let media_type = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let lower = media_type.to_ascii_lowercase();
    match lower.as_str() {
        "application/json" => Ok(()),
        other if other.starts_with("application/") && other.ends_with("+json") => Ok(()),
        _ => Err(Failure::Protocol(StatusCode::UNSUPPORTED_MEDIA_TYPE)),
    }
}

/// `bytes` as a `T`, or what is wrong with which field.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // Derived readers take a list for a struct, field by field; nobody means that.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Refusal::invalid("body", "is a list, not a JSON object"));
    }
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut source)
        .map_err(|error| Refusal::InvalidInput { errors: explain(error.path(), error.inner()) })?;
    source
        .end()
        .map_err(|error| Refusal::invalid("body", format_args!("is not one JSON document: {error}")))?;
    Ok(value)
}

fn explain(path: &Path, error: &serde_json::Error) -> FieldErrors {
    if !error.is_data() {
        return FieldErrors::one("body", format_args!("is not JSON: {error}"));
    }
    let told = error.to_string();
    // Where in the text it stands helps nobody who sees the field's name.
    let message = told.rsplit_once(" at line ").map_or(told.as_str(), |(message, _)| message);
    match message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        Some(field) => FieldErrors::one(dotted(path, Some(field)), "is required"),
        None => FieldErrors::one(dotted(path, None), shown(message)),
    }
}

/// What a reader says may repeat what was sent: safe to show, and not all of it.
fn shown(message: &str) -> String {
    text::line(message).chars().take(200).collect()
}

/// `items.0.quantity`
fn dotted(path: &Path, last: Option<&str>) -> String {
    let steps = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    let steps: Vec<String> = steps.chain(last.map(str::to_owned)).collect();
    if steps.is_empty() { "body".to_owned() } else { shown(&steps.join(".")) }
}

#[cfg(test)]
mod tests {
    use comanda_core::wire::{PlaceOrder, Refresh};

    use super::*;

    fn errors(text: &str) -> FieldErrors {
        match read::<PlaceOrder>(text.as_bytes()).unwrap_err() {
            Refusal::InvalidInput { errors } => errors,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_wrong_value_is_told_by_its_path() {
        let errors =
            errors(r#"{"items":[{"product_id":"product_01h455vb4pex5vsknk084sn02q","quantity":0}]}"#);
        let (field, messages) = errors.0.first_key_value().unwrap();
        assert_eq!(field, "items.0.quantity");
        assert_eq!(messages, &["quantity must be between 1 and 999"]);
    }

    #[test]
    fn a_missing_field_is_told_by_its_name() {
        assert_eq!(errors("{}").0["items"], ["is required"]);
        assert_eq!(errors(r#"{"items":[{"quantity":1}]}"#).0["items.0.product_id"], ["is required"]);
    }

    #[test]
    fn what_was_sent_is_repeated_in_part_and_harmlessly() {
        let word = format!("\\u001b[2J\\u202e{}", "x".repeat(5_000));
        let errors = errors(&format!(r#"{{"items":[],"delivery_method":"{word}"}}"#));
        let message = &errors.0["delivery_method"][0];
        assert!(message.contains("[2Jxxx") && message.chars().count() <= 200, "{message}");
        assert!(!message.contains(['\u{1b}', '\u{202e}']), "{message}");
    }

    #[test]
    fn what_is_no_json_is_told_as_the_body() {
        for text in ["", "{", "{\"items\":[]} x", "\u{feff}{}", "\"a\"", "[1]"] {
            assert!(errors(text).0.contains_key("body"), "{text}: {:?}", errors(text));
        }
        assert!(read::<Refresh>(&[b'"', 0xff, b'"']).is_err());
    }
}
