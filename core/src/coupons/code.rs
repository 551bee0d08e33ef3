//! What people type to use a coupon.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A code: 3 to 40 letters, digits, hyphens and underscores; large and small letters are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CouponCode(String);

/// The text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is 3 to 40 letters, digits, hyphens or underscores")]
pub struct InvalidCode;

/// Letters and digits that nobody takes for one another, in print or by telephone.
pub const UNAMBIGUOUS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

impl CouponCode {
    /// The shortest and the longest.
    pub const LENGTHS: std::ops::RangeInclusive<usize> = 3..=40;

    /// As it is kept and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for CouponCode {
    type Error = InvalidCode;
    fn try_from(text: &str) -> Result<Self, InvalidCode> {
        let code = text.trim().to_ascii_uppercase();
        let is_plain = code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if is_plain && Self::LENGTHS.contains(&code.len()) { Ok(Self(code)) } else { Err(InvalidCode) }
    }
}

impl<'de> Deserialize<'de> for CouponCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::try_from(text.as_ref()).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for CouponCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
