//! Whom the shop tells of what happened, in the app and by mail.

mod revive;

use chrono::{DateTime, Utc};

use super::events::Work;
use crate::error::Result;
use crate::events::Event;
use crate::store::Tx;

pub use revive::revive;

/// Writes down who is told of `events`, and by which way.
pub fn announce(_tx: &mut Tx<'_>, _events: &[Event], _now: DateTime<Utc>) -> Result<Vec<Work>> {
    Ok(Vec::new())
}

/// Work that is due and that nobody is at, the longest due first, `limit` at most: what the queue has lost.
pub fn due(_tx: &mut Tx<'_>, _now: DateTime<Utc>, _limit: u32) -> Result<Vec<Work>> {
    Ok(Vec::new())
}
