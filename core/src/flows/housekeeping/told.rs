//! What people and systems were told.

use chrono::{DateTime, Duration, Utc};

use crate::error::Result;
use crate::store::{Tx, housekeeping};

/// How long news are kept that were read.
const READ_KEPT: Duration = Duration::days(90);
/// How long it can be seen that a letter went out, or that a system was told.
const SETTLED_KEPT: Duration = Duration::days(30);
/// How long somebody may look why a letter never went out, and let it be tried again.
const DEAD_KEPT: Duration = Duration::days(90);

/// Deletes notifications that were read and are 90 days old at `now`; `limit` at most.
pub fn notifications(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    housekeeping::delete_notifications(tx, now - READ_KEPT, limit)
}

/// Deletes letters that were sent and are 30 days old at `now`, and dead ones of 90 days; `limit` of each at most.
pub fn letters(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    let sent = housekeeping::delete_letters(tx, "sent", now - SETTLED_KEPT, limit)?;
    Ok(sent + housekeeping::delete_letters(tx, "dead", now - DEAD_KEPT, limit)?)
}

/// Deletes deliveries to other systems that are settled and 30 days old at `now`, with their attempts; `limit` at most.
pub fn deliveries(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    housekeeping::delete_deliveries(tx, now - SETTLED_KEPT, limit)
}
