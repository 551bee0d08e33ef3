//! What people see of the queue and do about it, behind `/api/system/jobs/`. A server shows the queue that it has: where
//! machines share a database, each has its own.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use comanda_core::actor::{Actor, Permission};
use comanda_core::flows::idempotency::Answer;
use comanda_core::flows::{jobs as flow, schedule};
use comanda_core::jobs::{JobId, JobQueue, JobStatus};
use comanda_core::page::{PageRequest, Slice};
use comanda_core::refusal::Refusal;
use comanda_core::wire::jobs::{ChoreView, JobView, QueueView};
use serde_json::Value;

use super::chores::CHORES;
use super::{Job, Jobs, JobsError};
use crate::clock;
use crate::once::{Once, Told};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Which jobs somebody wants to see.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Only of this queue.
    pub queue: Option<JobQueue>,
    /// Only those that stand so.
    pub status: Option<JobStatus>,
}

/// A job, and what it carries.
#[derive(Debug, Clone)]
pub struct Looked {
    /// As it is shown.
    pub view: JobView,
    /// What it carries, where this version can read it.
    job: Option<Job>,
}

type Row = (String, Vec<u8>, String, String, i64, i64, Option<i64>, Option<i64>, Option<String>);

/// The status in our words: what apalis failed and will fetch again waits, the rest of it is dead.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT * FROM (SELECT id, job, job_type, CASE status WHEN 'Done' THEN 'done' \
             WHEN 'Running' THEN 'running' WHEN 'Killed' THEN 'dead' \
             WHEN 'Failed' THEN CASE WHEN attempts < max_attempts THEN 'waiting' ELSE 'dead' END \
             ELSE 'waiting' END AS standing, attempts, run_at, lock_at, done_at, last_result FROM Jobs) ",
            $rest
        )
    };
}

impl Jobs {
    async fn list(&self, wanted: Wanted, page: PageRequest) -> Result<Slice<JobView>, JobsError> {
        let pool = self.pool().await?;
        let (queue, status) = (wanted.queue.map(JobQueue::as_str), wanted.status.map(JobStatus::as_str));
        let looked = async {
            let rows = sqlx::query_as::<_, Row>(select!(
                "WHERE (?1 IS NULL OR job_type = ?1) AND (?2 IS NULL OR standing = ?2) \
                 ORDER BY id DESC LIMIT ?3 OFFSET ?4"
            ));
            let rows = rows.bind(queue).bind(status).bind(page.size()).bind(page.offset()).fetch_all(pool);
            let rows = rows.await?;
            let count = sqlx::query_scalar::<_, i64>(
                "SELECT COUNT(*) FROM (SELECT job_type, CASE status WHEN 'Done' THEN 'done' \
                 WHEN 'Running' THEN 'running' WHEN 'Killed' THEN 'dead' \
                 WHEN 'Failed' THEN CASE WHEN attempts < max_attempts THEN 'waiting' ELSE 'dead' END \
                 ELSE 'waiting' END AS standing FROM Jobs) \
                 WHERE (?1 IS NULL OR job_type = ?1) AND (?2 IS NULL OR standing = ?2)",
            );
            Ok((rows, count.bind(queue).bind(status).fetch_one(pool).await?))
        };
        let (rows, count) = looked.await.map_err(|cause| self.broken(cause))?;
        let items = rows.into_iter().filter_map(read).map(|looked| looked.view).collect();
        Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
    }

    async fn find(&self, id: &JobId) -> Result<Option<Looked>, JobsError> {
        let row = sqlx::query_as::<_, Row>(select!("WHERE id = ?1"));
        let row = row.bind(id.as_str()).fetch_optional(self.pool().await?).await;
        Ok(row.map_err(|cause| self.broken(cause))?.and_then(read))
    }

    /// Lets a dead job wait again, with all its attempts.
    async fn put_back(&self, id: &JobId, queue: JobQueue) -> Result<(), JobsError> {
        let put = sqlx::query(
            "UPDATE Jobs SET status = 'Pending', attempts = 0, lock_at = NULL, lock_by = NULL, done_at = NULL, \
             last_result = NULL, run_at = strftime('%s', 'now') \
             WHERE id = ?1 AND (status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts))",
        );
        let put = put.bind(id.as_str()).execute(self.pool().await?).await;
        put.map_err(|cause| self.broken(cause))?;
        self.0.bells.ring(queue);
        Ok(())
    }

    async fn count(&self) -> Result<Vec<QueueView>, JobsError> {
        let pool = self.pool().await?;
        let (now, silence) = (clock::now().timestamp(), i64::try_from(self.silence().as_secs()).unwrap_or(0));
        let midnight = now - now.rem_euclid(24 * 60 * 60);
        let counted = async {
            let jobs = sqlx::query_as::<_, (String, i64, i64, i64, i64)>(
                "SELECT job_type, \
                 SUM(status IN ('Pending', 'Queued') OR (status = 'Failed' AND attempts < max_attempts)), \
                 SUM(status = 'Running'), \
                 SUM(status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts)), \
                 SUM(status = 'Done' AND done_at >= ?1) FROM Jobs GROUP BY job_type",
            );
            let jobs = jobs.bind(midnight).fetch_all(pool).await?;
            let workers = sqlx::query_as::<_, (String, i64)>(
                "SELECT worker_type, COUNT(*) FROM Workers WHERE last_seen >= ?1 GROUP BY worker_type",
            );
            Ok((jobs, workers.bind(now - silence).fetch_all(pool).await?))
        };
        let (jobs, workers) = counted.await.map_err(|cause| self.broken(cause))?;
        let views = JobQueue::ALL.iter().map(|queue| {
            let of_queue = jobs.iter().find(|row| row.0 == queue.as_str());
            let (_, waiting, running, dead, done) = of_queue.cloned().unwrap_or_default();
            let alive = workers.iter().find(|row| row.0 == queue.as_str()).map_or(0, |row| row.1);
            let whole = |count: i64| u64::try_from(count).unwrap_or(0);
            QueueView {
                name: *queue,
                waiting: whole(waiting),
                running: whole(running),
                dead: whole(dead),
                done_today: whole(done),
                workers: whole(alive),
            }
        });
        Ok(views.collect())
    }
}

/// `None` for what is in no queue of ours.
fn read(row: Row) -> Option<Looked> {
    let (id, job, queue, status, attempts, run_at, lock_at, done_at, result) = row;
    let job: Option<Job> = serde_json::from_slice(&job).ok();
    let at = |seconds: i64| DateTime::<Utc>::from_timestamp(seconds, 0);
    let status = JobStatus::parse(&status)?;
    let view = JobView {
        id: id.parse().ok()?,
        queue: JobQueue::parse(&queue)?,
        status,
        subject: job.as_ref().map(Job::subject).unwrap_or_default(),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        run_at: at(run_at)?,
        started_at: lock_at.and_then(at),
        done_at: done_at.and_then(at).filter(|_| matches!(status, JobStatus::Done | JobStatus::Dead)),
        error: result.as_deref().and_then(why),
    };
    Some(Looked { view, job })
}

/// Why it did not work, in what apalis keeps of its result.
fn why(result: &str) -> Option<String> {
    let result: Value = serde_json::from_str(result).ok()?;
    let why = result.get("Err")?.as_str()?;
    Some(why.strip_prefix("AbortError: ").unwrap_or(why).to_owned())
}

/// The jobs of this server's queue, the newest first. For whoever may manage jobs.
pub async fn list(
    app: &AppState,
    actor: &Actor,
    wanted: Wanted,
    page: PageRequest,
) -> Result<Slice<JobView>, Failure> {
    actor.require(Permission::ManageJobs)?;
    Ok(app.jobs().list(wanted, page).await?)
}

/// One of them. For whoever may manage jobs.
pub async fn get(app: &AppState, actor: &Actor, id: &JobId) -> Result<Looked, Failure> {
    actor.require(Permission::ManageJobs)?;
    app.jobs().find(id).await?.ok_or_else(|| Refusal::not_found("job").into())
}

/// Lets a dead one be tried again, and answers with how it stands then. For whoever may manage jobs.
pub async fn retry(app: &AppState, actor: &Actor, id: &JobId, once: Once) -> Result<Answer, Failure> {
    let Looked { view, job } = get(app, actor, id).await?;
    let (by, now, work) = (actor.clone(), clock::now(), job.as_ref().and_then(Job::work));
    let (queue, told) = (view.queue, Told::default());
    let begun = told.clone();
    let answered = app.write_once(actor, once, move |tx| {
        begun.set(None);
        flow::retry(tx, &by, &view, work, now)?;
        begun.set(Some(()));
        let waiting = JobView {
            status: JobStatus::Waiting,
            attempts: 0,
            run_at: now,
            started_at: None,
            done_at: None,
            error: None,
            ..view.clone()
        };
        answer::of(StatusCode::OK, &waiting)
    });
    let answered = answered.await?;
    if told.take().is_some() {
        app.jobs().put_back(id, queue).await?;
    }
    Ok(answered)
}

/// How each queue stands. For whoever may manage jobs.
pub async fn queues(app: &AppState, actor: &Actor) -> Result<Vec<QueueView>, Failure> {
    actor.require(Permission::ManageJobs)?;
    Ok(app.jobs().count().await?)
}

/// Everything that is done by the clock. For whoever may manage jobs.
pub async fn chores(app: &AppState, actor: &Actor) -> Result<Vec<ChoreView>, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let known = app.read(move |tx| schedule::standing(tx, &by)).await?;
    let views = CHORES.iter().map(|chore| {
        let done = known.iter().find(|done| done.name == chore.name).cloned().unwrap_or_default();
        ChoreView {
            name: chore.name.to_owned(),
            cron: chore.cron.to_owned(),
            done_for: done.standing.done_for,
            done_at: done.done_at,
            done_count: done.count,
            is_running: done.standing.held_until.is_some_and(|until| until > now),
            next_due: chore.next_due(now),
        }
    });
    Ok(views.collect())
}
