//! Signing in by password or PIN, staying signed in, signing out: renews the access token before it ends and
//! once for many callers. Reached through [`Client`].

use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use comanda_core::wire::accounts::{PinLogin, PinUser};
use comanda_core::wire::{Login, Problem, Refresh, Secret, TokenPair, UserView};
use futures::TryStreamExt;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::page::Listing;
use crate::session::{Access, Freshness};

const PIN_LOGIN: &str = "api/auth/pin-login/";

impl Client {
    /// Signs in with a user name or an e-mail address; the tokens stay inside and are renewed by themselves.
    /// Answers who it is.
    ///
    /// A wrong password too many is answered at once with [`Refusal::TooManyAttempts`], which says how long
    /// to wait. A [`device`](Self::device) that signed in before is not kept out by others who guess.
    pub async fn login(&self, username: &str, password: &str) -> Result<UserView> {
        let device = self.inner.session.device();
        let login = Login { username: username.to_owned(), password: password.into(), device };
        self.enter(&Call::ask("api/auth/login/", &login)?.unsigned().once()).await
    }

    /// What the server knows this device by since the last sign-in with a password, also after it was signed
    /// out. A program that keeps it gives it to [`ClientBuilder::device`](crate::ClientBuilder::device).
    pub fn device(&self) -> Option<Secret> {
        self.inner.session.device()
    }

    /// Who signs in by PIN at this device. Needs the API key of a counter, whoever is signed in.
    pub async fn pin_users(&self) -> Result<Vec<PinUser>> {
        Listing::new(self, PIN_LOGIN).by_key().stream().try_collect().await
    }

    /// Signs in by PIN. Needs the API key of a counter, whoever is signed in; answers as
    /// [`login`](Self::login) does.
    pub async fn pin_login(&self, user: UserId, pin: &str) -> Result<UserView> {
        let login = PinLogin { user_id: user, pin: pin.into() };
        self.enter(&Call::ask(PIN_LOGIN, &login)?.by_key().once()).await
    }

    async fn enter(&self, call: &Call) -> Result<UserView> {
        let answer = self.send(call).await?;
        let tokens: TokenPair = answer.read()?;
        let user = tokens.user.clone();
        self.inner.session.keep(tokens, answer.sent_at());
        Ok(user)
    }

    /// Forgets the session here and ends it on the server.
    pub async fn logout(&self) -> Result<()> {
        let Some(tokens) = self.inner.session.forget() else { return Ok(()) };
        let refresh = Refresh { refresh: tokens.refresh.into() };
        self.send(&Call::ask("api/auth/logout/", &refresh)?.unsigned()).await.map(drop)
    }

    /// Ends every session of the account, on this device and all others, and forgets the one here, also when
    /// the server could not be told.
    pub async fn logout_all(&self) -> Result<()> {
        let Some(user) = self.user() else { return Ok(()) };
        let told = self.send(&Call::new(Method::POST, "api/auth/logout-all/")).await;
        self.inner.session.forget_user(user.id);
        told.map(drop)
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

    /// The account of whoever is signed in.
    pub(crate) fn user_id(&self) -> Result<UserId> {
        self.inner.session.tokens().map(|tokens| tokens.user.id).ok_or_else(|| no(&Refusal::NotAuthenticated))
    }

    /// A token that still counts; `None` when nobody is signed in.
    pub(crate) async fn access(&self) -> Result<Option<Access>> {
        match self.inner.session.access() {
            None => Ok(None),
            Some((access, Freshness::Fresh)) => Ok(Some(access)),
            Some((access, Freshness::Ending)) => self.renew(&access).await.map(Some),
        }
    }

    /// Exchanges the pair of `old` for the next one, unless somebody else has meanwhile. An exchange whose
    /// answer was lost is repeated: for a while the server gives the same successor again.
    pub(crate) async fn renew(&self, old: &Access) -> Result<Access> {
        let session = &self.inner.session;
        let _one_at_a_time = session.exchange.lock().await;
        if session.successor(old).is_none() {
            let tokens = session.tokens().ok_or_else(session_ended)?;
            let refresh = Refresh { refresh: tokens.refresh.into() };
            let call = Call::ask("api/auth/token/refresh/", &refresh)?.unsigned();
            // Boxed because sending a signed call may come back here.
            let answer = Box::pin(self.send(&call)).await.inspect_err(|error| {
                if error.is_unauthenticated() {
                    session.forget_pair(old);
                }
            })?;
            session.succeed(old, answer.read()?, answer.sent_at());
        }
        // What one person began is not finished in the name of the next.
        let next = session.successor(old).filter(|next| next.user == old.user);
        next.ok_or_else(session_ended)
    }
}

/// What the server would say, where it need not be asked.
pub(crate) fn session_ended() -> Error {
    no(&Refusal::SessionEnded)
}

fn no(refusal: &Refusal) -> Error {
    Error::Problem(Box::new(Problem::of(refusal, 401, String::new())))
}
