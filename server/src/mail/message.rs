//! A letter in the form of mail. Nothing that people typed can add a header to it.

use comanda_core::text;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Mailbox, Message};

use super::{Letter, MailError};
use crate::clock;

/// `letter` from `from`, dated now.
pub fn of(from: &Mailbox, letter: &Letter) -> Result<Message, MailError> {
    let to = letter.to.parse().map_err(|_| MailError::Address)?;
    let id = format!("<{}@{}>", uuid::Uuid::now_v7(), from.email.domain());
    // Keeps holiday replies away (RFC 3834).
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(text::line(&letter.subject))
        .date(clock::now().into())
        .message_id(Some(id))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .map_err(MailError::Form)
}
