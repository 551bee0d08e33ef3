//! Pictures of products.

use serde::{Deserialize, Serialize};

use crate::catalog::product::ProductImage;
use crate::id::ImageId;

/// One picture of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageView {
    /// Which.
    pub id: ImageId,
    /// Its path on this server.
    pub url: String,
    /// The path of the same picture, small.
    pub thumbnail: String,
}

impl ImageView {
    /// How `image` travels.
    pub fn of(image: &ProductImage) -> Self {
        Self { id: image.id, url: image.image.clone(), thumbnail: image.thumbnail.clone() }
    }

    pub(super) fn to_image(&self) -> ProductImage {
        ProductImage { id: self.id, image: self.url.clone(), thumbnail: self.thumbnail.clone() }
    }
}

/// The order in which the pictures of a product stand: all of them, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImageOrder {
    /// The first is the one that lists show.
    pub image_ids: Vec<ImageId>,
}
