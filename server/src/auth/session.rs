//! Sessions: a password buys a pair of tokens, a refresh token buys the next pair, once.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use comanda_core::flows::accounts::{self, NewToken, Rotation};
use comanda_core::refusal::Refusal;
use comanda_core::wire::{Login, TokenPair, UserView};
use sha2::{Digest, Sha256};

use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How long a till may lie idle before somebody has to sign in again.
const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(30);

/// A refresh token: 256 random bits, of which the database keeps only a digest.
struct RefreshToken(String);

impl RefreshToken {
    fn new() -> Self {
        let random: [u8; 32] = rand::random();
        Self(BASE64_URL_SAFE_NO_PAD.encode(random))
    }

    fn stored(&self, now: DateTime<Utc>) -> NewToken {
        NewToken { hash: digest(&self.0), expires_at: now + REFRESH_LIFETIME }
    }
}

fn digest(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}

/// Starts a session. A wrong name, a wrong password and a switched-off account are the same answer, after
/// the same time.
pub async fn sign_in(app: &AppState, login: Login) -> Result<TokenPair, Failure> {
    let name = login.username;
    let found = app.read(move |tx| accounts::credentials(tx, &name)).await?;
    let hash = found.as_ref().map(|known| known.password_hash.clone());
    let right = app.passwords().verify(login.password, hash).await?;
    let known = found.filter(|known| right && known.user.is_active).ok_or(Refusal::InvalidCredentials)?;

    let (now, refresh) = (clock::now(), RefreshToken::new());
    let (user, token) = (known.user.id, refresh.stored(now));
    app.write(move |tx| accounts::start_session(tx, user, &token, now)).await?;
    pair(app, known.user, known.token_version, refresh, now)
}

/// Uses up a refresh token for the next pair.
pub async fn renew(app: &AppState, presented: &str) -> Result<TokenPair, Failure> {
    let (now, refresh) = (clock::now(), RefreshToken::new());
    let (presented, token) = (digest(presented), refresh.stored(now));
    match app.write(move |tx| accounts::rotate(tx, &presented, &token, now)).await? {
        Rotation::Done(rotated) => pair(app, rotated.user, rotated.token_version, refresh, now),
        Rotation::Ended => Err(Refusal::SessionEnded.into()),
    }
}

/// Ends the session of a refresh token; one that ended already stays ended.
pub async fn sign_out(app: &AppState, presented: &str) -> Result<(), Failure> {
    let (presented, now) = (digest(presented), clock::now());
    app.write(move |tx| accounts::end_session(tx, &presented, now)).await
}

fn pair(
    app: &AppState,
    user: UserView,
    token_version: i64,
    refresh: RefreshToken,
    now: DateTime<Utc>,
) -> Result<TokenPair, Failure> {
    let (access, access_expires_at) = app
        .tokens()
        .issue(user.id, token_version, now)
        .map_err(|cause| Failure::Broken(cause.to_string()))?;
    Ok(TokenPair { access, refresh: refresh.0, access_expires_at, user })
}
