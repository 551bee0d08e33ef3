//! `/api/alerts/`: what staff should know, until somebody deals with it. Looking for reasons and figures, for managers,
//! is in [`checks`].

mod checks;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use chrono::DateTime;
use comanda_core::alerts::{AlertType, Severity};
use comanda_core::flows::alerts::{self, AlertQuery, Moment};
use comanda_core::id::AlertId;
use comanda_core::wire::{AlertCounts, AlertView, CreateAlert, Page, ResolveAlert, SnoozeAlert};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::{Command, Optional};
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(counts))
        .routes(routes!(detail))
        .routes(routes!(resolve))
        .routes(routes!(snooze))
        .merge(checks::routes())
}

/// List alerts
///
/// The newest first. For staff.
#[utoipa::path(
    get, path = "/api/alerts/", operation_id = "list_alerts", tag = tags::ALERTS,
    params(
        ("is_active" = Option<bool>, Query, description = "Only open ones, or only those that are resolved"),
        ("alert_type" = Option<AlertType>, Query, description = "Only of this type"),
        ("severity" = Option<Severity>, Query, description = "Only this grave"),
        ("product" = Option<String>, Query, description = "Only about this product, by id"),
        ("start_date" = Option<String>, Query, description = "Only those raised from this business day on, or from this moment (RFC 3339)"),
        ("end_date" = Option<String>, Query, description = "Only those raised on this business day or earlier, or before this moment (RFC 3339)"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<AlertView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let filter = AlertQuery {
        is_active: query.flag("is_active"),
        alert_type: query.word("alert_type", AlertType::ALL, AlertType::as_str),
        severity: query.word("severity", Severity::ALL, Severity::as_str),
        product: query.parsed("product", |text| text.parse().ok(), "is no id of a product"),
        start: query.parsed("start_date", moment, NO_MOMENT),
        end: query.parsed("end_date", moment, NO_MOMENT),
    };
    let (wanted, now) = (query.page(), clock::now());
    query.finish()?;
    let slice = app.read(move |tx| alerts::list(tx, &actor, &filter, wanted, now)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

const NO_MOMENT: &str = "is neither a date such as 2026-11-24 nor a time such as 2026-11-24T12:00:00Z";

fn moment(text: &str) -> Option<Moment> {
    let at = || DateTime::parse_from_rfc3339(text).ok().map(|at| Moment::At(at.to_utc()));
    text.parse().ok().map(Moment::Day).or_else(at)
}

/// Raise an alert
///
/// By hand, for managers. Every type but `system` needs a product. Of a product's stock, demand and price one alert
/// each is open at most, whoever raised it.
#[utoipa::path(
    post, path = "/api/alerts/", operation_id = "create_alert", tag = tags::ALERTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = CreateAlert,
    responses(
        (status = 201, description = "Raised", body = AlertView, headers(("Location" = String, description = "Where the alert is"))),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`alert_open`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn create(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<CreateAlert>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let raised = app.write_once(&actor, once, move |tx| {
        let raised = alerts::create(tx, &by, &body, now)?;
        let created = answer::of(StatusCode::CREATED, &raised)?;
        Ok(answer::located(created, format!("/api/alerts/{}/", raised.id)))
    });
    Ok(answer::send(raised.await?))
}

/// How many alerts are open
///
/// Those that were put aside apart. For staff.
#[utoipa::path(
    get, path = "/api/alerts/counts/", operation_id = "count_alerts", tag = tags::ALERTS,
    responses((status = 200, description = "How many", body = AlertCounts)),
    security(("bearer" = [])),
)]
pub async fn counts(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    let now = clock::now();
    answer::ok(&app.read(move |tx| alerts::counts(tx, &actor, now)).await?)
}

/// One alert
#[utoipa::path(
    get, path = "/api/alerts/{id}/", operation_id = "get_alert", tag = tags::ALERTS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "The alert", body = AlertView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AlertId>,
) -> Result<Response, Failure> {
    // One that was put aside wakes by itself: its version alone does not tell what is shown.
    let now = clock::now();
    answer::ok(&app.read(move |tx| alerts::load(tx, &actor, id, now)).await?)
}

/// Say that an alert is dealt with
///
/// What is low stays silent until fewer are left. For staff.
#[utoipa::path(
    put, path = "/api/alerts/{id}/resolve/", operation_id = "resolve_alert", tag = tags::ALERTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ResolveAlert,
    responses(
        (status = 200, description = "The alert now", body = AlertView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`alert_resolved`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn resolve(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AlertId>,
    Optional(Command { body, once }): Optional<ResolveAlert>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let resolved = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &alerts::resolve(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(resolved.await?))
}

/// Put an alert aside
///
/// For 1 to 1440 minutes. It stays open, is not counted, and wakes at its time, or at once when it grows graver. For
/// staff.
#[utoipa::path(
    post, path = "/api/alerts/{id}/snooze/", operation_id = "snooze_alert", tag = tags::ALERTS,
    params(
        ("id" = String, Path, description = "Which"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = SnoozeAlert,
    responses(
        (status = 200, description = "The alert now", body = AlertView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 409, description = "`alert_resolved`, `in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn snooze(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<AlertId>,
    Command { body, once }: Command<SnoozeAlert>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let snoozed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &alerts::snooze(tx, &by, id, body, now)?)
    });
    Ok(answer::send(snoozed.await?))
}
