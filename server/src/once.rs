//! Commands that may arrive twice: the key that the caller gave, and a fingerprint of what it asked for.
//!
//! Routes with an effect take a [`Command`], or an [`Optional`] one, or where they read no body only a [`Once`];
//! [`crate::state::AppState::write_once`] does the rest.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use comanda_core::actor::Actor;
use comanda_core::flows::idempotency::Keyed;
use comanda_core::refusal::Refusal;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::auth::{Digests, Subject};
use crate::respond::{Failure, json};
use crate::state::AppState;

/// A body, and what makes its second arrival recognisable.
pub struct Command<T> {
    /// What is asked for.
    pub body: T,
    /// Under which key.
    pub once: Once,
}

/// The key of a command and a digest of all that it asks for.
#[derive(Debug, Clone)]
pub struct Once {
    /// The caller's `Idempotency-Key`, where it sent one.
    pub key: Option<String>,
    /// Over method, path and body, with this server's key: there may be a password in the body.
    pub fingerprint: String,
}

impl Once {
    const HEADER: &str = "idempotency-key";
    const LONGEST: usize = 255;

    /// For a command that is the same as its repetition.
    pub fn without_key() -> Self {
        Self { key: None, fingerprint: String::new() }
    }

    /// As `actor`'s, where there is a key.
    pub fn keyed(&self, actor: &Actor) -> Option<Keyed> {
        let key = self.key.clone()?;
        Some(Keyed { scope: actor.scope(), key, fingerprint: self.fingerprint.clone() })
    }

    /// For a request whose body, in canonical form, is `body`.
    pub fn of(
        digests: &Digests,
        headers: &HeaderMap,
        method: &Method,
        target: &str,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let parts = [method.as_str().as_bytes(), target.as_bytes(), body];
        Ok(Self { key: key(headers)?, fingerprint: digests.of(Subject::Command, &parts) })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get(Once::HEADER) else { return Ok(None) };
    match value.to_str() {
        Ok(key) if (1..=Once::LONGEST).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Refusal::invalid(
            "Idempotency-Key",
            format_args!("must be 1 to {} visible ASCII characters", Once::LONGEST),
        )),
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for Command<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Failure> {
        read(request, app, |bytes| bytes).await
    }
}

/// A command whose body may be left out, which then asks for what `{}` asks for.
pub struct Optional<T>(pub Command<T>);

impl<T: DeserializeOwned> FromRequest<AppState> for Optional<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Failure> {
        let command = read(request, app, |bytes| if bytes.is_empty() { b"{}" } else { bytes });
        command.await.map(Self)
    }
}

async fn read<T: DeserializeOwned>(
    request: Request,
    app: &AppState,
    meant: impl Fn(&[u8]) -> &[u8],
) -> Result<Command<T>, Failure> {
    let (headers, method) = (request.headers().clone(), request.method().clone());
    let path = request.uri().path().to_owned();
    let bytes = json::body(request).await?;
    let bytes = meant(&bytes);
    let body = json::read(bytes)?;
    let document: Value = json::read(bytes)?;
    let once = Once::of(app.digests(), &headers, &method, &path, canonical(&document).as_bytes())?;
    Ok(Command { body, once })
}

/// A command that says all in its path. A body is not looked at.
impl FromRequestParts<AppState> for Once {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        Ok(Self::of(app.digests(), &parts.headers, &parts.method, parts.uri.path(), &[])?)
    }
}

/// What a flow wants told once it is committed. A flow that runs again says it again; a command that is only
/// answered again says nothing.
pub struct Told<T>(Arc<Mutex<Option<T>>>);

impl<T> Told<T> {
    /// Says it.
    pub fn set(&self, told: Option<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = told;
    }

    /// What was said, if anything was.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Clone for Told<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// The one form of a JSON document: fields in the order of their names, no white space.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            // Some crate in the tree may have asked serde_json to keep the order of the source.
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort_unstable();
            separated(text, ['{', '}'], &names, |text, name| {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(&fields[name.as_str()], text);
            });
        }
        Value::Array(items) => separated(text, ['[', ']'], items, |text, item| write(item, text)),
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn separated<T>(text: &mut String, [open, close]: [char; 2], items: &[T], each: impl Fn(&mut String, &T)) {
    text.push(open);
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        each(text, item);
    }
    text.push(close);
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn field_order_and_white_space_do_not_matter() {
        let one: Value = serde_json::from_str(r#"{"b":[1,{"y":"é\n","x":null}],"a":"12.50"}"#).unwrap();
        let two: Value = serde_json::from_str(
            " { \"a\" : \"12.50\", \"b\" : [ 1 , {\"x\":null, \"y\":\"\\u00e9\\n\"} ] } ",
        )
        .unwrap();
        assert_eq!(canonical(&one), canonical(&two));
        assert_eq!(canonical(&one), r#"{"a":"12.50","b":[1,{"x":null,"y":"é\n"}]}"#);
    }

    #[test]
    fn the_order_of_a_list_matters() {
        assert_ne!(canonical(&json!([1, 2])), canonical(&json!([2, 1])));
    }

    #[test]
    fn the_same_body_on_another_path_is_another_command() {
        let digests = Digests::new(&"a key of the shop".to_owned().into());
        let of = |method: Method, path: &str, body: &str| {
            Once::of(&digests, &HeaderMap::new(), &method, path, body.as_bytes()).unwrap().fingerprint
        };
        let first = of(Method::POST, "/a/", "{}");
        assert_eq!(first, of(Method::POST, "/a/", "{}"));
        assert_ne!(first, of(Method::PUT, "/a/", "{}"));
        assert_ne!(first, of(Method::POST, "/b/", "{}"));
        assert_ne!(of(Method::POST, "/a/", "/b"), of(Method::POST, "/a//", "b"));
    }

    #[test]
    fn a_key_is_short_and_plain() {
        let of = |value: &str| {
            let headers = HeaderMap::from_iter([(
                Once::HEADER.parse().unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            )]);
            key(&headers)
        };
        assert_eq!(of("a-1"), Ok(Some("a-1".to_owned())));
        for wrong in ["", "ключ", &"k".repeat(256)] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert_eq!(key(&HeaderMap::new()), Ok(None));
    }
}
