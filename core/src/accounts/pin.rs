//! The few digits by which staff sign in at a device of the shop.

use std::fmt;

/// A PIN. Good for nothing without a device's key beside it.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

/// The text is no PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} to {} digits", Pin::SHORTEST, Pin::LONGEST)]
pub struct InvalidPin;

impl Pin {
    /// The fewest digits.
    pub const SHORTEST: usize = 4;
    /// The most digits.
    pub const LONGEST: usize = 8;

    /// The digits, to be hashed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Pin {
    type Error = InvalidPin;

    fn try_from(given: &str) -> Result<Self, InvalidPin> {
        let fits = (Self::SHORTEST..=Self::LONGEST).contains(&given.len());
        let is_pin = fits && given.bytes().all(|byte| byte.is_ascii_digit());
        is_pin.then(|| Self(given.to_owned())).ok_or(InvalidPin)
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_four_to_eight_digits_and_is_not_shown() {
        for good in ["1234", "00000000"] {
            assert!(Pin::try_from(good).is_ok(), "{good}");
        }
        for bad in ["", "123", "123456789", "12 4", "12a4", "１２３４"] {
            assert_eq!(Pin::try_from(bad), Err(InvalidPin), "{bad}");
        }
        assert!(!format!("{:?}", Pin::try_from("1234").unwrap()).contains("1234"));
    }
}
