//! Stock: what is in the house, what moved, and at which counts somebody should worry. For staff.

use chrono::NaiveDate;
use comanda_core::id::{CategoryId, MovementId, ProductId};
use comanda_core::stock::{MovementKind, StockLevel};
use comanda_core::wire::inventory::{CountReport, CountSheet, StockSummaryView};
use comanda_core::wire::{MovementForm, MovementView, Page, StockEntryView, Thresholds};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const MOVEMENTS: &str = "api/inventory/movements/";

/// The stock of the shop. See [`Client::inventory`].
///
/// Each call with an effect has a twin that takes an [`IdempotencyKey`]: a delivery that is sent twice under
/// one key came once.
#[derive(Debug, Clone, Copy)]
pub struct Inventory<'a> {
    client: &'a Client,
}

impl<'a> Inventory<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// What is counted, by name unless told; ends with [`send`](StockList::send) or
    /// [`stream`](StockList::stream).
    pub fn stock(self) -> StockList {
        StockList(Listing::new(self.client, "api/inventory/stock/"))
    }

    /// The counts of one product; 404 when they are not tracked.
    pub async fn get(self, product: ProductId) -> Result<StockEntryView> {
        self.client.call(&Call::get(format!("api/inventory/stock/{product}/"))).await
    }

    /// How many products are counted, and how many of them are low.
    pub async fn summary(self) -> Result<StockSummaryView> {
        self.client.call(&Call::get("api/inventory/summary/")).await
    }

    /// Sets the limits at which a product counts as low. For managers.
    pub async fn set_thresholds(self, product: ProductId, limits: Thresholds) -> Result<StockEntryView> {
        self.set_thresholds_with_key(product, limits, &IdempotencyKey::new()).await
    }

    /// As [`set_thresholds`](Self::set_thresholds), under a key that the caller keeps.
    pub async fn set_thresholds_with_key(
        self,
        product: ProductId,
        limits: Thresholds,
        key: &IdempotencyKey,
    ) -> Result<StockEntryView> {
        let path = format!("api/inventory/stock/{product}/thresholds/");
        self.client.call(&Call::effect(Method::PUT, path, &limits, key)?).await
    }

    /// What moved, the newest first; ends with [`send`](MovementList::send) or
    /// [`stream`](MovementList::stream).
    pub fn movements(self) -> MovementList {
        MovementList(Listing::new(self.client, MOVEMENTS))
    }

    /// Writes down a delivery, waste, a correction, a return or a count.
    pub async fn record(self, movement: &MovementForm) -> Result<MovementView> {
        self.record_with_key(movement, &IdempotencyKey::new()).await
    }

    /// As [`record`](Self::record), under a key that the caller keeps.
    pub async fn record_with_key(
        self,
        movement: &MovementForm,
        key: &IdempotencyKey,
    ) -> Result<MovementView> {
        self.client.call(&Call::effect(Method::POST, MOVEMENTS, movement, key)?).await
    }

    /// Takes a movement back by a movement of its own; once. What orders moved is taken back through the order.
    pub async fn reverse(self, movement: MovementId) -> Result<MovementView> {
        self.reverse_with_key(movement, &IdempotencyKey::new()).await
    }

    /// As [`reverse`](Self::reverse), under a key that the caller keeps.
    pub async fn reverse_with_key(self, movement: MovementId, key: &IdempotencyKey) -> Result<MovementView> {
        let call = Call::new(Method::POST, format!("{MOVEMENTS}{movement}/reverse/")).keyed(key);
        self.client.call(&call).await
    }

    /// Brings the books to what was found on the shelves: all of it, or none when something cannot be.
    pub async fn count(self, sheet: &CountSheet) -> Result<CountReport> {
        self.count_with_key(sheet, &IdempotencyKey::new()).await
    }

    /// As [`count`](Self::count), under a key that the caller keeps.
    pub async fn count_with_key(self, sheet: &CountSheet, key: &IdempotencyKey) -> Result<CountReport> {
        self.client.call(&Call::effect(Method::POST, "api/inventory/counts/", sheet, key)?).await
    }
}

/// A list of counts before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct StockList(Listing);

impl StockList {
    /// Only products with these words in name, description, tags or codes.
    pub fn search(self, words: impl Into<String>) -> Self {
        Self(self.0.filter("search", words))
    }

    /// Only products of one section.
    pub fn category(self, id: CategoryId) -> Self {
        Self(self.0.filter("category", id.to_string()))
    }

    /// Only products that stand at one of these levels.
    pub fn levels(self, levels: impl IntoIterator<Item = StockLevel>) -> Self {
        let words: Vec<&str> = levels.into_iter().map(StockLevel::as_str).collect();
        Self(self.0.filter("level", words.join(",")))
    }

    /// With what moved on each of the last so many business days, today among them; 31 at most.
    pub fn days(self, days: u32) -> Self {
        Self(self.0.filter("days", days.to_string()))
    }

    /// What to sort by: `name`, `on_hand` or `available`; `-` in front sorts downwards.
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
    pub async fn send(self) -> Result<Page<StockEntryView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<StockEntryView>> + Send + use<> {
        self.0.stream()
    }
}

/// A list of movements before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct MovementList(Listing);

impl MovementList {
    /// Only of this product.
    pub fn product(self, id: ProductId) -> Self {
        Self(self.0.filter("product", id.to_string()))
    }

    /// Only movements of this kind.
    pub fn kind(self, kind: MovementKind) -> Self {
        Self(self.0.filter("kind", kind.as_str()))
    }

    /// Only from this day on; days are the shop's.
    pub fn since(self, day: NaiveDate) -> Self {
        Self(self.0.filter("start_date", day.to_string()))
    }

    /// Only up to this day, the day included.
    pub fn until(self, day: NaiveDate) -> Self {
        Self(self.0.filter("end_date", day.to_string()))
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
    pub async fn send(self) -> Result<Page<MovementView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<MovementView>> + Send + use<> {
        self.0.stream()
    }
}
