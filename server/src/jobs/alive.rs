//! Says that the workers of this process are alive. apalis says so too, but not while it holds fetched jobs that wait for
//! their turn, and another process would take those for lost.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::{Jobs, JobsError};

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

/// Says so, again and again, until `stop`.
pub async fn run(jobs: Jobs, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(jobs.pace().heartbeat) => {}
        }
        if let Err(cause) = say(&jobs).await {
            tracing::warn!(%cause, "no sign of life");
        }
    }
}

async fn say(jobs: &Jobs) -> Result<(), JobsError> {
    let names = serde_json::to_string(&jobs.0.alive.names())?;
    let said = sqlx::query(
        "UPDATE Workers SET last_seen = strftime('%s', 'now') WHERE id IN (SELECT value FROM json_each(?1))",
    );
    said.bind(names).execute(jobs.pool().await?).await.map_err(|cause| jobs.broken(cause))?;
    Ok(())
}
