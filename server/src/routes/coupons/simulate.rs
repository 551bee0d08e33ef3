//! `/api/coupons/{id}/simulate/`: a coupon tried on orders of the past.

use axum::extract::State;
use axum::response::Response;
use comanda_core::flows::coupons;
use comanda_core::id::CouponId;
use comanda_core::wire::coupons::{SimulateCoupon, SimulationView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Optional};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(simulate))
}

/// Try a coupon on orders of the past
///
/// What it would have taken off, for which orders, and which rule the others failed at; with `draft` as it would be
/// after these changes. Takes nothing and keeps nothing. At most 366 business days and 20,000 orders.
#[utoipa::path(
    post, path = "/api/coupons/{id}/simulate/", operation_id = "simulate_coupon", tag = tags::COUPONS,
    params(("id" = String, Path, description = "Which")),
    request_body = SimulateCoupon,
    responses(
        (status = 200, description = "What it would have come to", body = SimulationView),
        (status = 400, description = "`invalid_input`: the days, the draft, or too many orders for one answer"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn simulate(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
    Optional(Command { body, .. }): Optional<SimulateCoupon>,
) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.read(move |tx| coupons::simulate(tx, &actor, id, &body, now)).await?)
}
