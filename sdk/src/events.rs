//! Following what happens: what a subscription tells.

use std::time::Duration;

use comanda_core::wire::EventView;

use crate::error::Error;

/// What a subscription tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum Update {
    /// The shop is heard. Nothing was missed since the last event.
    Connected,
    /// Something happened.
    Event(EventView),
    /// The shop is not heard any more; it is called again after `retry_in`, and what happens meanwhile is told then.
    Lost {
        /// Why.
        error: Error,
        /// When it is called again.
        retry_in: Duration,
    },
    /// The place in the log is gone, and events may have been missed: whoever shows anything loads it anew.
    Missed,
}
