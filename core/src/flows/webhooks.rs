//! Which other systems the shop tells of what happened.

mod revive;

use chrono::{DateTime, Utc};

use super::events::Work;
use crate::error::Result;
use crate::events::Event;
use crate::store::Tx;

pub use revive::revive;

/// Writes down which systems are told of `events`.
pub fn fan_out(_tx: &mut Tx<'_>, _events: &[Event], _now: DateTime<Utc>) -> Result<Vec<Work>> {
    Ok(Vec::new())
}

/// Work that is due and that nobody is at, the longest due first, `limit` at most: what the queue has lost.
pub fn due(_tx: &mut Tx<'_>, _now: DateTime<Utc>, _limit: u32) -> Result<Vec<Work>> {
    Ok(Vec::new())
}
