//! `/api/products/import/`: a menu from a file in CSV or JSON, sent as it is or from a form.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use comanda_core::actor::Permission;
use comanda_core::catalog::MenuFormat;
use comanda_core::flows::import::{self, Import};
use comanda_core::refusal::Refusal;
use comanda_core::wire::{ImportReport, MenuDocument};
use serde_json::Value;

use crate::auth::Caller;
use crate::clock;
use crate::once::{Once, canonical};
use crate::openapi::tags;
use crate::respond::query::Query;
use crate::respond::{Failure, answer, upload};
use crate::state::AppState;

/// The most bytes of a file.
const LARGEST: usize = 16 << 20;

/// Import a menu
///
/// CSV in UTF-8 with a header row, or the JSON document that the export gives; as the body or as the file of a
/// form; 16 MiB and 20,000 products at most. Good rows go in, bad rows are listed with their line. A row whose
/// `sku` (else `name` within its category) exists updates it; what it leaves out stays as it is.
#[utoipa::path(
    post, path = "/api/products/import/", operation_id = "import_menu", tag = tags::PRODUCTS,
    params(
        ("dry_run" = Option<bool>, Query, description = "Change nothing, answer the same"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body(content(
        (String = "text/csv"), (MenuDocument = "application/json"), (Vec<u8> = "multipart/form-data"),
    )),
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

    let file = upload::file_within(request, "file", LARGEST).await?.ok_or(Refusal::TooLarge)?;
    let format = said(&headers).unwrap_or_else(|| MenuFormat::of(&file));
    let by = actor.clone();
    let bytes = file.clone();
    let flow = move |tx: &mut comanda_core::store::Tx<'_>| {
        let import = Import { file: &bytes, format, dry_run, now: clock::now() };
        answer::of(StatusCode::OK, &import::apply(tx, &by, import, &|_| ())?)
    };
    if dry_run {
        // It writes nothing, so there is nothing to keep from happening twice, and orders need not wait for it.
        return Ok(answer::send(app.read(flow).await?));
    }
    let target = format!("{}?dry_run={dry_run}", uri.path());
    let once = Once::of(app.digests(), &headers, &method, &target, &comparable(format, file).await)?;
    Ok(answer::send(app.write_once(&actor, once, flow).await?))
}

/// The form that the request says the file has; of a form on a page, and of other types, only the content tells.
fn said(headers: &HeaderMap) -> Option<MenuFormat> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.trim().to_ascii_lowercase();
    match kind.as_str() {
        "text/csv" => Some(MenuFormat::Csv),
        "application/json" => Some(MenuFormat::Json),
        _ => None,
    }
}

/// What is compared when a command comes twice: of a document its canonical form.
async fn comparable(format: MenuFormat, file: Bytes) -> Bytes {
    match format {
        MenuFormat::Csv => file,
        MenuFormat::Json => {
            let document = file.clone();
            let rendered = tokio::task::spawn_blocking(move || {
                serde_json::from_slice::<Value>(&document).map(|value| Bytes::from(canonical(&value)))
            });
            rendered.await.ok().and_then(Result::ok).unwrap_or(file)
        }
    }
}
