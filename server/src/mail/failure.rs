//! Why a letter was not sent, in words that may be logged: what a mail server says can hold addresses.

use lettre::transport::{file, smtp};

/// A letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Not an address that mail can be sent to.
    #[error("the address is not one that mail can be sent to")]
    Address,
    /// The letter cannot be put in the form of mail.
    #[error("the letter cannot be written down: {0}")]
    Form(lettre::error::Error),
    /// The mail server cannot be reached, or put it off.
    #[error("{0}")]
    PutOff(String),
    /// The mail server does not take it, now or later.
    #[error("{0}")]
    Refused(String),
    /// The mail server lets nobody in as this shop is set up: that is about no letter, and may be put right.
    #[error("{0}")]
    LockedOut(String),
    /// The words of the letter cannot be put together.
    #[error("the letter's template: {0}")]
    Template(#[from] askama::Error),
    /// No answer in time.
    #[error("the mail server did not answer in time")]
    TimedOut,
    /// The file cannot be written.
    #[error("the letter's file: {0}")]
    File(#[from] std::io::Error),
}

impl MailError {
    /// True when the same letter may go through a little later.
    pub const fn is_passing(&self) -> bool {
        match self {
            Self::PutOff(_) | Self::TimedOut | Self::File(_) => true,
            Self::Address | Self::Form(_) | Self::Refused(_) | Self::LockedOut(_) | Self::Template(_) => {
                false
            }
        }
    }

    /// True when this letter will never go through, whatever is done about the mail server.
    pub const fn is_for_good(&self) -> bool {
        match self {
            Self::PutOff(_) | Self::TimedOut | Self::File(_) | Self::LockedOut(_) => false,
            Self::Address | Self::Form(_) | Self::Refused(_) | Self::Template(_) => true,
        }
    }
}

/// What mail servers answer to whoever does not sign in as they want: 530, 534, 535, 538 (RFC 4954, RFC 3207).
const NOT_SIGNED_IN: [u16; 4] = [530, 534, 535, 538];

impl From<smtp::Error> for MailError {
    fn from(error: smtp::Error) -> Self {
        let told = match error.status() {
            Some(code) => format!("the mail server answered {code}"),
            None => format!("no talk with the mail server: {error}"),
        };
        let is_about_us = error.status().is_some_and(|code| NOT_SIGNED_IN.contains(&code.into()));
        if is_about_us || error.is_client() || error.is_tls() {
            Self::LockedOut(told)
        } else if error.is_permanent() {
            Self::Refused(told)
        } else {
            Self::PutOff(told)
        }
    }
}

impl From<file::Error> for MailError {
    fn from(error: file::Error) -> Self {
        Self::File(std::io::Error::other(error))
    }
}
