//! `/api/orders/{id}/refund/` and `/refunds/`: giving money of an order back.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::flows::orders;
use comanda_core::id::OrderId;
use comanda_core::wire::{RefundOrder, RefundView, RefundedOrder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(refund)).routes(routes!(list))
}

/// Give money of an order back
///
/// For lines, an amount, or without either all that remains. A delivered order of which all was given back becomes
/// `refunded`. For managers.
#[utoipa::path(
    post, path = "/api/orders/{id}/refund/", operation_id = "refund_order", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the order as it was read"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = RefundOrder,
    responses(
        (status = 200, description = "The order, and what went back", body = RefundedOrder, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`, `in_flight`"),
        (status = 422, description = "`not_refundable`, `refund_too_large`, `nothing_to_refund`, `too_many_back`, `drawer_closed`, `reason_required`"),
    ),
    security(("bearer" = [])),
)]
pub async fn refund(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    headers: HeaderMap,
    Command { body, once }: Command<RefundOrder>,
) -> Result<Response, Failure> {
    let version = body.version.or(conditional::expected_version(&headers)?);
    let (by, now, command) = (actor.clone(), clock::now(), RefundOrder { version, ..body });
    let refunded = app.write_once(&actor, once, move |tx| {
        let refunded = orders::refund(tx, &by, id, &command, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &refunded)?, refunded.order.version))
    });
    Ok(answer::send(refunded.await?))
}

/// List the refunds of an order
///
/// Each with what it was for and how it went back, oldest first.
#[utoipa::path(
    get, path = "/api/orders/{id}/refunds/", operation_id = "list_order_refunds", tag = tags::ORDERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "Its refunds", body = Vec<RefundView>),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| orders::refunds(tx, &actor, id)).await?)
}
