//! What every handler can reach, and the one hop from async handlers to the blocking store.

use std::fmt;
use std::sync::Arc;

use comanda_core::actor::Actor;
use comanda_core::error::{Error, Result};
use comanda_core::flows::idempotency::{self, Answer};
use comanda_core::store::{Store, Tx};
use comanda_core::wallet::DepositMode;
use tokio::sync::{Semaphore, oneshot};

use crate::auth::{Digests, Passwords, Standings, Tokens};
use crate::catalogue_cache::CatalogueCache;
use crate::clock;
use crate::feed::Feed;
use crate::guessing::Turns;
use crate::mail::Mailer;
use crate::media::Media;
use crate::media::picture::Pictures;
use crate::once::Once;
use crate::respond::Failure;
use crate::webhooks::Webhooks;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// What a server is made of besides what it remembers.
pub struct Parts {
    /// The database, opened and migrated.
    pub store: Store,
    /// Makes and checks tokens.
    pub tokens: Tokens,
    /// Makes digests that only this shop's servers can make.
    pub digests: Digests,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Sends letters.
    pub mail: Mailer,
    /// Keeps pictures.
    pub media: Media,
    /// Makes pictures of what people send.
    pub pictures: Pictures,
    /// Who pays into wallets.
    pub deposits: DepositMode,
    /// Calls other systems.
    pub webhooks: Webhooks,
}

struct Inner {
    parts: Parts,
    readers: Arc<Semaphore>,
    standings: Standings,
    catalogue: CatalogueCache,
    turns: Turns,
    feed: Feed,
}

/// Shows nothing: there are keys in it.
impl fmt::Debug for AppState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AppState")
    }
}

impl AppState {
    /// How many reads may occupy a thread at once; more of them would only queue for the same connections.
    const READERS: usize = 32;

    /// Made of these.
    pub fn new(parts: Parts) -> Self {
        let feed = Feed::of(&parts.store);
        Self(Arc::new(Inner {
            parts,
            readers: Arc::new(Semaphore::new(Self::READERS)),
            standings: Standings::default(),
            catalogue: CatalogueCache::default(),
            turns: Turns::default(),
            feed,
        }))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// What makes and checks access tokens.
    pub fn tokens(&self) -> &Tokens {
        &self.0.parts.tokens
    }

    /// What makes digests that nobody else can make.
    pub fn digests(&self) -> &Digests {
        &self.0.parts.digests
    }

    /// What sends letters.
    pub fn mail(&self) -> &Mailer {
        &self.0.parts.mail
    }

    /// Where pictures are kept.
    pub fn media(&self) -> &Media {
        &self.0.parts.media
    }

    /// What makes pictures of what people send.
    pub fn pictures(&self) -> &Pictures {
        &self.0.parts.pictures
    }

    /// Who pays into wallets here.
    pub fn deposits(&self) -> DepositMode {
        self.0.parts.deposits
    }

    /// What calls other systems.
    pub fn webhooks(&self) -> &Webhooks {
        &self.0.parts.webhooks
    }

    /// What hashes and checks passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.parts.passwords
    }

    /// What is known of those who called lately.
    pub fn standings(&self) -> &Standings {
        &self.0.standings
    }

    /// Catalogue answers as bytes.
    pub fn catalogue(&self) -> &CatalogueCache {
        &self.0.catalogue
    }

    /// Whose turn it is to type codes.
    pub fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// The log, as it is followed.
    pub fn feed(&self) -> &Feed {
        &self.0.feed
    }

    /// Runs `flow` on a snapshot of the database.
    pub async fn read<T: Send + 'static>(
        &self,
        flow: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        self.blocking(move |store| store.read(flow)).await
    }

    /// Runs something that blocks on the database away from the async threads.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let place = Arc::clone(&self.0.readers).acquire_owned().await;
        let place = place.map_err(|_| Failure::Unavailable("closing".to_owned()))?;
        let store = self.0.parts.store.clone();
        let work = move || {
            // Held until the work is done, also when the caller has gone.
            let _place = place;
            work(&store)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result.map_err(Failure::from),
            Err(cause) => Err(Failure::Broken(cause.to_string())),
        }
    }

    /// Runs `flow` in a transaction; answers after the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        flow: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> std::result::Result<T, Failure> {
        let (sender, receiver) = oneshot::channel();
        // A caller that went away is no reason to undo what was committed.
        self.0.parts.store.submit(flow, move |result| drop(sender.send(result)));
        let closing = |_| Err(Error::Unavailable("the store is closing".to_owned()));
        receiver.await.unwrap_or_else(closing).map_err(Failure::from)
    }

    /// As [`AppState::write`], once for each key of `actor`: the same command again gets the same answer,
    /// byte for byte, and has no second effect. Without a key it simply runs.
    pub async fn write_once(
        &self,
        actor: &Actor,
        once: Once,
        flow: impl Fn(&mut Tx<'_>) -> Result<Answer> + Send + 'static,
    ) -> std::result::Result<Answer, Failure> {
        let Some(keyed) = once.keyed(actor) else { return self.write(flow).await };
        let now = clock::now();
        self.write(move |tx| idempotency::once(tx, &keyed, now, &flow)).await
    }
}
