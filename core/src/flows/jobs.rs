//! What people do about the worker's jobs. The queue itself is the server's; here stands who may, what a job is about,
//! and that it was done.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::events::Work;
use super::{notifications, webhooks};
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::jobs::JobStatus;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::jobs::JobView;

/// Lets a dead job be tried again: what it is about waits once more. A chore is about nothing but itself. The caller
/// puts the job back into the queue; where that is forgotten, the sweep finds the work.
pub fn retry(
    tx: &mut Tx<'_>,
    actor: &Actor,
    job: &JobView,
    work: Option<Work>,
    now: DateTime<Utc>,
) -> Result<()> {
    actor.require(Permission::ManageJobs)?;
    if job.status != JobStatus::Dead {
        return Err(Refusal::NotRetryable { status: job.status.to_string() }.into());
    }
    match work {
        Some(Work::Letter(id)) => notifications::letters::revive(tx, actor, id, now).map(drop)?,
        Some(Work::Delivery(id)) => webhooks::revive(tx, actor, id, now).map(drop)?,
        Some(Work::Audience(_)) | None => {}
    }
    let data = json!({ "queue": job.queue, "subject": job.subject });
    store::events::append(tx, "job.retried", job.id.as_str(), &data, actor.name(), now)
}
