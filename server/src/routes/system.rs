//! What a server says about itself, and whether its books are in order.

use axum::extract::State;
use axum::response::Response;
use comanda_core::flows::verify::{self, VerifyReport};
use comanda_core::wire::VersionView;

use crate::auth::Caller;
use crate::openapi::tags;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Alive
///
/// Answers as long as the process does.
#[utoipa::path(
    get, path = "/healthz", tag = tags::SYSTEM,
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")),
)]
pub async fn healthz() -> &'static str {
    "ok"
}

/// Ready
///
/// Answers while the database does.
#[utoipa::path(
    get, path = "/readyz", tag = tags::SYSTEM,
    responses(
        (status = 200, description = "`ready`", body = String, content_type = "text/plain"),
        (status = 503, description = "`unavailable`"),
    ),
)]
pub async fn readyz(State(app): State<AppState>) -> Result<&'static str, Failure> {
    app.blocking(comanda_core::store::Store::ping).await?;
    Ok("ready")
}

/// Which server this is
#[utoipa::path(
    get, path = "/api/version/", tag = tags::SYSTEM,
    responses((status = 200, description = "Name, version, database", body = VersionView)),
)]
pub async fn version(State(app): State<AppState>) -> Result<Response, Failure> {
    answer::ok(&VersionView {
        name: "comanda".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: app.store().backend().as_str().to_owned(),
    })
}

/// Replay the books
///
/// Checks every law that the shop's data must obey and names the first entry that does not. Managers only.
#[utoipa::path(
    get, path = "/api/ledger/check/", tag = tags::SYSTEM,
    responses((status = 200, description = "What was checked and what is broken", body = VerifyReport)),
    security(("bearer" = [])),
)]
pub async fn check_ledger(State(app): State<AppState>, Caller(actor): Caller) -> Result<Response, Failure> {
    answer::ok(&app.read(move |tx| verify::replay(tx, &actor)).await?)
}
