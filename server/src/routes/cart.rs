//! `/api/orders/cart/`: what somebody is about to order, and ordering it; `/api/orders/{id}/reorder/`, which fills it
//! again. Codes on it are in [`coupon`].

mod coupon;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::coupons::Typed;
use comanda_core::flows::{cart, orders};
use comanda_core::id::{CartItemId, OrderId};
use comanda_core::wire::cart::{ChangeCartItem, Reordered};
use comanda_core::wire::{CartView, Checkout, PaidOrder, PlaceOrderItem};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::limits::ClientAddress;
use crate::once::{Command, Once, Optional};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::{Failure, answer};
use crate::state::AppState;
use crate::{clock, guessing};

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(add_item))
        .routes(routes!(update_item))
        .routes(routes!(remove_item))
        .routes(routes!(clear))
        .routes(routes!(checkout))
        .routes(routes!(reorder))
        .merge(coupon::routes())
}

/// Your cart
///
/// At the prices of now. What changed since it was filled is among its `problems`.
#[utoipa::path(
    get, path = "/api/orders/cart/", operation_id = "get_cart", tag = tags::CART,
    responses((status = 200, description = "The cart", body = CartView)),
    security(("bearer" = [])),
)]
pub async fn get(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.read(move |tx| cart::get(tx, &actor, now)).await?)
}

/// Put something into your cart
///
/// What is there already with the same choices and notes becomes more. Nothing is promised before it is ordered.
#[utoipa::path(
    post, path = "/api/orders/cart/add_item/", operation_id = "add_cart_item", tag = tags::CART,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = PlaceOrderItem,
    responses(
        (status = 200, description = "The cart", body = CartView),
        (status = 400, description = "`invalid_input`; more than 999 on one line"),
        (status = 409, description = "`out_of_stock`, `in_flight`"),
        (status = 422, description = "`unknown_product`, `product_unavailable`, `unknown_option`, `option_count`, `limit_reached`"),
    ),
    security(("bearer" = [])),
)]
pub async fn add_item(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<PlaceOrderItem>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let added =
        app.write_once(&actor, once, move |tx| answer::of(StatusCode::OK, &cart::add(tx, &by, &body, now)?));
    Ok(answer::send(added.await?))
}

/// Change a line of your cart
///
/// How many, its choices or its notes; what is left out stays. A line that becomes the same as another joins it.
#[utoipa::path(
    put, path = "/api/orders/cart/update_item/{id}/", operation_id = "update_cart_item", tag = tags::CART,
    params(
        ("id" = String, Path, description = "Which line"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ChangeCartItem,
    responses(
        (status = 200, description = "The cart", body = CartView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`out_of_stock`, `in_flight`"),
        (status = 422, description = "`unknown_product`, `product_unavailable`, `unknown_option`, `option_count`"),
    ),
    security(("bearer" = [])),
)]
pub async fn update_item(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CartItemId>,
    Command { body, once }: Command<ChangeCartItem>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &cart::change(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(changed.await?))
}

/// Take a line out of your cart
#[utoipa::path(
    delete, path = "/api/orders/cart/remove_item/{id}/", operation_id = "remove_cart_item", tag = tags::CART,
    params(("id" = String, Path, description = "Which line")),
    responses(
        (status = 200, description = "The cart", body = CartView),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn remove_item(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CartItemId>,
) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.write(move |tx| cart::remove(tx, &actor, id, now)).await?)
}

/// Empty your cart
#[utoipa::path(
    post, path = "/api/orders/cart/clear/", operation_id = "clear_cart", tag = tags::CART,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    responses(
        (status = 200, description = "The cart", body = CartView),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn clear(
    State(app): State<AppState>,
    Caller(actor): Caller,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let cleared =
        app.write_once(&actor, once, move |tx| answer::of(StatusCode::OK, &cart::clear(tx, &by, now)?));
    Ok(answer::send(cleared.await?))
}

/// Order what is in your cart
///
/// At the prices of now; with `expected_total` only at that total. With `pay_with` it is ordered and paid, or
/// neither. Afterwards the cart is empty; when it is refused, the cart stays as it is.
#[utoipa::path(
    post, path = "/api/orders/cart/checkout/", operation_id = "check_out", tag = tags::CART,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = Checkout,
    responses(
        (status = 201, description = "Ordered", body = PaidOrder, headers(
            ("Location" = String, description = "Where the order is"),
            ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`; a delivery to nowhere"),
        (status = 409, description = "`out_of_stock`, `total_changed`, `in_flight`"),
        (status = 422, description = "A rule says no: `empty_order`, `product_unavailable`, `insufficient_funds`, a code that does not count, …"),
        (status = 429, description = "`too_many_attempts`: too many codes that are none"),
    ),
    security(("bearer" = [])),
)]
pub async fn checkout(
    State(app): State<AppState>,
    Caller(actor): Caller,
    from: ClientAddress,
    Optional(Command { body, once }): Optional<Checkout>,
) -> Result<Response, Failure> {
    guessing::heed(&app, &actor, from, Typed::at_checkout(&actor, &body), &once).await?;
    let (by, now) = (actor.clone(), clock::now());
    let placed = app.write_once(&actor, once, move |tx| {
        let placed = orders::checkout(tx, &by, &body, now)?;
        let (id, version) = (placed.order.id, placed.order.version);
        let created = answer::of(StatusCode::CREATED, &placed)?;
        Ok(answer::versioned(answer::located(created, format!("/api/orders/{id}/")), version))
    });
    Ok(answer::send(placed.await?))
}

/// Order again
///
/// Puts what was in an order into your cart, as far as it can still be had; the rest is told in `left_out`.
#[utoipa::path(
    post, path = "/api/orders/{id}/reorder/", operation_id = "reorder", tag = tags::CART,
    params(
        ("id" = String, Path, description = "Which order"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "The cart, and what was left out", body = Reordered),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn reorder(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let filled = app
        .write_once(&actor, once, move |tx| answer::of(StatusCode::OK, &orders::reorder(tx, &by, id, now)?));
    Ok(answer::send(filled.await?))
}
