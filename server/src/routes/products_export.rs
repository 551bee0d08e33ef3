//! `/api/products/export/`: the whole menu as a file that can be imported again.

use axum::extract::State;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use comanda_core::actor::Permission;
use comanda_core::catalog::MenuFormat;
use comanda_core::flows::export;
use comanda_core::wire::MenuDocument;

use crate::auth::Caller;
use crate::clock;
use crate::openapi::tags;
use crate::respond::query::Query;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Export the menu
///
/// Every product that is not archived, shown or not. What comes out can be imported again, here or in another
/// shop, and is the same. CSV opens in spreadsheets; JSON also holds sections without products, their
/// descriptions and places, and what is sold out for now. Pictures in the gallery are not in the file.
#[utoipa::path(
    get, path = "/api/products/export/", operation_id = "export_menu", tag = tags::PRODUCTS,
    params(("format" = Option<String>, Query, description = "`csv`, which is the default, or `json`")),
    responses((
        status = 200, description = "The file",
        content((String = "text/csv"), (MenuDocument = "application/json")),
        headers(("Content-Disposition" = String, description = "Names the file: `menu-<date>.csv`")),
    )),
    security(("bearer" = [])),
)]
pub async fn export(
    State(app): State<AppState>,
    Caller(actor): Caller,
    uri: Uri,
) -> Result<Response, Failure> {
    actor.require(Permission::ManageMenu)?;
    let mut query = Query::of(&uri);
    let format = query.word("format", &MenuFormat::ALL, MenuFormat::as_str).unwrap_or(MenuFormat::Csv);
    query.finish()?;
    let file = app.read(move |tx| export::menu(tx, &actor, format, clock::now())).await?;
    let kind = match format {
        MenuFormat::Csv => HeaderValue::from_static("text/csv; charset=utf-8"),
        MenuFormat::Json => answer::JSON,
    };
    answer::send_file(file.text.into(), kind, &format!("menu-{}.{}", file.day, format.as_str()))
}
