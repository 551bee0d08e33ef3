//! Whom the shop tells of what happened, in the app and by mail; what people were told, and by which ways they want to
//! be. Events are turned into notifications and letters by [`announce()`], once each; the worker sends letters by
//! [`letters`] and tells many people by [`audience`].

mod announce;
pub mod audience;
pub mod letters;
mod own;
mod plan;

pub use crate::store::notifications::NotificationQuery;
pub use announce::announce;
pub use own::{list, mark_all_read, mark_read, preferences, set_preferences, unread};

use chrono::{DateTime, Utc};

use super::events::Work;
use crate::error::Result;
use crate::store::{self, Tx};

/// Work that is due and that nobody is at, the longest due first, `limit` of either kind at most: what the queue has
/// lost.
pub fn due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<Work>> {
    let letters = store::letters::due(tx, now, limit)?;
    let audiences = store::audiences::due(tx, now, limit)?;
    Ok(audiences.into_iter().map(Work::Audience).chain(letters.into_iter().map(Work::Letter)).collect())
}
