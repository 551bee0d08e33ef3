//! Who looked at the board lately. A browser repeats name and password with every request; they are checked by signing in
//! as at any other door, and then the session speaks for them for a while, so that its standing decides.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use comanda_core::actor::{Actor, Permission};
use comanda_core::refusal::Refusal;
use comanda_core::wire::Login;

use crate::auth::{self, Badge, Purpose, Subject};
use crate::guessing::Turns;
use crate::limits::ClientAddress;
use crate::respond::Failure;
use crate::state::AppState;

/// A name and a password, as they were shown.
pub struct Shown {
    /// The user name or the e-mail address.
    pub username: String,
    /// The password.
    pub password: String,
}

/// Those whose password was right, by a digest of what they showed. Passwords are not kept.
#[derive(Default)]
pub struct Guests {
    known: Mutex<HashMap<String, Guest>>,
    turns: Turns,
}

struct Guest {
    badge: Badge,
    /// Ends the session.
    refresh: String,
    until: Instant,
}

/// Shows nothing: there are tokens in it.
impl fmt::Debug for Guests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guests")
    }
}

impl Guests {
    /// So long a password is not checked again.
    const REMEMBERED: Duration = Duration::from_mins(10);
    /// Those who look at a time; the one who came first makes room.
    const MOST: usize = 64;

    /// Who shows this, as they stand now. Wrong ones are counted like those of every other sign-in.
    ///
    /// # Errors
    /// When it is wrong, shown too often, or not an admin's.
    pub async fn recognize(
        &self,
        app: &AppState,
        shown: Shown,
        from: ClientAddress,
    ) -> Result<Actor, Failure> {
        let parts = [shown.username.as_bytes(), shown.password.as_bytes()];
        let digest = app.digests().of(Subject::Board, &parts);
        if let Some(actor) = self.known(app, &digest).await? {
            return Ok(actor);
        }
        // A page asks for many things at once; one sign-in is enough for them.
        let _turn = self.turns.of(digest.clone()).await;
        if let Some(actor) = self.known(app, &digest).await? {
            return Ok(actor);
        }
        self.sign_in(app, digest, shown, from).await
    }

    /// The one who showed this before, if that still counts.
    async fn known(&self, app: &AppState, digest: &str) -> Result<Option<Actor>, Failure> {
        let now = Instant::now();
        let badge =
            self.list().get(digest).filter(|guest| guest.until > now).map(|guest| guest.badge.clone());
        let Some(badge) = badge else { return Ok(None) };
        match badge.actor(app).await {
            Ok(actor) => Ok(Some(actor)),
            Err(Failure::Refused(Refusal::SessionEnded)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn sign_in(
        &self,
        app: &AppState,
        digest: String,
        shown: Shown,
        from: ClientAddress,
    ) -> Result<Actor, Failure> {
        let login = Login { username: shown.username, password: shown.password.into(), device: None };
        let pair = auth::sign_in(app, login, from).await?;
        let claims = app.tokens().check(Purpose::Access, &pair.access);
        let claims = claims.ok_or_else(|| Failure::Broken("a fresh token does not count".to_owned()))?;
        let badge = Badge::Session(claims);
        let actor = badge.actor(app).await?;
        if let Err(refusal) = actor.require(Permission::ManageJobs) {
            auth::sign_out(app, &pair.refresh).await?;
            return Err(refusal.into());
        }
        let now = Instant::now();
        let guest = Guest { badge, refresh: pair.refresh, until: now + Self::REMEMBERED };
        for gone in self.enter(digest, guest, now) {
            end(app, &gone).await;
        }
        Ok(actor)
    }

    /// Remembers a guest, and gives back those who are remembered no longer.
    fn enter(&self, digest: String, guest: Guest, now: Instant) -> Vec<Guest> {
        let mut known = self.list();
        let mut gone: Vec<Guest> =
            known.extract_if(|_, guest| guest.until <= now).map(|(_, guest)| guest).collect();
        if known.len() >= Self::MOST {
            let first = known.iter().min_by_key(|(_, guest)| guest.until).map(|(digest, _)| digest.clone());
            gone.extend(first.and_then(|digest| known.remove(&digest)));
        }
        gone.extend(known.insert(digest, guest));
        gone
    }

    /// Forgets everybody and ends their sessions.
    pub async fn see_off(&self, app: &AppState) {
        let gone: Vec<Guest> = self.list().drain().map(|(_, guest)| guest).collect();
        for guest in gone {
            end(app, &guest).await;
        }
    }

    fn list(&self) -> MutexGuard<'_, HashMap<String, Guest>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session that cannot be ended now ends by itself.
async fn end(app: &AppState, guest: &Guest) {
    if let Err(failure) = auth::sign_out(app, &guest.refresh).await {
        tracing::debug!(?failure, "the session of somebody at the job board was not ended");
    }
}
