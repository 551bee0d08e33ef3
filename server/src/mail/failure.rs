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
            Self::Address | Self::Form(_) | Self::Refused(_) => false,
        }
    }
}

impl From<smtp::Error> for MailError {
    fn from(error: smtp::Error) -> Self {
        let told = match error.status() {
            Some(code) => format!("the mail server answered {code}"),
            None => format!("no talk with the mail server: {error}"),
        };
        let is_final = error.is_permanent() || error.is_client() || error.is_tls();
        if is_final { Self::Refused(told) } else { Self::PutOff(told) }
    }
}

impl From<file::Error> for MailError {
    fn from(error: file::Error) -> Self {
        Self::File(std::io::Error::other(error))
    }
}
