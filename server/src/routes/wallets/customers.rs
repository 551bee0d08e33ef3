//! `/api/wallets/`: the wallets of customers, for staff, and for the system of a payment provider.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::wallets;
use comanda_core::id::UserId;
use comanda_core::wallet::TransactionType;
use comanda_core::wire::Page;
use comanda_core::wire::wallet::{AdjustWallet, FundWallet, Transacted, TransactionView, WalletView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filter;
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
        .routes(routes!(detail))
        .routes(routes!(transactions))
        .routes(routes!(deposit))
        .routes(routes!(adjust))
}

/// The wallet of a customer
#[utoipa::path(
    get, path = "/api/wallets/{id}/", operation_id = "get_wallet", tag = tags::WALLETS,
    params(("id" = String, Path, description = "Whose")),
    responses(
        (status = 200, description = "What can be spent", body = WalletView),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn detail(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| wallets::load(tx, &actor, id)).await?)
}

/// List what changed a customer's balance
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/wallets/{id}/transactions/", operation_id = "list_transactions", tag = tags::WALLETS,
    params(
        ("id" = String, Path, description = "Whose"),
        ("type" = Option<TransactionType>, Query, description = "Only of this type"),
        ("start_date" = Option<NaiveDate>, Query, description = "Only of this business day or later"),
        ("end_date" = Option<NaiveDate>, Query, description = "Only of this business day or earlier"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<TransactionView>),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
    ),
    security(("bearer" = [])),
)]
pub async fn transactions(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    uri: Uri,
) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let (filter, wanted) = (filter(&mut query), query.page());
    query.finish()?;
    let slice = app.read(move |tx| wallets::transactions(tx, &actor, id, filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

/// Take a deposit for a customer
///
/// In cash, into an open drawer, or by card. Where the shop lets a payment provider's system pay in
/// (`COMANDA_DEPOSITS=provider`), that one gives the `reference` of what it has taken. Under one reference there is
/// one deposit: the same again answers what stands.
#[utoipa::path(
    post, path = "/api/wallets/{id}/deposit/", operation_id = "fund_wallet", tag = tags::WALLETS,
    params(
        ("id" = String, Path, description = "Whose"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = FundWallet,
    responses(
        (status = 200, description = "What it came to", body = Transacted),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`drawer_closed`, `reference_used`"),
    ),
    security(("bearer" = [])),
)]
pub async fn deposit(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    Command { body, once }: Command<FundWallet>,
) -> Result<Response, Failure> {
    let (by, mode, now) = (actor.clone(), app.deposits(), clock::now());
    let done = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &wallets::fund(tx, &by, id, &body, mode, now)?)
    });
    Ok(answer::send(done.await?))
}

/// Correct a customer's balance
///
/// By hand, with a reason; never below zero. For managers.
#[utoipa::path(
    post, path = "/api/wallets/{id}/adjust/", operation_id = "adjust_wallet", tag = tags::WALLETS,
    params(
        ("id" = String, Path, description = "Whose"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = AdjustWallet,
    responses(
        (status = 200, description = "What it came to", body = Transacted),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`"),
        (status = 422, description = "`insufficient_funds`"),
    ),
    security(("bearer" = [])),
)]
pub async fn adjust(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<UserId>,
    Command { body, once }: Command<AdjustWallet>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let done = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &wallets::adjust(tx, &by, id, &body, now)?)
    });
    Ok(answer::send(done.await?))
}
