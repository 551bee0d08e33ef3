//! Everybody's accounts as an admin keeps them: staff and their roles, PINs, who is switched off.

use comanda_core::actor::Role;
use comanda_core::id::UserId;
use comanda_core::wire::accounts::{ChangeUser, CreateUser, SetPin, UserStats};
use comanda_core::wire::{Page, UserView};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

/// The accounts of the shop. See [`Client::users`].
#[derive(Debug, Clone, Copy)]
pub struct Users<'a> {
    client: &'a Client,
}

impl<'a> Users<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Accounts, filtered and sorted; ends with [`send`](UserList::send) or [`stream`](UserList::stream).
    pub fn list(self) -> UserList {
        UserList(Listing::new(self.client, "api/auth/users/"))
    }

    /// One account.
    pub async fn get(self, id: UserId) -> Result<UserView> {
        self.client.call(&Call::get(format!("api/auth/users/{id}/"))).await
    }

    /// Creates an account with a first password; for staff, with a PIN as well.
    pub async fn create(self, user: &CreateUser) -> Result<UserView> {
        let key = IdempotencyKey::new();
        self.client.call(&Call::effect(Method::POST, "api/auth/admin/users/", user, &key)?).await
    }

    /// Changes an account or its role; what is left out stays. The last admin stays one, and nobody changes
    /// their own role.
    pub async fn change(self, id: UserId, change: &ChangeUser) -> Result<UserView> {
        self.change_with_key(id, change, &IdempotencyKey::new()).await
    }

    /// As [`change`](Self::change), under a key that the caller keeps.
    pub async fn change_with_key(
        self,
        id: UserId,
        change: &ChangeUser,
        key: &IdempotencyKey,
    ) -> Result<UserView> {
        let path = format!("api/auth/admin/users/{id}/");
        self.client.call(&Call::effect(Method::PATCH, path, change, key)?).await
    }

    /// Switches an account on again.
    pub async fn activate(self, id: UserId) -> Result<UserView> {
        self.activate_with_key(id, &IdempotencyKey::new()).await
    }

    /// As [`activate`](Self::activate), under a key that the caller keeps.
    pub async fn activate_with_key(self, id: UserId, key: &IdempotencyKey) -> Result<UserView> {
        self.client.call(&switch(id, "activate", key)).await
    }

    /// Switches an account off and ends its sessions; its orders stay.
    pub async fn deactivate(self, id: UserId) -> Result<UserView> {
        self.deactivate_with_key(id, &IdempotencyKey::new()).await
    }

    /// As [`deactivate`](Self::deactivate), under a key that the caller keeps.
    pub async fn deactivate_with_key(self, id: UserId, key: &IdempotencyKey) -> Result<UserView> {
        self.client.call(&switch(id, "deactivate", key)).await
    }

    /// Gives one of the staff a PIN of 4 to 8 digits; `None` takes it away.
    pub async fn set_pin(self, id: UserId, pin: Option<&str>) -> Result<UserView> {
        let (path, key) = (format!("api/auth/admin/users/{id}/set-pin/"), IdempotencyKey::new());
        self.client.call(&Call::effect(Method::POST, path, &SetPin { pin: pin.map(Into::into) }, &key)?).await
    }

    /// How many accounts there are, by kind.
    pub async fn stats(self) -> Result<UserStats> {
        self.client.call(&Call::get("api/auth/admin/users/stats/")).await
    }

    /// Closes an account: switches it off and ends its sessions; its orders stay.
    pub async fn close(self, id: UserId) -> Result<()> {
        self.client.remove(format!("api/auth/users/{id}/")).await
    }
}

fn switch(id: UserId, how: &str, key: &IdempotencyKey) -> Call {
    Call::new(Method::POST, format!("api/auth/admin/users/{id}/{how}/")).keyed(key)
}

/// A list of accounts before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct UserList(Listing);

impl UserList {
    /// Only the accounts of staff, managers and admins.
    pub fn staff_only(self) -> Self {
        Self(self.0.at("api/auth/admin/users/"))
    }

    /// Only accounts with these words in name or address.
    pub fn search(self, words: impl Into<String>) -> Self {
        Self(self.0.filter("search", words))
    }

    /// Only accounts that are this.
    pub fn role(self, role: Role) -> Self {
        Self(self.0.filter("role", role.as_str()))
    }

    /// Only accounts that can sign in, or only those that were switched off.
    pub fn active(self, yes: bool) -> Self {
        Self(self.0.filter("is_active", yes.to_string()))
    }

    /// What to sort by: `username`, `email`, `date_joined` or `last_login`; `-` in front sorts downwards.
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
    pub async fn send(self) -> Result<Page<UserView>> {
        self.0.send().await
    }

    /// Every account of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<UserView>> + Send + use<> {
        self.0.stream()
    }
}
