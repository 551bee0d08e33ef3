//! `/api/inventory/movements/` and `/api/inventory/counts/`: what moved, and moving it.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use comanda_core::flows::inventory::{self, MovementQuery};
use comanda_core::id::MovementId;
use comanda_core::stock::MovementKind;
use comanda_core::wire::inventory::{CountReport, CountSheet};
use comanda_core::wire::{MovementForm, MovementView, Page};

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Once};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// List movements
///
/// Every change of a count, the newest first.
#[utoipa::path(
    get, path = "/api/inventory/movements/", operation_id = "list_movements", tag = tags::STOCK,
    params(
        ("product" = Option<String>, Query, description = "Only of this product, by id"),
        ("kind" = Option<MovementKind>, Query, description = "Only of this kind"),
        ("start_date" = Option<NaiveDate>, Query, description = "Only of this business day or later"),
        ("end_date" = Option<NaiveDate>, Query, description = "Only of this business day or earlier"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<MovementView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    let filter = MovementQuery {
        product: query.parsed("product", |text| text.parse().ok(), "is no product id"),
        kind: query.word("kind", &MovementKind::ALL, MovementKind::as_str),
        start_date: query.parsed("start_date", date, "is no date such as 2026-11-22"),
        end_date: query.parsed("end_date", date, "is no date such as 2026-11-22"),
    };
    let wanted = query.page();
    query.finish()?;
    let slice = app.read(move |tx| inventory::movements(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Move stock
///
/// A delivery, waste, a correction, a return, or a count of one product; sales are written by orders. With
/// `expected_on_hand`, a count that changed since is left alone: `stock_changed`.
#[utoipa::path(
    post, path = "/api/inventory/movements/", operation_id = "record_movement", tag = tags::STOCK,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = MovementForm,
    responses(
        (status = 201, description = "Moved", body = MovementView),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`stock_changed`, `stock_promised`, `in_flight`"),
        (status = 422, description = "`not_tracked`"),
    ),
    security(("bearer" = [])),
)]
pub async fn record(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<MovementForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let moved = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::CREATED, &inventory::record_movement(tx, &by, &body, now)?)
    });
    Ok(answer::send(moved.await?))
}

/// Take a movement back
///
/// By a movement of its own; once. What orders moved is taken back through the order.
#[utoipa::path(
    post, path = "/api/inventory/movements/{id}/reverse/", operation_id = "reverse_movement", tag = tags::STOCK,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 201, description = "What takes it back", body = MovementView),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`already_reversed`, `stock_promised`, `in_flight`"),
        (status = 422, description = "`not_reversible`, `not_tracked`"),
    ),
    security(("bearer" = [])),
)]
pub async fn reverse(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<MovementId>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let once = Once::of(app.digests(), &headers, &Method::POST, uri.path(), &[])?;
    let (by, now) = (actor.clone(), clock::now());
    let taken_back = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::CREATED, &inventory::reverse_movement(tx, &by, id, now)?)
    });
    Ok(answer::send(taken_back.await?))
}

/// Count the shelves
///
/// Brings the books to what was found, 500 products at most: all of it, or none when something cannot be.
/// What stands as the books have it is written down as looked at.
#[utoipa::path(
    post, path = "/api/inventory/counts/", operation_id = "count_stock", tag = tags::STOCK,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = CountSheet,
    responses(
        (status = 200, description = "What differed", body = CountReport),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`stock_changed`, `stock_promised`, `in_flight`"),
        (status = 422, description = "`not_tracked`"),
    ),
    security(("bearer" = [])),
)]
pub async fn count(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CountSheet>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let counted = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &inventory::count(tx, &by, &body, now)?)
    });
    Ok(answer::send(counted.await?))
}
