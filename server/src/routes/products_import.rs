//! `/api/products/import/`: a menu from a CSV file, sent as it is or from a form.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use comanda_core::actor::Permission;
use comanda_core::flows::import;
use comanda_core::wire::ImportReport;

use crate::auth::Caller;
use crate::clock;
use crate::once::Once;
use crate::openapi::tags;
use crate::respond::query::Query;
use crate::respond::{Failure, answer, upload};
use crate::state::AppState;

/// Import a menu
///
/// CSV in UTF-8 with a header row, as the body or as the file of a form; 16 MiB at most. Good rows go in,
/// bad rows are listed with their line. A row whose `sku` (else `name` within its category) exists updates it.
#[utoipa::path(
    post, path = "/api/products/import/", operation_id = "import_menu", tag = tags::PRODUCTS,
    params(
        ("dry_run" = Option<bool>, Query, description = "Change nothing, answer the same"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body(content((String = "text/csv"), (Vec<u8> = "multipart/form-data"))),
    responses(
        (status = 200, description = "What changed, and which lines were left out", body = ImportReport),
        (status = 400, description = "`invalid_input`: no file, or no menu in it"),
        (status = 413, description = "`too_large`"),
    ),
    security(("bearer" = [])),
)]
pub async fn import(
    State(app): State<AppState>,
    Caller(actor): Caller,
    request: Request,
) -> Result<Response, Failure> {
    actor.require(Permission::ManageMenu)?;
    let (headers, method, uri) = (request.headers().clone(), request.method().clone(), request.uri().clone());
    let mut query = Query::of(&uri);
    let dry_run = query.flag("dry_run").unwrap_or_default();
    query.finish()?;

    let csv = upload::file(request, "file").await?;
    let target = format!("{}?dry_run={dry_run}", uri.path());
    let once = Once::of(app.digests(), &headers, &method, &target, &csv)?;
    let by = actor.clone();
    let flow = move |tx: &mut comanda_core::store::Tx<'_>| {
        answer::of(StatusCode::OK, &import::menu(tx, &by, &csv, dry_run, clock::now())?)
    };
    Ok(answer::send(app.write_once(&actor, once, flow).await?))
}
