//! When a delivery that did not arrive is tried again.

use chrono::{DateTime, TimeDelta, Utc};

/// How long after the attempt before it each attempt comes: ten in all, over three days.
const DELAYS: [TimeDelta; 10] = [
    TimeDelta::zero(),
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// The attempts of one round.
pub const ATTEMPTS: u32 = 10;

/// A receiver may ask to be left alone for so long, and not for longer.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(24);

/// A number from 0 to 1000 that others than this crate draw: what went wrong together is not tried again together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Jitter(u16);

impl Jitter {
    /// Of any number.
    pub const fn of(number: u16) -> Self {
        Self(number % 1001)
    }
}

/// When the attempt after the `made`th of a round comes: as the schedule says and up to a tenth later, and not before
/// the receiver asked for. Nothing when it was the last.
pub fn next_attempt(
    made: u32,
    asked_for: Option<TimeDelta>,
    jitter: Jitter,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let delay = *DELAYS.get(usize::try_from(made).ok()?)?;
    let spread = delay + delay * i32::from(jitter.0) / 10_000;
    let pause = asked_for.unwrap_or_default().clamp(TimeDelta::zero(), LONGEST_PAUSE);
    Some(now + spread.max(pause))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(made: u32, asked_for: Option<i64>, jitter: u16) -> Option<i64> {
        let now = DateTime::UNIX_EPOCH;
        let next = next_attempt(made, asked_for.map(TimeDelta::seconds), Jitter::of(jitter), now);
        next.map(|at| (at - now).num_seconds())
    }

    #[test]
    fn it_is_tried_ten_times_over_three_days() {
        let hours = [2, 5, 10, 14, 20, 24].map(|hours| hours * 3600);
        let delays: Vec<i64> = (0..ATTEMPTS).map_while(|made| seconds(made, None, 0)).collect();
        assert_eq!(delays, [&[0, 5, 300, 1800][..], &hours].concat());
        assert_eq!(seconds(ATTEMPTS, None, 0), None);
        assert_eq!(seconds(u32::MAX, Some(1), 1000), None);
    }

    #[test]
    fn what_failed_together_comes_back_up_to_a_tenth_later() {
        assert_eq!(
            [0, 500, 1000].map(|jitter| seconds(4, None, jitter)),
            [Some(7200), Some(7560), Some(7920)]
        );
    }

    #[test]
    fn a_receiver_may_ask_for_a_pause_but_not_for_an_earlier_attempt_or_a_month() {
        assert_eq!(seconds(1, Some(60), 0), Some(60));
        assert_eq!(seconds(2, Some(60), 0), Some(300));
        assert_eq!(seconds(1, Some(i64::from(i32::MAX)), 0), Some(24 * 3600));
        assert_eq!(seconds(1, Some(-5), 0), Some(5));
    }
}
