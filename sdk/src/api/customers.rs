//! The customers as the counter knows them: found by name or telephone, written down, kept up to date.

use comanda_core::id::UserId;
use comanda_core::wire::accounts::{ChangeCustomer, CreateCustomer};
use comanda_core::wire::{Page, ProfileView};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

/// The customers of the shop; whoever is a customer finds only themselves. See [`Client::customers`].
#[derive(Debug, Clone, Copy)]
pub struct Customers<'a> {
    client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Customers, filtered and sorted; ends with [`send`](CustomerList::send) or
    /// [`stream`](CustomerList::stream).
    pub fn list(self) -> CustomerList {
        CustomerList(Listing::new(self.client, "api/auth/profiles/"))
    }

    /// One customer, with what they must not eat and where they want things delivered.
    pub async fn get(self, id: UserId) -> Result<ProfileView> {
        self.client.call(&Call::get(path(id))).await
    }

    /// Writes a customer down; a name or a telephone number is enough.
    pub async fn create(self, customer: &CreateCustomer) -> Result<ProfileView> {
        self.create_with_key(customer, &IdempotencyKey::new()).await
    }

    /// As [`create`](Self::create), under a key that the caller keeps.
    pub async fn create_with_key(
        self,
        customer: &CreateCustomer,
        key: &IdempotencyKey,
    ) -> Result<ProfileView> {
        self.client.call(&Call::effect(Method::POST, "api/auth/profiles/", customer, key)?).await
    }

    /// Changes what the shop knows of a customer; what is left out stays.
    pub async fn change(self, id: UserId, change: &ChangeCustomer) -> Result<ProfileView> {
        self.change_with_key(id, change, &IdempotencyKey::new()).await
    }

    /// As [`change`](Self::change), under a key that the caller keeps.
    pub async fn change_with_key(
        self,
        id: UserId,
        change: &ChangeCustomer,
        key: &IdempotencyKey,
    ) -> Result<ProfileView> {
        self.client.call(&Call::effect(Method::PATCH, path(id), change, key)?).await
    }
}

fn path(id: UserId) -> String {
    format!("api/auth/profiles/{id}/")
}

/// A list of customers before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct CustomerList(Listing);

impl CustomerList {
    /// Only customers whose names begin with these words, or whose telephone number ends with these digits.
    pub fn search(self, words: impl Into<String>) -> Self {
        Self(self.0.filter("search", words))
    }

    /// What to sort by: `username`, `last_name` or `date_joined`; `-` in front sorts downwards.
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
    pub async fn send(self) -> Result<Page<ProfileView>> {
        self.0.send().await
    }

    /// Every customer of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<ProfileView>> + Send + use<> {
        self.0.stream()
    }
}
