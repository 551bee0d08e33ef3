//! Finds the work that is due and that nobody looks at: what a queue has lost, what a killed process held, what was
//! never put into a queue. This is why the queue may be lost.
//!
//! Where machines share a database each has a queue of its own, and what is due may well wait in another's. So there the
//! sweep leaves it alone for a while ([`Pace::grace`](crate::config::Pace)) after it was due; a database that is a file
//! has one queue, and that can be asked.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use comanda_core::flows::events::Work;
use comanda_core::flows::{notifications, webhooks};
use comanda_core::store::Backend;
use tokio_util::sync::CancellationToken;

use super::{Job, Jobs, JobsError};
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How many are looked for at once.
const AT_ONCE: u32 = 500;
/// For so long the same is not pushed again: it was looked at, and is due still.
const LATELY: Duration = Duration::from_secs(30);
/// What one process does at once after it has written it down is not lost yet.
const AT_HOME: TimeDelta = TimeDelta::milliseconds(500);
/// Longer than any job may take: whoever is at it for so long is not at it.
const STUCK_SECONDS: i64 = 900;
/// The most keys that are read: a queue with more is busy, and has everything.
const KEYS: i64 = 20_000;

/// Does so at once, and again and again, until `stop`.
pub async fn run(app: AppState, stop: CancellationToken) {
    let mut lately = Lately::default();
    loop {
        match once(&app, &mut lately).await {
            Ok(0) => {}
            Ok(count) => tracing::debug!(count, "found what was lost"),
            Err(failure) => tracing::warn!(?failure, "not swept"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(app.jobs().pace().sweep) => {}
        }
    }
}

/// Looks once; how many were pushed.
async fn once(app: &AppState, lately: &mut Lately) -> Result<usize, Failure> {
    let jobs = app.jobs();
    let grace = match app.store().backend() {
        Backend::Sqlite => AT_HOME,
        Backend::Postgres => TimeDelta::from_std(jobs.pace().grace).unwrap_or(AT_HOME),
    };
    let now = clock::now();
    let due = app.read(move |tx| {
        let mut due = notifications::due(tx, now - grace, AT_ONCE)?;
        due.extend(webhooks::due(tx, now - grace, AT_ONCE)?);
        Ok(due)
    });
    Ok(push(jobs, due.await?, lately).await?)
}

/// Pushes again what of it is neither in the queue nor was pushed a moment ago; how many.
pub(super) async fn push(jobs: &Jobs, due: Vec<Work>, lately: &mut Lately) -> Result<usize, JobsError> {
    let (due, now) = (lately.fresh(due), clock::now());
    if due.is_empty() {
        return Ok(0);
    }
    let queued = queued(jobs).await?;
    let lost: Vec<Job> = due.iter().map(|work| Job::lost(*work, now)).collect();
    let lost: Vec<Job> = lost.into_iter().filter(|job| !queued.contains(&job.subject())).collect();
    jobs.put(&lost, now).await?;
    lately.remember(lost.iter().filter_map(Job::work));
    Ok(lost.len())
}

/// What the jobs are about that wait or that somebody is at.
pub async fn queued(jobs: &Jobs) -> Result<HashSet<String>, JobsError> {
    let asked = sqlx::query_scalar::<_, String>(
        "SELECT idempotency_key FROM Jobs WHERE idempotency_key IS NOT NULL AND (status = 'Pending' \
         OR (status IN ('Queued', 'Running') AND lock_at > ?1)) LIMIT ?2",
    );
    let stuck = clock::now().timestamp() - STUCK_SECONDS;
    let keys = asked.bind(stuck).bind(KEYS).fetch_all(jobs.pool().await?).await;
    let keys = keys.map_err(|cause| jobs.broken(cause))?;
    Ok(keys.iter().filter_map(|key| key.rsplit_once(':')).map(|(subject, _)| subject.to_owned()).collect())
}

/// What was pushed a moment ago.
#[derive(Debug, Default)]
pub(super) struct Lately(HashMap<Work, Instant>);

impl Lately {
    fn fresh(&mut self, mut due: Vec<Work>) -> Vec<Work> {
        self.0.retain(|_, at| at.elapsed() < LATELY);
        due.retain(|work| !self.0.contains_key(work));
        due
    }

    fn remember(&mut self, works: impl Iterator<Item = Work>) {
        let now = Instant::now();
        self.0.extend(works.map(|work| (work, now)));
    }
}
