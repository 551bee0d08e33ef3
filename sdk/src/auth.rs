//! The session: signs in, renews the access token before it ends and once for many callers, forgets.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use comanda_core::wire::{Login, Refresh, TokenPair, UserView};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::Call;

/// A token this close to its end is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(15);
/// No token is taken to live longer; beyond, a clock could run over.
const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// Who is signed in, shared by all clones of a client.
pub(crate) struct Session {
    holder: RwLock<Holder>,
    /// Held while tokens are exchanged: the others wait for the new pair instead of asking for their own.
    exchange: Mutex<()>,
}

#[derive(Default)]
struct Holder {
    tokens: Option<TokenPair>,
    /// When the access token should be renewed, by this process's clock.
    renew_at: Option<Instant>,
    /// Counts the pairs, so that a caller knows whether its own was replaced meanwhile.
    generation: u64,
}

/// An access token, and which pair it is of.
pub(crate) struct Access {
    pub(crate) token: String,
    pub(crate) generation: u64,
}

impl Session {
    pub(crate) fn new(tokens: Option<TokenPair>) -> Self {
        let session = Self { holder: RwLock::default(), exchange: Mutex::new(()) };
        if let Some(tokens) = tokens {
            session.keep(tokens, None);
        }
        session
    }

    /// Keeps a pair. `sent_at` is the server's time of sending: with it, a wrong clock on this side is
    /// neither fooled into renewing all the time nor into using a token that ended.
    fn keep(&self, tokens: TokenPair, sent_at: Option<DateTime<Utc>>) {
        let left = tokens.access_expires_at - sent_at.unwrap_or_else(now);
        let left = left.to_std().unwrap_or_default().min(LONGEST_LIFE);
        // Half of a very short life, so that a fresh token is never renewed before it is used.
        let usable = left.saturating_sub(MARGIN).max(left / 2);
        let mut holder = self.holder.write().unwrap_or_else(PoisonError::into_inner);
        holder.renew_at = Some(Instant::now() + usable);
        holder.tokens = Some(tokens);
        holder.generation += 1;
    }

    fn forget(&self) -> Option<TokenPair> {
        let mut holder = self.holder.write().unwrap_or_else(PoisonError::into_inner);
        holder.generation += 1;
        holder.tokens.take()
    }

    fn tokens(&self) -> Option<TokenPair> {
        self.holder.read().unwrap_or_else(PoisonError::into_inner).tokens.clone()
    }

    fn access(&self) -> Option<(Access, Freshness)> {
        let holder = self.holder.read().unwrap_or_else(PoisonError::into_inner);
        let tokens = holder.tokens.as_ref()?;
        let ended = holder.renew_at.is_none_or(|at| Instant::now() >= at);
        let freshness = if ended { Freshness::Ending } else { Freshness::Fresh };
        Some((Access { token: tokens.access.clone(), generation: holder.generation }, freshness))
    }
}

enum Freshness {
    Fresh,
    Ending,
}

impl Client {
    /// Signs in; the tokens stay inside and are renewed by themselves. Answers who it is.
    pub async fn login(&self, username: &str, password: &str) -> Result<UserView> {
        let login = Login { username: username.to_owned(), password: password.to_owned() };
        let call = Call::ask("api/auth/login/", &login)?.unsigned();
        let answer = self.send(&call).await?;
        let tokens: TokenPair = answer.read()?;
        let user = tokens.user.clone();
        self.inner.session.keep(tokens, answer.sent_at());
        Ok(user)
    }

    /// Forgets the session here and ends it on the server.
    pub async fn logout(&self) -> Result<()> {
        let Some(tokens) = self.inner.session.forget() else { return Ok(()) };
        let call = Call::ask("api/auth/logout/", &Refresh { refresh: tokens.refresh })?.unsigned();
        self.send(&call).await.map(drop)
    }

    /// The tokens of the session, to be resumed later. They are as secret as a password.
    pub fn tokens(&self) -> Option<TokenPair> {
        self.inner.session.tokens()
    }

    /// Resumes a session whose tokens were kept.
    pub fn with_tokens(self, tokens: TokenPair) -> Self {
        self.inner.session.keep(tokens, None);
        self
    }

    /// Who is signed in, as told at the last login or renewal.
    pub fn user(&self) -> Option<UserView> {
        self.inner.session.tokens().map(|tokens| tokens.user)
    }

    /// A token that still counts; `None` when nobody is signed in.
    pub(crate) async fn access(&self) -> Result<Option<Access>> {
        match self.inner.session.access() {
            None => Ok(None),
            Some((access, Freshness::Fresh)) => Ok(Some(access)),
            Some((access, Freshness::Ending)) => self.renew(access.generation).await.map(Some),
        }
    }

    /// Exchanges the pair of `generation` for the next one, unless somebody else has meanwhile.
    pub(crate) async fn renew(&self, generation: u64) -> Result<Access> {
        let _one_at_a_time = self.inner.session.exchange.lock().await;
        let session = &self.inner.session;
        if let Some((access, _)) = session.access().filter(|(access, _)| access.generation != generation) {
            return Ok(access);
        }
        let tokens = session.tokens().ok_or_else(ended)?;
        let call = Call::ask("api/auth/token/refresh/", &Refresh { refresh: tokens.refresh })?.unsigned();
        // Boxed because sending a signed call may come back here.
        let answer = match Box::pin(self.send(&call)).await {
            Ok(answer) => answer,
            Err(error) => {
                if error.is_unauthenticated() {
                    session.forget();
                }
                return Err(error);
            }
        };
        session.keep(answer.read()?, answer.sent_at());
        session.access().map(|(access, _)| access).ok_or_else(ended)
    }
}

fn ended() -> Error {
    use comanda_core::refusal::Refusal;
    use comanda_core::wire::Problem;
    Error::Problem(Box::new(Problem::of(&Refusal::SessionEnded, 401, String::new())))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge of the program: a kept token's end is a wall-clock time"
)]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
