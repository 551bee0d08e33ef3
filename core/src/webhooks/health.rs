//! When an endpoint is given up: nobody notices an address that is gone, and trying it for ever helps nobody.

use chrono::{DateTime, TimeDelta, Utc};

/// For so long an endpoint may fail without a success between.
pub const PATIENCE: TimeDelta = TimeDelta::days(5);
/// One delivery that failed so often shows that it is no hiccup: by then it was tried for five minutes.
const NO_HICCUP: u32 = 3;
/// The status by which a receiver says that it wants nothing any more.
const GONE: u16 = 410;

/// Why nothing is sent to an endpoint any more, after the `made`th attempt of a delivery failed with `status`; `None`
/// while it is still tried.
pub fn given_up(
    status: Option<u16>,
    failing_since: Option<DateTime<Utc>>,
    made: u32,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    let is_out_of_patience = failing_since.is_some_and(|since| now - since >= PATIENCE);
    if status == Some(GONE) {
        Some("It answered 410 Gone.")
    } else if is_out_of_patience && made >= NO_HICCUP {
        Some("Nothing has reached it for five days.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_given_up(status: Option<u16>, failing_for: Option<TimeDelta>, made: u32) -> bool {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(365);
        given_up(status, failing_for.map(|time| now - time), made, now).is_some()
    }

    #[test]
    fn five_days_without_a_success_are_enough() {
        assert!(is_given_up(Some(500), Some(PATIENCE), 3));
        assert!(is_given_up(None, Some(PATIENCE), 10));
        assert!(!is_given_up(Some(500), Some(PATIENCE - TimeDelta::seconds(1)), 10));
        assert!(!is_given_up(Some(500), None, 10));
    }

    #[test]
    fn the_first_failure_after_a_quiet_week_is_no_reason() {
        assert!(!is_given_up(Some(500), Some(TimeDelta::days(9)), 1));
        assert!(!is_given_up(Some(500), Some(TimeDelta::days(9)), 2));
    }

    #[test]
    fn whoever_says_that_it_is_gone_is_believed_at_once() {
        assert!(is_given_up(Some(410), None, 1));
        assert!(!is_given_up(Some(404), None, 1));
    }
}
