//! The log as it is followed: numbered after each commit ([`relay`]), held for whoever listens ([`ring`]), and told to
//! each as fast as they take it ([`telling`]). Others wait for the newest number by [`Feed::newest`].

mod places;
mod relay;
mod ring;
mod telling;

use std::sync::Arc;

use comanda_core::store::Store;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

pub use places::Places;
pub use relay::{Relay, start};
pub use telling::Telling;

use ring::Ring;

/// What one process knows of the log.
pub struct Feed {
    appended: Arc<Notify>,
    newest: watch::Sender<i64>,
    ring: Ring,
    places: Places,
    closing: CancellationToken,
}

impl Feed {
    /// Of the log in `store`. Nothing is known of it before a relay was [started](start).
    pub fn of(store: &Store) -> Self {
        let appended = Arc::new(Notify::new());
        let relay = Arc::clone(&appended);
        store.on_appended(move || relay.notify_one());
        Self {
            appended,
            newest: watch::Sender::new(0),
            ring: Ring::default(),
            places: Places::default(),
            closing: CancellationToken::new(),
        }
    }

    /// The number of the newest event, as soon as this process knows of it: at once where it gave the number itself,
    /// else within a quarter of a second. 0 until the relay has looked for the first time.
    pub fn newest(&self) -> watch::Receiver<i64> {
        self.newest.subscribe()
    }

    /// What stops the server: whoever listens is sent away when it is cancelled.
    pub fn closing(&self) -> CancellationToken {
        self.closing.clone()
    }

    /// Where those are counted who listen.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Everything up to here has its number. What it knew before is never taken back.
    fn publish(&self, newest: i64) {
        self.newest.send_if_modified(|known| {
            let grows = newest > *known;
            *known = newest.max(*known);
            grows
        });
    }
}

#[cfg(test)]
mod tests;
