//! Sends one call: signs it, repeats it after passing failures, reads the answer. Called by `api` and `auth`.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use comanda_core::id::UserId;
use comanda_core::wire::Problem;
use reqwest::header::{AUTHORIZATION, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::auth::session_ended;
use crate::call::{Call, Repeat, Sign};
use crate::client::Client;
use crate::error::{Error, Evidence, Result};
use crate::session::Access;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: &str = "x-request-id";
/// A server that asks for a longer pause gets its answer shown instead of being waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The longest that somebody listens on one connection; a client without a limit cannot be had.
const FOR_EVER: Duration = Duration::from_hours(10 * 365 * 24);

/// What came back: a success, or 304. Its body may be a secret.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
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
pub(crate) struct Failure {
    pub(crate) error: Error,
    /// What it tells about the command.
    evidence: Evidence,
    /// How long to wait at least before the next attempt; `None` when another would not help.
    pub(crate) pause: Option<Duration>,
}

/// A call that was given up.
struct Lost {
    error: Error,
    /// What all attempts tell about the command.
    evidence: Evidence,
    /// What those before the last one tell.
    earlier: Evidence,
}

impl Failure {
    /// The command was sent, and this came of it; the server may have asked for a pause.
    fn sent(error: Error, asked: Option<Duration>) -> Self {
        let asked = asked.unwrap_or_default();
        let pause = (error.is_passing() && asked <= LONGEST_PAUSE).then_some(asked);
        Self { evidence: error.evidence(), error, pause }
    }

    /// The command never left: there was no token for it, or it cannot travel.
    pub(crate) const fn unsent(error: Error) -> Self {
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
        self.deliver(call).await.map_err(|lost| in_doubt(call, lost.evidence, lost.error))
    }

    /// Removes what is at `path`. Where a repetition finds nothing any more, the attempt before it, whose
    /// answer was lost, has removed it.
    pub(crate) async fn remove(&self, path: String) -> Result<()> {
        match self.deliver(&Call::new(Method::DELETE, path)).await {
            Ok(_) => Ok(()),
            Err(lost) if lost.earlier == Evidence::Open && lost.error.status() == Some(404) => Ok(()),
            Err(lost) => Err(lost.error),
        }
    }

    async fn deliver(&self, call: &Call) -> std::result::Result<Answer, Lost> {
        let speaker = self.user().map(|user| user.id);
        let mut earlier = Evidence::NotThisTime;
        let mut delays = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(100))
            .with_max_delay(Duration::from_secs(5))
            .with_max_times(self.inner.retries)
            .build();
        loop {
            let failure = match self.signed(call, speaker).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let evidence = earlier.and(failure.evidence);
            let pause = failure.pause.filter(|_| call.repeat == Repeat::Freely || failure.error.never_left());
            let Some((pause, delay)) = pause.zip(delays.next()) else {
                return Err(Lost { error: failure.error, evidence, earlier });
            };
            tracing::debug!(path = call.path, error = %failure.error, "repeating");
            tokio::time::sleep(delay.max(pause)).await;
            earlier = evidence;
        }
    }

    /// One attempt in the name of `speaker`; an access token that no longer counts is renewed once.
    async fn signed(&self, call: &Call, speaker: Option<UserId>) -> std::result::Result<Answer, Failure> {
        let access = match call.sign {
            Sign::Nobody => return self.attempt(call, None).await,
            Sign::Key if self.inner.api_key.is_none() => return Err(Failure::unsent(no_key())),
            Sign::Key => None,
            Sign::Session => self.access().await.map_err(Failure::unsent)?,
        };
        if call.sign == Sign::Session && call.belongs_to_another(speaker, access.as_ref()) {
            return Err(Failure::unsent(session_ended()));
        }
        let Some(access) = access else { return self.attempt(call, self.inner.api_key.clone()).await };
        match self.attempt(call, Some(signature(&access)?)).await {
            Err(refused) if refused.error.is_unauthenticated() => {
                let renewed = self.renew(&access).await.map_err(Failure::unsent)?;
                self.attempt(call, Some(signature(&renewed)?)).await
            }
            outcome => outcome,
        }
    }

    async fn attempt(&self, call: &Call, by: Option<HeaderValue>) -> std::result::Result<Answer, Failure> {
        let request = self.request(call, by).map_err(Failure::unsent)?;
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

    /// One attempt at something whose answer does not end: what comes back is its head.
    pub(crate) async fn open(
        &self,
        call: &Call,
        by: Option<HeaderValue>,
    ) -> std::result::Result<reqwest::Response, Failure> {
        let limit = self.inner.timeout;
        let mut request = self.request(call, by).map_err(Failure::unsent)?;
        *request.timeout_mut() = Some(FOR_EVER);
        let head = tokio::time::timeout(limit, self.inner.http.execute(request)).await;
        let head = head.map_err(|_| Failure::sent(Error::Timeout { limit }, None))?;
        let response = head.map_err(|error| Failure::sent(broken(error, limit), None))?;
        let (status, headers) = (response.status(), response.headers().clone());
        if status.is_success() {
            return Ok(response);
        }
        let body = tokio::time::timeout(limit, response.bytes()).await;
        let body = body.map_err(|_| Failure::sent(Error::Timeout { limit }, None))?;
        let body = body.map_err(|error| Failure::sent(broken(error, limit), None))?;
        let answer = Answer { status, headers, body };
        let asked = pause(&answer);
        Err(Failure::sent(answer.into_error(), asked))
    }

    fn request(&self, call: &Call, by: Option<HeaderValue>) -> Result<reqwest::Request> {
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
        if let Some(by) = by {
            request = request.header(AUTHORIZATION, by);
        }
        request.build().map_err(|error| Error::Config(error.to_string()))
    }
}

fn no_key() -> Error {
    Error::Config("this needs the API key of a counter; see ClientBuilder::api_key".to_owned())
}

fn signature(access: &Access) -> std::result::Result<HeaderValue, Failure> {
    bearer(&access.token, "access token").map_err(Failure::unsent)
}

/// How a token or a key signs a request; `what` it is goes into the error, itself never.
pub(crate) fn bearer(token: &str, what: &str) -> Result<HeaderValue> {
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::Config(format!(
            "the {what} is empty, or has characters that do not belong in one"
        )));
    }
    let mut bearer = HeaderValue::try_from(format!("Bearer {token}"))
        .map_err(|_| Error::Config(format!("the {what} cannot travel in a header")))?;
    bearer.set_sensitive(true);
    Ok(bearer)
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
