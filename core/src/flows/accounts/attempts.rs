//! Guesses at passwords, PINs and codes: counted before they are checked, forgiven when they were right.

use chrono::{DateTime, TimeDelta, Utc};

use crate::accounts::throttle::{Forgives, Limit};
use crate::error::Result;
use crate::id::UserId;
use crate::store::Tx;
use crate::store::accounts::attempts as rows;

/// Counts longer ago than this are of no use to any limit.
pub(in crate::flows) const KEPT: TimeDelta = TimeDelta::hours(25);

/// A guess that was counted and is about to be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a right guess is to be forgiven"]
pub struct Guess(Vec<(String, Forgives)>);

/// Counts one guess at each of `buckets`. While any of them makes the caller wait, none is counted.
pub(in crate::flows) fn count(
    tx: &mut Tx<'_>,
    buckets: Vec<(String, Limit)>,
    now: DateTime<Utc>,
) -> Result<Guess> {
    rows::delete_older(tx, now - KEPT)?;
    let mut names = Vec::with_capacity(buckets.len());
    for (bucket, limit) in buckets {
        let known = rows::lock(tx, &bucket)?;
        let counted = limit.attempt(known, now)?;
        match known {
            Some(_) => rows::save(tx, &bucket, &counted)?,
            None => rows::insert(tx, &bucket, &counted)?,
        }
        names.push((bucket, limit.forgives));
    }
    Ok(Guess(names))
}

/// Refuses while any of `buckets` makes the caller wait. Counts nothing, and holds nothing.
pub(in crate::flows) fn require_no_wait(
    tx: &mut Tx<'_>,
    buckets: &[(String, Limit)],
    now: DateTime<Utc>,
) -> Result<()> {
    for (bucket, limit) in buckets {
        limit.attempt(rows::find(tx, bucket)?, now)?;
    }
    Ok(())
}

/// The guess was right: it is not held against anybody.
pub(super) fn forgive(tx: &mut Tx<'_>, guess: &Guess) -> Result<()> {
    for (bucket, forgives) in &guess.0 {
        if let Some(counted) = rows::lock(tx, bucket)? {
            rows::save(tx, bucket, &counted.forgiven(*forgives))?;
        }
    }
    Ok(())
}

/// Nothing that was guessed at the password of `user` is held against anybody: it is another one now.
pub(super) fn forget_password_guesses(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    for bucket in [of_strangers(user), of_known_device(user)] {
        rows::delete(tx, &bucket)?;
    }
    Ok(())
}

/// Guesses at the password of an account from wherever nobody has signed in to it.
pub(super) fn of_strangers(account: UserId) -> String {
    format!("password:account:{account}")
}

/// Guesses at the password of an account from devices that have signed in to it.
pub(super) fn of_known_device(account: UserId) -> String {
    format!("password:device:{account}")
}
