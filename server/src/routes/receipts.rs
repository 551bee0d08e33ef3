//! `/api/orders/{id}/receipt/`: a receipt as figures, as text, or as a printer is driven.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use comanda_core::flows::orders;
use comanda_core::id::OrderId;
use comanda_core::wire::ReceiptView;
use comanda_core::wire::receipt::{PrintReceipt, ReceiptFormat};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Caller;
use crate::clock;
use crate::once::Command;
use crate::openapi::tags;
use crate::receipt::{self, Drawer};
use crate::respond::path::InPath;
use crate::respond::query::Query;
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// All of them.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(look, print))
}

/// Look at a receipt
///
/// Leaves no trace; `copy` is how many prints there are.
#[utoipa::path(
    get, path = "/api/orders/{id}/receipt/", operation_id = "get_receipt", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Of which order"),
        ("format" = Option<ReceiptFormat>, Query, description = "`json` when not given"),
        ("width" = Option<u8>, Query, description = "How many characters the paper is wide, 24 to 80; 42 when not given"),
    ),
    responses(
        (status = 200, description = "The receipt", content(
            (ReceiptView = "application/json"), (String = "text/plain"), (Vec<u8> = "application/octet-stream"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
    ),
    security(("bearer" = [])),
)]
pub async fn look(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    uri: Uri,
) -> Result<Response, Failure> {
    let mut query = Query::of(&uri);
    let format = query.word("format", ReceiptFormat::ALL, ReceiptFormat::as_str).unwrap_or_default();
    let width = query.parsed("width", |text| text.parse().ok(), "is no number of characters");
    query.finish()?;
    let width = PrintReceipt { format, width }.paper_width()?;
    let shown = app.read(move |tx| orders::receipt(tx, &actor, id)).await?;
    let shown = receipt::answer(StatusCode::OK, &shown, format, width, Drawer::Stays)?;
    Ok(answer::send_as(shown, receipt::kind(format)))
}

/// Print a receipt
///
/// Counts the print, and says who made it. The first one is the original, and opens the drawer where cash was paid;
/// every later one is marked as a copy. The same key again is the same print.
#[utoipa::path(
    post, path = "/api/orders/{id}/receipt/", operation_id = "print_receipt", tag = tags::ORDERS,
    params(
        ("id" = String, Path, description = "Of which order"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key again has no second effect"),
    ),
    request_body = PrintReceipt,
    responses(
        (status = 201, description = "What goes on paper", content(
            (ReceiptView = "application/json"), (String = "text/plain"), (Vec<u8> = "application/octet-stream"),
        )),
        (status = 400, description = "`invalid_input`"),
        (status = 404, description = "`not_found`: absent, or not yours"),
        (status = 409, description = "`in_flight`"),
    ),
    security(("bearer" = [])),
)]
pub async fn print(
    State(app): State<AppState>,
    Caller(actor): Caller,
    InPath(id): InPath<OrderId>,
    Command { body, once }: Command<PrintReceipt>,
) -> Result<Response, Failure> {
    let (format, width) = (body.format, body.paper_width()?);
    let (by, now) = (actor.clone(), clock::now());
    let printed = app.write_once(&actor, once, move |tx| {
        let printed = orders::print_receipt(tx, &by, id, now)?;
        let drawer = if printed.copy == 1 { Drawer::Opens } else { Drawer::Stays };
        receipt::answer(StatusCode::CREATED, &printed, format, width, drawer)
    });
    Ok(answer::send_as(printed.await?, receipt::kind(format)))
}
