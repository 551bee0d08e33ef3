//! The number a customer is called at, and known by at the counter.

use std::fmt;

use crate::text;

/// A telephone number as people write it; [`digits`](Self::digits) is what is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

/// The text is no telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a telephone number: 5 to 15 digits, with spaces, dashes or brackets between")]
pub struct InvalidPhoneNumber;

impl PhoneNumber {
    /// As written, with plain digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Only the digits.
    pub fn digits(&self) -> String {
        digits(&self.0)
    }
}

/// The digits of `text`, in whichever script they are typed.
pub fn digits(text: &str) -> String {
    text.chars().map(plain_digit).filter(char::is_ascii_digit).collect()
}

/// Persian, Arabic and full-width keyboards type digits of their own.
fn plain_digit(c: char) -> char {
    let from = |zero: char| char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c);
    match c {
        '\u{0660}'..='\u{0669}' => from('\u{0660}'),
        '\u{06F0}'..='\u{06F9}' => from('\u{06F0}'),
        '\u{FF10}'..='\u{FF19}' => from('\u{FF10}'),
        other => other,
    }
}

impl TryFrom<&str> for PhoneNumber {
    type Error = InvalidPhoneNumber;

    fn try_from(given: &str) -> Result<Self, InvalidPhoneNumber> {
        let shown: String = text::line(given).chars().map(plain_digit).collect();
        let count = shown.chars().filter(char::is_ascii_digit).count();
        let plain =
            |(place, c): (usize, char)| c.is_ascii_digit() || " -().".contains(c) || (c == '+' && place == 0);
        let fits = (5..=15).contains(&count) && shown.len() <= 30;
        (fits && shown.char_indices().all(plain)).then_some(Self(shown)).ok_or(InvalidPhoneNumber)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for (given, digits) in [
            ("0912 345 4417", "09123454417"),
            ("+49 (0)30-123456", "49030123456"),
            ("۰۹۱۲۳۴۵۴۴۱۷", "09123454417"),
            ("555.0199", "5550199"),
        ] {
            assert_eq!(PhoneNumber::try_from(given).unwrap().digits(), digits, "{given}");
        }
    }

    #[test]
    fn other_text_is_no_number() {
        for bad in ["", "1234", "12+34567", "call me", "1234567890123456", "=1+12345", "12345;6"] {
            assert_eq!(PhoneNumber::try_from(bad), Err(InvalidPhoneNumber), "{bad}");
        }
    }
}
