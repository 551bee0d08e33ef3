//! A letter in the form of mail. Nothing that people typed can add a header to it.

use comanda_core::text;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};

use super::{Letter, MailError};
use crate::clock;

/// `letter` from `from`, dated now: as text, and as HTML for those who like that better. A letter that was written down
/// has the same id whenever it is sent, so that a mailbox knows it again.
pub fn of(from: &Mailbox, letter: &Letter) -> Result<Message, MailError> {
    let to = letter.to.parse().map_err(|_| MailError::Address)?;
    let name = letter.id.map_or_else(|| uuid::Uuid::now_v7().to_string(), |id| id.to_string());
    let id = format!("<{name}@{}>", from.email.domain());
    // Keeps holiday replies away (RFC 3834).
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(text::line(&letter.subject))
        .date(clock::now().into())
        .message_id(Some(id))
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
        .map_err(MailError::Form)
}
