//! What people do with alerts by hand: what makes one, how it is dealt with, for how long it may be put aside. Called by
//! `flows::alerts`.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AlertType, Facts};
use crate::refusal::{FieldErrors, Refusal};
use crate::text;
use crate::wire::alerts::{CreateAlert, ResolveAlert, SnoozeAlert};

/// The longest message, in characters.
const MAX_MESSAGE: usize = 300;
/// The longest notes, in characters.
const MAX_NOTES: usize = 500;
/// The longest that something is put aside: a day.
const MOST_MINUTES: u32 = 1440;

/// Reads an alert that somebody raises; refuses with every field that is wrong.
pub fn read(wanted: &CreateAlert) -> Result<Facts, Refusal> {
    let mut errors = FieldErrors::default();
    let message = text::line(&wanted.message);
    if message.is_empty() {
        errors.add("message", "say what it is about");
    }
    if message.chars().count() > MAX_MESSAGE {
        errors.add("message", format_args!("at most {MAX_MESSAGE} characters"));
    }
    if wanted.product_id.is_none() && wanted.alert_type != AlertType::System {
        errors.add("product_id", format_args!("is required for {}", wanted.alert_type));
    }
    errors.into_result()?;
    Ok(Facts {
        alert_type: wanted.alert_type,
        severity: wanted.severity,
        message,
        threshold_value: wanted.threshold_value,
        current_value: wanted.current_value,
    })
}

/// What somebody said about what they did.
pub fn notes(wanted: &ResolveAlert) -> Result<String, Refusal> {
    let notes = text::paragraph(&wanted.notes);
    if notes.chars().count() > MAX_NOTES {
        return Err(Refusal::invalid("notes", format_args!("at most {MAX_NOTES} characters")));
    }
    Ok(notes)
}

/// Until when something is put aside.
pub fn snoozed_until(wanted: SnoozeAlert, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    if !(1..=MOST_MINUTES).contains(&wanted.minutes) {
        return Err(Refusal::invalid("minutes", format_args!("is not between 1 and {MOST_MINUTES}")));
    }
    Ok(now + TimeDelta::minutes(wanted.minutes.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::Severity;

    fn wanted(alert_type: AlertType, message: &str) -> CreateAlert {
        CreateAlert {
            alert_type,
            severity: Severity::Warning,
            message: message.to_owned(),
            product_id: None,
            threshold_value: None,
            current_value: None,
        }
    }

    #[test]
    fn an_alert_says_something_and_is_of_a_product_unless_it_is_of_the_house() {
        let fields = |wanted: &CreateAlert| match read(wanted) {
            Err(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(&wanted(AlertType::LowStock, " \u{7}")), ["message", "product_id"]);
        assert_eq!(fields(&wanted(AlertType::System, &"m".repeat(301))), ["message"]);
        let read = read(&wanted(AlertType::System, " The\nprinter\u{1b} ")).unwrap();
        assert_eq!(read.message, "The printer");
        let long = ResolveAlert { notes: "n".repeat(501) };
        assert!(notes(&long).is_err());
    }

    #[test]
    fn something_is_put_aside_for_a_day_at_most() {
        let now = DateTime::UNIX_EPOCH;
        for minutes in [0, 1441, u32::MAX] {
            assert!(snoozed_until(SnoozeAlert { minutes }, now).is_err());
        }
        assert_eq!(snoozed_until(SnoozeAlert { minutes: 1440 }, now), Ok(now + TimeDelta::days(1)));
    }
}
