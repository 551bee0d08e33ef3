//! `/api/orders/returns/{id}/…`: what managers do with a return.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::returns;
use comanda_core::id::ReturnId;
use comanda_core::wire::ReturnView;
use comanda_core::wire::returns::{ApproveReturn, CompleteReturn, ReceiveReturn, RejectReturn};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(receive))
        .routes(routes!(complete_refund))
}

/// Agree to a return
///
/// Or to less of it: fewer units, or less money with a word why. For managers.
#[utoipa::path(
    post, path = "/api/orders/returns/{id}/approve/", operation_id = "approve_return", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ApproveReturn,
    responses(
        (status = 200, description = "The return now", body = ReturnView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`stale_version`, `in_flight`"),
        (status = 422, description = "`invalid_return_step`, `too_many_back`, `refund_too_large`, `nothing_to_refund`"),
    ),
    security(("bearer" = [])),
)]
pub async fn approve(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ReturnId>,
    Command { body, once }: Command<ApproveReturn>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let step = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &returns::approve(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(step.await?))
}

/// Do not agree to a return
///
/// Whoever asked is told why. For managers.
#[utoipa::path(
    post, path = "/api/orders/returns/{id}/reject/", operation_id = "reject_return", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = RejectReturn,
    responses(
        (status = 200, description = "The return now", body = ReturnView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`invalid_return_step`, `reason_required`"),
    ),
    security(("bearer" = [])),
)]
pub async fn reject(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ReturnId>,
    Command { body, once }: Command<RejectReturn>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let step = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &returns::reject(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(step.await?))
}

/// Take the goods of a return back
///
/// As many as were agreed to, on the shelf or as waste. Where no money is wanted the return is done. For managers.
#[utoipa::path(
    post, path = "/api/orders/returns/{id}/receive/", operation_id = "receive_return", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ReceiveReturn,
    responses(
        (status = 200, description = "The return now", body = ReturnView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`invalid_return_step`, `too_many_back`"),
    ),
    security(("bearer" = [])),
)]
pub async fn receive(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ReturnId>,
    Command { body, once }: Command<ReceiveReturn>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let step = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &returns::receive(tx, &by, id, body, now)?)
    });
    Ok(answer::send(step.await?))
}

/// Pay a return out
///
/// What was agreed to, and no more than what is left of it. For managers.
#[utoipa::path(
    post, path = "/api/orders/returns/{id}/complete_refund/", operation_id = "complete_refund", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CompleteReturn,
    responses(
        (status = 200, description = "The return now", body = ReturnView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`invalid_return_step`, `too_many_back`, `refund_too_large`, `nothing_to_refund`, `drawer_closed`"),
    ),
    security(("bearer" = [])),
)]
pub async fn complete_refund(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ReturnId>,
    Command { body, once }: Command<CompleteReturn>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let step = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &returns::complete_refund(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(step.await?))
}
