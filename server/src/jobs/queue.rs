//! How the queue's file is opened and each of its queues is worked off: how many at a time, how many are fetched at
//! once, how long one may take.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use apalis_sqlite::{Config, SqliteStorage};
use comanda_core::jobs::JobQueue;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::Notify;

use crate::config::Pace;

/// So many heartbeats a worker may miss before its jobs are taken over.
pub const MISSED: u32 = 4;

/// One connection: `SQLite` has one writer anyway, and who waits for a connection is served in turn, which who waits
/// for a lock is not.
const CONNECTIONS: u32 = 1;

/// Two processes may open a new file at the same moment; the second finds its tables there when it looks again.
const TRIES: u32 = 5;

/// Opens the file, makes it where there is none, and brings it up to date. NORMAL may lose the last jobs in a power cut,
/// which is what the sweep is for.
pub async fn open(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .busy_timeout(Duration::from_secs(5))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
    let mut tried = 1;
    while let Err(cause) = SqliteStorage::migrations().run(&pool).await {
        if tried == TRIES {
            return Err(cause.into());
        }
        tried += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(pool)
}

/// Opens the file, which is there, for looking only.
pub async fn open_to_look(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    let options =
        SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(Duration::from_secs(5));
    SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await
}

/// How many jobs of a queue are done at a time.
pub const fn concurrency(queue: JobQueue) -> usize {
    match queue {
        JobQueue::Letters => 4,
        JobQueue::Deliveries => 16,
        JobQueue::Audiences | JobQueue::Chores => 1,
    }
}

/// How many are fetched at once: enough for a thousand small ones a second, and few where each takes long.
const fn batch(queue: JobQueue) -> usize {
    match queue {
        JobQueue::Letters => 50,
        JobQueue::Deliveries => 200,
        JobQueue::Audiences | JobQueue::Chores => 5,
    }
}

/// How long one may take. What holds a row longer than its lease would not be alone with it.
pub const fn patience(queue: JobQueue) -> Duration {
    match queue {
        JobQueue::Letters | JobQueue::Deliveries => Duration::from_secs(50),
        JobQueue::Audiences | JobQueue::Chores => Duration::from_mins(10),
    }
}

/// What apalis is told of a queue.
pub fn config(queue: JobQueue, pace: &Pace) -> Config {
    Config::default()
        .queue(queue.as_str())
        .batch_size(batch(queue))
        .heartbeat_interval(pace.heartbeat)
        .missed_heartbeats(MISSED as usize)
}

/// Wakes whoever works a queue off when this process has put something into it.
#[derive(Debug, Default)]
pub struct Bells {
    letters: Arc<Notify>,
    deliveries: Arc<Notify>,
    audiences: Arc<Notify>,
    chores: Arc<Notify>,
}

impl Bells {
    const fn of(&self, queue: JobQueue) -> &Arc<Notify> {
        match queue {
            JobQueue::Letters => &self.letters,
            JobQueue::Deliveries => &self.deliveries,
            JobQueue::Audiences => &self.audiences,
            JobQueue::Chores => &self.chores,
        }
    }

    /// There is something in this queue.
    pub fn ring(&self, queue: JobQueue) {
        self.of(queue).notify_one();
    }

    /// Every time to look into this queue: when it rings, and after each `poll`.
    pub fn times(&self, queue: JobQueue, poll: Duration) -> BoxStream<'static, ()> {
        let bell = Arc::clone(self.of(queue));
        let times = stream::unfold(bell, move |bell| async move {
            let _ = tokio::time::timeout(poll, bell.notified()).await;
            Some(((), bell))
        });
        times.boxed()
    }
}
