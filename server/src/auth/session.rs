//! Sessions: a password or a PIN buys a pair of tokens, a refresh token buys the next pair, once.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{self, Candidate, NewToken, Rotation, SessionStart, SignIn};
use comanda_core::id::ApiKeyId;
use comanda_core::refusal::Refusal;
use comanda_core::text;
use comanda_core::wire::accounts::PinLogin;
use comanda_core::wire::{Login, TokenPair, UserView};

use super::digests::{self, Digests, Subject};
use super::passwords::needs_rehash;
use super::tokens::{Holder, Purpose};
use crate::clock;
use crate::limits::ClientAddress;
use crate::respond::Failure;
use crate::state::AppState;

/// How long somebody may stay away before they have to sign in again.
const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(30);
/// The same at a device of the shop, where others stand as well: a shift.
const SHIFT: TimeDelta = TimeDelta::hours(16);

/// A refresh token: 256 bits that nobody guesses, of which the database keeps only a digest.
struct RefreshToken(String);

impl RefreshToken {
    /// The first of a session: random.
    fn new() -> Self {
        let random: [u8; 32] = rand::random();
        Self(BASE64_URL_SAFE_NO_PAD.encode(random))
    }

    /// The one that follows `presented`: always the same, so that calls that cross each other agree on it.
    fn after(digests: &Digests, presented: &str) -> Self {
        Self(digests.of(Subject::Successor, &[presented.as_bytes()]))
    }

    fn stored(&self, ends: DateTime<Utc>) -> NewToken {
        NewToken { hash: digests::stored(&self.0), expires_at: ends }
    }
}

/// Starts a session. A wrong name, a wrong password and a switched-off account are the same answer, after
/// the same time.
pub async fn sign_in(app: &AppState, login: Login, from: ClientAddress) -> Result<TokenPair, Failure> {
    let device = login.device.and_then(|token| app.tokens().check(Purpose::Device, token.expose()));
    let folded = text::folded(&login.username);
    let sign_in = SignIn {
        login_digest: app.digests().of(Subject::Login, &[folded.as_bytes()]),
        login: login.username,
        known_device_of: device.map(|claims| claims.sub),
        address: from.to_string(),
    };
    let password = login.password.into_exposed();
    let mut opened = by_password(app, sign_in.clone(), &password).await?;
    if opened.is_none() {
        opened = by_password(app, sign_in, &password).await?;
    }
    Ok(opened.ok_or(Refusal::InvalidCredentials)?)
}

/// None when the password is right and its hash was replaced while it was compared: by another sign-in, which
/// made a stronger one of it, or because it is no longer the password. A second look tells.
async fn by_password(app: &AppState, sign_in: SignIn, password: &str) -> Result<Option<TokenPair>, Failure> {
    let now = clock::now();
    let candidate = app.write(move |tx| accounts::begin_sign_in(tx, &sign_in, now)).await?;
    let right = app.passwords().verify(password.to_owned(), candidate.hash.clone()).await?;
    let stronger = match candidate.hash.as_deref().filter(|hash| right && needs_rehash(hash)) {
        Some(_) => Some(app.passwords().hash_apart(password.to_owned()).await?),
        None => None,
    };
    let visit = Visit { api_key: None, lasts: REFRESH_LIFETIME, wrong: Refusal::InvalidCredentials };
    match open(app, candidate, right, stronger, visit).await {
        Err(Failure::Refused(Refusal::InvalidCredentials)) if right => Ok(None),
        opened => opened.map(Some),
    }
}

/// Starts a session at a device of the shop. A wrong PIN, no PIN and a stranger are the same answer.
pub async fn sign_in_by_pin(app: &AppState, device: Actor, login: PinLogin) -> Result<TokenPair, Failure> {
    let (user, now, api_key) = (login.user_id, clock::now(), device.api_key_id());
    let candidate = app.write(move |tx| accounts::begin_pin_login(tx, &device, user, now)).await?;
    let right = app.passwords().verify(login.pin.into_exposed(), candidate.hash.clone()).await?;
    let visit = Visit { api_key, lasts: SHIFT, wrong: Refusal::InvalidPin };
    open(app, candidate, right, None, visit).await
}

/// What the ways to sign in differ in.
struct Visit {
    api_key: Option<ApiKeyId>,
    lasts: TimeDelta,
    wrong: Refusal,
}

async fn open(
    app: &AppState,
    candidate: Candidate,
    right: bool,
    rehashed: Option<String>,
    visit: Visit,
) -> Result<TokenPair, Failure> {
    let user = candidate.user.filter(|user| right && user.is_active).ok_or(visit.wrong)?;
    let (now, refresh) = (clock::now(), RefreshToken::new());
    let start = SessionStart {
        user: user.id,
        api_key: visit.api_key,
        token: refresh.stored(now + visit.lasts),
        guess: candidate.guess,
        hash: candidate.hash,
        rehashed,
    };
    let session = app.write(move |tx| accounts::start_session(tx, &start, now)).await?;
    let holder = Holder { user: user.id, session, version: candidate.token_version };
    let user = UserView { last_login: Some(now), ..user };
    let mut pair = pair(app, user, &holder, refresh, now)?;
    if visit.api_key.is_none() {
        pair.device = Some(app.tokens().issue(Purpose::Device, &holder, now).map_err(broken)?.0.into());
    }
    Ok(pair)
}

/// Uses up a refresh token for the next pair.
pub async fn renew(app: &AppState, presented: &str) -> Result<TokenPair, Failure> {
    let (now, refresh) = (clock::now(), RefreshToken::after(app.digests(), presented));
    let (presented, next) = (digests::stored(presented), refresh.stored(now + REFRESH_LIFETIME));
    match app.write(move |tx| accounts::rotate(tx, &presented, &next, now)).await? {
        Rotation::Done(rotated) => {
            let (user, version) = (rotated.user, rotated.token_version);
            let holder = Holder { user: user.id, session: rotated.session, version };
            pair(app, user, &holder, refresh, now)
        }
        Rotation::Ended => Err(Refusal::SessionEnded.into()),
    }
}

/// Ends the session of a refresh token; one that ended already stays ended.
pub async fn sign_out(app: &AppState, presented: &str) -> Result<(), Failure> {
    let (presented, now) = (digests::stored(presented), clock::now());
    let ended = app.write(move |tx| accounts::end_session(tx, &presented, now)).await?;
    // Anybody may show anything here: only what ended something is worth reading all standings again.
    if ended.is_some() {
        app.standings().forget();
    }
    Ok(())
}

/// Ends every session of the actor.
pub async fn sign_out_everywhere(app: &AppState, actor: Actor) -> Result<(), Failure> {
    let now = clock::now();
    app.write(move |tx| accounts::end_own_sessions(tx, &actor, now)).await?;
    app.standings().forget();
    Ok(())
}

fn pair(
    app: &AppState,
    user: UserView,
    holder: &Holder,
    refresh: RefreshToken,
    now: DateTime<Utc>,
) -> Result<TokenPair, Failure> {
    let (access, access_expires_at) = app.tokens().issue(Purpose::Access, holder, now).map_err(broken)?;
    Ok(TokenPair { access, refresh: refresh.0, access_expires_at, device: None, user })
}

#[expect(clippy::needless_pass_by_value, reason = "stands in map_err")]
fn broken(cause: jsonwebtoken::errors::Error) -> Failure {
    Failure::Broken(cause.to_string())
}
