//! A letter that was given up is tried again, because somebody asked for it.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::id::LetterId;
use crate::store::{Tx, given_up};

/// Lets a dead letter wait again, from `now` on and with all its attempts; false where it is not dead, or gone.
pub fn revive(tx: &mut Tx<'_>, letter: LetterId, now: DateTime<Utc>) -> Result<bool> {
    given_up::revive_letter(tx, letter, now)
}
