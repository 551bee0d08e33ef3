//! Names a command, so that a server which hears it twice does it once.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// The `Idempotency-Key` of one command. All attempts of a call carry the same one; whoever keeps it can
/// repeat the call after a crash and be sure of a single effect.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The text cannot travel as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to {} visible ASCII characters", IdempotencyKey::MAX_LEN)]
pub struct InvalidKey;

impl IdempotencyKey {
    /// The most characters of a key.
    pub const MAX_LEN: usize = 255;

    /// A key that no other command has (a `UUIDv7`).
    pub fn new() -> Self {
        Self(Uuid::now_v7().to_string())
    }

    /// Its text, to be kept and parsed again.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for IdempotencyKey {
    fn default() -> Self {
        Self::new()
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let fits = (1..=Self::MAX_LEN).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidKey)
        }
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_keys_are_the_same_and_each_survives_being_written_down() {
        let (one, other) = (IdempotencyKey::new(), IdempotencyKey::new());
        assert_ne!(one, other);
        assert_eq!(one.as_str().parse(), Ok(one));
    }

    #[test]
    fn a_key_that_cannot_travel_in_a_header_is_refused() {
        for text in ["", "two words", "line\nbreak", "schlüssel", &"x".repeat(256)] {
            assert_eq!(text.parse::<IdempotencyKey>(), Err(InvalidKey), "{text:?}");
        }
    }
}
