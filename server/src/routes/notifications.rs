//! `/api/alerts/notifications/`: what one was told, what of it one has read, and by which ways one wants to be told.
//! `/api/system/letters/`: what became of the shop's mail, for those who look after it.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::notifications::{self, NotificationQuery, letters};
use comanda_core::id::{LetterId, NotificationId};
use comanda_core::notifications::NotificationKind;
use comanda_core::notifications::letter::LetterStatus;
use comanda_core::wire::{
    LetterView, MarkedRead, NotificationView, Page, PreferencesForm, PreferencesView, UnreadCount,
};
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
        .routes(routes!(list))
        .routes(routes!(unread_count))
        .routes(routes!(mark_all_read))
        .routes(routes!(mark_read))
        .routes(routes!(preferences, set_preferences))
        .routes(routes!(list_letters))
        .routes(routes!(letter))
}

/// List one's notifications
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/alerts/notifications/", operation_id = "list_notifications", tag = tags::ALERTS,
    params(
        ("unread" = Option<bool>, Query, description = "Only those that are not read, or only those that are"),
        ("kind" = Option<NotificationKind>, Query, description = "Only about this"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<NotificationView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let filter = NotificationQuery {
        unread: query.flag("unread"),
        kind: query.word("kind", NotificationKind::ALL, NotificationKind::as_str),
    };
    let wanted = query.page();
    query.finish()?;
    let slice = app.read(move |tx| notifications::list(tx, &actor, filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Count what one has not read
#[utoipa::path(
    get, path = "/api/alerts/notifications/unread-count/", operation_id = "count_unread_notifications",
    tag = tags::ALERTS,
    responses((status = 200, description = "How many", body = UnreadCount)),
    security(("bearer" = [])),
)]
pub async fn unread_count(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| notifications::unread(tx, &actor)).await?)
}

/// Have read everything
#[utoipa::path(
    post, path = "/api/alerts/notifications/mark-all-read/", operation_id = "mark_all_notifications_read",
    tag = tags::ALERTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    responses(
        (status = 200, description = "How many were not read before", body = MarkedRead),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn mark_all_read(
    State(app): State<AppState>,
    Caller(actor): Caller,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let marked = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &notifications::mark_all_read(tx, &by, now)?)
    });
    Ok(answer::send(marked.await?))
}

/// Have read a notification
///
/// Again changes nothing.
#[utoipa::path(
    post, path = "/api/alerts/notifications/{id}/mark-read/", operation_id = "mark_notification_read",
    tag = tags::ALERTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    responses(
        (status = 200, description = "The notification now", body = NotificationView),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn mark_read(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<NotificationId>,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let read = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &notifications::mark_read(tx, &by, id, now)?)
    });
    Ok(answer::send(read.await?))
}

/// By which ways one is told
#[utoipa::path(
    get, path = "/api/alerts/notifications/preferences/", operation_id = "get_notification_preferences",
    tag = tags::ALERTS,
    responses((status = 200, description = "For each kind", body = PreferencesView)),
    security(("bearer" = [])),
)]
pub async fn preferences(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| notifications::preferences(tx, &actor)).await?)
}

/// Say by which ways one wants to be told
///
/// What is left out stays as it was. Mail about the safety of one's account is always sent.
#[utoipa::path(
    put, path = "/api/alerts/notifications/preferences/", operation_id = "set_notification_preferences",
    tag = tags::ALERTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = PreferencesForm,
    responses(
        (status = 200, description = "As it is now", body = PreferencesView),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set_preferences(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<PreferencesForm>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let set = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &notifications::set_preferences(tx, &by, &body, now)?)
    });
    Ok(answer::send(set.await?))
}

/// List the shop's letters
///
/// The newest first; for admins. Letters with codes are not among them: those are written down nowhere.
#[utoipa::path(
    get, path = "/api/system/letters/", operation_id = "list_letters", tag = tags::SYSTEM,
    params(
        ("status" = Option<LetterStatus>, Query, description = "Only those that stand here"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<LetterView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list_letters(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let status = query.word("status", LetterStatus::ALL, LetterStatus::as_str);
    let wanted = query.page();
    query.finish()?;
    let slice = app.read(move |tx| letters::list(tx, &actor, status, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// What became of a letter
#[utoipa::path(
    get, path = "/api/system/letters/{id}/", operation_id = "get_letter", tag = tags::SYSTEM,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The letter", body = LetterView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn letter(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<LetterId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| letters::load(tx, &actor, id)).await?)
}
