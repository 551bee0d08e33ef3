//! Changing products: for managers, and for staff what is sold out for now.

use comanda_core::id::ProductId;
use comanda_core::wire::catalog::ProductOptions;
use comanda_core::wire::{ProductForm, ProductView, SetAvailability};
use reqwest::Method;

use super::products::Products;
use crate::call::Call;
use crate::error::Result;
use crate::key::IdempotencyKey;

impl Products<'_> {
    /// A new product: [`ProductForm::new`] has what it needs at least.
    pub async fn create(self, product: &ProductForm) -> Result<ProductView> {
        self.create_with_key(product, &IdempotencyKey::new()).await
    }

    /// As [`create`](Self::create), under a key that the caller keeps.
    pub async fn create_with_key(self, product: &ProductForm, key: &IdempotencyKey) -> Result<ProductView> {
        self.client.call(&Call::effect(Method::POST, "api/products/", product, key)?).await
    }

    /// Changes a product; what is left out stays. With the `version` that was read, it is left alone when
    /// somebody else changed it since.
    pub async fn update(self, id: ProductId, change: &ProductForm) -> Result<ProductView> {
        self.update_with_key(id, change, &IdempotencyKey::new()).await
    }

    /// As [`update`](Self::update), under a key that the caller keeps.
    pub async fn update_with_key(
        self,
        id: ProductId,
        change: &ProductForm,
        key: &IdempotencyKey,
    ) -> Result<ProductView> {
        self.client.call(&Call::effect(Method::PATCH, format!("api/products/{id}/"), change, key)?).await
    }

    /// Takes a product off the menu for good. What orders refer to is kept out of sight.
    pub async fn delete(self, id: ProductId) -> Result<()> {
        self.client.remove(format!("api/products/{id}/")).await
    }

    /// Replaces the questions that are asked when it is ordered. What keeps its id or its name stays what it
    /// is, also in baskets that were begun before.
    pub async fn set_options(self, id: ProductId, options: &ProductOptions) -> Result<ProductView> {
        let (path, key) = (format!("api/products/{id}/options/"), IdempotencyKey::new());
        self.client.call(&Call::effect(Method::PUT, path, options, &key)?).await
    }

    /// Says that a product is sold out for now ("86"), or back.
    pub async fn set_availability(
        self,
        id: ProductId,
        availability: &SetAvailability,
    ) -> Result<ProductView> {
        self.set_availability_with_key(id, availability, &IdempotencyKey::new()).await
    }

    /// As [`set_availability`](Self::set_availability), under a key that the caller keeps.
    pub async fn set_availability_with_key(
        self,
        id: ProductId,
        availability: &SetAvailability,
        key: &IdempotencyKey,
    ) -> Result<ProductView> {
        let path = format!("api/products/{id}/availability/");
        self.client.call(&Call::effect(Method::POST, path, availability, key)?).await
    }
}
