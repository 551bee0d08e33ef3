//! `/api/orders/wallet/`: one's own wallet. Those of customers, for staff, are in [`customers`].

pub mod customers;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use comanda_core::flows::wallets::{self, TransactionQuery};
use comanda_core::wallet::TransactionType;
use comanda_core::wire::Page;
use comanda_core::wire::wallet::{Deposit, Transacted, TransactionView, Transfer, WalletStats, WalletView};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::respond::query::{Query, page};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(own))
        .routes(routes!(deposit))
        .routes(routes!(transfer))
        .routes(routes!(transactions))
        .routes(routes!(stats))
        .merge(customers::routes())
}

/// One's own wallet
#[utoipa::path(
    get, path = "/api/orders/wallet/", operation_id = "get_own_wallet", tag = tags::WALLETS,
    responses((status = 200, description = "What can be spent", body = WalletView)),
    security(("bearer" = [])),
)]
pub async fn own(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| wallets::own(tx, &actor)).await?)
}

/// Pay into one's own wallet
///
/// Only where the shop lets customers do that by themselves (`COMANDA_DEPOSITS`).
#[utoipa::path(
    post, path = "/api/orders/wallet/deposit/", operation_id = "deposit", tag = tags::WALLETS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = Deposit,
    responses(
        (status = 200, description = "What it came to", body = Transacted),
        (status = 400, description = "`invalid_input`"),
        (status = 422, description = "`deposits_not_offered`"),
    ),
    security(("bearer" = [])),
)]
pub async fn deposit(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<Deposit>,
) -> Result<Response, Failure> {
    let (by, mode, now) = (actor.clone(), app.deposits(), clock::now());
    let done = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &wallets::deposit(tx, &by, &body, mode, now)?)
    });
    Ok(answer::send(done.await?))
}

/// Give to another customer
///
/// By user name or e-mail address. Both see it, and what was said.
#[utoipa::path(
    post, path = "/api/orders/wallet/transfer/", operation_id = "transfer", tag = tags::WALLETS,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect")),
    request_body = Transfer,
    responses(
        (status = 200, description = "What it came to", body = Transacted),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: nobody is called so"),
        (status = 422, description = "`insufficient_funds`, `transfer_to_self`"),
    ),
    security(("bearer" = [])),
)]
pub async fn transfer(
    State(app): State<AppState>,
    Caller(actor): Caller,
    Command { body, once }: Command<Transfer>,
) -> Result<Response, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let done = app.write_once(&actor, once, move |tx| {
        answer::of(StatusCode::OK, &wallets::transfer(tx, &by, &body, now)?)
    });
    Ok(answer::send(done.await?))
}

/// List what changed one's own balance
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/orders/wallet/transactions/", operation_id = "list_own_transactions", tag = tags::WALLETS,
    params(
        ("type" = Option<TransactionType>, Query, description = "Only of this type"),
        ("start_date" = Option<NaiveDate>, Query, description = "Only of this business day or later"),
        ("end_date" = Option<NaiveDate>, Query, description = "Only of this business day or earlier"),
        ("page" = Option<u32>, Query, description = "From 1"),
        ("page_size" = Option<u32>, Query, description = "1 to 100; 10 when not given"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<TransactionView>),
        (status = 400, description = "`invalid_input`"),
    ),
    security(("bearer" = [])),
)]
pub async fn transactions(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let (filter, wanted) = (filter(&mut query), query.page());
    query.finish()?;
    let slice = app.read(move |tx| wallets::own_transactions(tx, &actor, filter, wanted)).await?;
    answer::ok(&page(slice, wanted, &uri))
}

fn filter(query: &mut Query) -> TransactionQuery {
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    TransactionQuery {
        kind: query.word("type", TransactionType::ALL, TransactionType::as_str),
        start_date: query.parsed("start_date", date, "is no date such as 2026-11-22"),
        end_date: query.parsed("end_date", date, "is no date such as 2026-11-22"),
    }
}

/// Sum one's own wallet up
///
/// What came and went in all.
#[utoipa::path(
    get, path = "/api/orders/wallet/stats/", operation_id = "get_own_wallet_stats", tag = tags::WALLETS,
    responses((status = 200, description = "The sums", body = WalletStats)),
    security(("bearer" = [])),
)]
pub async fn stats(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| wallets::own_stats(tx, &actor)).await?)
}
