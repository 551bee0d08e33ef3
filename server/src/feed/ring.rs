//! The newest events, held once for all who listen. Filled by the relay; whoever is behind it reads the database.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use comanda_core::events::Event;
use comanda_core::wire::EventView;

/// An event, and how it is told: written once, however many hear of it.
pub struct Told {
    /// Which.
    pub event: Event,
    text: OnceLock<String>,
}

impl Told {
    /// As it travels, in JSON.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| serde_json::to_string(&EventView::from(&self.event)).unwrap_or_default())
    }
}

impl From<Event> for Told {
    fn from(event: Event) -> Self {
        Self { event, text: OnceLock::new() }
    }
}

/// As many as it has room for, without gaps.
#[derive(Default)]
pub struct Ring(Mutex<Held>);

struct Held {
    /// The number before the first.
    before: i64,
    events: VecDeque<Arc<Told>>,
}

impl Default for Held {
    /// Nobody's place is covered by it.
    fn default() -> Self {
        Self { before: i64::MAX, events: VecDeque::new() }
    }
}

impl Held {
    fn last(&self) -> i64 {
        self.events.back().map_or(self.before, |told| told.event.number)
    }
}

impl Ring {
    /// How many it holds.
    pub const ROOM: usize = 2_000;

    /// Those after number `after`, the oldest first, `most` at most; nothing where it does not reach back so far.
    pub fn after(&self, after: i64, most: usize) -> Option<Vec<Arc<Told>>> {
        let held = self.lock();
        let skipped = usize::try_from(after.checked_sub(held.before)?).ok()?;
        Some(held.events.iter().skip(skipped).take(most).cloned().collect())
    }

    /// The number of the newest that it holds, or followed by what it takes next.
    pub fn last(&self) -> i64 {
        self.lock().last()
    }

    /// Holds nothing, and takes next what follows number `last`.
    pub fn restart(&self, last: i64) {
        *self.lock() = Held { before: last, events: VecDeque::new() };
    }

    /// Takes `events`, which follow what it holds; what does not is left out.
    pub fn push(&self, events: Vec<Event>) {
        let mut held = self.lock();
        for event in events {
            if event.number != held.last() + 1 {
                continue;
            }
            held.events.push_back(Arc::new(Told::from(event)));
            if held.events.len() > Self::ROOM {
                held.events.pop_front();
                held.before += 1;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
