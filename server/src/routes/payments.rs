//! `/api/orders/{id}/pay/` and `/payments/`: taking money for an order.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::orders;
use comanda_core::id::OrderId;
use comanda_core::wire::{PaidOrder, PayOrder, PaymentView};

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Pay an order
///
/// With one tender or several. Paying a paid order again answers with the payments that stand.
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
        (status = 422, description = "`not_enough_cash`, `overpayment`, `not_payable`"),
    ),
    security(("bearer" = [])),
)]
pub async fn pay(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    Command { body, once }: Command<PayOrder>,
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
