//! Whether two accounts are one person's, and what others are shown of somebody.

use crate::id::UserId;
use crate::text;

/// By what somebody is told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account; none yet for somebody who is about to register.
    pub id: Option<UserId>,
    /// Where mail goes, as [`mailbox`] tells it.
    pub mailbox: Option<String>,
    /// The digits of the telephone number.
    pub digits: Option<String>,
}

impl Person {
    /// True when both are the same person: by account, by mailbox or by telephone number. What neither has is not the
    /// same.
    pub fn is(&self, other: &Self) -> bool {
        let same = |one: &Option<String>, two: &Option<String>| one.is_some() && one == two;
        (self.id.is_some() && self.id == other.id)
            || same(&self.mailbox, &other.mailbox)
            || same(&self.digits, &other.digits)
    }
}

/// The mailbox of an address that was folded: what follows a plus sign makes no other one, but as many addresses as
/// somebody likes.
pub fn mailbox(folded: &str) -> String {
    let Some((name, host)) = folded.rsplit_once('@') else { return folded.to_owned() };
    match name.split_once('+') {
        Some((name, _)) if !name.is_empty() => format!("{name}@{host}"),
        _ => folded.to_owned(),
    }
}

/// What somebody is shown of another customer: the given name, or the first letters of the user name.
pub fn shown(first_name: &str, username: &str) -> String {
    let name = text::line(first_name);
    if !name.is_empty() {
        return name;
    }
    let letters: String = username.chars().take(2).collect();
    format!("{letters}…")
}

/// The given name under which a letter goes to a stranger. Nothing where it is no name: nobody sends advertisements
/// through the shop.
pub fn signature(first_name: &str) -> Option<String> {
    let name = text::line(first_name);
    let is_name = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’');
    let fits = (1..=30).contains(&name.chars().count()) && name.chars().all(is_name);
    fits.then_some(name)
}
