//! The name somebody signs in with.

use std::fmt;

use crate::text;

/// A user name: letters, digits, dots, dashes and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// The text is no user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to {} letters, digits, dots, dashes or underscores", Username::LONGEST)]
pub struct InvalidUsername;

impl Username {
    /// The most characters it may have.
    pub const LONGEST: usize = 60;

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two spellings of one name are equal.
    pub fn folded(&self) -> String {
        text::folded(&self.0)
    }

    /// A name for somebody who did not choose one: their own, with `tail` to tell them apart.
    pub fn made_from(first_name: &str, last_name: &str, tail: &str) -> Option<Self> {
        let words = [first_name, last_name, tail].map(|name| {
            // Lower case first: that of some letters is a letter and a mark.
            name.chars()
                .flat_map(char::to_lowercase)
                .filter(|c| c.is_alphanumeric())
                .take(20)
                .collect::<String>()
        });
        let given: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        Self::try_from(given.join(".").as_str()).ok()
    }
}

impl TryFrom<&str> for Username {
    type Error = InvalidUsername;

    fn try_from(given: &str) -> Result<Self, InvalidUsername> {
        let name = text::line(given);
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
        // Marks alone are letters to Unicode, and nothing once they are folded.
        let fits = (1..=Self::LONGEST).contains(&name.chars().count()) && !text::folded(&name).is_empty();
        (fits && name.chars().all(plain)).then_some(Self(name)).ok_or(InvalidUsername)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_short() {
        for good in ["a", "Ada.Lovelace", "سارا", "o_o-2"] {
            assert!(Username::try_from(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a b", "a@b.co", "a/b", "=cmd", "\u{345}", &"x".repeat(61)] {
            assert_eq!(Username::try_from(bad), Err(InvalidUsername), "{bad}");
        }
    }

    #[test]
    fn a_made_name_is_the_person_s_own() {
        let made = |first, last| Username::made_from(first, last, "7k2q").unwrap().to_string();
        assert_eq!(made("Sara", "O'Neil"), "sara.oneil.7k2q");
        assert_eq!(made("", ""), "7k2q");
        assert_eq!(made("İbrahim", "Çelik"), "ibrahim.çelik.7k2q");
        assert!(made(&"x".repeat(100), &"y".repeat(100)).chars().count() <= Username::LONGEST);
    }
}
