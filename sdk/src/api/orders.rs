//! Orders: pricing, placing, paying, moving along, finding again.

use chrono::NaiveDate;
use comanda_core::id::{OrderId, UserId};
use comanda_core::orders::{DeliveryMethod, PaymentStatus, Source, Status};
use comanda_core::wire::{
    ChangeStatus, HistoryEntryView, OrderView, Page, PaidOrder, PayOrder, PaymentView, PlaceOrder,
    QuoteRequest, QuoteView,
};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

/// The orders of the shop, or of the customer who is signed in. See [`Client::orders`].
///
/// Each call with an effect has a twin that takes an [`IdempotencyKey`]: keep the key before the call, and
/// the call can be repeated even by another process without being done twice.
#[derive(Debug, Clone, Copy)]
pub struct Orders<'a> {
    pub(super) client: &'a Client,
}

impl<'a> Orders<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Prices a basket without buying it, with the derivation of every cent.
    pub async fn quote(self, basket: &QuoteRequest) -> Result<QuoteView> {
        self.client.call(&Call::ask("api/orders/quote/", basket)?).await
    }

    /// Places an order and, where it carries a payment, pays it: both or neither.
    pub async fn place(self, order: &PlaceOrder) -> Result<PaidOrder> {
        self.place_with_key(order, &IdempotencyKey::new()).await
    }

    /// As [`place`](Self::place), under a key that the caller keeps.
    pub async fn place_with_key(self, order: &PlaceOrder, key: &IdempotencyKey) -> Result<PaidOrder> {
        self.client.call(&Call::effect(Method::POST, "api/orders/", order, key)?).await
    }

    /// One order.
    pub async fn get(self, id: OrderId) -> Result<OrderView> {
        self.client.call(&Call::get(format!("api/orders/{id}/"))).await
    }

    /// Orders, newest first unless told; ends with [`send`](OrderList::send) or [`stream`](OrderList::stream).
    pub fn list(self) -> OrderList {
        OrderList(Listing::new(self.client, "api/orders/"))
    }

    /// The first page of the orders that are neither delivered nor called off.
    pub async fn current(self) -> Result<Page<OrderView>> {
        OrderList(Listing::new(self.client, "api/orders/current/")).page_size(100).send().await
    }

    /// Moves an order along its workflow.
    pub async fn change_status(self, id: OrderId, change: &ChangeStatus) -> Result<OrderView> {
        self.change_status_with_key(id, change, &IdempotencyKey::new()).await
    }

    /// As [`change_status`](Self::change_status), under a key that the caller keeps.
    pub async fn change_status_with_key(
        self,
        id: OrderId,
        change: &ChangeStatus,
        key: &IdempotencyKey,
    ) -> Result<OrderView> {
        self.client.call(&Call::effect(Method::PUT, format!("api/orders/{id}/"), change, key)?).await
    }

    /// Takes payment for what is due.
    pub async fn pay(self, id: OrderId, payment: &PayOrder) -> Result<PaidOrder> {
        self.pay_with_key(id, payment, &IdempotencyKey::new()).await
    }

    /// As [`pay`](Self::pay), under a key that the caller keeps.
    pub async fn pay_with_key(
        self,
        id: OrderId,
        payment: &PayOrder,
        key: &IdempotencyKey,
    ) -> Result<PaidOrder> {
        self.client.call(&Call::effect(Method::POST, format!("api/orders/{id}/pay/"), payment, key)?).await
    }

    /// The way an order went: every change of its status, oldest first.
    pub async fn status_history(self, id: OrderId) -> Result<Vec<HistoryEntryView>> {
        self.client.call(&Call::get(format!("api/orders/{id}/status_history/"))).await
    }

    /// The payments and refunds of an order, oldest first.
    pub async fn payments(self, id: OrderId) -> Result<Vec<PaymentView>> {
        self.client.call(&Call::get(format!("api/orders/{id}/payments/"))).await
    }
}

/// A list of orders before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct OrderList(Listing);

impl OrderList {
    /// Only orders that stand here.
    pub fn status(self, status: Status) -> Self {
        self.statuses([status])
    }

    /// Only orders that stand at one of these.
    pub fn statuses(self, statuses: impl IntoIterator<Item = Status>) -> Self {
        let words: Vec<&str> = statuses.into_iter().map(Status::as_str).collect();
        Self(self.0.filter("status", words.join(",")))
    }

    /// Only orders of this business day or a later one.
    pub fn from_day(self, day: NaiveDate) -> Self {
        Self(self.0.filter("start_date", day.to_string()))
    }

    /// Only orders of this business day or an earlier one.
    pub fn to_day(self, day: NaiveDate) -> Self {
        Self(self.0.filter("end_date", day.to_string()))
    }

    /// Only orders whose money stands here.
    pub fn payment_status(self, status: PaymentStatus) -> Self {
        Self(self.0.filter("payment_status", status.as_str()))
    }

    /// Only orders that came from here.
    pub fn source(self, source: Source) -> Self {
        Self(self.0.filter("source", source.as_str()))
    }

    /// Only orders that reach their customer this way.
    pub fn delivery_method(self, method: DeliveryMethod) -> Self {
        Self(self.0.filter("delivery_method", method.as_str()))
    }

    /// Only orders of this account.
    pub fn customer(self, id: UserId) -> Self {
        Self(self.0.filter("customer", id.to_string()))
    }

    /// Only orders with these words in number or name.
    pub fn search(self, words: impl Into<String>) -> Self {
        Self(self.0.filter("search", words))
    }

    /// The fields to sort by, separated by commas; `-` in front sorts downwards (`-created_at`).
    pub fn ordering(self, fields: impl Into<String>) -> Self {
        Self(self.0.filter("ordering", fields))
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
    pub async fn send(self) -> Result<Page<OrderView>> {
        self.0.send().await
    }

    /// Every order of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<OrderView>> + Send + use<> {
        self.0.stream()
    }
}
