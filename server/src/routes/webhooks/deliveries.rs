//! `/api/webhooks/deliveries/`: what was told to endpoints, and telling it again.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::events::Work;
use comanda_core::flows::idempotency::Answer;
use comanda_core::flows::webhooks::{self, DeliveryQuery};
use comanda_core::id::{DeliveryId, EndpointId};
use comanda_core::webhooks::DeliveryStatus;
use comanda_core::wire::webhooks::DeliveryDetail;
use comanda_core::wire::{DeliveryView, Page};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Once;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(test))
        .routes(routes!(list_of_endpoint))
        .routes(routes!(list))
        .routes(routes!(detail))
        .routes(routes!(resend))
}

/// Try a webhook endpoint out
///
/// Sends it something of the type `webhook.test` as soon as possible; the delivery says what came of it.
#[utoipa::path(
    post, path = "/api/webhooks/endpoints/{id}/test/", operation_id = "test_webhook_endpoint", tag = tags::WEBHOOKS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 201, description = "What will be sent", body = DeliveryView, headers(("Location" = String, description = "Where to look what came of it"))),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`webhook_inactive`"),
    ),
    security(("bearer" = [])),
)]
pub async fn test(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<EndpointId>,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let sent = app.write_once(&actor, once, move |tx| {
        let delivery = webhooks::test(tx, &by, id, now)?;
        let location = format!("/api/webhooks/deliveries/{}/", delivery.id);
        Ok(answer::located(answer::of(StatusCode::CREATED, &delivery)?, location))
    });
    let sent = sent.await?;
    look_at(&app, &sent).await;
    Ok(answer::send(sent))
}

/// List what one webhook endpoint was told
///
/// The newest first, with every attempt.
#[utoipa::path(
    get, path = "/api/webhooks/endpoints/{id}/deliveries/", operation_id = "list_deliveries_of_webhook_endpoint", tag = tags::WEBHOOKS,
    params(
        ("id" = String, Path, description = "Which"),
        ("status" = Option<DeliveryStatus>, Query, description = "Only those that stand here"),
        ("event_type" = Option<String>, Query, description = "Only of this type"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<DeliveryView>),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn list_of_endpoint(
    app: State<AppState>,
    caller: Caller,
    InPath(id): InPath<EndpointId>,
    uri: Uri,
) -> Result<Response, Failure> {
    found(app, caller, Some(id), &uri).await
}

/// List what webhook endpoints were told
///
/// The newest first, with every attempt. Admins see all of it, a key what its own endpoints were told.
#[utoipa::path(
    get, path = "/api/webhooks/deliveries/", operation_id = "list_webhook_deliveries", tag = tags::WEBHOOKS,
    params(
        ("endpoint" = Option<String>, Query, description = "Only to this endpoint"),
        ("status" = Option<DeliveryStatus>, Query, description = "Only those that stand here"),
        ("event_type" = Option<String>, Query, description = "Only of this type"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<DeliveryView>),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: no such endpoint, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(app: State<AppState>, caller: Caller, uri: Uri) -> Result<Response, Failure> {
    found(app, caller, None, &uri).await
}

async fn found(
    State(app): State<AppState>,
    Caller(actor): Caller,
    endpoint: Option<EndpointId>,
    uri: &Uri,
) -> Result<Response, Failure> {
    let mut query = Query::of(uri);
    let named = query.parsed("endpoint", |text| text.parse().ok(), "is no id of an endpoint");
    let filter = DeliveryQuery {
        endpoint: endpoint.or(named),
        status: query.word("status", DeliveryStatus::ALL, DeliveryStatus::as_str),
        event_type: query.text("event_type"),
    };
    let wanted = query.page();
    query.finish()?;
    let slice = app.read(move |tx| webhooks::deliveries(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, uri))
}

/// What a webhook endpoint was told once
///
/// With every attempt, and with what is sent.
#[utoipa::path(
    get, path = "/api/webhooks/deliveries/{id}/", operation_id = "get_webhook_delivery", tag = tags::WEBHOOKS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The delivery", body = DeliveryDetail),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<DeliveryId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| webhooks::delivery(tx, &actor, id)).await?)
}

/// Tell a webhook endpoint again
///
/// What arrived or was given up is sent once more, from the first attempt on, with the same `webhook-id` and the same
/// body.
#[utoipa::path(
    post, path = "/api/webhooks/deliveries/{id}/resend/", operation_id = "resend_webhook_delivery", tag = tags::WEBHOOKS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "The delivery, which waits now", body = DeliveryView),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`not_retryable`: it waits already; `in_flight`"),
        (status = 422, description = "`webhook_inactive`"),
    ),
    security(("bearer" = [])),
)]
pub async fn resend(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<DeliveryId>,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let resent = app
        .write_once(&actor, once, move |tx| answer::of(StatusCode::OK, &webhooks::resend(tx, &by, id, now)?));
    let resent = resent.await?;
    look_at(&app, &resent).await;
    Ok(answer::send(resent))
}

/// Lets the worker look at the delivery that an answer shows, now. Where that does not work its sweep finds it.
async fn look_at(app: &AppState, answer: &Answer) {
    let Ok(DeliveryView { id, .. }) = serde_json::from_slice(&answer.body) else { return };
    if let Err(cause) = app.jobs().push_again(Work::Delivery(id)).await {
        tracing::warn!(%cause, "the sweep will find it");
    }
}
