//! Works the queues off, writes down what follows from events, and keeps the schedule, until it is told to stop; then it
//! takes nothing new and finishes what it is at.

use std::time::Duration;

use apalis::layers::WorkerBuilderExt;
use apalis::layers::retry::backoff::{ExponentialBackoffMaker, MakeBackoff};
use apalis::layers::retry::{HasherRng, RetryPolicy};
use apalis_core::backend::ext::BackendExt;
use apalis_core::error::WorkerError;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_sqlite::SqliteStorage;
use comanda_core::jobs::JobQueue;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Job, Jobs, alive, dispatch, handle, queue, schedule, sweep, tidy};
use crate::state::AppState;

/// How long it waits before it begins again what has ended by itself.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a job is tried again where the database was not to be reached, and how long it waits between.
const RETRIES: usize = Jobs::ATTEMPTS - 1;
const SHORTEST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5);

/// A worker that works. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Worker {
    under_way: JoinSet<()>,
    stop: CancellationToken,
}

impl Worker {
    /// Begins, until `stop`.
    pub fn start(app: &AppState, stop: &CancellationToken) -> Self {
        let mut under_way = JoinSet::new();
        let (stop, jobs) = (stop.child_token(), app.jobs().clone());
        for queue in JobQueue::ALL {
            under_way.spawn(work_off(*queue, app.clone(), stop.clone()));
        }
        under_way.spawn(alive::run(jobs.clone(), stop.clone()));
        under_way.spawn(dispatch::run(app.clone(), stop.clone()));
        under_way.spawn(sweep::run(app.clone(), stop.clone()));
        under_way.spawn(schedule::run(app.clone(), stop.clone()));
        under_way.spawn(tidy::run(jobs, stop.clone()));
        Self { under_way, stop }
    }

    /// Takes nothing new, and waits until what it is at is done, for `grace` at most. What is not done by then comes
    /// back when its lease is over.
    pub async fn drain(mut self, grace: Duration) {
        self.stop.cancel();
        let ended = async { while self.under_way.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, ended).await.is_err() {
            tracing::warn!("stopped with jobs still under way");
            self.under_way.shutdown().await;
        }
    }
}

/// Works one queue off. What breaks is begun again, under another name: a name that the queue knows would wait for
/// itself to be gone.
async fn work_off(queue: JobQueue, app: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let name = name(queue);
        app.jobs().0.alive.enter(&name);
        let ended = run(queue, &name, &app, &stop).await;
        app.jobs().0.alive.leave(&name);
        match ended {
            Ok(()) => {}
            Err(cause) if stop.is_cancelled() => tracing::debug!(%cause, %queue, "ended"),
            Err(cause) => {
                tracing::warn!(%cause, %queue, "a worker broke; another begins");
                let _ = tokio::time::timeout(PAUSE, stop.cancelled()).await;
            }
        }
    }
}

async fn run(
    queue: JobQueue,
    name: &str,
    app: &AppState,
    stop: &CancellationToken,
) -> Result<(), WorkerError> {
    let jobs = app.jobs();
    let broken = |cause: super::JobsError| WorkerError::BackendError(cause.into());
    let pool = jobs.pool().await.map_err(broken)?;
    let times = jobs.0.bells.times(queue, jobs.pace().poll);
    let backend = SqliteStorage::<Job>::new(pool)
        .with_config(queue::config(queue, jobs.pace()))
        .poll_with_stream(times);
    let backoff = ExponentialBackoffMaker::new(SHORTEST, LONGEST, 0.5, HasherRng::default());
    let mut backoff = backoff.map_err(|cause| WorkerError::BackendError(cause.into()))?;
    let worker = WorkerBuilder::new(name)
        .backend(backend)
        .concurrency(queue::concurrency(queue))
        .retry(RetryPolicy::retries(RETRIES).with_backoff(backoff.make_backoff()))
        .data(app.clone())
        .build(handle::handle);
    let stopped = stop.clone().cancelled_owned();
    let stopped = async move {
        stopped.await;
        Ok::<(), WorkerError>(())
    };
    worker.run_until(stopped).await
}

/// A name that no worker had before, anywhere.
fn name(queue: JobQueue) -> String {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.split_whitespace().next().unwrap_or("host");
    format!("{queue}-{host}-{}-{}", std::process::id(), uuid::Uuid::now_v7().simple())
}
