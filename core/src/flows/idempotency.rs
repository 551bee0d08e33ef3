//! Commands arrive twice; they act once. The key is written in the transaction of the effect, so a crash
//! leaves both or neither, and the second answer is the first one, byte for byte.

use chrono::{DateTime, Utc};

use crate::error::{Error, Result};
use crate::refusal::Refusal;
use crate::store::{self, Tx};

pub use crate::store::Answer;

/// A command that carries a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// Whose key it is: keys belong to the caller.
    pub scope: String,
    /// The key.
    pub key: String,
    /// Hash of what is commanded, in canonical form.
    pub fingerprint: String,
}

/// True when `keyed` was done before: [`once`] gives the answer that it got.
pub fn is_answered(tx: &mut Tx<'_>, keyed: &Keyed) -> Result<bool> {
    let stored = store::idempotency::find(tx, &keyed.scope, &keyed.key)?;
    Ok(stored.is_some_and(|stored| stored.fingerprint == keyed.fingerprint))
}

/// Runs `command`, or gives the answer it got the first time. The same key with another command is refused.
/// A command that is refused leaves no trace: its key may be used again.
pub fn once(
    tx: &mut Tx<'_>,
    keyed: &Keyed,
    now: DateTime<Utc>,
    command: impl FnOnce(&mut Tx<'_>) -> Result<Answer>,
) -> Result<Answer> {
    let Keyed { scope, key, fingerprint } = keyed;
    if store::idempotency::claim(tx, scope, key, fingerprint, now)? {
        let answer = command(tx)?;
        store::idempotency::save(tx, scope, key, &answer)?;
        return Ok(answer);
    }
    let stored = store::idempotency::find(tx, scope, key)?
        .ok_or_else(|| Error::Contended("the key was given back meanwhile".to_owned()))?;
    if stored.fingerprint == *fingerprint {
        Ok(stored.answer)
    } else {
        Err(Refusal::IdempotencyKeyReused.into())
    }
}
