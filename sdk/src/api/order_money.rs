//! Calling orders off, giving money back, and receipts: what [`Orders`](super::orders::Orders) does besides.

use bytes::Bytes;
use comanda_core::id::OrderId;
use comanda_core::wire::board::{BoardView, OrderStats, TrackingView};
use comanda_core::wire::receipt::{PrintReceipt, ReceiptFormat, ReceiptView};
use comanda_core::wire::refunds::{CancelOrder, RefundOrder, RefundView, RefundedOrder};
use reqwest::Method;

use super::orders::Orders;
use crate::call::Call;
use crate::error::{Error, Result};
use crate::key::IdempotencyKey;

impl Orders<'_> {
    /// Calls an order off; what was paid goes back in the same transaction.
    pub async fn cancel(self, id: OrderId, cancel: &CancelOrder) -> Result<RefundedOrder> {
        self.cancel_with_key(id, cancel, &IdempotencyKey::new()).await
    }

    /// As [`cancel`](Self::cancel), under a key that the caller keeps.
    pub async fn cancel_with_key(
        self,
        id: OrderId,
        cancel: &CancelOrder,
        key: &IdempotencyKey,
    ) -> Result<RefundedOrder> {
        self.client.call(&Call::effect(Method::POST, format!("api/orders/{id}/cancel/"), cancel, key)?).await
    }

    /// Gives money of a paid order back. For managers.
    pub async fn refund(self, id: OrderId, refund: &RefundOrder) -> Result<RefundedOrder> {
        self.refund_with_key(id, refund, &IdempotencyKey::new()).await
    }

    /// As [`refund`](Self::refund), under a key that the caller keeps.
    pub async fn refund_with_key(
        self,
        id: OrderId,
        refund: &RefundOrder,
        key: &IdempotencyKey,
    ) -> Result<RefundedOrder> {
        self.client.call(&Call::effect(Method::POST, format!("api/orders/{id}/refund/"), refund, key)?).await
    }

    /// The refunds of an order, oldest first, each with what it was for and how it went back.
    pub async fn refunds(self, id: OrderId) -> Result<Vec<RefundView>> {
        self.client.call(&Call::get(format!("api/orders/{id}/refunds/"))).await
    }

    /// The receipt of an order, to look at.
    pub async fn receipt(self, id: OrderId) -> Result<ReceiptView> {
        self.client.call(&Call::get(format!("api/orders/{id}/receipt/"))).await
    }

    /// The receipt of an order as plain text of this width in characters.
    pub async fn receipt_text(self, id: OrderId, width: u8) -> Result<String> {
        let query = vec![("format", ReceiptFormat::Text.as_str().to_owned()), ("width", width.to_string())];
        let call = Call::get(format!("api/orders/{id}/receipt/")).query(query);
        let answer = self.client.send(&call).await?;
        let status = answer.status.as_u16();
        let unexpected = |_| Error::Unexpected { status, request_id: None };
        String::from_utf8(answer.body.into()).map_err(unexpected)
    }

    /// Prints a receipt: what comes back goes to paper. The first print is the original; every later one is marked
    /// as a copy. The same key again is the same print.
    pub async fn print_receipt(
        self,
        id: OrderId,
        print: PrintReceipt,
        key: &IdempotencyKey,
    ) -> Result<Bytes> {
        let call = Call::effect(Method::POST, format!("api/orders/{id}/receipt/"), &print, key)?;
        Ok(self.client.send(&call).await?.body)
    }

    /// What the kitchen has to do, the oldest first. For staff.
    pub async fn board(self) -> Result<BoardView> {
        self.client.call(&Call::get("api/orders/board/")).await
    }

    /// How the orders of today stand. For staff.
    pub async fn stats(self) -> Result<OrderStats> {
        self.client.call(&Call::get("api/orders/stats/")).await
    }

    /// Follows an order by its token; nobody needs to be signed in.
    pub async fn track(self, token: &str) -> Result<TrackingView> {
        self.client.call(&Call::get(format!("api/orders/track/{token}/")).unsigned()).await
    }
}
