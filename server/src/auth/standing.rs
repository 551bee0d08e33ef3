//! What an account may do right now: read from the database, remembered for a few seconds.

use std::time::Duration;

use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{self, Standing};
use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use moka::sync::Cache;

use super::Claims;
use crate::respond::Failure;
use crate::state::AppState;

/// The standing of those who called lately.
pub struct Standings(Cache<UserId, Option<Standing>>);

impl Standings {
    /// A changed role, password or switch acts at the latest after this time.
    const REMEMBERED: Duration = Duration::from_secs(4);
    const ACCOUNTS: u64 = 10_000;
}

impl Default for Standings {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(Self::ACCOUNTS).time_to_live(Self::REMEMBERED).build())
    }
}

/// The actor behind checked claims, unless its account was switched off or its tokens were called back.
pub async fn actor(app: &AppState, claims: &Claims) -> Result<Actor, Failure> {
    let user = claims.sub;
    let known = app.standings().0.get(&user);
    let standing = if let Some(known) = known { known } else { look_up(app, user).await? };
    match standing {
        Some(standing) if standing.is_active && standing.token_version == claims.ver => Ok(standing.actor),
        _ => Err(Refusal::SessionEnded.into()),
    }
}

async fn look_up(app: &AppState, user: UserId) -> Result<Option<Standing>, Failure> {
    let found = app.read(move |tx| accounts::standing(tx, user)).await?;
    app.standings().0.insert(user, found.clone());
    Ok(found)
}
