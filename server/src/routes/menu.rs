//! `/api/menu/`: the whole menu in one document, for tills, kiosks and offline copies.

use axum::extract::{Request, State};
use axum::response::Response;
use comanda_core::flows::catalog;
use comanda_core::wire::MenuView;

use crate::catalogue_cache;
use crate::openapi::tags;
use crate::respond::Failure;
use crate::state::AppState;

/// The whole menu
///
/// Everything that is needed to sell. Ask with `If-None-Match`: as long as the menu stays the same, the
/// answer is 304.
#[utoipa::path(
    get, path = "/api/menu/", operation_id = "get_menu", tag = tags::PRODUCTS,
    params(("If-None-Match" = Option<String>, Header, description = "The ETag of the copy at hand")),
    responses(
        (status = 200, description = "The menu", body = MenuView, headers(("ETag" = String, description = "Names this state of the menu"))),
        (status = 304, description = "The copy at hand is still right"),
    ),
)]
pub async fn menu(State(app): State<AppState>, request: Request) -> Result<Response, Failure> {
    catalogue_cache::answer::<MenuView>(&app, request, |_| Ok(Box::new(catalog::menu))).await
}
