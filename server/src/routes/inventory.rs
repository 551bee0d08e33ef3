//! `/api/inventory/`: the stock, for staff. What is in the house, how low it is, and how much by when.
//! Movements are in [`movements`].

pub mod movements;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::inventory::{self, StockFilter, StockSortKey};
use comanda_core::id::ProductId;
use comanda_core::page::Sort;
use comanda_core::stock::StockLevel;
use comanda_core::wire::inventory::StockSummaryView;
use comanda_core::wire::{Page, StockEntryView, Thresholds};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::path::InPath;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(detail))
        .routes(routes!(set_thresholds))
        .routes(routes!(summary))
        .routes(routes!(movements::list, movements::record))
        .routes(routes!(movements::reverse))
        .routes(routes!(movements::count))
}

/// List the stock
///
/// What is counted, by name unless told. With `days`, each with what came and went on the last business days.
#[utoipa::path(
    get, path = "/api/inventory/stock/", operation_id = "list_stock", tag = tags::STOCK,
    params(
        ("search" = Option<String>, Query, description = "In name, description, tags, SKU and barcode"),
        ("category" = Option<String>, Query, description = "Only of this category, by id"),
        ("level" = Option<String>, Query, description = "Only at one of these levels, separated by commas: `ok`, `warning`, `critical`"),
        ("days" = Option<u32>, Query, description = "1 to 31: with so many days, today last"),
        ("ordering" = Option<String>, Query, description = "`name`, `on_hand`, `available`; `-` turns the order around"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<StockEntryView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn list(State(app): State<AppState>, Caller(actor): Caller, uri: Uri) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let filter = StockFilter {
        search: query.text("search"),
        category: query.parsed("category", |text| text.parse().ok(), "is no category id"),
        levels: query.all_words("level", &StockLevel::ALL, StockLevel::as_str),
        ordering: query.ordering(|word| Sort::parse(word, StockSortKey::parse)),
    };
    let days = query.parsed("days", |text| text.parse().ok(), "is no number of days");
    let (wanted, now) = (query.page(), clock::now());
    query.finish()?;
    let slice = app.read(move |tx| inventory::stock_list(tx, &actor, &filter, days, wanted, now)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// The stock of a product
#[utoipa::path(
    get, path = "/api/inventory/stock/{id}/", operation_id = "get_stock", tag = tags::STOCK,
    params(("id" = String, Path, description = "Which product")),
    responses(
        (status = 200, description = "Its counts", body = StockEntryView),
        (status = 404, description = "`not_found`: no such product, or its stock is not counted"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ProductId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| inventory::stock_entry(tx, &actor, id)).await?)
}

/// Set the limits of a product
///
/// At or below `low_stock_threshold` it counts as low, at or below `critical_threshold` as critical. For
/// managers.
#[utoipa::path(
    put, path = "/api/inventory/stock/{id}/thresholds/", operation_id = "set_stock_thresholds", tag = tags::STOCK,
    params(
        ("id" = String, Path, description = "Which product"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = Thresholds,
    responses(
        (status = 200, description = "Its counts and limits", body = StockEntryView),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`not_tracked`"),
    ),
    security(("bearer" = [])),
)]
pub async fn set_thresholds(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<ProductId>,
    Command { body, once }: Command<Thresholds>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let changed = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &inventory::set_thresholds(tx, &by, id, body, now)?)
    });
    Ok(answer::send(changed.await?))
}

/// Sum the stock up
///
/// How many products are counted, and how many of them are low.
#[utoipa::path(
    get, path = "/api/inventory/summary/", operation_id = "get_stock_summary", tag = tags::STOCK,
    responses((status = 200, description = "How many", body = StockSummaryView)),
    security(("bearer" = [])),
)]
pub async fn summary(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| inventory::summary(tx, &actor)).await?)
}
