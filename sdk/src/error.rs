//! Why a call did not succeed, and what is known about its effect.

use std::sync::Arc;
use std::time::Duration;

use comanda_core::refusal::Refusal;
use comanda_core::wire::Problem;
use reqwest::StatusCode;

use crate::key::IdempotencyKey;

/// The result of every call.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call did not succeed.
///
/// Match on [`refusal`](Self::refusal) or [`code`](Self::code) to react, show the error to people, quote
/// [`request_id`](Self::request_id) to whoever runs the server.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server said no, and why.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// Something answered that does not speak as a Comanda server does: a proxy, a wrong address.
    #[error("the server answered {status} in a way this client does not understand")]
    Unexpected {
        /// The HTTP status.
        status: u16,
        /// Names the request in the server's log, when it said.
        request_id: Option<String>,
    },
    /// No connection, or it broke.
    #[error("no connection to the server: {0}")]
    Transport(#[source] Arc<reqwest::Error>),
    /// The server hung up on whoever listened, in good order.
    #[error("the server has closed the connection")]
    Closed,
    /// No answer within the client's time limit.
    #[error("no answer within {} s", limit.as_secs_f32())]
    Timeout {
        /// The limit of one attempt.
        limit: Duration,
    },
    /// The answer does not have the expected form.
    #[error("cannot read the server's answer at `{at}`: {message}")]
    Decode {
        /// The path to the value (`results[3].price`).
        at: String,
        /// What is wrong with it.
        message: String,
        /// The HTTP status of the answer.
        status: u16,
        /// Names the request in the server's log, when it said.
        request_id: Option<String>,
    },
    /// The command may or may not have taken effect: no answer that settles it arrived. Repeat the call
    /// with the same key to find out; that never does it twice.
    #[error("it is not known whether this was done: {cause}")]
    UnknownOutcome {
        /// The key to ask with.
        key: IdempotencyKey,
        /// What happened last.
        #[source]
        cause: Box<Error>,
    },
    /// The client cannot be built or the call cannot be sent as asked.
    #[error("{0}")]
    Config(String),
}

/// What a failed attempt tells about its command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// It was decided: nothing was done, and repeating says the same.
    Settled,
    /// This attempt did nothing; says nothing of the ones before it.
    NotThisTime,
    /// It may have been done.
    Open,
}

impl Evidence {
    /// What a later attempt adds: what it shows counts, unless it shows nothing.
    pub(crate) const fn and(self, later: Self) -> Self {
        match later {
            Self::NotThisTime => self,
            Self::Settled | Self::Open => later,
        }
    }
}

impl Error {
    /// The HTTP status, if something answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.status),
            Self::Unexpected { status, .. } | Self::Decode { status, .. } => Some(*status),
            Self::UnknownOutcome { cause, .. } => cause.status(),
            Self::Transport(_) | Self::Closed | Self::Timeout { .. } | Self::Config(_) => None,
        }
    }

    /// The stable word of the problem (`out_of_stock`).
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.code),
            Self::UnknownOutcome { cause, .. } => cause.code(),
            Self::Unexpected { .. }
            | Self::Decode { .. }
            | Self::Transport(_)
            | Self::Closed
            | Self::Timeout { .. }
            | Self::Config(_) => None,
        }
    }

    /// What names the request in the server's log.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => {
                Some(&problem.request_id).filter(|id| !id.is_empty()).map(String::as_str)
            }
            Self::Unexpected { request_id, .. } | Self::Decode { request_id, .. } => request_id.as_deref(),
            Self::UnknownOutcome { cause, .. } => cause.request_id(),
            Self::Transport(_) | Self::Closed | Self::Timeout { .. } | Self::Config(_) => None,
        }
    }

    /// The shop's refusal with its facts, where this client knows its code.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Problem(problem) => problem.refusal(),
            Self::UnknownOutcome { .. }
            | Self::Unexpected { .. }
            | Self::Decode { .. }
            | Self::Transport(_)
            | Self::Closed
            | Self::Timeout { .. }
            | Self::Config(_) => None,
        }
    }

    /// True when the command may have taken effect although no answer settled it.
    pub const fn is_unknown_outcome(&self) -> bool {
        matches!(self, Self::UnknownOutcome { .. })
    }

    /// True when signing in (again) is the way on.
    pub fn is_unauthenticated(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED.as_u16())
    }

    /// True when the server could not be reached or could not serve; the same call may succeed later.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Transport(_) | Self::Closed | Self::Timeout { .. } => true,
            Self::UnknownOutcome { cause, .. } => cause.is_unavailable(),
            // Somebody guessed too often; the server is well.
            Self::Problem(problem) if problem.code == "too_many_attempts" => false,
            Self::Problem(_) | Self::Unexpected { .. } => {
                self.status().is_some_and(|status| matches!(status, 408 | 429 | 502 | 503 | 504))
            }
            Self::Decode { .. } | Self::Config(_) => false,
        }
    }

    /// True when no connection came about: nothing was sent.
    pub(crate) fn never_left(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect() || error.is_builder())
    }

    pub(crate) fn evidence(&self) -> Evidence {
        match self {
            Self::Transport(_) if self.never_left() => Evidence::NotThisTime,
            Self::Transport(_)
            | Self::Closed
            | Self::Timeout { .. }
            | Self::Decode { .. }
            | Self::UnknownOutcome { .. } => Evidence::Open,
            Self::Config(_) => Evidence::NotThisTime,
            Self::Problem(_) | Self::Unexpected { .. } => match self.status() {
                // The server gave up waiting or stumbled; the transaction may have been committed.
                Some(408 | 500..) => Evidence::Open,
                Some(409) if self.code() == Some("in_flight") => Evidence::Open,
                // The door was closed before anybody looked at the command.
                Some(401 | 403 | 429) => Evidence::NotThisTime,
                _ => Evidence::Settled,
            },
        }
    }

    /// True when the same attempt may fare better a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        self.is_unavailable() || self.code() == Some("in_flight")
    }
}
