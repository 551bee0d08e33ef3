//! `/api/coupons/{id}/apply/` and `/remove/`: coupons on orders that are not paid.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::flows::coupons;
use comanda_core::id::CouponId;
use comanda_core::wire::OrderView;
use comanda_core::wire::coupons::ApplyCoupon;
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
    OpenApiRouter::new().routes(routes!(apply)).routes(routes!(remove))
}

/// Put a coupon on an order
///
/// On your own, or on any for staff, while nothing of it is paid. The order is priced anew; one that comes to nothing by
/// it is paid. A coupon that is there already stays there once.
#[utoipa::path(
    post, path = "/api/coupons/{id}/apply/", operation_id = "apply_coupon", tag = tags::COUPONS,
    params(
        ("id" = String, Path, description = "Which coupon"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
        ("If-Match" = Option<String>, Header, description = "The version of the order you saw, as in `version`"),
    ),
    request_body = ApplyCoupon,
    responses(
        (status = 200, description = "The order now", body = OrderView, headers(
            ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: coupon or order absent, or not yours"),
        (status = 409, description = "`stale_version`, `in_flight`"),
        (status = 422, description = "`order_settled`: something of it is paid, or it is over; `coupon_minimum`, \
            `coupon_expired`, `coupon_not_combinable`, …: the reason; `limit_reached`: it has 5"),
    ),
    security(("bearer" = [])),
)]
pub async fn apply(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
    headers: HeaderMap,
    Command { body, once }: Command<ApplyCoupon>,
) -> Result<Response, Failure> {
    let version = body.version.or(conditional::expected_version(&headers)?);
    let (by, now, command) = (actor.clone(), clock::now(), ApplyCoupon { version, ..body });
    let applied = app.write_once(&actor, once, move |tx| {
        let order = coupons::apply(tx, &by, id, &command, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &order)?, order.version))
    });
    Ok(answer::send(applied.await?))
}

/// Take a coupon off an order
///
/// While nothing of it is paid. The order is priced anew, and others can have the use.
#[utoipa::path(
    post, path = "/api/coupons/{id}/remove/", operation_id = "remove_coupon", tag = tags::COUPONS,
    params(
        ("id" = String, Path, description = "Which coupon"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
        ("If-Match" = Option<String>, Header, description = "The version of the order you saw, as in `version`"),
    ),
    request_body = ApplyCoupon,
    responses(
        (status = 200, description = "The order now", body = OrderView, headers(
            ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: order absent or not yours, or the coupon is not on it"),
        (status = 409, description = "`stale_version`, `in_flight`"),
        (status = 422, description = "`order_settled`: something of it is paid, or it is over"),
    ),
    security(("bearer" = [])),
)]
pub async fn remove(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CouponId>,
    headers: HeaderMap,
    Command { body, once }: Command<ApplyCoupon>,
) -> Result<Response, Failure> {
    let version = body.version.or(conditional::expected_version(&headers)?);
    let (by, now, command) = (actor.clone(), clock::now(), ApplyCoupon { version, ..body });
    let removed = app.write_once(&actor, once, move |tx| {
        let order = coupons::take_off(tx, &by, id, &command, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &order)?, order.version))
    });
    Ok(answer::send(removed.await?))
}
