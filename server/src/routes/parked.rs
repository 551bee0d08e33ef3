//! `/api/orders/parked/`: orders that the counter puts aside and takes up again, at whichever till.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::orders;
use comanda_core::id::ParkedId;
use comanda_core::wire::{Page, ParkOrder, ParkedView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Once};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, park)).routes(routes!(recall)).routes(routes!(discard))
}

/// List parked orders
///
/// The oldest first.
#[utoipa::path(
    get, path = "/api/orders/parked/", operation_id = "list_parked_orders", tag = tags::ORDERS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ParkedView>),
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
    let slice = app.read(move |tx| orders::parked(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Park an order
///
/// Puts an order aside that was not placed yet, for any till to take up again. Nothing of it is priced, promised or
/// sold; it comes without a payment.
#[utoipa::path(
    post, path = "/api/orders/parked/", operation_id = "park_order", tag = tags::ORDERS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = ParkOrder,
    responses(
        (status = 201, description = "Put aside", body = ParkedView),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`empty_order`, `limit_reached`"),
    ),
    security(("bearer" = [])),
)]
pub async fn park(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<ParkOrder>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let parked = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::CREATED, &orders::park(tx, &by, &body, now)?)
    });
    Ok(answer::send(parked.await?))
}

/// Take a parked order up again
///
/// It is no longer parked. Of several who take the same, one gets it, and the others find nothing.
#[utoipa::path(
    post, path = "/api/orders/parked/{id}/recall/", operation_id = "recall_parked_order", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "As it was put aside", body = ParkedView),
        (status = 404, description = "`not_found`: absent, or taken by somebody else"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn recall(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ParkedId>,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let taken = app
        .write_once(&actor, once, move |tx| answer::of(StatusCode::OK, &orders::recall(tx, &by, id, now)?));
    Ok(answer::send(taken.await?))
}

/// Throw a parked order away
#[utoipa::path(
    delete, path = "/api/orders/parked/{id}/", operation_id = "discard_parked_order", tag = tags::ORDERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 204, description = "It is no longer parked"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn discard(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ParkedId>,
) -> Result<StatusCode, Failure> {
    let now = clock::now();
    app.write(move |tx| orders::discard(tx, &actor, id, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
