//! Short ways to refuse, for checks that stand in many places.

use super::{FieldErrors, Refusal};

impl Refusal {
    /// `name` is absent, or not the caller's.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound { what: what.to_owned() }
    }

    /// One field is wrong.
    pub fn invalid(field: impl Into<String>, message: impl ToString) -> Self {
        Self::InvalidInput { errors: FieldErrors::one(field, message) }
    }

    /// Refuses with `stale_version` when the caller saw another version than the one that stands.
    pub const fn unless_current(seen: Option<i64>, current: i64) -> Result<(), Self> {
        match seen {
            Some(seen) if seen != current => Err(Self::StaleVersion { current }),
            _ => Ok(()),
        }
    }

    /// `text`, refused where it has more than `most` characters; `field` is where it came in.
    pub fn unless_within(text: String, most: usize, field: &str) -> Result<String, Self> {
        if text.chars().count() > most {
            return Err(Self::invalid(field, format!("at most {most} characters")));
        }
        Ok(text)
    }

    /// The same refusal with `prefix` before the path of each field: `tenders` under `payment.` is
    /// `payment.tenders`.
    #[must_use]
    pub fn under(self, prefix: &str) -> Self {
        match self {
            Self::InvalidInput { errors } => Self::InvalidInput { errors: errors.under(prefix) },
            other => other,
        }
    }
}
