//! Webhooks: where other systems are told, what they were told, and telling it again. Receivers verify what comes with
//! [`crate::webhooks`].

use comanda_core::id::{DeliveryId, EndpointId};
use comanda_core::webhooks::DeliveryStatus;
use comanda_core::wire::Page;
use comanda_core::wire::webhooks::{
    ChangeEndpoint, CreateEndpoint, DeliveryDetail, DeliveryView, EndpointSecret, EndpointView, EventTypeView,
};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const ENDPOINTS: &str = "api/webhooks/endpoints/";
const DELIVERIES: &str = "api/webhooks/deliveries/";

/// Other systems that are told. For admins, and for the keys of other systems. See [`Client::webhooks`].
#[derive(Debug, Clone, Copy)]
pub struct Webhooks<'a> {
    client: &'a Client,
}

impl<'a> Webhooks<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Endpoints, the newest first; ends with [`send`](EndpointList::send) or [`stream`](EndpointList::stream).
    pub fn endpoints(self) -> EndpointList {
        EndpointList(Listing::new(self.client, ENDPOINTS))
    }

    /// One endpoint.
    pub async fn endpoint(self, id: EndpointId) -> Result<EndpointView> {
        self.client.call(&Call::get(format!("{ENDPOINTS}{id}/"))).await
    }

    /// Lets another system be told. The secret is in the answer, and in no other until it is replaced.
    pub async fn create(self, create: &CreateEndpoint) -> Result<EndpointSecret> {
        self.create_with_key(create, &IdempotencyKey::new()).await
    }

    /// As [`create`](Self::create), under a key that the caller keeps: asked again, it answers the same secret.
    pub async fn create_with_key(
        self,
        create: &CreateEndpoint,
        key: &IdempotencyKey,
    ) -> Result<EndpointSecret> {
        self.client.call(&Call::effect(Method::POST, ENDPOINTS, create, key)?).await
    }

    /// Changes an endpoint; what is left out stays.
    pub async fn change(self, id: EndpointId, change: &ChangeEndpoint) -> Result<EndpointView> {
        self.change_with_key(id, change, &IdempotencyKey::new()).await
    }

    /// As [`change`](Self::change), under a key that the caller keeps.
    pub async fn change_with_key(
        self,
        id: EndpointId,
        change: &ChangeEndpoint,
        key: &IdempotencyKey,
    ) -> Result<EndpointView> {
        self.client.call(&Call::effect(Method::PATCH, format!("{ENDPOINTS}{id}/"), change, key)?).await
    }

    /// Takes an endpoint away; what it was told stays on record.
    pub async fn remove(self, id: EndpointId) -> Result<()> {
        self.client.remove(format!("{ENDPOINTS}{id}/")).await
    }

    /// Signs with a new secret from now on; for a day the one before signs too.
    pub async fn rotate_secret(self, id: EndpointId) -> Result<EndpointSecret> {
        self.rotate_secret_with_key(id, &IdempotencyKey::new()).await
    }

    /// As [`rotate_secret`](Self::rotate_secret), under a key that the caller keeps: asked again, it rotates once.
    pub async fn rotate_secret_with_key(
        self,
        id: EndpointId,
        key: &IdempotencyKey,
    ) -> Result<EndpointSecret> {
        self.step(format!("{ENDPOINTS}{id}/rotate-secret/"), key).await
    }

    /// Sends it something of the type `webhook.test`.
    pub async fn test(self, id: EndpointId) -> Result<DeliveryView> {
        self.step(format!("{ENDPOINTS}{id}/test/"), &IdempotencyKey::new()).await
    }

    /// What can be asked for.
    pub async fn event_types(self) -> Result<Vec<EventTypeView>> {
        self.client.call(&Call::get("api/webhooks/event-types/")).await
    }

    /// What was told, the newest first; ends with [`send`](DeliveryList::send) or [`stream`](DeliveryList::stream).
    pub fn deliveries(self) -> DeliveryList {
        DeliveryList(Listing::new(self.client, DELIVERIES))
    }

    /// One delivery with what is sent.
    pub async fn delivery(self, id: DeliveryId) -> Result<DeliveryDetail> {
        self.client.call(&Call::get(format!("{DELIVERIES}{id}/"))).await
    }

    /// Sends what arrived or was given up once more; the receiver knows it by its id.
    pub async fn resend(self, id: DeliveryId) -> Result<DeliveryView> {
        self.resend_with_key(id, &IdempotencyKey::new()).await
    }

    /// As [`resend`](Self::resend), under a key that the caller keeps.
    pub async fn resend_with_key(self, id: DeliveryId, key: &IdempotencyKey) -> Result<DeliveryView> {
        self.step(format!("{DELIVERIES}{id}/resend/"), key).await
    }

    async fn step<T: serde::de::DeserializeOwned>(self, path: String, key: &IdempotencyKey) -> Result<T> {
        self.client.call(&Call::new(Method::POST, path).keyed(key)).await
    }
}

/// A list of endpoints before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct EndpointList(Listing);

impl EndpointList {
    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<EndpointView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<EndpointView>> + Send + use<> {
        self.0.stream()
    }
}

/// A list of deliveries before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct DeliveryList(Listing);

impl DeliveryList {
    /// Only to this endpoint.
    pub fn endpoint(self, id: EndpointId) -> Self {
        Self(self.0.filter("endpoint", id.to_string()))
    }

    /// Only those that stand here.
    pub fn status(self, status: DeliveryStatus) -> Self {
        Self(self.0.filter("status", status.as_str()))
    }

    /// Only of this type.
    pub fn event_type(self, event_type: impl Into<String>) -> Self {
        Self(self.0.filter("event_type", event_type.into()))
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
    pub async fn send(self) -> Result<Page<DeliveryView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<DeliveryView>> + Send + use<> {
        self.0.stream()
    }
}
