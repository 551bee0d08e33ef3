//! Sends one call: signs it, repeats it after passing failures, reads the answer. Called by `api` and `auth`.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use comanda_core::wire::Problem;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::error::{Error, Evidence, Result};
use crate::key::IdempotencyKey;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: &str = "x-request-id";
/// A server that asks for a longer pause gets its answer shown instead of being waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Whether a call speaks for the signed-in user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// With the session's token, where there is one.
    Session,
    /// Not at all: it is about the session itself.
    Nobody,
}

/// One call, ready to be sent any number of times with the same bytes.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    headers: HeaderMap,
    body: Bytes,
    key: Option<IdempotencyKey>,
    sign: Sign,
}

impl Call {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// A call without an effect of its own that carries a body.
    pub(crate) fn ask(path: impl Into<String>, body: &impl Serialize) -> Result<Self> {
        Self::new(Method::POST, path).json(body)
    }

    /// A call with an effect, named by `key`.
    pub(crate) fn effect(
        method: Method,
        path: impl Into<String>,
        body: &impl Serialize,
        key: &IdempotencyKey,
    ) -> Result<Self> {
        Self::new(method, path).keyed(key).json(body)
    }

    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            key: None,
            sign: Sign::Session,
        }
    }

    fn json(self, body: &impl Serialize) -> Result<Self> {
        let bytes = serde_json::to_vec(body).map_err(|error| Error::Config(error.to_string()))?;
        Ok(self.content("application/json", bytes.into()))
    }

    pub(crate) fn content(mut self, kind: &'static str, body: Bytes) -> Self {
        self.body = body;
        self.header(CONTENT_TYPE, HeaderValue::from_static(kind))
    }

    pub(crate) fn keyed(mut self, key: &IdempotencyKey) -> Self {
        self.key = Some(key.clone());
        self
    }

    pub(crate) fn query(mut self, query: Vec<(&'static str, String)>) -> Self {
        self.query = query;
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    pub(crate) const fn unsigned(mut self) -> Self {
        self.sign = Sign::Nobody;
        self
    }
}

/// What came back: a success, or 304.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Reads the body; an error says where in it.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let mut json = serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(&mut json).map_err(|error| Error::Decode {
            at: error.path().to_string(),
            message: error.inner().to_string(),
            status: self.status.as_u16(),
            request_id: self.request_id(),
        })
    }

    /// When the server sent it, by the server's own clock.
    pub(crate) fn sent_at(&self) -> Option<DateTime<Utc>> {
        let text = self.headers.get(DATE)?.to_str().ok()?;
        DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
    }

    fn request_id(&self) -> Option<String> {
        self.headers.get(REQUEST_ID)?.to_str().ok().map(str::to_owned)
    }

    fn into_error(self) -> Error {
        let request_id = self.request_id();
        match self.read::<Problem>() {
            Ok(mut problem) => {
                if problem.request_id.is_empty() {
                    problem.request_id = request_id.unwrap_or_default();
                }
                Error::Problem(Box::new(problem))
            }
            Err(_) => Error::Unexpected { status: self.status.as_u16(), request_id },
        }
    }
}

/// A failed attempt.
struct Failure {
    error: Error,
    /// What it tells about the command.
    evidence: Evidence,
    /// How long to wait at least before the next attempt; `None` when another would not help.
    pause: Option<Duration>,
}

impl Failure {
    /// The command was sent, and this came of it; the server may have asked for a pause.
    fn sent(error: Error, asked: Option<Duration>) -> Self {
        let asked = asked.unwrap_or_default();
        let pause = (error.is_passing() && asked <= LONGEST_PAUSE).then_some(asked);
        Self { evidence: error.evidence(), error, pause }
    }

    /// The command never left: there was no token for it, or it cannot travel.
    const fn unsent(error: Error) -> Self {
        Self { error, evidence: Evidence::NotThisTime, pause: None }
    }
}

impl Client {
    /// Sends `call` and reads its answer.
    pub(crate) async fn call<T: DeserializeOwned>(&self, call: &Call) -> Result<T> {
        self.send(call).await?.read().map_err(|error| in_doubt(call, Evidence::Open, error))
    }

    /// Sends `call`, again and again within the client's limits while that is safe and may help.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer> {
        let mut evidence = Evidence::NotThisTime;
        let mut delays = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(100))
            .with_max_delay(Duration::from_secs(5))
            .with_max_times(self.inner.retries)
            .build();
        loop {
            let failure = match self.signed(call).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            evidence = evidence.and(failure.evidence);
            match failure.pause.zip(delays.next()) {
                Some((pause, delay)) => {
                    tracing::debug!(path = call.path, error = %failure.error, "repeating");
                    tokio::time::sleep(delay.max(pause)).await;
                }
                None => return Err(in_doubt(call, evidence, failure.error)),
            }
        }
    }

    /// One attempt in the name of the session; an access token that no longer counts is renewed once.
    async fn signed(&self, call: &Call) -> std::result::Result<Answer, Failure> {
        if call.sign == Sign::Nobody {
            return self.attempt(call, None).await;
        }
        let access = self.access().await.map_err(Failure::unsent)?;
        let first = self.attempt(call, access.as_ref().map(|access| access.token.as_str())).await;
        match (first, access) {
            (Err(refused), Some(access)) if refused.error.is_unauthenticated() => {
                let renewed = self.renew(access.generation).await.map_err(Failure::unsent)?;
                self.attempt(call, Some(&renewed.token)).await
            }
            (outcome, _) => outcome,
        }
    }

    async fn attempt(&self, call: &Call, token: Option<&str>) -> std::result::Result<Answer, Failure> {
        let request = self.request(call, token).map_err(Failure::unsent)?;
        let broken = |error| Failure::sent(broken(error, self.inner.timeout), None);
        let response = self.inner.http.execute(request).await.map_err(broken)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(broken)?;
        let answer = Answer { status, headers, body };
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            return Ok(answer);
        }
        let asked = pause(&answer);
        Err(Failure::sent(answer.into_error(), asked))
    }

    fn request(&self, call: &Call, token: Option<&str>) -> Result<reqwest::Request> {
        let url = self.inner.base.join(&call.path).map_err(|error| Error::Config(error.to_string()))?;
        let mut request = self.inner.http.request(call.method.clone(), url).headers(call.headers.clone());
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if !call.body.is_empty() {
            request = request.body(call.body.clone());
        }
        if let Some(key) = &call.key {
            request = request.header(IDEMPOTENCY_KEY, key.as_str());
        }
        if let Some(token) = token {
            let mut bearer = HeaderValue::try_from(format!("Bearer {token}"))
                .map_err(|_| Error::Config("the access token cannot travel in a header".to_owned()))?;
            bearer.set_sensitive(true);
            request = request.header(AUTHORIZATION, bearer);
        }
        request.build().map_err(|error| Error::Config(error.to_string()))
    }
}

fn broken(error: reqwest::Error, limit: Duration) -> Error {
    if error.is_timeout() && !error.is_connect() {
        Error::Timeout { limit }
    } else {
        Error::Transport(Arc::new(error.without_url()))
    }
}

/// Says of a keyed call that its outcome is unknown, where no attempt settled it.
fn in_doubt(call: &Call, evidence: Evidence, error: Error) -> Error {
    match (&call.key, evidence) {
        (Some(key), Evidence::Open) => Error::UnknownOutcome { key: key.clone(), cause: Box::new(error) },
        _ => error,
    }
}

/// What `Retry-After` asks for: seconds, or a date by the server's clock.
fn pause(answer: &Answer) -> Option<Duration> {
    let text = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
    (until - answer.sent_at()?).to_std().ok()
}
