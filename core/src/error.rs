//! What a flow can end in besides success: the shop said no, or the machinery failed.

use crate::refusal::Refusal;

/// Why a flow did not succeed. Its transaction was rolled back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The shop said no, and why.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database cannot be reached or is too busy; the same call may succeed later.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// The transaction collided with another; the store runs it again.
    #[error("collided with another transaction: {0}")]
    Contended(String),
    /// A defect: the stored data or the code is not what it should be. For the log, never for a client.
    #[error("{0}")]
    Broken(String),
}

impl Error {
    /// The same with `prefix` before the path of each field that a refusal names.
    #[must_use]
    pub fn under(self, prefix: &str) -> Self {
        match self {
            Self::Refused(refusal) => Self::Refused(refusal.under(prefix)),
            failure @ (Self::Unavailable(_) | Self::Contended(_) | Self::Broken(_)) => failure,
        }
    }
}

/// The result of loads, saves and flows.
pub type Result<T, E = Error> = std::result::Result<T, E>;
