//! How often one address may ask, by class of request. Asked by `front` before anything else happens, also
//! for what the catalogue's cache answers; whoever asks too often costs no more than this.

pub mod address;
mod class;
mod meter;

use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue, Method};
use comanda_core::refusal::Refusal;
use governor::clock::{Clock, DefaultClock};

pub use address::{ClientAddress, TrustedProxies};
pub use class::Class;
use meter::Meter;

/// The quota that a request counted against, as draft-ietf-httpapi-ratelimit-headers-10 writes it.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// What is left of that quota for the caller.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// What every address has asked lately.
pub struct Limits<C: Clock = DefaultClock> {
    sign_in: Meter<C>,
    write: Meter<C>,
    read: Meter<C>,
}

/// What was decided of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// It is of no class that is counted.
    Free,
    /// It was counted, and may go on.
    Within(Standing),
    /// It was one too many.
    Over(Standing),
}

/// Where a caller stands in the class of the request that was just ruled on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    class: Class,
    /// How many more may come at once.
    remaining: u32,
    /// Whole seconds until there is one more than that.
    next: u32,
}

impl Ruling {
    /// Where the caller stands now, if that is counted.
    pub const fn standing(self) -> Option<Standing> {
        match self {
            Self::Free => None,
            Self::Within(standing) | Self::Over(standing) => Some(standing),
        }
    }
}

impl<C: Clock> Limits<C> {
    /// Nobody has asked anything yet.
    pub fn new(clock: &C) -> Self
    where
        C: Clone,
    {
        let meter = |class| Meter::new(class, clock.clone());
        Self { sign_in: meter(Class::SignIn), write: meter(Class::Write), read: meter(Class::Read) }
    }

    /// Counts a request of `caller` for this, unless it is one too many.
    pub fn rule(&self, caller: ClientAddress, method: &Method, path: &str) -> Ruling {
        Class::of(method, path).map_or(Ruling::Free, |class| self.meter(class).rule(caller))
    }

    fn meter(&self, class: Class) -> &Meter<C> {
        match class {
            Class::SignIn => &self.sign_in,
            Class::Write => &self.write,
            Class::Read => &self.read,
        }
    }
}

impl Standing {
    /// What a caller is told whose request was one too many.
    pub const fn refusal(self) -> Refusal {
        Refusal::TooManyRequests { retry_after: self.next }
    }

    /// Says it in the headers of an answer.
    pub fn tell(self, headers: &mut HeaderMap) {
        headers.insert(RATE_LIMIT_POLICY, HeaderValue::from_static(self.class.policy()));
        let text = format!("\"{}\";r={};t={}", self.class.as_str(), self.remaining, self.next);
        if let Ok(value) = HeaderValue::try_from(text) {
            headers.insert(RATE_LIMIT, value);
        }
    }
}

#[cfg(test)]
mod tests;
