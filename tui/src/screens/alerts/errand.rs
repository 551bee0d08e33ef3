//! What is done about an alert, on its way to the shop. Each has one key for as long as its answer is not known.

use comanda_core::id::AlertId;
use comanda_core::wire::alerts::{CreateAlert, ResolveAlert, SnoozeAlert};

use crate::screens::form::FormDialog;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Say that it is dealt with.
    Resolve(AlertId, ResolveAlert),
    /// Put it aside.
    Snooze(AlertId, SnoozeAlert),
    /// Raise one by hand.
    Raise(Box<CreateAlert>),
}

/// Something on its way to the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Its idempotency key, by which the answer is known again too.
    pub key: String,
    /// What is to be done.
    pub deed: Deed,
}

impl Errand {
    /// The alert that it is about, unless it is a new one.
    pub const fn about(&self) -> Option<AlertId> {
        match &self.deed {
            Deed::Resolve(id, _) | Deed::Snooze(id, _) => Some(*id),
            Deed::Raise(_) => None,
        }
    }
}

/// An errand that is not answered yet.
#[derive(Debug, Clone)]
pub struct Sending {
    /// What was sent.
    pub errand: Errand,
    /// What it is about, in a few words.
    pub name: String,
    /// The form that it comes from, which comes back when it is refused.
    pub form: Box<FormDialog>,
    /// An answer was lost: it may have been done, so it is asked until it is known.
    pub is_lost: bool,
}
