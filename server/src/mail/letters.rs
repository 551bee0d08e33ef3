//! What people are written: one function for each letter with a code or about an account, called by the routes of
//! accounts and of referrals, and [`of`] for those that follow from events, called by the worker. The words are in
//! `templates/`, as text and as HTML, and are compiled in.
//!
//! Letters with codes are posted from memory and are never written down: whoever reads the database must not be able to
//! take over accounts with what they find there. What a stop loses of them, whoever waits for it asks for again.

mod event;
mod frame;
mod order;

use comanda_core::flows::referrals::Invitation;
use comanda_core::text;

pub use event::of;
use frame::{Frame, rendered};

use super::{Letter, MailError, masked};

/// Why one gets a letter about one's own account.
const OF_ACCOUNT: &str = "You get this letter because it is about the safety of your account.";

struct Nothing;

struct Code {
    code: String,
    minutes: i64,
}

/// The code that lets its holder choose a new password; good for `minutes`.
pub fn password_reset(to: &str, code: &str, minutes: i64, shop: &str) -> Result<Letter, MailError> {
    let facts = Code { code: text::line(code), minutes };
    let frame = Frame::new(shop, format_args!("Choose a new password at {shop}"))
        .previewed("A code that works once.")
        .because(OF_ACCOUNT);
    rendered!(to, "password_reset.txt", "password_reset.html", frame, facts: Code)
}

/// To the owner of an account whose password is a new one.
pub fn password_changed(to: &str, shop: &str) -> Result<Letter, MailError> {
    let frame = Frame::new(shop, format_args!("Your password at {shop} was changed"))
        .previewed("It was not you? Please act now.")
        .because(OF_ACCOUNT);
    rendered!(to, "password_changed.txt", "password_changed.html", frame, Nothing: Nothing)
}

struct Moved {
    address: String,
}

/// To the address that an account had until now. Of the new one it shows only as much as its owner needs.
pub fn email_changed(to: &str, new_address: &str, shop: &str) -> Result<Letter, MailError> {
    let facts = Moved { address: text::line(&masked(new_address)) };
    let frame = Frame::new(shop, format_args!("Your e-mail address at {shop} was changed"))
        .previewed("This is the last letter that comes to this address.")
        .because(OF_ACCOUNT);
    rendered!(to, "email_changed.txt", "email_changed.html", frame, facts: Moved)
}

struct Invited {
    name: String,
    code: String,
}

/// To somebody to whom a customer recommends the shop.
pub fn invitation(letter: &Invitation) -> Result<Letter, MailError> {
    let name = text::line(letter.from.as_deref().unwrap_or("A friend"));
    let frame = Frame::new(&letter.shop, format_args!("{name} recommends {}", letter.shop))
        .previewed("A code for your first order.")
        .because(&format!("You get this letter once, because {name} gave us your address."));
    let facts = Invited { name, code: text::line(&letter.code) };
    rendered!(&letter.to, "referral_invitation.txt", "referral_invitation.html", frame, facts: Invited)
}

#[cfg(test)]
mod tests;
