//! The sections of the menu: read by everybody, changed by managers.

use bytes::Bytes;
use comanda_core::id::CategoryId;
use comanda_core::wire::{CategoryForm, CategoryView};
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::form::with_file;
use crate::key::IdempotencyKey;
use crate::page::{List, Listing};

const SECTIONS: &str = "api/products/categories/";

/// The sections of the menu. See [`Client::categories`].
#[derive(Debug, Clone, Copy)]
pub struct Categories<'a> {
    client: &'a Client,
}

impl<'a> Categories<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// The sections that are shown, in their order.
    pub fn list(self) -> List<CategoryView> {
        List::new(Listing::new(self.client, SECTIONS))
    }

    /// The sections that are switched off.
    pub fn hidden(self) -> List<CategoryView> {
        List::new(Listing::new(self.client, SECTIONS).filter("is_active", "false"))
    }

    /// One section.
    pub async fn get(self, id: CategoryId) -> Result<CategoryView> {
        self.client.call(&Call::get(at(id))).await
    }

    /// A new section: [`CategoryForm::new`] has what it needs at least.
    pub async fn create(self, section: &CategoryForm) -> Result<CategoryView> {
        self.create_with_key(section, &IdempotencyKey::new()).await
    }

    /// As [`create`](Self::create), under a key that the caller keeps.
    pub async fn create_with_key(self, section: &CategoryForm, key: &IdempotencyKey) -> Result<CategoryView> {
        self.client.call(&Call::effect(Method::POST, SECTIONS, section, key)?).await
    }

    /// Changes a section; what is left out stays.
    pub async fn update(self, id: CategoryId, change: &CategoryForm) -> Result<CategoryView> {
        self.update_with_key(id, change, &IdempotencyKey::new()).await
    }

    /// As [`update`](Self::update), under a key that the caller keeps.
    pub async fn update_with_key(
        self,
        id: CategoryId,
        change: &CategoryForm,
        key: &IdempotencyKey,
    ) -> Result<CategoryView> {
        self.client.call(&Call::effect(Method::PATCH, at(id), change, key)?).await
    }

    /// Removes a section in which nothing stands any more.
    pub async fn delete(self, id: CategoryId) -> Result<()> {
        self.client.remove(at(id)).await
    }

    /// Makes this the section's picture: a GIF, JPEG, PNG or WebP, which the server draws anew.
    pub async fn set_image(self, id: CategoryId, image: impl Into<Bytes>) -> Result<CategoryView> {
        let call = Call::new(Method::PUT, format!("{}image/", at(id))).keyed(&IdempotencyKey::new());
        self.client.call(&with_file(call, "image", image.into()).await?).await
    }

    /// Takes the section's picture away.
    pub async fn remove_image(self, id: CategoryId) -> Result<CategoryView> {
        self.client.call(&Call::new(Method::DELETE, format!("{}image/", at(id)))).await
    }
}

fn at(id: CategoryId) -> String {
    format!("{SECTIONS}{id}/")
}
