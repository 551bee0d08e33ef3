//! One call before it is sent: what it asks for, in whose name, and when it may be sent again. Made by `api`
//! and `auth`, sent by `transport`.

use bytes::Bytes;
use comanda_core::id::UserId;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::key::IdempotencyKey;
use crate::session::Access;

/// In whose name a call speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// With the session's token; with the API key while nobody is signed in.
    Session,
    /// With the API key, whoever is signed in.
    Key,
    /// Not at all: it is about the session itself.
    Nobody,
}

/// When a call may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// After every passing failure: it has no effect, or the second time none.
    Freely,
    /// Only while no connection came about: once it left, whoever asked decides.
    Unsent,
}

/// One call, ready to be sent any number of times with the same bytes. Its body may be a secret.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) sign: Sign,
    pub(crate) repeat: Repeat,
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
            repeat: Repeat::Freely,
        }
    }

    fn json(self, body: &impl Serialize) -> Result<Self> {
        let bytes = serde_json::to_vec(body).map_err(|error| Error::Config(error.to_string()))?;
        Ok(self.content("application/json", bytes.into()))
    }

    pub(crate) fn content(self, kind: &'static str, body: Bytes) -> Self {
        self.body(HeaderValue::from_static(kind), body)
    }

    pub(crate) fn body(mut self, kind: HeaderValue, body: Bytes) -> Self {
        self.body = body;
        self.header(CONTENT_TYPE, kind)
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

    pub(crate) const fn by_key(mut self) -> Self {
        self.sign = Sign::Key;
        self
    }

    /// Not to be repeated once it left: it carries or answers a secret, and no key makes two of it one.
    pub(crate) const fn once(mut self) -> Self {
        self.repeat = Repeat::Unsent;
        self
    }

    /// True when `speaker` began the call and somebody else is signed in by now. It must not go on in their
    /// name: the server, which keeps the keys of each caller apart, would do it twice.
    pub(crate) fn belongs_to_another(&self, speaker: Option<UserId>, now: Option<&Access>) -> bool {
        let began_by_somebody = speaker.is_some() || self.key.is_some();
        began_by_somebody && speaker != now.map(|access| access.user)
    }
}
