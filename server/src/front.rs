//! The first and the last to see a request: names it, turns it away when its address asks too often, answers
//! it from the catalogue's cache when that is all it takes, and sends every answer off with its name, its safe
//! headers, and as a problem if it is one.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_SECURITY_POLICY, HeaderName, ORIGIN, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, Method};
use axum::response::Response;
use futures::future::{BoxFuture, Either, Ready, ready};
use governor::clock::DefaultClock;
use tower::Service;

use crate::config::{RateLimits, Settings};
use crate::limits::{Limits, Ruling, Standing, TrustedProxies};
use crate::respond::Failure;
use crate::state::AppState;
use crate::{catalogue_cache, layers, respond};

/// Names a request in answers, problems and logs.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The whole server as one service.
#[derive(Clone)]
pub struct Front {
    app: AppState,
    router: Router,
    turning_away: Router,
    proxies: TrustedProxies,
    limits: Option<Arc<Limits>>,
    transport: Transport,
}

/// How customers reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transport {
    /// Perhaps without TLS: on this machine, in this house.
    Plain,
    /// Only by https, so browsers are told to insist on it.
    Https,
}

impl Transport {
    fn of(settings: &Settings) -> Self {
        let secure = settings.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
        if secure { Self::Https } else { Self::Plain }
    }
}

impl Front {
    /// Before `router`, which has its layers already.
    pub fn new(app: AppState, router: Router, settings: &Settings) -> Self {
        let limits = match settings.rate_limits {
            RateLimits::On => Some(Arc::new(Limits::new(&DefaultClock::default()))),
            RateLimits::Off => None,
        };
        Self {
            app,
            router,
            turning_away: layers::turning_away(&settings.cors_origins),
            proxies: settings.trusted_proxies.clone(),
            limits,
            transport: Transport::of(settings),
        }
    }
}

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future =
        Either<Ready<Result<Response, Infallible>>, BoxFuture<'static, Result<Response, Infallible>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let caller = self.proxies.caller(&request);
        let ruling = match &self.limits {
            Some(limits) => limits.rule(caller, request.method(), request.uri().path()),
            None => Ruling::Free,
        };
        let seal = Seal { id: name(&request), standing: ruling.standing(), transport: self.transport };
        if let Ruling::Over(standing) = ruling {
            request.extensions_mut().insert(Failure::from(standing.refusal()));
            let answering = self.turning_away.call(request);
            return Either::Right(Box::pin(async move { Ok(seal.on(answering.await?)) }));
        }
        if let Some(answer) = at_hand(&self.app, &request) {
            return Either::Left(ready(Ok(seal.on(answer))));
        }
        request.headers_mut().insert(REQUEST_ID, seal.id.clone());
        request.extensions_mut().insert(caller);
        let answering = self.router.call(request);
        Either::Right(Box::pin(async move { Ok(seal.on(answering.await?)) }))
    }
}

/// What the cache holds for a request that wants neither compression nor a word for another origin.
fn at_hand(app: &AppState, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let plain = request.method() == Method::GET
        && !headers.contains_key(ACCEPT_ENCODING)
        && !headers.contains_key(ORIGIN);
    let mut answer = plain.then(|| catalogue_cache::at_hand(app, request.uri(), headers)).flatten()?;
    // As the layers say it of the answers that they see.
    answer.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding, origin"));
    Some(answer)
}

/// The caller's request id, or a new one; nothing that could not stand in a log line is taken.
fn name(request: &Request) -> HeaderValue {
    let fits = |id: &&HeaderValue| (1..=128).contains(&id.len()) && id.to_str().is_ok();
    request.headers().get(REQUEST_ID).filter(fits).cloned().unwrap_or_else(fresh_name)
}

/// Unlike any other: at random for the process, counted within it.
fn fresh_name() -> HeaderValue {
    static PROCESS: LazyLock<u64> = LazyLock::new(rand::random);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let text = format!("{:016x}{:016x}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed));
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("unknown"))
}

/// What every answer to one request bears.
struct Seal {
    id: HeaderValue,
    standing: Option<Standing>,
    transport: Transport,
}

impl Seal {
    fn on(self, response: Response) -> Response {
        let mut response = respond::finish(response, self.id.to_str().unwrap_or_default());
        let headers = response.headers_mut();
        headers.insert(REQUEST_ID, self.id);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(nothing);
        if let Some(standing) = self.standing {
            standing.tell(headers);
        }
        match self.transport {
            Transport::Plain => {}
            Transport::Https => {
                headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
            }
        }
        response
    }
}

#[cfg(test)]
pub mod tests;
