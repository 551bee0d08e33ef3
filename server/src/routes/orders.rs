//! `/api/orders/`: pricing, placing, finding and moving orders. Paying them is in `payments`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use comanda_core::flows::coupons::Typed;
use comanda_core::flows::orders::{self, OrderQuery, OrderSortKey};
use comanda_core::id::OrderId;
use comanda_core::orders::{DeliveryMethod, PaymentStatus, Source, Status};
use comanda_core::page::Sort;
use comanda_core::wire::{
    ChangeStatus, HistoryEntryView, OrderView, Page, PaidOrder, PlaceOrder, QuoteRequest, QuoteView,
};

use crate::auth::Caller;
use crate::limits::ClientAddress;
use crate::once::{Command, Once};
use crate::openapi::tags;
use crate::respond::json::Json;
use crate::respond::path::InPath;
use crate::respond::query::{Paged, Query, page};
use crate::respond::{Failure, answer, conditional};
use crate::state::AppState;
use crate::{clock, guessing};

/// List orders
///
/// Staff see all of them, customers their own.
#[utoipa::path(
    get, path = "/api/orders/", operation_id = "list_orders", tag = tags::ORDERS,
    params(
        ("status" = Option<String>, Query, description = "Only in one of these statuses, separated by commas"),
        ("payment_status" = Option<PaymentStatus>, Query, description = "Only where the money stands so"),
        ("delivery_method" = Option<DeliveryMethod>, Query, description = "Only delivered so"),
        ("source" = Option<Source>, Query, description = "Only from there"),
        ("start_date" = Option<NaiveDate>, Query, description = "Only of this business day or later"),
        ("end_date" = Option<NaiveDate>, Query, description = "Only of this business day or earlier"),
        ("search" = Option<String>, Query, description = "Number, guest's name or customer's name"),
        ("customer" = Option<String>, Query, description = "Only of this account"),
        ("ordering" = Option<String>, Query, description = "`created_at`, `updated_at`, `total`, `number`; `-` turns the order around"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<OrderView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let (filter, wanted) = (filter(&mut query), query.page());
    query.finish()?;
    let slice = app.read(move |tx| orders::list(tx, &actor, &filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

fn filter(query: &mut Query) -> OrderQuery {
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    OrderQuery {
        statuses: query.all_words("status", Status::ALL, Status::as_str),
        payment_status: query.word("payment_status", PaymentStatus::ALL, PaymentStatus::as_str),
        delivery_method: query.word("delivery_method", DeliveryMethod::ALL, DeliveryMethod::as_str),
        source: query.word("source", Source::ALL, Source::as_str),
        start_date: query.parsed("start_date", date, "is no date such as 2026-11-22"),
        end_date: query.parsed("end_date", date, "is no date such as 2026-11-22"),
        search: query.text("search"),
        customer: query.parsed("customer", |text| text.parse().ok(), "is no id of an account"),
        api_key: None,
        ordering: query.ordering(|word| Sort::parse(word, OrderSortKey::parse)),
    }
}

/// List orders in work
///
/// Those that somebody still has to do something about, oldest first.
#[utoipa::path(
    get, path = "/api/orders/current/", operation_id = "list_current_orders", tag = tags::ORDERS,
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<OrderView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn current(
    State(app): State<AppState>,
    Caller(actor): Caller,
    paged: Paged,
) -> Result<Response, Failure> {
    let wanted = paged.wanted;
    let slice = app.read(move |tx| orders::current(tx, &actor, wanted)).await?;
    answer::ok(&paged.page(slice))
}

/// Price a basket
///
/// Takes nothing and keeps nothing; answers where each cent comes from.
#[utoipa::path(
    post, path = "/api/orders/quote/", operation_id = "quote_order", tag = tags::ORDERS,
    request_body = QuoteRequest,
    responses(
        (status = 200, description = "The price and its derivation", body = QuoteView),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`out_of_stock`"),
        (status = 422, description = "A rule says no: `unknown_product`, `option_count`, …"),
        (status = 429, description = "`too_many_attempts`: too many codes that are none"),
    ),
    security(("bearer" = [])),
)]
pub async fn quote(
    State(app): State<AppState>,
    Caller(actor): Caller,
    from: ClientAddress,
    Json(basket): Json<QuoteRequest>,
) -> Result<Response, Failure> {
    guessing::heed(&app, &actor, from, Typed::in_quote(&basket), &Once::without_key()).await?;
    let now = clock::now();
    answer::ok(&app.read(move |tx| orders::quote(tx, &actor, &basket, now)).await?)
}

/// Place an order
///
/// For a guest or for a customer; with `payment` it is placed and paid, or neither.
#[utoipa::path(
    post, path = "/api/orders/", operation_id = "place_order", tag = tags::ORDERS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = PlaceOrder,
    responses(
        (status = 201, description = "Placed", body = PaidOrder, headers(
            ("Location" = String, description = "Where the order is"),
            ("ETag" = String, description = "Its version"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 409, description = "`out_of_stock`, `in_flight`"),
        (status = 422, description = "A rule says no: `empty_order`, `not_enough_cash`, …"),
        (status = 429, description = "`too_many_attempts`: too many codes that are none"),
    ),
    security(("bearer" = [])),
)]
pub async fn place(
    State(app): State<AppState>,
    Caller(actor): Caller,
    from: ClientAddress,
    Command { body, once }: Command<PlaceOrder>,
) -> Result<Response, Failure> {
    guessing::heed(&app, &actor, from, Typed::in_order(&body), &once).await?;
    let (by, now) = (actor.clone(), clock::now());
    let placed = app.write_once(&actor, once, move |tx| {
        let placed = orders::place(tx, &by, &body, now)?;
        let (id, version) = (placed.order.id, placed.order.version);
        let created = answer::of(StatusCode::CREATED, &placed)?;
        Ok(answer::versioned(answer::located(created, format!("/api/orders/{id}/")), version))
    });
    Ok(answer::send(placed.await?))
}

/// One order
#[utoipa::path(
    get, path = "/api/orders/{id}/", operation_id = "get_order", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the copy at hand"),
    ),
    responses(
        (status = 200, description = "The order", body = OrderView, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "The copy at hand is still right"),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let order = app.read(move |tx| orders::load(tx, &actor, id)).await?;
    let read = answer::versioned(answer::of(StatusCode::OK, &order)?, order.version);
    Ok(answer::send_unless_known(read, &headers))
}

/// Move an order along
///
/// With `version` or `If-Match`, an order that changed since is left alone: `stale_version`. The status it
/// has already changes nothing.
#[utoipa::path(
    put, path = "/api/orders/{id}/", operation_id = "change_order_status", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Which"),
        ("If-Match" = Option<String>, Header, description = "The ETag of the order as it was read"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = ChangeStatus,
    responses(
        (status = 200, description = "The order now", body = OrderView, headers(("ETag" = String, description = "Its version"))),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`stale_version`, `in_flight`"),
        (status = 422, description = "`invalid_transition`, `reason_required`"),
    ),
    security(("bearer" = [])),
)]
pub async fn change_status(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    headers: HeaderMap,
    Command { body, once }: Command<ChangeStatus>,
) -> Result<Response, Failure> {
    let version = body.version.or(conditional::expected_version(&headers)?);
    let (by, now, change) = (actor.clone(), clock::now(), ChangeStatus { version, ..body });
    let changed = app.write_once(&actor, once, move |tx| {
        let order = orders::change_status(tx, &by, id, &change, now)?;
        Ok(answer::versioned(answer::of(StatusCode::OK, &order)?, order.version))
    });
    Ok(answer::send(changed.await?))
}

/// The way an order went
///
/// Every change of its status, oldest first.
#[utoipa::path(
    get, path = "/api/orders/{id}/status_history/", operation_id = "list_order_history", tag = tags::ORDERS,
    params(("id" = String, Path, description = "Which")),
    responses(
        (status = 200, description = "Its history", body = Vec<HistoryEntryView>),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn status_history(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| orders::status_history(tx, &actor, id)).await?)
}
