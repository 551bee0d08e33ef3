//! What a client holds of a session: the tokens, when to renew them, and the device that stays known when
//! nobody is signed in. Filled and asked by `auth`.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use comanda_core::id::UserId;
use comanda_core::wire::{Secret, TokenPair};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token this close to its end is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(15);
/// No token is taken to live longer; beyond, a clock could run over.
const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// Who is signed in, shared by all clones of a client.
pub(crate) struct Session {
    holder: RwLock<Holder>,
    /// Held while tokens are exchanged: the others wait for the new pair instead of asking for their own.
    pub(crate) exchange: Mutex<()>,
}

#[derive(Default)]
struct Holder {
    tokens: Option<TokenPair>,
    /// Says at the next sign-in that this device is known; outlives the session.
    device: Option<Secret>,
    /// When the access token should be renewed, by this process's clock.
    renew_at: Option<Instant>,
    /// Counts the pairs, so that a caller knows whether its own was replaced meanwhile.
    generation: u64,
}

/// An access token, whose it is, and which pair it is of.
pub(crate) struct Access {
    pub(crate) token: String,
    pub(crate) user: UserId,
    generation: u64,
}

pub(crate) enum Freshness {
    Fresh,
    Ending,
}

impl Session {
    pub(crate) fn new(tokens: Option<TokenPair>, device: Option<Secret>) -> Self {
        let holder = Holder { device, ..Holder::default() };
        let session = Self { holder: RwLock::new(holder), exchange: Mutex::new(()) };
        if let Some(tokens) = tokens {
            session.keep(tokens, None);
        }
        session
    }

    /// Keeps a pair. `sent_at` is the server's time of sending: with it, a wrong clock on this side is
    /// neither fooled into renewing all the time nor into using a token that ended.
    pub(crate) fn keep(&self, tokens: TokenPair, sent_at: Option<DateTime<Utc>>) {
        self.write().keep(tokens, sent_at);
    }

    /// Keeps the successor of `old`, unless somebody signed in or out meanwhile: their word counts.
    pub(crate) fn succeed(&self, old: &Access, tokens: TokenPair, sent_at: Option<DateTime<Utc>>) {
        let mut holder = self.write();
        if holder.generation == old.generation {
            holder.keep(tokens, sent_at);
        }
    }

    pub(crate) fn forget(&self) -> Option<TokenPair> {
        self.write().forget()
    }

    /// Forgets the pair of `old`, unless another took its place.
    pub(crate) fn forget_pair(&self, old: &Access) {
        let mut holder = self.write();
        if holder.generation == old.generation {
            holder.forget();
        }
    }

    /// Forgets the session if it is of `user`; somebody else may have signed in meanwhile.
    pub(crate) fn forget_user(&self, user: UserId) {
        let mut holder = self.write();
        if holder.tokens.as_ref().is_some_and(|tokens| tokens.user.id == user) {
            holder.forget();
        }
    }

    pub(crate) fn tokens(&self) -> Option<TokenPair> {
        self.read().tokens.clone()
    }

    pub(crate) fn device(&self) -> Option<Secret> {
        self.read().device.clone()
    }

    pub(crate) fn access(&self) -> Option<(Access, Freshness)> {
        let holder = self.read();
        let tokens = holder.tokens.as_ref()?;
        let ended = holder.renew_at.is_none_or(|at| Instant::now() >= at);
        let freshness = if ended { Freshness::Ending } else { Freshness::Fresh };
        let access =
            Access { token: tokens.access.clone(), user: tokens.user.id, generation: holder.generation };
        Some((access, freshness))
    }

    /// What took the place of `old`, if anything did.
    pub(crate) fn successor(&self, old: &Access) -> Option<Access> {
        self.access().map(|(access, _)| access).filter(|access| access.generation != old.generation)
    }

    fn read(&self) -> RwLockReadGuard<'_, Holder> {
        self.holder.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Holder> {
        self.holder.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Holder {
    fn keep(&mut self, tokens: TokenPair, sent_at: Option<DateTime<Utc>>) {
        let left = tokens.access_expires_at - sent_at.unwrap_or_else(now);
        let left = left.to_std().unwrap_or_default().min(LONGEST_LIFE);
        // Half of a very short life, so that a fresh token is never renewed before it is used.
        let usable = left.saturating_sub(MARGIN).max(left / 2);
        if let Some(device) = &tokens.device {
            self.device = Some(device.clone());
        }
        self.renew_at = Some(Instant::now() + usable);
        self.tokens = Some(tokens);
        self.generation += 1;
    }

    fn forget(&mut self) -> Option<TokenPair> {
        self.generation += 1;
        self.tokens.take()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge of the program: a kept token's end is a wall-clock time"
)]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
