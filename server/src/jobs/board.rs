//! What the board reads of the queues. It reads through a connection that cannot write, and there is no route by which a
//! job is put into a queue.

use std::sync::Arc;

use apalis_board::axum::framework::axum as board;
use apalis_sqlite::SqliteStorage;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Router};
use comanda_core::jobs::JobQueue;
use sqlx::SqlitePool;
use tokio::sync::RwLock;

use super::{Job, Jobs, JobsError, queue};

type Backend = SqliteStorage<Job>;

impl Jobs {
    /// The file opened once more, for reading only: whoever looks at the board keeps no worker waiting. To be closed by
    /// the caller.
    pub async fn open_to_look(&self) -> Result<SqlitePool, JobsError> {
        self.pool().await?;
        let opened = queue::open_to_look(self.0.file.path()).await;
        opened.map_err(|cause| self.broken(cause))
    }

    /// What the board's page asks for below `/api/v1`.
    pub fn board(&self, pool: &SqlitePool) -> Router {
        let mut router = Router::new()
            .route("/queues", get(board::fetch_queues::<Backend>))
            .route("/tasks", get(board::get_all_tasks::<Backend>))
            .route("/workers", get(board::get_all_workers::<Backend>))
            .route("/overview", get(board::overview::<Backend>))
            .layer(self.backend(pool, JobQueue::Chores));
        for queue in JobQueue::ALL {
            let of_queue = Router::new()
                .route("/tasks", get(board::get_tasks::<Backend, Job>))
                .route("/stats", get(board::stats_by_queue::<Backend>))
                .route("/workers", get(board::get_workers::<Backend>))
                .route("/tasks/{task_id}", get(board::get_task_by_id::<Backend, Job>))
                .layer(self.backend(pool, *queue));
            router = router.nest(&format!("/queues/{queue}"), of_queue);
        }
        // The page would follow the server's log here; it stops asking when there is nothing to follow.
        router.route("/events", get(StatusCode::NO_CONTENT)).fallback(async || StatusCode::NOT_FOUND)
    }

    fn backend(&self, pool: &SqlitePool, queue: JobQueue) -> Extension<Arc<RwLock<Backend>>> {
        let backend = Backend::new(pool).with_config(queue::config(queue, self.pace()));
        Extension(Arc::new(RwLock::new(backend)))
    }
}
