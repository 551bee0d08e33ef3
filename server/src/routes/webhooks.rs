//! `/api/webhooks/endpoints/`: where other systems are told. What they were told is in [`deliveries`].
//!
//! Secrets are added to answers when they are sent: the answer that is kept with an idempotency key has none, and the
//! same key again still gets the same secret.

mod deliveries;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::error::Error;
use comanda_core::flows::idempotency::Answer;
use comanda_core::flows::webhooks;
use comanda_core::id::EndpointId;
use comanda_core::wire::webhooks::{ChangeEndpoint, CreateEndpoint, EventTypeView};
use comanda_core::wire::{EndpointSecret, EndpointView, Page};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Once};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;
use crate::webhooks::secrets;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(detail, change, delete))
        .routes(routes!(rotate_secret))
        .routes(routes!(event_types))
        .merge(deliveries::routes())
}

/// List webhook endpoints
///
/// The newest first. Admins see all of them, a key its own.
#[utoipa::path(
    get, path = "/api/webhooks/endpoints/", operation_id = "list_webhook_endpoints", tag = tags::WEBHOOKS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<EndpointView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    paged: Paged,
) -> Result<Response, Failure> {
    let wanted = paged.wanted;
    let slice = app.read(move |tx| webhooks::list(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Let another system be told
///
/// By signed calls, as Standard Webhooks has them, of what whoever asks may see: an admin of the shop, another system's
/// key of what came through it and of the menu. The answer holds the secret to verify calls with; it is shown here and
/// when it is replaced, and not again.
#[utoipa::path(
    post, path = "/api/webhooks/endpoints/", operation_id = "create_webhook_endpoint", tag = tags::WEBHOOKS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = CreateEndpoint,
    responses(
        (status = 201, description = "The endpoint and its secret", body = EndpointSecret, headers(
            ("Location" = String, description = "Where it is"), ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`limit_reached`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CreateEndpoint>,
) -> Result<Response, Failure> {
    let (by, reach, now) = (actor.clone(), app.webhooks().reach(), clock::now());
    let created = app.write_once(&actor, once, move |tx| {
        let endpoint = webhooks::create(tx, &by, &body, reach, now)?;
        let location = format!("/api/webhooks/endpoints/{}/", endpoint.id);
        Ok(answer::located(shown(StatusCode::CREATED, &endpoint)?, location))
    });
    with_secret(&app, created.await?)
}

/// One webhook endpoint
#[utoipa::path(
    get, path = "/api/webhooks/endpoints/{id}/", operation_id = "get_webhook_endpoint", tag = tags::WEBHOOKS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The endpoint", body = EndpointView, headers(("ETag" = String, description = "Its version"))),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<EndpointId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let endpoint = app.read(move |tx| webhooks::load(tx, &actor, id)).await?;
    let view = answer::digested(answer::of(StatusCode::OK, &endpoint)?, endpoint.version);
    Ok(answer::send_unless_known(view, &headers))
}

/// Change a webhook endpoint
///
/// What is left out stays. One that is switched off is told nothing, and what waits for it is given up; switched on, it
/// is told of what happens from then on. The `version` of the endpoint, or its ETag in `If-Match`, keeps two who change
/// it at once apart.
#[utoipa::path(
    patch, path = "/api/webhooks/endpoints/{id}/", operation_id = "change_webhook_endpoint", tag = tags::WEBHOOKS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ChangeEndpoint,
    responses(
        (status = 200, description = "The endpoint", body = EndpointView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`stale_version`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<EndpointId>,
    headers: HeaderMap,
    Command { body, once }: Command<ChangeEndpoint>,
) -> Result<Response, Failure> {
    let form = ChangeEndpoint { version: conditional::expected_version(&headers)?.or(body.version), ..body };
    let (by, reach, now) = (actor.clone(), app.webhooks().reach(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        shown(StatusCode::OK, &webhooks::change(tx, &by, id, &form, reach, now)?)
    });
    Ok(answer::send(changed.await?))
}

/// Take a webhook endpoint away
///
/// What waits for it is given up. What it was told stays on record.
#[utoipa::path(
    delete, path = "/api/webhooks/endpoints/{id}/", operation_id = "delete_webhook_endpoint", tag = tags::WEBHOOKS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the version you saw"),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`stale_version`"),
    ),
    security(("bearer" = [])),
)]
pub async fn delete(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<EndpointId>,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let (seen, now) = (conditional::expected_version(&headers)?, clock::now());
    app.write(move |tx| webhooks::remove(tx, &actor, id, seen, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replace the secret of a webhook endpoint
///
/// Calls are signed with the new one from now on, and for 24 hours with the one before as well: receivers change over
/// at leisure. The answer holds the new secret. What was before the one before counts no more.
#[utoipa::path(
    post, path = "/api/webhooks/endpoints/{id}/rotate-secret/", operation_id = "rotate_webhook_secret", tag = tags::WEBHOOKS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "The endpoint and its new secret", body = EndpointSecret),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn rotate_secret(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<EndpointId>,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let rotated = app.write_once(&actor, once, move |tx| {
        shown(StatusCode::OK, &webhooks::rotate_secret(tx, &by, id, now)?)
    });
    with_secret(&app, rotated.await?)
}

/// What webhooks can tell
///
/// Every type, when it happens, and whether the caller may see all of them or only those that came about through their
/// key. An endpoint names them one by one, or all of a kind as `order.*`.
#[utoipa::path(
    get, path = "/api/webhooks/event-types/", operation_id = "list_webhook_event_types", tag = tags::WEBHOOKS,
    responses((status = 200, description = "The types, in the order of their names", body = Vec<EventTypeView>)),
    security(("bearer" = [])),
)]
pub async fn event_types(Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&webhooks::event_types(&actor)?)
}

fn shown(status: StatusCode, endpoint: &EndpointView) -> comanda_core::error::Result<Answer> {
    Ok(answer::versioned(answer::of(status, endpoint)?, endpoint.version))
}

/// The answer with the secret of the generation that it tells of.
fn with_secret(app: &AppState, kept: Answer) -> Result<Response, Failure> {
    let endpoint: EndpointView =
        serde_json::from_slice(&kept.body).map_err(|cause| Error::Broken(cause.to_string()))?;
    let secret = secrets::shown(app.digests(), endpoint.id, endpoint.generation);
    let told = serde_json::to_vec(&EndpointSecret { endpoint, secret });
    let body = told.map_err(|cause| Error::Broken(cause.to_string()))?;
    Ok(answer::send_secret(Answer { body, ..kept }))
}
