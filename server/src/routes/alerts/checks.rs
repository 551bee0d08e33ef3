//! `/api/alerts/check_…/` and `/api/alerts/metrics/…`: reasons for alerts looked for now, and figures. For managers.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::alerts::{self, Period};
use comanda_core::wire::alerts::{AlertCheck, PopularityView, ResponseView, TrendingView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Once;
use crate::openapi::tags;
use crate::respond::query::Query;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(check_low_stock))
        .routes(routes!(check_high_demand))
        .routes(routes!(popularity))
        .routes(routes!(trending))
        .routes(routes!(response))
}

/// Look for products that are low
///
/// Falling below a limit is told where it happens; this repairs what was missed. What people resolved by hand stays
/// silent. For managers.
#[utoipa::path(
    post, path = "/api/alerts/check_low_stock/", operation_id = "check_low_stock", tag = tags::ALERTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    responses(
        (status = 200, description = "What it came to", body = AlertCheck),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn check_low_stock(
    State(app): State<AppState>,
    Caller(actor): Caller,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let checked = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &alerts::check_low_stock(tx, &by, now)?)
    });
    Ok(answer::send(checked.await?))
}

/// Look for products that are ordered often
///
/// In more orders of the last minutes than the shop's settings say. For managers.
#[utoipa::path(
    post, path = "/api/alerts/check_high_demand/", operation_id = "check_high_demand", tag = tags::ALERTS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    responses(
        (status = 200, description = "What it came to", body = AlertCheck),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn check_high_demand(
    State(app): State<AppState>,
    Caller(actor): Caller,
    once: Once,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let checked = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &alerts::check_high_demand(tx, &by, now)?)
    });
    Ok(answer::send(checked.await?))
}

/// What is ordered most
///
/// By units, each with its part of all. For managers.
#[utoipa::path(
    get, path = "/api/alerts/metrics/popularity/", operation_id = "get_popularity", tag = tags::ALERTS,
    params(
        ("start_date" = Option<String>, Query, description = "The first business day; the thirtieth up to the last when not given"),
        ("end_date" = Option<String>, Query, description = "The last business day; today when not given"),
        ("limit" = Option<u32>, Query, description = "So many products: 1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "The products", body = PopularityView),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn popularity(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let (period, now) = (period(&uri)?, clock::now());
    answer::ok(&app.read(move |tx| alerts::popularity(tx, &actor, period, now)).await?)
}

/// What is ordered more than before
///
/// A period against the one before, which is as long; the largest rise in units first. For managers.
#[utoipa::path(
    get, path = "/api/alerts/metrics/trending/", operation_id = "get_trending", tag = tags::ALERTS,
    params(
        ("start_date" = Option<String>, Query, description = "The first business day; the thirtieth up to the last when not given"),
        ("end_date" = Option<String>, Query, description = "The last business day; today when not given"),
        ("limit" = Option<u32>, Query, description = "So many products: 1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "The products", body = TrendingView),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn trending(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let (period, now) = (period(&uri)?, clock::now());
    answer::ok(&app.read(move |tx| alerts::trending(tx, &actor, period, now)).await?)
}

/// How soon people deal with alerts
///
/// From being raised to being resolved; those whose reason went away by itself apart. For managers.
#[utoipa::path(
    get, path = "/api/alerts/metrics/response/", operation_id = "get_alert_response", tag = tags::ALERTS,
    params(
        ("start_date" = Option<String>, Query, description = "The first business day; the thirtieth up to the last when not given"),
        ("end_date" = Option<String>, Query, description = "The last business day; today when not given"),
    ),
    responses(
        (status = 200, description = "How long they were open", body = ResponseView),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn response(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let (period, now) = (period(&uri)?, clock::now());
    answer::ok(&app.read(move |tx| alerts::response(tx, &actor, period, now)).await?)
}

fn period(uri: &Uri) -> Result<Period, Failure> {
    let mut query = Query::of(uri);
    let period = Period {
        start_date: query.parsed("start_date", |text| text.parse().ok(), NO_DATE),
        end_date: query.parsed("end_date", |text| text.parse().ok(), NO_DATE),
        limit: query.parsed("limit", |text| text.parse().ok(), "is no number of products"),
    };
    query.finish()?;
    Ok(period)
}

const NO_DATE: &str = "is no date such as 2026-11-24";
