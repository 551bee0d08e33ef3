//! `/api/system/jobs/`: what the worker does and did, and what is done by the clock.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use comanda_core::jobs::{JobId, JobQueue, JobStatus};
use comanda_core::wire::Page;
use comanda_core::wire::jobs::{ChoreView, JobView, QueueView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::jobs::{self, Wanted};
use crate::once::Once;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(schedule))
        .routes(routes!(queues))
        .routes(routes!(detail))
        .routes(routes!(retry))
}

/// List jobs
///
/// Of the queue that this server has, the newest first. Done ones are kept for a day, dead ones for 30 days. Admins only.
#[utoipa::path(
    get, path = "/api/system/jobs/", operation_id = "list_jobs", tag = tags::SYSTEM,
    params(
        ("queue" = Option<JobQueue>, Query, description = "Only of this queue"),
        ("status" = Option<JobStatus>, Query, description = "Only those that stand so"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<JobView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let queue = query.word("queue", JobQueue::ALL, JobQueue::as_str);
    let status = query.word("status", JobStatus::ALL, JobStatus::as_str);
    let wanted = query.page();
    query.finish()?;
    let slice = jobs::list(&app, &actor, Wanted { queue, status }, wanted).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Look at a job
#[utoipa::path(
    get, path = "/api/system/jobs/{id}/", operation_id = "get_job", tag = tags::SYSTEM,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The job", body = JobView),
        (status = 404, description = "`not_found`: absent, over, or in another server's queue"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<JobId>,
) -> Result<Response, Failure> {
    answer::ok(&jobs::get(&app, &actor, &id).await?.view)
}

/// Try a dead job again
///
/// What it is about waits again too: a letter, a delivery.
#[utoipa::path(
    post, path = "/api/system/jobs/{id}/retry/", operation_id = "retry_job", tag = tags::SYSTEM,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "It waits", body = JobView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`not_retryable`: it waits, runs or is done; `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn retry(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<JobId>,
    once: Once,
) -> Result<Response, Failure> {
    Ok(answer::send(jobs::retry(&app, &actor, &id, once).await?))
}

/// See the schedule
///
/// Everything that is done by the clock: when it is due, and how far it has come on any machine.
#[utoipa::path(
    get, path = "/api/system/jobs/schedule/", operation_id = "list_chores", tag = tags::SYSTEM,
    responses((status = 200, description = "All of it", body = Vec<ChoreView>)),
    security(("bearer" = [])),
)]
pub async fn schedule(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&jobs::chores(&app, &actor).await?)
}

/// See the queues
///
/// How many jobs wait, run and are dead in each queue of this server, and how many workers are alive.
#[utoipa::path(
    get, path = "/api/system/jobs/queues/", operation_id = "list_queues", tag = tags::SYSTEM,
    responses((status = 200, description = "Each", body = Vec<QueueView>)),
    security(("bearer" = [])),
)]
pub async fn queues(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&jobs::queues(&app, &actor).await?)
}
