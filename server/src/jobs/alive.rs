//! Says that the workers of this process are alive, and gives back to the queue what dead ones held. apalis does both
//! too, but says nothing while it holds fetched jobs that wait for their turn, so that another process would take those
//! for lost; and looks for the dead only after a while, which a worker that is killed again and again never reaches.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::{Jobs, JobsError, queue};

/// The names of the workers that run in this process.
#[derive(Debug, Default)]
pub struct Alive(Mutex<BTreeSet<String>>);

impl Alive {
    /// A worker begins.
    pub fn enter(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
    }

    /// A worker ends.
    pub fn leave(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    fn names(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

/// Does so at once, and again and again, until `stop`.
pub async fn run(jobs: Jobs, stop: CancellationToken) {
    loop {
        if let Err(cause) = say(&jobs).await {
            tracing::warn!(%cause, "no sign of life");
        }
        match give_back(&jobs).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "gave back what a dead worker held"),
            Err(cause) => tracing::warn!(%cause, "nothing was given back"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(jobs.pace().heartbeat) => {}
        }
    }
}

/// Gives back what workers hold that have said nothing for too long; how many jobs.
async fn give_back(jobs: &Jobs) -> Result<u64, JobsError> {
    let silent = (jobs.pace().heartbeat * queue::MISSED).as_secs();
    let given = sqlx::query(
        "UPDATE Jobs SET status = 'Pending', done_at = NULL, lock_by = NULL, lock_at = NULL, \
         attempts = attempts + 1 WHERE status IN ('Queued', 'Running') AND lock_by IN \
         (SELECT id FROM Workers WHERE last_seen < strftime('%s', 'now') - ?1)",
    );
    let silent = i64::try_from(silent).unwrap_or(i64::MAX);
    let given = given.bind(silent).execute(jobs.pool().await?).await.map_err(|cause| jobs.broken(cause))?;
    Ok(given.rows_affected())
}

async fn say(jobs: &Jobs) -> Result<(), JobsError> {
    let names = serde_json::to_string(&jobs.0.alive.names())?;
    let said = sqlx::query(
        "UPDATE Workers SET last_seen = strftime('%s', 'now') WHERE id IN (SELECT value FROM json_each(?1))",
    );
    said.bind(names).execute(jobs.pool().await?).await.map_err(|cause| jobs.broken(cause))?;
    Ok(())
}
