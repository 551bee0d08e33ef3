//! How a session or a key stands right now: read from the database, remembered for a few seconds.

use std::time::Duration;

use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{self, KeyStanding, Standing};
use comanda_core::id::SessionId;
use comanda_core::refusal::Refusal;
use moka::sync::Cache;

use super::Claims;
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// The standing of those who called lately.
pub struct Standings {
    sessions: Cache<SessionId, Option<Standing>>,
    keys: Cache<String, Option<Actor>>,
}

impl Standings {
    /// What another server changed acts here at the latest after this time.
    const REMEMBERED: Duration = Duration::from_secs(4);
    const MOST: u64 = 10_000;

    /// Forgets what is remembered, because this server changed something: it acts at once then.
    pub fn forget(&self) {
        self.sessions.invalidate_all();
        self.keys.invalidate_all();
    }
}

impl Default for Standings {
    fn default() -> Self {
        Self {
            sessions: Cache::builder().max_capacity(Self::MOST).time_to_live(Self::REMEMBERED).build(),
            keys: Cache::builder().max_capacity(Self::MOST).time_to_live(Self::REMEMBERED).build(),
        }
    }
}

/// The actor behind checked claims, unless its session was ended, its account switched off, or its tokens
/// called back.
pub async fn of_session(app: &AppState, claims: &Claims) -> Result<Actor, Failure> {
    let session = claims.sid;
    let standing = if let Some(known) = app.standings().sessions.get(&session) {
        known
    } else {
        let found = app.read(move |tx| accounts::standing(tx, session)).await?;
        app.standings().sessions.insert(session, found.clone());
        found
    };
    let counts = |standing: &Standing| standing.user == claims.sub && standing.token_version == claims.ver;
    Ok(standing.filter(counts).ok_or(Refusal::SessionEnded)?.actor)
}

/// The device behind a key whose secret has this digest, unless it was revoked.
pub async fn of_key(app: &AppState, hash: String) -> Result<Actor, Failure> {
    let known = if let Some(known) = app.standings().keys.get(&hash) {
        known
    } else {
        let (wanted, now) = (hash.clone(), clock::now());
        let found = app.read(move |tx| accounts::api_key_standing(tx, &wanted, now)).await?;
        if let Some(KeyStanding { actor, is_to_be_marked: true }) = &found {
            mark_used(app, actor);
        }
        let actor = found.map(|standing| standing.actor);
        app.standings().keys.insert(hash, actor.clone());
        actor
    };
    Ok(known.ok_or(Refusal::NotAuthenticated)?)
}

/// Notes that a key was shown. Nobody waits for it, and nothing depends on it.
fn mark_used(app: &AppState, actor: &Actor) {
    let Some(id) = actor.api_key_id() else { return };
    let now = clock::now();
    app.store().submit(
        move |tx| accounts::key_was_used(tx, id, now),
        |outcome| {
            if let Err(cause) = outcome {
                tracing::debug!(%cause, "the use of a key was not noted");
            }
        },
    );
}
