//! `/api/cash-sessions/`: cash drawers, for staff. Opened with a count, closed with another, and reported in between.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::flows::drawers;
use comanda_core::id::CashSessionId;
use comanda_core::wire::Page;
use comanda_core::wire::cash::{
    CashMovementView, CashReportView, CashSessionView, CloseDrawer, MoveCash, OpenDrawer,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::Paged;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, open))
        .routes(routes!(current))
        .routes(routes!(detail))
        .routes(routes!(move_cash))
        .routes(routes!(report))
        .routes(routes!(close))
}

/// List cash sessions
///
/// Of all drawers, the newest first.
#[utoipa::path(
    get, path = "/api/cash-sessions/", operation_id = "list_cash_sessions", tag = tags::DRAWERS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<CashSessionView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(
    State(app): State<AppState>,
    Caller(actor): Caller,
    paged: Paged,
) -> Result<Response, Failure> {
    let wanted = paged.wanted;
    let slice = app.read(move |tx| drawers::list(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Open a drawer
///
/// With what was counted in it. A drawer is open once.
#[utoipa::path(
    post, path = "/api/cash-sessions/", operation_id = "open_drawer", tag = tags::DRAWERS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = OpenDrawer,
    responses(
        (status = 201, description = "Opened", body = CashSessionView, headers(("Location" = String, description = "Where the session is"))),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`drawer_open`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn open(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<OpenDrawer>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let opened = app.write_once(&actor, once, move |tx| {
        let session = drawers::open(tx, &by, &body, now)?;
        let created = answer::of(StatusCode::CREATED, &session)?;
        Ok(answer::located(created, format!("/api/cash-sessions/{}/", session.id)))
    });
    Ok(answer::send(opened.await?))
}

/// The session into which one's cash goes
///
/// The only open one, or of several the one that this person opened.
#[utoipa::path(
    get, path = "/api/cash-sessions/current/", operation_id = "get_current_cash_session", tag = tags::DRAWERS,
    responses(
        (status = 200, description = "The session", body = CashSessionView),
        (status = 404, description = "`not_found`: none is open, or it is not clear which"),
    ),
    security(("bearer" = [])),
)]
pub async fn current(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| drawers::current(tx, &actor)).await?)
}

/// One cash session
#[utoipa::path(
    get, path = "/api/cash-sessions/{id}/", operation_id = "get_cash_session", tag = tags::DRAWERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The session", body = CashSessionView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CashSessionId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| drawers::load(tx, &actor, id)).await?)
}

/// Move cash by hand
///
/// Into the drawer, out of it to pay for something, or to the safe; never more than should be in it.
#[utoipa::path(
    post, path = "/api/cash-sessions/{id}/movements/", operation_id = "move_cash", tag = tags::DRAWERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = MoveCash,
    responses(
        (status = 201, description = "Moved", body = CashMovementView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`not_in_drawer`, `cash_session_closed`"),
    ),
    security(("bearer" = [])),
)]
pub async fn move_cash(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CashSessionId>,
    Command { body, once }: Command<MoveCash>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let moved = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::CREATED, &drawers::move_cash(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(moved.await?))
}

/// The report of a cash session
///
/// X while it is open: how it stands, and nothing is changed. Z once it is closed: the same for ever.
#[utoipa::path(
    get, path = "/api/cash-sessions/{id}/report/", operation_id = "report_cash_session", tag = tags::DRAWERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The report", body = CashReportView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn report(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CashSessionId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| drawers::report(tx, &actor, id)).await?)
}

/// Close a drawer
///
/// With what was counted, in one sum or by notes and coins; answers the Z report. Orders that are not paid are
/// listed there and hinder nothing.
#[utoipa::path(
    post, path = "/api/cash-sessions/{id}/close/", operation_id = "close_drawer", tag = tags::DRAWERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = CloseDrawer,
    responses(
        (status = 200, description = "The Z report", body = CashReportView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`cash_session_closed`"),
    ),
    security(("bearer" = [])),
)]
pub async fn close(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<CashSessionId>,
    Command { body, once }: Command<CloseDrawer>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let closed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &drawers::close(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(closed.await?))
}
