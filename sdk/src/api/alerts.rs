//! Alerts: what staff should know, until somebody deals with it.

use chrono::{DateTime, NaiveDate, Utc};
use comanda_core::alerts::{AlertType, Severity};
use comanda_core::id::{AlertId, ProductId};
use comanda_core::wire::Page;
use comanda_core::wire::alerts::{
    AlertCheck, AlertCounts, AlertView, CreateAlert, PopularityView, ResolveAlert, ResponseView, SnoozeAlert,
    TrendingView,
};
use futures::Stream;
use reqwest::Method;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const ALERTS: &str = "api/alerts/";

/// What staff should know. See [`Client::alerts`].
#[derive(Debug, Clone, Copy)]
pub struct Alerts<'a> {
    client: &'a Client,
}

impl<'a> Alerts<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Alerts, the newest first; ends with [`send`](AlertList::send) or [`stream`](AlertList::stream).
    pub fn list(self) -> AlertList {
        AlertList(Listing::new(self.client, ALERTS))
    }

    /// One alert.
    pub async fn get(self, id: AlertId) -> Result<AlertView> {
        self.client.call(&Call::get(format!("{ALERTS}{id}/"))).await
    }

    /// How many are open.
    pub async fn counts(self) -> Result<AlertCounts> {
        self.client.call(&Call::get(format!("{ALERTS}counts/"))).await
    }

    /// Raises one by hand. For managers.
    pub async fn create(self, create: &CreateAlert) -> Result<AlertView> {
        self.create_with_key(create, &IdempotencyKey::new()).await
    }

    /// As [`create`](Self::create), under a key that the caller keeps.
    pub async fn create_with_key(self, create: &CreateAlert, key: &IdempotencyKey) -> Result<AlertView> {
        self.client.call(&Call::effect(Method::POST, ALERTS, create, key)?).await
    }

    /// Says that it is dealt with, and how.
    pub async fn resolve(self, id: AlertId, notes: impl Into<String>) -> Result<AlertView> {
        self.resolve_with_key(id, &ResolveAlert { notes: notes.into() }, &IdempotencyKey::new()).await
    }

    /// As [`resolve`](Self::resolve), under a key that the caller keeps.
    pub async fn resolve_with_key(
        self,
        id: AlertId,
        resolve: &ResolveAlert,
        key: &IdempotencyKey,
    ) -> Result<AlertView> {
        self.client.call(&Call::effect(Method::PUT, format!("{ALERTS}{id}/resolve/"), resolve, key)?).await
    }

    /// Puts it aside for so many minutes, 1 to 1440; it wakes by itself when it gets worse.
    pub async fn snooze(self, id: AlertId, minutes: u32) -> Result<AlertView> {
        self.snooze_with_key(id, SnoozeAlert { minutes }, &IdempotencyKey::new()).await
    }

    /// As [`snooze`](Self::snooze), under a key that the caller keeps.
    pub async fn snooze_with_key(
        self,
        id: AlertId,
        snooze: SnoozeAlert,
        key: &IdempotencyKey,
    ) -> Result<AlertView> {
        self.client.call(&Call::effect(Method::POST, format!("{ALERTS}{id}/snooze/"), &snooze, key)?).await
    }

    /// Looks for products that are low and were missed. For managers.
    pub async fn check_low_stock(self) -> Result<AlertCheck> {
        self.check("check_low_stock/").await
    }

    /// Looks for products that are ordered often. For managers.
    pub async fn check_high_demand(self) -> Result<AlertCheck> {
        self.check("check_high_demand/").await
    }

    async fn check(self, what: &str) -> Result<AlertCheck> {
        let call = Call::new(Method::POST, format!("{ALERTS}{what}")).keyed(&IdempotencyKey::new());
        self.client.call(&call).await
    }

    /// What is ordered most. For managers.
    pub async fn popularity(self, of: Metrics) -> Result<PopularityView> {
        self.metrics("popularity/", of).await
    }

    /// What is ordered more than in the period before. For managers.
    pub async fn trending(self, of: Metrics) -> Result<TrendingView> {
        self.metrics("trending/", of).await
    }

    /// How soon people deal with alerts. For managers.
    pub async fn response(self, of: Metrics) -> Result<ResponseView> {
        self.metrics("response/", of).await
    }

    async fn metrics<T: DeserializeOwned>(self, what: &str, of: Metrics) -> Result<T> {
        let query = [
            ("start_date", of.start_date.map(|day| day.to_string())),
            ("end_date", of.end_date.map(|day| day.to_string())),
            ("limit", of.limit.map(|limit| limit.to_string())),
        ];
        let query = query.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        self.client.call(&Call::get(format!("{ALERTS}metrics/{what}")).query(query)).await
    }
}

/// Of which business days figures are, and of how many products.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metrics {
    /// The first day; the thirtieth up to the last when not given.
    pub start_date: Option<NaiveDate>,
    /// The last day; today when not given.
    pub end_date: Option<NaiveDate>,
    /// So many products: 1 to 100, 10 when not given.
    pub limit: Option<u32>,
}

/// A list of alerts before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct AlertList(Listing);

impl AlertList {
    /// Only open ones, or only those that are resolved.
    pub fn is_active(self, is_active: bool) -> Self {
        Self(self.0.filter("is_active", is_active.to_string()))
    }

    /// Only of this type.
    pub fn alert_type(self, alert_type: AlertType) -> Self {
        Self(self.0.filter("alert_type", alert_type.as_str()))
    }

    /// Only of this severity.
    pub fn severity(self, severity: Severity) -> Self {
        Self(self.0.filter("severity", severity.as_str()))
    }

    /// Only about this product.
    pub fn product(self, product: ProductId) -> Self {
        Self(self.0.filter("product", product.to_string()))
    }

    /// Only those raised at or after this.
    pub fn start_date(self, from: DateTime<Utc>) -> Self {
        Self(self.0.filter("start_date", from.to_rfc3339()))
    }

    /// Only those raised before this.
    pub fn end_date(self, until: DateTime<Utc>) -> Self {
        Self(self.0.filter("end_date", until.to_rfc3339()))
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
    pub async fn send(self) -> Result<Page<AlertView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<AlertView>> + Send + use<> {
        self.0.stream()
    }
}
