//! `/api/orders/returns/`: customers ask to give something back, managers decide. What managers do is in
//! [`decisions`].

mod decisions;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::returns::{self, ReturnQuery};
use comanda_core::id::ReturnId;
use comanda_core::returns::ReturnStatus;
use comanda_core::wire::{Page, RequestReturn, ReturnView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Once};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, request))
        .routes(routes!(detail))
        .routes(routes!(cancel))
        .merge(decisions::routes())
}

/// List returns
///
/// The newest first. Managers see all of them, everybody else their own.
#[utoipa::path(
    get, path = "/api/orders/returns/", operation_id = "list_returns", tag = tags::ORDERS,
    params(
        ("status" = Option<ReturnStatus>, Query, description = "Only those that stand here"),
        ("order" = Option<String>, Query, description = "Only of this order"),
        ("customer" = Option<String>, Query, description = "Only of this account; for managers"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ReturnView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let filter = ReturnQuery {
        status: query.word("status", ReturnStatus::ALL, ReturnStatus::as_str),
        order: query.parsed("order", |text| text.parse().ok(), "is no id of an order"),
        customer: query.parsed("customer", |text| text.parse().ok(), "is no id of an account"),
    };
    let wanted = query.page();
    query.finish()?;
    let slice = app.read(move |tx| returns::list(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Ask to return something
///
/// Of an order of one's own that was delivered, while the shop takes it back; one open return an order.
#[utoipa::path(
    post, path = "/api/orders/returns/", operation_id = "request_return", tag = tags::ORDERS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = RequestReturn,
    responses(
        (status = 201, description = "Asked for", body = ReturnView, headers(("Location" = String, description = "Where the return is"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: no such order, or not yours"),
        (status = 409, description = "`return_open`, `in_flight`"),
        (status = 422, description = "`not_delivered`, `return_window_closed`, `too_many_back`, `not_refundable`, `nothing_to_refund`"),
    ),
    security(("bearer" = [])),
)]
pub async fn request(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<RequestReturn>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let asked = app.write_once(&actor, once, move |tx| {
        let asked = returns::request(tx, &by, &body, now)?;
        let created = answer::of(StatusCode::CREATED, &asked)?;
        Ok(answer::located(created, format!("/api/orders/returns/{}/", asked.id)))
    });
    Ok(answer::send(asked.await?))
}

/// One return
#[utoipa::path(
    get, path = "/api/orders/returns/{id}/", operation_id = "get_return", tag = tags::ORDERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The return", body = ReturnView),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ReturnId>,
) -> Result<Response, Failure> {
    // What a pending one comes to follows its order: its version alone does not tell what is shown.
    answer::ok(&app.read(move |tx| returns::load(tx, &actor, id)).await?)
}

/// Call one's own return off
///
/// While nothing was received.
#[utoipa::path(
    post, path = "/api/orders/returns/{id}/cancel/", operation_id = "cancel_return", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "The return now", body = ReturnView),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`"),
        (status = 422, description = "`invalid_return_step`"),
    ),
    security(("bearer" = [])),
)]
pub async fn cancel(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ReturnId>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let once = Once::of(app.digests(), &headers, &Method::POST, uri.path(), &[])?;
    let (by, now) = (actor.clone(), clock::now());
    let cancelled = app
        .write_once(&actor, once, move |tx| answer::of(StatusCode::OK, &returns::cancel(tx, &by, id, now)?));
    Ok(answer::send(cancelled.await?))
}
