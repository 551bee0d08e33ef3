//! `/api/orders/{id}/pay/`, `/payments/` and `/cancel/`: taking money for an order, and calling it off.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::flows::orders;
use comanda_core::id::OrderId;
use comanda_core::wire::{CancelOrder, PaidOrder, PayOrder, PaymentView, RefundedOrder};

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Optional};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;

/// Pay an order
///
/// Staff take one tender or several. Whoever the order belongs to pays from their wallet: without a body, or with
/// `{"method": "wallet"}`. Paying a paid order again answers with the payments that stand.
#[utoipa::path(
    post, path = "/api/orders/{id}/pay/", operation_id = "pay_order", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = PayOrder,
    responses(
        (status = 200, description = "The order and its payments", body = PaidOrder, headers(("ETag" = String, description = "The order's version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`, `out_of_stock`"),
        (status = 422, description = "`insufficient_funds`, `not_enough_cash`, `overpayment`, `not_payable`, `drawer_closed`"),
    ),
    security(("bearer" = [])),
)]
pub async fn pay(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    Optional(Command { body, once }): Optional<PayOrder>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let paid = app.write_once(&actor, once, move |tx| {
        let paid = orders::pay(tx, &by, id, &body, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &paid)?, paid.order.version))
    });
    Ok(answer::send(paid.await?))
}

/// The payments of an order
///
/// Oldest first; a refund is a payment with a negative amount.
#[utoipa::path(
    get, path = "/api/orders/{id}/payments/", operation_id = "list_order_payments", tag = tags::ORDERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "Its payments", body = Vec<PaymentView>),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn payments(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| orders::payments(tx, &actor, id)).await?)
}

/// Cancel an order
///
/// Whoever ordered it may until the kitchen begins; staff, with a reason, until it is delivered. Goods and money go
/// back in the same transaction. Cancelling a cancelled order changes nothing.
#[utoipa::path(
    post, path = "/api/orders/{id}/cancel/", operation_id = "cancel_order", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the order as it was read"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CancelOrder,
    responses(
        (status = 200, description = "The order, and what went back", body = RefundedOrder, headers(("ETag" = String, description = "The order's version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`stale_version`, `in_flight`"),
        (status = 422, description = "`too_late_to_cancel`, `paid_in_cash`, `reason_required`, `invalid_transition`, `drawer_closed`"),
    ),
    security(("bearer" = [])),
)]
pub async fn cancel(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    headers: HeaderMap,
    Optional(Command { body, once }): Optional<CancelOrder>,
) -> Result<Response, Failure> {
    let version = body.version.or(conditional::expected_version(&headers)?);
    let (by, now, command) = (actor.clone(), clock::now(), CancelOrder { version, ..body });
    let cancelled = app.write_once(&actor, once, move |tx| {
        let cancelled = orders::cancel(tx, &by, id, &command, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &cancelled)?, cancelled.order.version))
    });
    Ok(answer::send(cancelled.await?))
}
