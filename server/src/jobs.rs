//! The worker's queue: a file of its own, in which apalis keeps who shall look at what. It says nothing that the shop's
//! database does not know: whatever it loses, the sweep finds again, so the file may be deleted.
//!
//! [`AppState::jobs`](crate::state::AppState::jobs) is how the rest of the server reaches it; [`Worker`] works it off.

mod alive;
mod board;
mod chores;
mod dispatch;
mod handle;
mod job;
mod look;
mod queue;
mod schedule;
mod sweep;
mod tidy;
mod worker;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use apalis_core::task::builder::TaskBuilder;
use chrono::{DateTime, Utc};
use comanda_core::flows::events::Work;
use comanda_core::jobs::JobQueue;
use sqlx::SqlitePool;
use tokio::sync::OnceCell;

use crate::clock;
use crate::config::{JobsFile, Pace};
use crate::respond::Failure;

pub use job::Job;
pub use look::{Wanted, chores, get, list, queues, retry};
pub use worker::Worker;

/// Why the queue cannot be used now. What it should have carried is found by the sweep.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// Its file cannot be read or written.
    #[error("the queue {path}: {cause}")]
    File {
        /// Where it is.
        path: String,
        /// Why not.
        cause: sqlx::Error,
    },
    /// apalis refuses.
    #[error("the queue: {0}")]
    Queue(#[from] apalis_sqlite::Error),
    /// A job cannot be written down or read.
    #[error("a job: {0}")]
    Job(#[from] serde_json::Error),
}

impl From<JobsError> for Failure {
    fn from(error: JobsError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// The queue; cheap to clone. Its file is opened when it is first needed.
#[derive(Clone)]
pub struct Jobs(Arc<Inner>);

struct Inner {
    file: JobsFile,
    pace: Pace,
    pool: OnceCell<SqlitePool>,
    bells: queue::Bells,
    alive: alive::Alive,
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Jobs").field(&self.0.file).finish()
    }
}

impl Jobs {
    /// How often a job is begun before it is dead: once, and again where the database could not be reached.
    const ATTEMPTS: usize = 6;

    /// In this file.
    pub fn new(file: JobsFile, pace: Pace) -> Self {
        let (bells, alive) = (queue::Bells::default(), alive::Alive::default());
        Self(Arc::new(Inner { file, pace, pool: OnceCell::new(), bells, alive }))
    }

    /// Lets the worker look at these as soon as it can, each once however often it is said. What cannot be written into
    /// the queue is found by the sweep.
    pub async fn push(&self, works: &[Work]) -> Result<(), JobsError> {
        let jobs: Vec<Job> = works.iter().map(|work| Job::first(*work)).collect();
        self.put(&jobs, clock::now()).await
    }

    /// As [`Jobs::push`], for what was looked at before and waits anew.
    pub async fn push_again(&self, work: Work) -> Result<(), JobsError> {
        let now = clock::now();
        self.put(&[Job::lost(work, now)], now).await
    }

    /// Puts jobs into their queues, not to be begun before `at`. One that is there already under its key stays there
    /// once, also when it is done.
    async fn put(&self, jobs: &[Job], at: DateTime<Utc>) -> Result<(), JobsError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let pool = self.pool().await?;
        let mut tx = pool.begin().await.map_err(|cause| self.broken(cause))?;
        for queue in JobQueue::ALL {
            let of_queue = jobs.iter().filter(|job| job.queue() == *queue);
            let tasks = of_queue.map(|job| task(job, at)).collect::<Result<Vec<_>, _>>()?;
            if !tasks.is_empty() {
                apalis_sqlite::queries::push_tasks(&mut *tx, queue.as_str(), &tasks).await?;
            }
        }
        tx.commit().await.map_err(|cause| self.broken(cause))?;
        for job in jobs {
            self.0.bells.ring(job.queue());
        }
        Ok(())
    }

    /// The file, opened.
    async fn pool(&self) -> Result<&SqlitePool, JobsError> {
        let opening = || queue::open(self.0.file.path());
        self.0.pool.get_or_try_init(opening).await.map_err(|cause| self.broken(cause))
    }

    /// Opens the file, so that whatever is wrong with it is known at the start.
    pub async fn open(&self) -> Result<(), JobsError> {
        self.pool().await.map(|_| ())
    }

    /// Closes the file, once nobody uses it any more.
    pub async fn close(&self) {
        if let Some(pool) = self.0.pool.get() {
            pool.close().await;
        }
    }

    fn pace(&self) -> &Pace {
        &self.0.pace
    }

    fn broken(&self, cause: sqlx::Error) -> JobsError {
        JobsError::File { path: self.0.file.path().display().to_string(), cause }
    }

    /// After so long without a sign a worker is gone.
    fn silence(&self) -> Duration {
        self.0.pace.heartbeat * queue::MISSED
    }
}

fn task(job: &Job, at: DateTime<Utc>) -> Result<apalis_sqlite::SqliteTask, serde_json::Error> {
    // The queue counts whole seconds; a job that comes too early finds that it is not due.
    let whole = i64::from(at.timestamp_subsec_nanos() > 0 && at > clock::now());
    let seconds = u64::try_from(at.timestamp() + whole).unwrap_or(0);
    let task = TaskBuilder::new(serde_json::to_vec(job)?)
        .idempotency_key(job.key())
        .max_attempts(Jobs::ATTEMPTS)
        .run_at_timestamp(seconds);
    Ok(task.build())
}

#[cfg(test)]
mod tests;
