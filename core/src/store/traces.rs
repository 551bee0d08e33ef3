//! What a transaction touched that others watch, and how they learn of it after the commit: the menu, and the log.
//! Marked in a [`Tx`](super::Tx), told by whoever commits.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

/// What a transaction touched that others watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Traces {
    /// What `/api/menu/` shows has changed.
    pub menu: bool,
    /// The log is longer.
    pub log: bool,
}

impl Traces {
    /// What both touched.
    pub const fn and(self, other: Self) -> Self {
        Self { menu: self.menu || other.menu, log: self.log || other.log }
    }
}

type Wake = Box<dyn Fn() + Send + Sync>;

/// Whoever in this process wants to know.
pub(crate) struct Watchers {
    menu_version: AtomicU64,
    of_the_log: RwLock<Vec<Wake>>,
}

impl Default for Watchers {
    fn default() -> Self {
        Self { menu_version: AtomicU64::new(1), of_the_log: RwLock::default() }
    }
}

impl Watchers {
    /// Grows with every commit that changed the menu.
    pub fn menu_version(&self) -> u64 {
        self.menu_version.load(Ordering::Acquire)
    }

    /// Adds one who is woken when the log is longer.
    pub fn on_appended(&self, wake: Wake) {
        self.of_the_log.write().unwrap_or_else(PoisonError::into_inner).push(wake);
    }

    /// Tells of what was just committed.
    pub fn tell(&self, traces: Traces) {
        if traces.menu {
            self.menu_version.fetch_add(1, Ordering::AcqRel);
        }
        if traces.log {
            for wake in self.of_the_log.read().unwrap_or_else(PoisonError::into_inner).iter() {
                wake();
            }
        }
    }
}
