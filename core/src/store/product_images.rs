//! Pictures of products, by the paths under which the server keeps them. Whoever changes them holds the product.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::Tx;
use super::product_rows::ImageRow;
use super::schema::product_images;
use crate::catalog::product::ProductImage;
use crate::error::Result;
use crate::id::{ImageId, ProductId};

/// The pictures of a product, in order.
pub fn list(tx: &mut Tx<'_>, product: ProductId) -> Result<Vec<ProductImage>> {
    let rows: Vec<ImageRow> = product_images::table
        .filter(product_images::product_id.eq(product))
        .order_by((product_images::position, product_images::id))
        .select(ImageRow::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(ImageRow::into_image).collect())
}

/// One more picture, behind all of the product's others.
pub fn insert(tx: &mut Tx<'_>, product: ProductId, image: &ProductImage) -> Result<()> {
    let last: Option<i32> = product_images::table
        .filter(product_images::product_id.eq(product))
        .select(diesel::dsl::max(product_images::position))
        .first(tx.conn)?;
    let row = ImageRow {
        id: image.id,
        product_id: product,
        position: last.map_or(0, |last| last.saturating_add(1)),
        image: image.image.clone(),
        thumbnail: image.thumbnail.clone(),
    };
    diesel::insert_into(product_images::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Forgets a picture.
pub fn delete(tx: &mut Tx<'_>, image: ImageId) -> Result<()> {
    diesel::delete(product_images::table.find(image)).execute(tx.conn)?;
    Ok(())
}

/// Puts pictures into this order. A product has few.
pub fn save_order(tx: &mut Tx<'_>, images: &[ProductImage]) -> Result<()> {
    for (place, image) in images.iter().enumerate() {
        diesel::update(product_images::table.find(image.id))
            .set(product_images::position.eq(i32::try_from(place).unwrap_or(i32::MAX)))
            .execute(tx.conn)?;
    }
    Ok(())
}
