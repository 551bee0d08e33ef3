//! The pictures of products, and the picture of a section. The files themselves are the server's; here stand
//! the paths under which it keeps them. What a flow hands back as no longer used may be removed after the
//! commit.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::append_event;
use crate::actor::{Actor, Permission};
use crate::catalog::product::ProductImage;
use crate::error::Result;
use crate::id::{ImageId, ProductId, kind};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::ImageView;
use crate::wire::catalog::ImageOrder;

/// The most pictures of one product.
pub const MOST_IMAGES: u32 = 10;

/// Where the server keeps a picture of a product, by paths such as `/media/products/….jpg`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImagePaths {
    /// The picture.
    pub image: String,
    /// The same, small.
    pub thumbnail: String,
}

impl From<ProductImage> for ImagePaths {
    fn from(image: ProductImage) -> Self {
        Self { image: image.image, thumbnail: image.thumbnail }
    }
}

/// The pictures of a product, the one that lists show first.
pub fn images(tx: &mut Tx<'_>, product: ProductId) -> Result<Vec<ImageView>> {
    store::products::require_current(tx, product)?;
    Ok(store::product_images::list(tx, product)?.iter().map(ImageView::of).collect())
}

/// One more picture of a product, behind those that it has.
pub fn add_image(
    tx: &mut Tx<'_>,
    actor: &Actor,
    product: ProductId,
    paths: &ImagePaths,
    now: DateTime<Utc>,
) -> Result<ImageView> {
    actor.require(Permission::ManageMenu)?;
    let name = store::products::touch(tx, product, now)?;
    let known = store::product_images::list(tx, product)?;
    if known.len() >= MOST_IMAGES as usize {
        return Err(Refusal::LimitReached { what: "pictures".to_owned(), most: MOST_IMAGES }.into());
    }
    // Two that lie in one place could not be removed one by one.
    if known.iter().any(|known| known.image == paths.image || known.thumbnail == paths.thumbnail) {
        return Err(Refusal::invalid("image", "is one of its pictures already").into());
    }
    let image = ProductImage {
        id: tx.new_id::<kind::Image>(),
        image: paths.image.clone(),
        thumbnail: paths.thumbnail.clone(),
    };
    store::product_images::insert(tx, product, &image)?;
    append_event(tx, "product.image_added", product, &name, actor, now)?;
    Ok(ImageView::of(&image))
}

/// Removes a picture of a product; where it was kept.
pub fn delete_image(
    tx: &mut Tx<'_>,
    actor: &Actor,
    product: ProductId,
    image: ImageId,
    now: DateTime<Utc>,
) -> Result<ImagePaths> {
    actor.require(Permission::ManageMenu)?;
    let name = store::products::touch(tx, product, now)?;
    let known = store::product_images::list(tx, product)?;
    let gone = known.into_iter().find(|known| known.id == image);
    let gone = gone.ok_or_else(|| Refusal::not_found("picture"))?;
    store::product_images::delete(tx, image)?;
    append_event(tx, "product.image_removed", product, &name, actor, now)?;
    Ok(gone.into())
}

/// Puts the pictures of a product into an order that names each of them once.
pub fn order_images(
    tx: &mut Tx<'_>,
    actor: &Actor,
    product: ProductId,
    order: &ImageOrder,
    now: DateTime<Utc>,
) -> Result<Vec<ImageView>> {
    actor.require(Permission::ManageMenu)?;
    let name = store::products::touch(tx, product, now)?;
    let known = store::product_images::list(tx, product)?;
    let count = known.len();
    let mut known: HashMap<ImageId, ProductImage> =
        known.into_iter().map(|image| (image.id, image)).collect();
    // Each is taken out once: neither a stranger nor a repetition finds anything.
    let ordered: Vec<ProductImage> = order.image_ids.iter().filter_map(|id| known.remove(id)).collect();
    if ordered.len() != count || order.image_ids.len() != count {
        return Err(Refusal::invalid("image_ids", "must name each picture of the product once").into());
    }
    store::product_images::save_order(tx, &ordered)?;
    append_event(tx, "product.images_ordered", product, &name, actor, now)?;
    Ok(ordered.iter().map(ImageView::of).collect())
}
