//! Throws away what is over: done jobs after a day, or sooner where there are very many; dead ones after 30 days; the
//! names of workers that are gone.

use std::time::Duration;

use sqlx::SqlitePool;
use tokio_util::sync::CancellationToken;

use super::{Jobs, JobsError};
use crate::clock;

const PERIOD: Duration = Duration::from_mins(1);
const DONE_KEPT: i64 = 24 * 60 * 60;
const DEAD_KEPT: i64 = 30 * DONE_KEPT;
/// How many done ones are kept at most.
const DONE_AT_MOST: i64 = 50_000;
/// How many go at once: others wait for it.
const AT_ONCE: i64 = 2_000;

/// Does so, again and again, until `stop`.
pub async fn run(jobs: Jobs, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PERIOD) => {}
        }
        if let Err(cause) = once(&jobs, DONE_AT_MOST).await {
            tracing::warn!(%cause, "the queue is not tidied");
        }
    }
}

/// Does so once.
pub(super) async fn once(jobs: &Jobs, at_most: i64) -> Result<(), JobsError> {
    let pool = jobs.pool().await?;
    let cleared = async {
        let now = clock::now().timestamp();
        // The oldest done one that is kept.
        let newest = sqlx::query_scalar::<_, i64>(
            "SELECT done_at FROM Jobs WHERE status = 'Done' AND done_at IS NOT NULL \
             ORDER BY done_at DESC LIMIT 1 OFFSET ?1",
        );
        let crowded = newest.bind(at_most).fetch_optional(pool).await?.unwrap_or(0);
        clear(pool, "Done", crowded.max(now - DONE_KEPT)).await?;
        clear(pool, "Killed", now - DEAD_KEPT).await?;
        clear(pool, "Failed", now - DEAD_KEPT).await?;
        let gone = sqlx::query(
            "DELETE FROM Workers WHERE last_seen < ?1 \
             AND NOT EXISTS (SELECT 1 FROM Jobs WHERE lock_by = Workers.id)",
        );
        gone.bind(now - DONE_KEPT).execute(pool).await?;
        Ok(())
    };
    cleared.await.map_err(|cause| jobs.broken(cause))
}

async fn clear(pool: &SqlitePool, status: &'static str, before: i64) -> Result<(), sqlx::Error> {
    loop {
        let deleted = sqlx::query(
            "DELETE FROM Jobs WHERE id IN (SELECT id FROM Jobs WHERE status = ?1 AND done_at IS NOT NULL \
             AND done_at <= ?2 ORDER BY done_at LIMIT ?3)",
        );
        let deleted = deleted.bind(status).bind(before).bind(AT_ONCE).execute(pool).await?.rows_affected();
        if deleted == 0 {
            return Ok(());
        }
    }
}
