//! Who calls an endpoint at the same time: a few. One that takes long to answer must not keep everybody busy who could
//! be calling others.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use comanda_core::id::EndpointId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// How many call one endpoint at once.
pub const AT_ONCE: usize = 4;
/// An endpoint that answers within this is quick, and a place at it is worth waiting for.
const QUICK: Duration = Duration::from_millis(500);
/// For so long.
const WORTH: Duration = Duration::from_secs(1);
/// Beyond so many endpoints those that nobody calls are forgotten.
const KNOWN: usize = 1_000;

/// The places at all endpoints.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<HashMap<EndpointId, Arc<Door>>>>);

struct Door {
    places: Arc<Semaphore>,
    is_slow: AtomicBool,
}

/// A place, until it is dropped.
pub struct Place {
    door: Arc<Door>,
    begun: Instant,
    _permit: OwnedSemaphorePermit,
}

impl Places {
    /// A place; `None` where there is none soon.
    pub async fn take(&self, endpoint: EndpointId) -> Option<Place> {
        let door = self.door(endpoint);
        let places = Arc::clone(&door.places);
        let permit = if door.is_slow.load(Ordering::Relaxed) {
            places.try_acquire_owned().ok()?
        } else if let Ok(permit) = timeout(WORTH, places.acquire_owned()).await {
            permit.ok()?
        } else {
            // Nobody came out for that long: those after this one need not find that out for themselves.
            door.is_slow.store(true, Ordering::Relaxed);
            return None;
        };
        Some(Place { door, begun: Instant::now(), _permit: permit })
    }

    fn door(&self, endpoint: EndpointId) -> Arc<Door> {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if doors.len() > KNOWN {
            doors.retain(|_, door| Arc::strong_count(door) > 1);
        }
        let new = || Arc::new(Door { places: Arc::new(Semaphore::new(AT_ONCE)), is_slow: AtomicBool::new(false) });
        Arc::clone(doors.entry(endpoint).or_insert_with(new))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.door.is_slow.store(self.begun.elapsed() > QUICK, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn endpoint(number: u128) -> EndpointId {
        EndpointId::from_uuid(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn a_slow_endpoint_takes_few_places_and_keeps_nobody() {
        let places = Places::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(places.take(endpoint(1)).await.unwrap());
        }
        let begun = Instant::now();
        assert!(places.take(endpoint(1)).await.is_none());
        assert!(begun.elapsed() >= WORTH, "the first one waits");
        for _ in 0..100 {
            assert!(places.take(endpoint(1)).await.is_none());
        }
        assert!(begun.elapsed() < 2 * WORTH, "and nobody after it");
        assert!(places.take(endpoint(2)).await.is_some(), "others are not touched by it");
        drop(held);
        assert!(places.take(endpoint(1)).await.is_some());
    }

    #[tokio::test]
    async fn a_place_at_a_quick_endpoint_is_waited_for() {
        let places = Places::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(places.take(endpoint(1)).await.unwrap());
        }
        let waits = tokio::spawn({
            let places = places.clone();
            async move { places.take(endpoint(1)).await.is_some() }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        held.pop();
        assert!(waits.await.unwrap());
    }
}
