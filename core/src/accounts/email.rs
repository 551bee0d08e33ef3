//! Where mail goes.

use std::fmt;

use crate::text;

/// An e-mail address as its owner writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

/// The text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an e-mail address such as name@example.com")]
pub struct InvalidEmail;

impl Email {
    /// The most characters an address may have.
    const LONGEST: usize = 254;

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two spellings of one address are equal.
    pub fn folded(&self) -> String {
        text::folded(&self.0)
    }
}

impl TryFrom<&str> for Email {
    type Error = InvalidEmail;

    /// Only what every mail server accepts without quoting; whether somebody reads it, a letter will show.
    fn try_from(given: &str) -> Result<Self, InvalidEmail> {
        let address = text::line(given);
        let (name, host) = address.rsplit_once('@').ok_or(InvalidEmail)?;
        let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
        let is_name = (1..=64).contains(&name.len()) && name.chars().all(plain) && dots_stand_alone(name);
        let label = |c: char| c.is_alphanumeric() || c == '-';
        let is_label = |part: &str| part.chars().all(label) && !part.starts_with('-') && !part.ends_with('-');
        let is_host = host.contains('.') && dots_stand_alone(host) && host.split('.').all(is_label);
        let fits = address.chars().count() <= Self::LONGEST;
        (is_name && is_host && fits).then_some(Self(address)).ok_or(InvalidEmail)
    }
}

fn dots_stand_alone(text: &str) -> bool {
    text.split('.').all(|part| !part.is_empty())
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        for good in ["a@b.co", " Ada.Lovelace+shop@Mail.example.com ", "jürgen@müller.de", "o'neil@x-y.ie"]
        {
            assert!(Email::try_from(good).is_ok(), "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "a",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a b@c.co",
            "a@b..co",
            ".a@b.co",
            "a.@b.co",
            "a@-b.co",
            "a@b.co\r\nBcc: x@y.z",
            "<a@b.co>",
            "a@b@c d.co",
            "a,b@c.co",
            &long,
        ] {
            assert_eq!(Email::try_from(bad), Err(InvalidEmail), "{bad}");
        }
    }

    #[test]
    fn spellings_of_one_address_are_equal_when_folded() {
        let folded = |text: &str| Email::try_from(text).unwrap().folded();
        assert_eq!(folded("Ada@Example.com"), folded("ada@example.COM"));
    }
}
