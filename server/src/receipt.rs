//! Receipts in the forms they are asked for: figures, text, and what a printer is driven with. Called by the routes,
//! inside the transaction that counts a print, so that the same command again is the same paper.

mod page;
mod printer;

use axum::http::{HeaderValue, StatusCode};
use comanda_core::error::Result;
use comanda_core::flows::idempotency::Answer;
use comanda_core::orders::receipt::paper;
use comanda_core::wire::ReceiptView;
use comanda_core::wire::receipt::ReceiptFormat;

use crate::respond::answer;

/// What becomes of the cash drawer that hangs on the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawer {
    /// It opens, where cash was paid: it is the first print, and somebody has to put the money in.
    Opens,
    /// It stays shut.
    Stays,
}

/// The answer with this receipt.
pub fn answer(
    status: StatusCode,
    receipt: &ReceiptView,
    format: ReceiptFormat,
    width: u8,
    drawer: Drawer,
) -> Result<Answer> {
    let body = match format {
        ReceiptFormat::Json => return answer::of(status, receipt),
        ReceiptFormat::Text => paper::text(receipt, width).into_bytes(),
        ReceiptFormat::Escpos => printer::bytes(receipt, width, drawer)?,
    };
    Ok(Answer { status: status.as_u16(), location: None, etag: None, body })
}

/// The content type of each form.
pub const fn kind(format: ReceiptFormat) -> HeaderValue {
    match format {
        ReceiptFormat::Json => answer::JSON,
        ReceiptFormat::Text => HeaderValue::from_static("text/plain; charset=utf-8"),
        ReceiptFormat::Escpos => HeaderValue::from_static("application/octet-stream"),
    }
}
