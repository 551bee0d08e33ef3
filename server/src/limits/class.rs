//! Which requests count together, and how many of them one address may send. Read by `limits`.

use std::num::NonZeroU32;

use axum::http::Method;
use governor::Quota;

/// A kind of request with a limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Shows or changes what somebody signs in with: each is a guess that costs the server work.
    SignIn,
    /// May change something.
    Write,
    /// Only looks.
    Read,
}

impl Class {
    /// The class of a request; none for the questions that whoever runs the server asks of it.
    pub fn of(method: &Method, path: &str) -> Option<Self> {
        match path {
            "/healthz" | "/readyz" => None,
            path if *method == Method::POST && shows_a_secret(path) => Some(Self::SignIn),
            _ if [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) => Some(Self::Read),
            _ => Some(Self::Write),
        }
    }

    /// Its name in the answers' headers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Write => "write",
            Self::Read => "read",
        }
    }

    /// Its quota in the answers' headers: so many at once, and so many seconds until they are there again.
    pub const fn policy(self) -> &'static str {
        match self {
            Self::SignIn => "\"sign_in\";q=30;w=30",
            Self::Write => "\"write\";q=300;w=15",
            Self::Read => "\"read\";q=1000;w=10",
        }
    }

    /// How many a minute in the long run, and how many at once.
    pub const fn quota(self) -> Quota {
        let (a_minute, at_once) = match self {
            Self::SignIn => (60, 30),
            Self::Write => (1_200, 300),
            Self::Read => (6_000, 1_000),
        };
        Quota::per_minute(count(a_minute)).allow_burst(count(at_once))
    }
}

const fn count(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// The paths to which passwords, codes, PINs and refresh tokens are sent.
fn shows_a_secret(path: &str) -> bool {
    const PATHS: [&str; 5] = ["login/", "users/", "pin-login/", "token/refresh/", "password/change/"];
    path.strip_prefix("/api/auth/")
        .is_some_and(|rest| PATHS.contains(&rest) || rest.starts_with("password-reset/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Class; 3] = [Class::SignIn, Class::Write, Class::Read];

    #[test]
    fn what_is_told_of_a_quota_is_the_quota() {
        for class in ALL {
            let quota = class.quota();
            let (size, window) = (quota.burst_size(), quota.burst_size_replenished_in());
            assert_eq!(window.subsec_nanos(), 0, "{class:?}: a window is told in whole seconds");
            assert_eq!(class.policy(), format!("\"{}\";q={size};w={}", class.as_str(), window.as_secs()));
        }
    }

    #[test]
    fn each_request_counts_in_one_class() {
        let class = |method: Method, path: &str| Class::of(&method, path);
        for path in [
            "/api/auth/login/",
            "/api/auth/users/",
            "/api/auth/password-reset/request/",
            "/api/auth/password-reset/confirm/",
            "/api/auth/pin-login/",
            "/api/auth/token/refresh/",
            "/api/auth/password/change/",
        ] {
            assert_eq!(class(Method::POST, path), Some(Class::SignIn), "{path}");
            assert_eq!(class(Method::GET, path), Some(Class::Read), "{path}");
        }
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            assert_eq!(class(method.clone(), "/api/orders/"), Some(Class::Read));
            assert_eq!(class(method, "/api/orders/track/0123456789abcdef/"), Some(Class::Read));
        }
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::TRACE] {
            assert_eq!(class(method, "/api/orders/"), Some(Class::Write));
        }
        assert_eq!(class(Method::POST, "/api/auth/logout/"), Some(Class::Write));
    }

    #[test]
    fn health_is_never_limited() {
        for path in ["/healthz", "/readyz"] {
            assert_eq!(Class::of(&Method::GET, path), None);
            assert_eq!(Class::of(&Method::POST, path), None);
        }
        assert_eq!(Class::of(&Method::GET, "/healthz/"), Some(Class::Read));
    }
}
