//! `/api/orders/board/` and `/stats/`, for staff; `/api/orders/track/{token}/`, for whoever has the token.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::orders;
use comanda_core::refusal::Refusal;
use comanda_core::wire::{BoardView, OrderStats, TrackingView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::openapi::tags;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(board)).routes(routes!(stats)).routes(routes!(track))
}

/// The kitchen's board
///
/// What is accepted, in the kitchen or ready, the oldest first, 200 orders at most; and what is still to be made of
/// all of them, by product.
#[utoipa::path(
    get, path = "/api/orders/board/", operation_id = "get_board", tag = tags::ORDERS,
    responses((status = 200, description = "The board", body = BoardView)),
    security(("bearer" = [])),
)]
pub async fn board(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| orders::board(tx, &actor)).await?)
}

/// How the orders of today stand
///
/// Today is the current business day.
#[utoipa::path(
    get, path = "/api/orders/stats/", operation_id = "get_order_stats", tag = tags::ORDERS,
    responses((status = 200, description = "The counters", body = OrderStats)),
    security(("bearer" = [])),
)]
pub async fn stats(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.read(move |tx| orders::stats(tx, &actor, now)).await?)
}

/// Follow an order
///
/// By its `tracking_token`, without signing in. Tells where the order is, and nothing about anybody.
#[utoipa::path(
    get, path = "/api/orders/track/{token}/", operation_id = "track_order", tag = tags::ORDERS,
    params(("token" = String, Path, description = "The order's `tracking_token`")),
    responses(
        (status = 200, description = "Where it is", body = TrackingView),
        (status = 404, description = "`not_found`"),
    ),
)]
pub async fn track(
    State(app): State<AppState>,
    token: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, Failure> {
    let Path(token) = token.map_err(|_| Refusal::not_found("order"))?;
    let tracked = app.read(move |tx| orders::track(tx, &token)).await?;
    Ok(answer::send_secret(answer::of(StatusCode::OK, &tracked)?))
}
