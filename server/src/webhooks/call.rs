//! One call: what is sent, and what the answer means.

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use comanda_core::flows::webhooks::Claim;
use comanda_core::text;
use comanda_core::webhooks::WebhookUrl;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use tokio::time::timeout;

use super::names::Nowhere;
use super::secrets;
use crate::auth::Digests;
use crate::clock;

/// How much of an answer is read; nobody looks at it, but a connection that was read to its end is used again.
const READ: usize = 4 << 10;
/// And for how long.
const READ_FOR: Duration = Duration::from_secs(2);
/// The longest text of what went wrong, in characters.
const LONGEST: usize = 200;

/// What came of a call.
pub struct Outcome {
    pub status: Option<u16>,
    /// `None`: it arrived.
    pub error: Option<String>,
    pub retry_after: Option<TimeDelta>,
}

impl Outcome {
    pub fn failed(error: String) -> Self {
        Self { status: None, error: Some(error), retry_after: None }
    }
}

/// Calls once.
pub async fn once(client: &Client, url: &WebhookUrl, digests: &Digests, claim: &Claim) -> Outcome {
    let (id, now) = (claim.cause.to_string(), clock::now());
    let signature = match signature(digests, claim, &id, now) {
        Ok(signature) => signature,
        Err(cause) => return Outcome::failed(format!("It cannot be signed: {cause}.")),
    };
    let request = client
        .post(url.as_str())
        .header(CONTENT_TYPE, "application/json")
        .header(HEADER_WEBHOOK_ID, id)
        .header(HEADER_WEBHOOK_TIMESTAMP, now.timestamp().to_string())
        .header(HEADER_WEBHOOK_SIGNATURE, signature)
        .body(claim.payload.clone());
    match request.send().await {
        Ok(response) => answered(response, now).await,
        Err(error) => Outcome::failed(words(&error)),
    }
}

/// By each secret that counts now, the newest first.
fn signature(
    digests: &Digests,
    claim: &Claim,
    id: &str,
    now: DateTime<Utc>,
) -> Result<String, standardwebhooks::WebhookError> {
    let by = |generation: &u32| {
        let key = secrets::bytes(digests, claim.endpoint, *generation);
        Webhook::from_bytes(key.to_vec())?.sign(id, now.timestamp(), claim.payload.as_bytes())
    };
    let signatures: Result<Vec<String>, _> = claim.generations.iter().map(by).collect();
    Ok(signatures?.join(" "))
}

async fn answered(response: Response, now: DateTime<Utc>) -> Outcome {
    let status = response.status();
    let error = match status {
        status if status.is_success() => None,
        status if status.is_redirection() => {
            Some(format!("It answered {}; redirects are not followed.", status.as_u16()))
        }
        status => Some(format!("It answered {}.", status.as_u16())),
    };
    let may_ask = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let retry_after = may_ask.then(|| pause(response.headers(), now)).flatten();
    // What it says besides is nothing to anybody; that it says it too slowly does not undo its status.
    drop(timeout(READ_FOR, read(response)).await);
    Outcome { status: Some(status.as_u16()), error, retry_after }
}

async fn read(mut response: Response) {
    let mut length = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        length += chunk.len();
        if length > READ {
            return;
        }
    }
}

/// For how long it wants to be left alone: in seconds, or until when.
fn pause(headers: &HeaderMap, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(TimeDelta::seconds(seconds.into()));
    }
    DateTime::parse_from_rfc2822(text).ok().map(|until| until.to_utc() - now)
}

/// What went wrong, without the URL: there may be secrets in it.
fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "It did not answer in time.".to_owned();
    }
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        if source.is::<Nowhere>() {
            return "Its name leads to no address that may be called.".to_owned();
        }
        innermost = source;
    }
    let cause: String = text::line(&innermost.to_string()).chars().take(LONGEST).collect();
    match error.is_connect() {
        true => format!("No connection came about: {cause}."),
        // The outermost would name the URL.
        false if error.source().is_some() => format!("The connection broke: {cause}."),
        false => "The connection broke.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_until_a_moment() {
        let now: DateTime<Utc> = "2015-10-21T07:28:00Z".parse().unwrap();
        let of = |value: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
            pause(&headers, now).map(|pause| pause.num_seconds())
        };
        assert_eq!(of("120"), Some(120));
        assert_eq!(of("Wed, 21 Oct 2015 07:29:30 GMT"), Some(90));
        assert_eq!(of("Wed, 21 Oct 2015 07:27:00 GMT"), Some(-60));
        for none in ["soon", "-1", "1.5", "99999999999999999999"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn it_is_signed_as_the_specification_shows() {
        let webhook = Webhook::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = webhook.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
