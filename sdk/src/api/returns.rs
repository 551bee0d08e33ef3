//! Returns: customers ask, managers decide.

use comanda_core::id::{OrderId, ReturnId};
use comanda_core::returns::ReturnStatus;
use comanda_core::wire::Page;
use comanda_core::wire::returns::{
    ApproveReturn, CompleteReturn, ReceiveReturn, RejectReturn, RequestReturn, ReturnView,
};
use futures::Stream;
use reqwest::Method;
use serde::Serialize;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const RETURNS: &str = "api/orders/returns/";

/// The returns of the shop, or of the customer who is signed in. See [`Client::returns`].
#[derive(Debug, Clone, Copy)]
pub struct Returns<'a> {
    client: &'a Client,
}

impl<'a> Returns<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Returns, the newest first; ends with [`send`](ReturnList::send) or [`stream`](ReturnList::stream).
    pub fn list(self) -> ReturnList {
        ReturnList(Listing::new(self.client, RETURNS))
    }

    /// One return.
    pub async fn get(self, id: ReturnId) -> Result<ReturnView> {
        self.client.call(&Call::get(format!("{RETURNS}{id}/"))).await
    }

    /// Asks to give something of a delivered order back.
    pub async fn request(self, request: &RequestReturn) -> Result<ReturnView> {
        self.request_with_key(request, &IdempotencyKey::new()).await
    }

    /// As [`request`](Self::request), under a key that the caller keeps.
    pub async fn request_with_key(self, request: &RequestReturn, key: &IdempotencyKey) -> Result<ReturnView> {
        self.client.call(&Call::effect(Method::POST, RETURNS, request, key)?).await
    }

    /// Agrees to a return, or to less of it. For managers.
    pub async fn approve(self, id: ReturnId, approve: &ApproveReturn) -> Result<ReturnView> {
        self.approve_with_key(id, approve, &IdempotencyKey::new()).await
    }

    /// As [`approve`](Self::approve), under a key that the caller keeps.
    pub async fn approve_with_key(
        self,
        id: ReturnId,
        approve: &ApproveReturn,
        key: &IdempotencyKey,
    ) -> Result<ReturnView> {
        self.step(id, "approve", approve, key).await
    }

    /// Does not agree to it. For managers.
    pub async fn reject(self, id: ReturnId, reason: impl Into<String>) -> Result<ReturnView> {
        let reject = RejectReturn { rejection_reason: reason.into() };
        self.reject_with_key(id, &reject, &IdempotencyKey::new()).await
    }

    /// As [`reject`](Self::reject), under a key that the caller keeps.
    pub async fn reject_with_key(
        self,
        id: ReturnId,
        reject: &RejectReturn,
        key: &IdempotencyKey,
    ) -> Result<ReturnView> {
        self.step(id, "reject", reject, key).await
    }

    /// The goods are back. For managers.
    pub async fn receive(self, id: ReturnId, receive: ReceiveReturn) -> Result<ReturnView> {
        self.receive_with_key(id, receive, &IdempotencyKey::new()).await
    }

    /// As [`receive`](Self::receive), under a key that the caller keeps.
    pub async fn receive_with_key(
        self,
        id: ReturnId,
        receive: ReceiveReturn,
        key: &IdempotencyKey,
    ) -> Result<ReturnView> {
        self.step(id, "receive", &receive, key).await
    }

    /// Pays back what was agreed to. For managers.
    pub async fn complete_refund(self, id: ReturnId, complete: &CompleteReturn) -> Result<ReturnView> {
        self.complete_refund_with_key(id, complete, &IdempotencyKey::new()).await
    }

    /// As [`complete_refund`](Self::complete_refund), under a key that the caller keeps.
    pub async fn complete_refund_with_key(
        self,
        id: ReturnId,
        complete: &CompleteReturn,
        key: &IdempotencyKey,
    ) -> Result<ReturnView> {
        self.step(id, "complete_refund", complete, key).await
    }

    /// Calls one's own return off.
    pub async fn cancel(self, id: ReturnId) -> Result<ReturnView> {
        let call = Call::new(Method::POST, format!("{RETURNS}{id}/cancel/")).keyed(&IdempotencyKey::new());
        self.client.call(&call).await
    }

    async fn step(
        self,
        id: ReturnId,
        step: &str,
        body: &impl Serialize,
        key: &IdempotencyKey,
    ) -> Result<ReturnView> {
        self.client.call(&Call::effect(Method::POST, format!("{RETURNS}{id}/{step}/"), body, key)?).await
    }
}

/// A list of returns before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct ReturnList(Listing);

impl ReturnList {
    /// Only those that stand here.
    pub fn status(self, status: ReturnStatus) -> Self {
        Self(self.0.filter("status", status.as_str()))
    }

    /// Only of this order.
    pub fn order(self, id: OrderId) -> Self {
        Self(self.0.filter("order", id.to_string()))
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<ReturnView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<ReturnView>> + Send + use<> {
        self.0.stream()
    }
}
