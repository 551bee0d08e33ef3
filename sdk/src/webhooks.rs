//! For whoever is told: verifies that a call came from the shop, and reads what it says.
//!
//! ```
//! use comanda_sdk::webhooks::{self, WebhookEvent};
//! use reqwest::header::HeaderMap;
//!
//! /// With axum: `async fn hooks(headers: HeaderMap, body: Bytes) -> StatusCode`.
//! fn receive(secrets: &[&str], headers: &HeaderMap, body: &[u8]) -> u16 {
//!     match webhooks::verify(secrets, headers, body) {
//!         // Remember `event.id`: what comes twice has the same one. Answer first, work later.
//!         Ok(WebhookEvent { id, event_type, data, .. }) => {
//!             println!("{id}: {event_type} {data}");
//!             200
//!         }
//!         // Not from the shop, or too old: nothing to do with it.
//!         Err(error) => {
//!             eprintln!("refused: {error}");
//!             401
//!         }
//!     }
//! }
//!
//! assert_eq!(receive(&["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], &HeaderMap::new(), b"{}"), 401);
//! ```
//!
//! The body is verified as it came, to the byte: take it before anything parses it. While a secret is being replaced,
//! give both; the shop signs with both for a day.

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use standardwebhooks::{HEADER_WEBHOOK_ID, Webhook, WebhookError};

/// What the shop tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookEvent {
    /// The `webhook-id`: the same however often it comes.
    #[serde(default)]
    pub id: String,
    /// What happened: `order.created`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// When.
    pub timestamp: DateTime<Utc>,
    /// What there is to know of it; `id` is what it happened to.
    pub data: Value,
}

impl WebhookEvent {
    /// What it happened to: the id of an order, where the type is `order.…`.
    pub fn subject(&self) -> Option<&str> {
        self.data.get("id").and_then(Value::as_str)
    }
}

/// Why a call is not believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is nothing to verify with.
    #[error("no secret was given")]
    NoSecret,
    /// What was given is no secret.
    #[error("secret {place} is not of the form whsec_… in Base64")]
    InvalidSecret {
        /// Which of them, from 1.
        place: usize,
    },
    /// It is no call of a shop.
    #[error("the header webhook-{0} is missing")]
    MissingHeader(&'static str),
    /// It was spoilt on the way.
    #[error("the header webhook-{0} cannot be read")]
    InvalidHeader(&'static str),
    /// It was sent more than five minutes ago: somebody may be repeating it. Or the clock here is wrong.
    #[error("it was sent more than five minutes ago, or the clock here is fast")]
    TooOld,
    /// It was sent more than five minutes from now: the clock here is wrong.
    #[error("it comes from the future: the clock here is slow")]
    TooNew,
    /// Somebody else sent it, or another wrote in it.
    #[error("no signature is of a secret that was given; the body must be the one that came, to the byte")]
    InvalidSignature,
    /// It is from the shop and not to be read.
    #[error("the body cannot be read: {0}")]
    InvalidBody(String),
}

/// What a call says, once one of `secrets` is known to have signed it in the last five minutes.
///
/// # Errors
/// Says why it is not believed. Nothing of the call is to be trusted then.
pub fn verify<S: AsRef<str>>(
    secrets: &[S],
    headers: &HeaderMap,
    body: &[u8],
) -> Result<WebhookEvent, VerifyError> {
    let mut outcome = Err(VerifyError::NoSecret);
    for (index, secret) in secrets.iter().enumerate() {
        let invalid = |_| VerifyError::InvalidSecret { place: index + 1 };
        let webhook = Webhook::new(secret.as_ref()).map_err(invalid)?;
        outcome = webhook.verify(body, headers).map_err(|error| why(&error));
        // Another secret changes nothing about the clock or a missing header.
        if !matches!(outcome, Err(VerifyError::InvalidSignature)) {
            break;
        }
    }
    outcome?;
    let id = headers.get(HEADER_WEBHOOK_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let event: WebhookEvent =
        serde_json::from_slice(body).map_err(|cause| VerifyError::InvalidBody(cause.to_string()))?;
    Ok(WebhookEvent { id: id.to_owned(), ..event })
}

fn why(error: &WebhookError) -> VerifyError {
    match error {
        WebhookError::MissingHeader(name) => VerifyError::MissingHeader(name),
        WebhookError::InvalidHeader(name) => VerifyError::InvalidHeader(name),
        WebhookError::InvalidTimestamp => VerifyError::InvalidHeader("timestamp"),
        WebhookError::TimestampTooOldError => VerifyError::TooOld,
        WebhookError::FutureTimestampError => VerifyError::TooNew,
        WebhookError::InvalidPayload => VerifyError::InvalidBody("it is no UTF-8".to_owned()),
        WebhookError::InvalidSignature | WebhookError::InvalidSecret(_) => VerifyError::InvalidSignature,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const OTHER: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    const BODY: &[u8] =
        br#"{"type":"order.created","timestamp":"2026-11-24T18:00:00.000Z","data":{"id":"order_1","total":"9.90"}}"#;

    #[expect(clippy::disallowed_methods, reason = "the crate that verifies reads the clock as well")]
    fn now() -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        i64::try_from(since.as_secs()).unwrap()
    }

    fn call(secrets: &[&str], at: i64) -> HeaderMap {
        let sign = |secret: &&str| Webhook::new(secret).unwrap().sign("event_1", at, BODY).unwrap();
        let signatures: Vec<String> = secrets.iter().map(sign).collect();
        let headers = [
            ("id", "event_1".to_owned()),
            ("timestamp", at.to_string()),
            ("signature", signatures.join(" ")),
        ];
        let header = |(name, value): (&str, String)| {
            (format!("webhook-{name}").parse().unwrap(), value.parse().unwrap())
        };
        headers.into_iter().map(header).collect()
    }

    #[test]
    fn the_signatures_are_those_of_the_specification() {
        let signed = Webhook::new(SECRET).unwrap();
        let signature =
            signed.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let signed = Webhook::new(OTHER).unwrap();
        let body = br#"{"email":"test@example.com","username":"test_user"}"#;
        let signature = signed.sign("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1_649_367_553, body);
        assert_eq!(signature.unwrap(), "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
    }

    #[test]
    fn what_the_shop_says_is_read() {
        let event = verify(&[SECRET], &call(&[SECRET], now()), BODY).unwrap();
        assert_eq!((event.id.as_str(), event.event_type.as_str()), ("event_1", "order.created"));
        assert_eq!((event.subject(), event.data["total"].as_str()), (Some("order_1"), Some("9.90")));
        assert_eq!(event.timestamp.to_rfc3339(), "2026-11-24T18:00:00+00:00");
    }

    #[test]
    fn both_secrets_count_while_one_replaces_the_other() {
        let both = call(&[OTHER, SECRET], now());
        for known in [&[SECRET][..], &[OTHER], &[SECRET, OTHER], &[OTHER, SECRET]] {
            assert!(verify(known, &both, BODY).is_ok(), "{known:?}");
        }
        assert!(verify(&[OTHER, SECRET], &call(&[SECRET], now()), BODY).is_ok());
        let refused = verify(&[OTHER], &call(&[SECRET], now()), BODY);
        assert!(matches!(refused, Err(VerifyError::InvalidSignature)));
    }

    #[test]
    fn whatever_is_wrong_is_said() {
        let at = now();
        let fails = |secrets: &[&str], headers: &HeaderMap, body: &[u8]| {
            verify(secrets, headers, body).unwrap_err().to_string()
        };
        let good = call(&[SECRET], at);
        assert!(fails(&[], &good, BODY).contains("no secret"));
        assert!(fails(&[SECRET, "whsec_ü"], &call(&[OTHER], at), BODY).contains("secret 2"));
        for name in ["id", "timestamp", "signature"] {
            let mut headers = good.clone();
            headers.remove(format!("webhook-{name}"));
            assert!(fails(&[SECRET], &headers, BODY).contains(&format!("webhook-{name} is missing")));
        }
        for (name, value) in [("webhook-timestamp", "yesterday"), ("webhook-timestamp", "1e9")] {
            let mut headers = good.clone();
            headers.insert(name, value.parse().unwrap());
            assert!(fails(&[SECRET], &headers, BODY).contains("timestamp cannot be read"), "{value}");
        }
        assert!(fails(&[SECRET], &call(&[SECRET], at - 302), BODY).contains("five minutes ago"));
        assert!(fails(&[SECRET], &call(&[SECRET], at + 302), BODY).contains("future"));
        assert!(verify(&[SECRET], &call(&[SECRET], at - 290), BODY).is_ok());
        for (name, value) in
            [("webhook-id", "event_2"), ("webhook-signature", "v1,AAAA"), ("webhook-signature", "v2,x")]
        {
            let mut headers = good.clone();
            headers.insert(name, value.parse().unwrap());
            assert!(fails(&[SECRET], &headers, BODY).contains("no signature"), "{name}: {value}");
        }
        let spoilt = String::from_utf8_lossy(BODY).replace("9.90", "0.90");
        assert!(fails(&[SECRET], &good, spoilt.as_bytes()).contains("no signature"));
        let sign = Webhook::new(SECRET).unwrap().sign("event_1", at, b"[]").unwrap();
        let mut headers = good.clone();
        headers.insert("webhook-signature", sign.parse().unwrap());
        assert!(fails(&[SECRET], &headers, b"[]").contains("body cannot be read"));
    }
}
