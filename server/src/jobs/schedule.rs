//! Keeps the schedule: at its start and on each tick of apalis-cron it looks which chores are overdue and puts them into
//! the queue. A tick that comes and a tick that was missed are one case: what was due since it was last done is done
//! once. Which of several machines does it is decided in the database, when it is begun.

use std::str::FromStr;

use apalis_core::error::{BoxDynError, WorkerError};
use apalis_core::task::data::Data;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_cron::{CronScheduler, Tick};
use chrono::{DateTime, Utc};
use comanda_core::actor::Actor;
use comanda_core::flows::schedule;
use tokio_util::sync::CancellationToken;

use super::{Job, chores, sweep};
use crate::clock;
use crate::config::Pace;
use crate::respond::Failure;
use crate::state::AppState;

/// Each minute, which is as often as anything is due; and for tests, which do not like to wait, each second.
const MINUTELY: &str = "0 * * * * *";
const SECONDLY: &str = "* * * * * *";

/// Does so until `stop`.
pub async fn run(app: AppState, stop: CancellationToken) {
    look(&app).await;
    while !stop.is_cancelled() {
        if let Err(cause) = tick(&app, &stop).await {
            tracing::warn!(%cause, "the schedule broke; another begins");
            let _ = tokio::time::timeout(std::time::Duration::from_secs(1), stop.cancelled()).await;
        }
    }
}

async fn tick(app: &AppState, stop: &CancellationToken) -> Result<(), WorkerError> {
    let expression = if app.jobs().pace().tick < Pace::USUAL.tick { SECONDLY } else { MINUTELY };
    let ticks =
        cron::Schedule::from_str(expression).map_err(|cause| WorkerError::BackendError(cause.into()))?;
    let worker =
        WorkerBuilder::new("schedule").backend(CronScheduler::new(ticks)).data(app.clone()).build(on_tick);
    let stopped = stop.clone().cancelled_owned();
    let stopped = async move {
        stopped.await;
        Ok::<(), WorkerError>(())
    };
    worker.run_until(stopped).await
}

async fn on_tick(_tick: Tick, app: Data<AppState>) -> Result<(), BoxDynError> {
    look(&app).await;
    Ok(())
}

/// Puts what is overdue into the queue. What fails now is found on the next tick.
async fn look(app: &AppState) {
    if let Err(failure) = push_overdue(app, clock::now()).await {
        tracing::warn!(?failure, "the schedule was not looked at");
    }
}

pub(super) async fn push_overdue(app: &AppState, now: DateTime<Utc>) -> Result<(), Failure> {
    let known = app.read(|tx| schedule::standing(tx, &Actor::System)).await?;
    let standing = |name: &str| known.iter().find(|done| done.name == name).map(|done| done.standing);
    let overdue = chores::CHORES.iter().filter_map(|chore| {
        let due = chore.last_due(now)?;
        let is_due = standing(chore.name).unwrap_or_default().is_due(due, now);
        is_due.then(|| Job::Chore { name: chore.name.to_owned(), due, turn: now.timestamp() })
    });
    let mut overdue: Vec<Job> = overdue.collect();
    if !overdue.is_empty() {
        let queued = sweep::queued(app.jobs()).await?;
        overdue.retain(|job| !queued.contains(&job.subject()));
        app.jobs().put(&overdue, clock::now()).await?;
    }
    Ok(())
}
