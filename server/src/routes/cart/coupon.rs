//! `/api/orders/cart/coupon/`: codes on a cart.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::cart;
use comanda_core::flows::coupons::Typed;
use comanda_core::wire::CartView;
use comanda_core::wire::coupons::UseCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::limits::ClientAddress;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::query::Query;
use crate::respond::{Failure, answer};
use crate::state::AppState;
use crate::{clock, guessing};

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(add_coupon, remove_coupons))
}

/// Put a code on your cart
///
/// Beside those it has. It stays there until it is ordered or taken off; while it does not count it is among the
/// `problems`. One that does not count now is refused with each reason and what to do about it. Takes no use yet.
#[utoipa::path(
    post, path = "/api/orders/cart/coupon/", operation_id = "add_cart_coupon", tag = tags::CART,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = UseCode,
    responses(
        (status = 200, description = "The cart", body = CartView),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`unknown_coupon`; `coupon_minimum`, `coupon_expired`, `coupon_not_combinable`, …: \
            the reason; `limit_reached`: it has 5"),
        (status = 429, description = "`too_many_attempts`: too many codes that are none"),
    ),
    security(("bearer" = [])),
)]
pub async fn add_coupon(
    State(app): State<AppState>,
    Caller(actor): Caller,
    from: ClientAddress,
    Command { body, once }: Command<UseCode>,
) -> Result<Response, Failure> {
    guessing::heed(&app, &actor, from, Typed::into_cart(&actor, &body), &once).await?;
    let (by, now) = (actor.clone(), clock::now());
    let added = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &cart::add_coupon(tx, &by, &body, now)?)
    });
    Ok(answer::send(added.await?))
}

/// Take a code off your cart
///
/// Without `code` all of them.
#[utoipa::path(
    delete, path = "/api/orders/cart/coupon/", operation_id = "remove_cart_coupons", tag = tags::CART,
    params(("code" = Option<String>, Query, description = "Which; large and small letters are the same")),
    responses(
        (status = 200, description = "The cart", body = CartView),
        (status = 404, description = "`not_found`: this code is not on it"),
    ),
    security(("bearer" = [])),
)]
pub async fn remove_coupons(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let (code, now) = (Query::of(&uri).text("code"), clock::now());
    answer::ok(&app.write(move |tx| cart::remove_coupons(tx, &actor, code.as_deref(), now)).await?)
}
