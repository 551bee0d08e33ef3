//! HTTP without the SDK, for what a well-behaved client never sends and for looking at bytes.

use comanda_sdk::wire::Problem;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A plain HTTP client of one server. Follows no redirects, repeats nothing.
#[derive(Debug, Clone)]
pub struct Raw {
    http: reqwest::Client,
    url: String,
}

/// What came back, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

impl Raw {
    /// Of the server at `url`.
    pub fn new(url: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, url: url.trim_end_matches('/').to_owned() }
    }

    /// A request to be completed; `path` starts with a slash.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// GET without credentials.
    pub async fn get(&self, path: &str) -> Answered {
        Answered::of(self.request(Method::GET, path)).await
    }

    /// A JSON body, in the name of `token`.
    pub async fn json(&self, method: Method, path: &str, token: Option<&str>, body: &Value) -> Answered {
        Answered::of(signed(self.request(method, path), token).json(body)).await
    }

    /// A keyed JSON command, in the name of `token`.
    pub async fn command(&self, path: &str, token: &str, key: &str, body: &Value) -> Answered {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key);
        Answered::of(signed(request, Some(token)).json(body)).await
    }
}

/// Adds the access token, where there is one.
pub fn signed(request: RequestBuilder, token: Option<&str>) -> RequestBuilder {
    match token {
        Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    }
}

impl Answered {
    /// Sends the request and reads all of the answer; of a stream, which does not end, what is said first.
    pub async fn of(request: RequestBuilder) -> Self {
        let mut response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let body = if kind == "text/event-stream" {
            response.chunk().await.unwrap().unwrap_or_default()
        } else {
            response.bytes().await.unwrap()
        };
        Self { status, headers, body: body.to_vec() }
    }

    /// A header's text; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body, read as `T`.
    pub fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The problem that came back, or what is wrong with it as one.
    pub fn problem(&self) -> Result<Problem, String> {
        let told = |wrong: &str| format!("{wrong}: {} {}", self.status, self.text());
        if !self.header(CONTENT_TYPE.as_str()).starts_with("application/problem+json") {
            return Err(told("not a problem+json"));
        }
        let problem: Problem =
            serde_json::from_slice(&self.body).map_err(|error| told(&error.to_string()))?;
        if problem.status != self.status {
            return Err(told("another status inside than outside"));
        }
        if problem.code.is_empty() || problem.detail.is_empty() || problem.r#type.is_empty() {
            return Err(told("no code, detail or type"));
        }
        if problem.request_id.is_empty() || problem.request_id != self.header("x-request-id") {
            return Err(told("not the request id of the header"));
        }
        Ok(problem)
    }
}
