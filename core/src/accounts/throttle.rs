//! How often somebody may guess. Counted before the guess is checked, so that guesses made at once count too.

use chrono::{DateTime, TimeDelta, Utc};

use crate::refusal::Refusal;

/// The guesses made in one respect: at one account, from one device, from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many in a row were not right.
    pub failures: u32,
    /// When the last one was made.
    pub last_at: DateTime<Utc>,
    /// No further one before this.
    pub blocked_until: Option<DateTime<Utc>>,
}

/// How many guesses are free, and how long the waits after them are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Guesses without a wait.
    pub free: u32,
    /// The wait after the first that was not free; doubles with each.
    pub first_wait: TimeDelta,
    /// No wait is longer.
    pub longest_wait: TimeDelta,
    /// For each rest of this length one guess is forgotten.
    pub forgets_every: TimeDelta,
    /// What a right guess forgives.
    pub forgives: Forgives,
}

/// What a right guess forgives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgives {
    /// All that was guessed before: whoever knows the secret may mistype it.
    All,
    /// Only itself: knowing one secret says nothing about guesses at others.
    Itself,
}

impl Limit {
    /// Passwords of one account, from wherever nobody has signed in to it before.
    pub const STRANGERS: Self = Self::of(10, 30, 15 * 60, 15 * 60);
    /// Passwords of one account, from a device that has signed in to it.
    pub const KNOWN_DEVICE: Self = Self::of(10, 30, 5 * 60, 5 * 60);
    /// Passwords from one address, whichever account they are for.
    pub const ADDRESS: Self = Self { forgives: Forgives::Itself, ..Self::of(50, 30, 15 * 60, 60) };
    /// PINs of one person at one device.
    pub const PIN: Self = Self::of(5, 30, 15 * 60, 60 * 60);
    /// Letters with a code to one address.
    pub const RESET_LETTERS: Self = Self::of(3, 5 * 60, 60 * 60, 60 * 60);
    /// Codes tried for one account, over all its letters.
    pub const RESET_CODES: Self = Self::of(15, 60, 60 * 60, 60 * 60);
    /// Wrong codes of coupons that one caller types.
    pub const COUPON_CODES: Self = Self { forgives: Forgives::Itself, ..Self::of(30, 30, 15 * 60, 60) };
    /// The same from one address, where a whole room of guests may sit: no single caller can make all of them wait.
    pub const COUPON_CODES_OF_ADDRESS: Self =
        Self { forgives: Forgives::Itself, ..Self::of(150, 30, 15 * 60, 12) };

    const fn of(free: u32, first_wait: i64, longest_wait: i64, forgets_every: i64) -> Self {
        Self {
            free,
            first_wait: TimeDelta::seconds(first_wait),
            longest_wait: TimeDelta::seconds(longest_wait),
            forgets_every: TimeDelta::seconds(forgets_every),
            forgives: Forgives::All,
        }
    }

    /// The count after one more guess, or how long to wait before it.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`] while a wait lasts; the guess is not counted then.
    pub fn attempt(&self, before: Option<Attempts>, now: DateTime<Utc>) -> Result<Attempts, Refusal> {
        let blocked_until = before.and_then(|attempts| attempts.blocked_until);
        if let Some(until) = blocked_until.filter(|until| *until > now) {
            return Err(Refusal::TooManyAttempts { retry_after: seconds(until - now) });
        }
        let failures = before.map_or(0, |attempts| self.remembered(&attempts, now)).saturating_add(1);
        let blocked_until = failures.checked_sub(self.free).map(|beyond| now + self.wait(beyond));
        Ok(Attempts { failures, last_at: now, blocked_until })
    }

    /// How many of the guesses are not forgotten yet.
    fn remembered(&self, attempts: &Attempts, now: DateTime<Utc>) -> u32 {
        let rests = (now - attempts.last_at).num_seconds() / self.forgets_every.num_seconds().max(1);
        attempts.failures.saturating_sub(u32::try_from(rests).unwrap_or(0))
    }

    /// The wait after the free guesses and `beyond` more.
    fn wait(&self, beyond: u32) -> TimeDelta {
        let doubled = self.first_wait.checked_mul(1_i32.checked_shl(beyond.min(20)).unwrap_or(i32::MAX));
        doubled.unwrap_or(self.longest_wait).min(self.longest_wait)
    }
}

impl Attempts {
    /// The guess that was counted last turned out right: it counts no more, nor does the wait it earned.
    #[must_use]
    pub fn forgiven(self, forgives: Forgives) -> Self {
        let failures = match forgives {
            Forgives::All => 0,
            Forgives::Itself => self.failures.saturating_sub(1),
        };
        Self { failures, blocked_until: None, ..self }
    }
}

/// Whole seconds, rounded up: who waits this long is let in.
fn seconds(left: TimeDelta) -> u32 {
    u32::try_from((left.num_milliseconds() + 999) / 1000).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    /// Guesses wrong until told to wait; how often, and how long the wait is.
    fn guess(limit: &Limit, from: Option<Attempts>, at: DateTime<Utc>) -> (Attempts, u32, u32) {
        let mut attempts = from;
        for count in 0.. {
            match limit.attempt(attempts, at) {
                Ok(next) => attempts = Some(next),
                Err(Refusal::TooManyAttempts { retry_after }) => {
                    return (attempts.unwrap(), count, retry_after);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        unreachable!()
    }

    #[test]
    fn a_few_guesses_are_free_and_then_waits_double() {
        let limit = Limit::PIN;
        let (mut attempts, free, mut wait) = guess(&limit, None, now());
        assert_eq!((free, wait), (5, 30));
        let mut at = now();
        for expected in [60, 120, 240, 480, 900, 900, 900] {
            at += TimeDelta::seconds(i64::from(wait));
            let (next, more, next_wait) = guess(&limit, Some(attempts), at);
            assert_eq!((more, next_wait), (1, expected));
            (attempts, wait) = (next, next_wait);
        }
    }

    #[test]
    fn rest_is_rewarded_guess_by_guess() {
        let (attempts, ..) = guess(&Limit::PIN, None, now());
        let (_, free, _) = guess(&Limit::PIN, Some(attempts), now() + TimeDelta::hours(3));
        assert_eq!(free, 3);
        let (_, free, _) = guess(&Limit::PIN, Some(attempts), now() + TimeDelta::hours(24));
        assert_eq!(free, 5);
    }

    #[test]
    fn a_right_guess_is_not_held_against_anybody() {
        let mut attempts = None;
        for _ in 0..100 {
            attempts = Some(Limit::PIN.attempt(attempts, now()).unwrap().forgiven(Forgives::All));
        }
        assert_eq!(attempts.unwrap().failures, 0);
        let mistyped = Attempts { failures: 4, last_at: now(), blocked_until: None };
        assert_eq!(mistyped.forgiven(Forgives::All).failures, 0);
        assert_eq!(mistyped.forgiven(Forgives::Itself).failures, 3);
    }
}
