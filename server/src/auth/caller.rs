//! The extractor that says who is calling. Handlers without it are for everybody.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use comanda_core::actor::Actor;
use comanda_core::id::SessionId;
use comanda_core::refusal::Refusal;

use super::tokens::{Claims, Purpose};
use super::{api_keys, digests, standing};
use crate::respond::Failure;
use crate::state::AppState;

/// Somebody who is signed in, or a device with a key. What they may do is asked by the flow.
pub struct Caller(pub Actor);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        Badge::from_request_parts(parts, app).await?.actor(app).await.map(Self)
    }
}

/// What a caller showed. Whoever answers for longer than a moment looks at it again.
#[derive(Debug, Clone)]
pub enum Badge {
    /// An access token that the shop made and that has not ended.
    Session(Claims),
    /// What may be the secret of a key, as it is stored.
    Key(String),
}

impl FromRequestParts<AppState> for Badge {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let bearer = bearer(parts).ok_or(Refusal::NotAuthenticated)?;
        if api_keys::is_secret(bearer) {
            return Ok(Self::Key(digests::stored(bearer)));
        }
        let claims = app.tokens().check(Purpose::Access, bearer).ok_or(Refusal::NotAuthenticated)?;
        Ok(Self::Session(claims))
    }
}

impl Badge {
    /// Whose it is and what they are now; refused when it counts no more. When it ends is not looked at.
    pub async fn actor(&self, app: &AppState) -> Result<Actor, Failure> {
        match self {
            Self::Session(claims) => standing::of_session(app, claims).await,
            Self::Key(hash) => standing::of_key(app, hash.clone()).await,
        }
    }

    /// When it ends by itself.
    pub fn ends_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Session(claims) => claims.ends_at(),
            Self::Key(_) => None,
        }
    }
}

/// Somebody who is signed in, and in which session. A device with a key has none.
pub struct InSession {
    /// Who.
    pub actor: Actor,
    /// Which.
    pub session: SessionId,
}

impl FromRequestParts<AppState> for InSession {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Failure> {
        let Caller(actor) = Caller::from_request_parts(parts, app).await?;
        let claims = bearer(parts).and_then(|token| app.tokens().check(Purpose::Access, token));
        Ok(Self { actor, session: claims.ok_or(Refusal::Forbidden)?.sid })
    }
}

/// The token of the only `Authorization` header; two of them are none.
fn bearer(parts: &Parts) -> Option<&str> {
    let mut values = parts.headers.get_all(AUTHORIZATION).iter();
    let (scheme, token) = values.next()?.to_str().ok()?.split_once(' ')?;
    (values.next().is_none() && scheme.eq_ignore_ascii_case("bearer")).then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn token(values: &[&str]) -> Option<String> {
        let mut request = Request::builder();
        for value in values {
            request = request.header(AUTHORIZATION, *value);
        }
        bearer(&request.body(()).unwrap().into_parts().0).map(str::to_owned)
    }

    #[test]
    fn only_one_bearer_token_is_taken() {
        assert_eq!(token(&["Bearer abc"]).as_deref(), Some("abc"));
        assert_eq!(token(&["bearer  abc"]).as_deref(), Some("abc"));
        for none in [&[][..], &["Basic abc"], &["abc"], &["Bearer"], &["Bearer a", "Bearer b"]] {
            assert_eq!(token(none), None, "{none:?}");
        }
    }
}
