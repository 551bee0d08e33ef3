//! What is done by the clock, each time once among all machines: who is at it, and how far it has come. The worker
//! knows the chores and their hours; this knows which of those are done.

use chrono::{DateTime, Duration, Utc};

use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::schedule::Standing;
use crate::store::{self, Tx};

/// How long whoever began a chore keeps it without doing any of it.
const HELD: Duration = Duration::minutes(1);

/// Does so many of what is due, at most, and says how many it did; 0 when nothing is left.
pub type Run = fn(&mut Tx<'_>, DateTime<Utc>, u32) -> Result<usize>;

/// A chore at one of its hours, and who is at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Which chore.
    pub name: String,
    /// The hour it was due at.
    pub due: DateTime<Utc>,
    /// Who is at it; another one each time.
    pub holder: String,
}

/// What came of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many were done, and more may be left.
    Some(usize),
    /// Nothing was left: the hour is done.
    Finished,
    /// It is done already, or another is at it.
    NotOurs,
}

/// How far a chore has come, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Which chore.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// When it was last finished.
    pub done_at: Option<DateTime<Utc>>,
    /// How many were done then.
    pub count: u64,
}

/// How far every chore has come that was ever begun, whose name says which it is. For whoever may manage jobs, and for
/// the worker.
pub fn standing(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Done>> {
    actor.require(Permission::ManageJobs)?;
    let rows = store::schedule::list(tx)?;
    let done = rows.into_iter().map(|row| Done {
        name: row.name,
        standing: Standing {
            done_for: row.done_for.map(|at| at.and_utc()),
            held_until: Some(row.held_until.and_utc()).filter(|_| !row.holder.is_empty()),
        },
        done_at: row.done_at.map(|at| at.and_utc()),
        count: u64::try_from(row.done_count).unwrap_or(0),
    });
    Ok(done.collect())
}

/// Does some of a chore, `limit` at most, where it is this one's turn; `before` were done in earlier steps. What is
/// done and that it is done are one transaction, so a hour is never half done twice.
pub fn step(
    tx: &mut Tx<'_>,
    turn: &Turn,
    run: Run,
    before: usize,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Step> {
    let Turn { name, due, holder } = turn;
    store::schedule::enter(tx, name)?;
    if !store::schedule::hold(tx, name, holder, *due, now, now + HELD)? {
        return Ok(Step::NotOurs);
    }
    match run(tx, now, limit)? {
        0 => {
            let count = i64::try_from(before).map_err(|_| Error::Broken("too many were done".to_owned()))?;
            store::schedule::finish(tx, name, *due, count, now)?;
            Ok(Step::Finished)
        }
        count => Ok(Step::Some(count)),
    }
}
