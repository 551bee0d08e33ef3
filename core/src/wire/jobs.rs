//! The worker's jobs, its queues and its schedule, as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::jobs::{JobId, JobQueue, JobStatus};

/// A job of the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobView {
    /// Which.
    pub id: JobId,
    /// In which queue.
    pub queue: JobQueue,
    /// How it stands.
    pub status: JobStatus,
    /// What it is about: the id of a letter, of a delivery or of an event, or the name of a chore.
    pub subject: String,
    /// How often it was begun.
    pub attempts: u32,
    /// Not before this.
    pub run_at: DateTime<Utc>,
    /// When it was last begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub done_at: Option<DateTime<Utc>>,
    /// Why it did not work, where it did not.
    pub error: Option<String>,
}

/// A queue of the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// Which.
    pub name: JobQueue,
    /// How many jobs wait, also those whose time has not come.
    pub waiting: u64,
    /// How many somebody is at.
    pub running: u64,
    /// How many did not work and are not tried again.
    pub dead: u64,
    /// How many were done since midnight UTC.
    pub done_today: u64,
    /// How many workers are alive that take jobs of it.
    pub workers: u64,
}

/// Something that is done by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChoreView {
    /// Which.
    pub name: String,
    /// When it is due, as a cron expression in UTC: second, minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// The latest hour it was due at and is done.
    pub done_for: Option<DateTime<Utc>>,
    /// When it was last finished.
    pub done_at: Option<DateTime<Utc>>,
    /// How many were done then.
    pub done_count: u64,
    /// True while somebody is at it.
    pub is_running: bool,
    /// When it is due next; it may be overdue, and then is done within a minute.
    pub next_due: Option<DateTime<Utc>>,
}
