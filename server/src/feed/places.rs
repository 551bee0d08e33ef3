//! How many may listen at once: each holds a connection, and is asked about every few seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use comanda_core::actor::Actor;
use comanda_core::refusal::Refusal;

use crate::respond::Failure;

/// The places of one process.
#[derive(Default)]
pub struct Places(Arc<Mutex<HashMap<String, usize>>>);

/// One of them; free again when this is dropped.
pub struct Place {
    taken: Arc<Mutex<HashMap<String, usize>>>,
    by: String,
}

impl Places {
    /// How many one account or key may have.
    pub const OF_ONE: usize = 20;
    /// How many there are.
    pub const OF_ALL: usize = 2_000;
    /// After how many seconds somebody without a place may ask again.
    const PAUSE: u32 = 5;

    /// One for `actor`, unless they have as many as one may have, or none is left.
    pub fn take(&self, actor: &Actor) -> Result<Place, Failure> {
        let by = actor.scope();
        let mut taken = lock(&self.0);
        if taken.values().sum::<usize>() >= Self::OF_ALL {
            return Err(Failure::Unavailable("too many listen to the events".to_owned()));
        }
        let own = taken.entry(by.clone()).or_default();
        if *own >= Self::OF_ONE {
            return Err(Refusal::TooManyRequests { retry_after: Self::PAUSE }.into());
        }
        *own += 1;
        drop(taken);
        Ok(Place { taken: Arc::clone(&self.0), by })
    }

    /// True when nobody listens.
    pub fn are_empty(&self) -> bool {
        lock(&self.0).is_empty()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(own) = taken.get_mut(&self.by) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.by);
            }
        }
    }
}

fn lock(taken: &Mutex<HashMap<String, usize>>) -> MutexGuard<'_, HashMap<String, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}
