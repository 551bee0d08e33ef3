//! Sign-ins that are over, codes and counts that no longer count, and keys of commands.

use chrono::{DateTime, Duration, Utc};

use crate::error::Result;
use crate::store::{Tx, housekeeping};

/// How long a token or a code is kept after its end.
const AFTER_THE_END: Duration = Duration::days(1);
/// For so long the same command under the same key has one effect: longer than any till is away.
const KEYS_KEPT: Duration = Duration::days(90);

/// Deletes refresh tokens that ended a day before `now`, and the sessions that have none left; `limit` tokens at most.
/// How many tokens.
pub fn sign_ins(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    housekeeping::delete_tokens(tx, now - AFTER_THE_END, limit)
}

/// Deletes the codes of password resets that ended a day before `now`, used or not; `limit` at most.
pub fn password_resets(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    housekeeping::delete_resets(tx, now - AFTER_THE_END, limit)
}

/// Deletes the counts of guesses that are of no use to any limit at `now`; about `limit` at most.
pub fn attempts(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    housekeeping::delete_attempts(tx, now - crate::flows::accounts::ATTEMPTS_KEPT, limit)
}

/// Deletes the keys of commands that were done 90 days before `now`; about `limit` at most.
pub fn idempotency_keys(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    housekeeping::delete_keys(tx, now - KEYS_KEPT, limit)
}
