//! Pictures of products, for managers.

use bytes::Bytes;
use comanda_core::id::{ImageId, ProductId};
use comanda_core::wire::ImageView;
use comanda_core::wire::catalog::ImageOrder;
use reqwest::Method;

use super::products::Products;
use crate::call::Call;
use crate::error::Result;
use crate::form::with_file;
use crate::key::IdempotencyKey;

impl Products<'_> {
    /// The pictures of a product, in order; the first is the one that lists show.
    pub async fn images(self, id: ProductId) -> Result<Vec<ImageView>> {
        self.client.call(&Call::get(format!("api/products/{id}/images/"))).await
    }

    /// One more picture of a product, behind those that it has: a GIF, JPEG, PNG or WebP, which the server
    /// draws anew.
    pub async fn add_image(self, id: ProductId, image: impl Into<Bytes>) -> Result<ImageView> {
        self.add_image_with_key(id, image, &IdempotencyKey::new()).await
    }

    /// As [`add_image`](Self::add_image), under a key that the caller keeps.
    pub async fn add_image_with_key(
        self,
        id: ProductId,
        image: impl Into<Bytes>,
        key: &IdempotencyKey,
    ) -> Result<ImageView> {
        let call = Call::new(Method::POST, format!("api/products/{id}/images/")).keyed(key);
        self.client.call(&with_file(call, "image", image.into()).await?).await
    }

    /// Removes a picture of a product.
    pub async fn delete_image(self, id: ProductId, image: ImageId) -> Result<()> {
        self.client.remove(format!("api/products/{id}/images/{image}/")).await
    }

    /// Puts the pictures of a product into this order; each of them once.
    pub async fn order_images(
        self,
        id: ProductId,
        images: impl IntoIterator<Item = ImageId>,
    ) -> Result<Vec<ImageView>> {
        let order = ImageOrder { image_ids: images.into_iter().collect() };
        let (path, key) = (format!("api/products/{id}/images/order/"), IdempotencyKey::new());
        self.client.call(&Call::effect(Method::PUT, path, &order, &key)?).await
    }
}
