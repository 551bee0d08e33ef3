//! A delivery that was given up is tried again, because somebody asked for it.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::id::DeliveryId;
use crate::store::{Tx, given_up};

/// Lets a dead delivery wait again, from `now` on; false where it is not dead, or gone. Its attempts go on being
/// counted: each has its number.
pub fn revive(tx: &mut Tx<'_>, delivery: DeliveryId, now: DateTime<Utc>) -> Result<bool> {
    given_up::revive_delivery(tx, delivery, now)
}
