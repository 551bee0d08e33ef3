//! What hangs on products, added to many of them at once.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl, SelectableHelper};

use super::super::Tx;
use super::super::product_rows::{ChoiceRow, GroupRow, ImageRow, groups};
use super::super::schema::{
    attributes, option_choices, option_groups, product_attributes, product_images, product_tags, stock, tags,
};
use super::super::stock::StockRow;
use crate::catalog::Product;
use crate::catalog::product::{Attribute, ProductImage, Tag};
use crate::error::Result;
use crate::id::{AttributeId, ProductId, TagId};

/// How many ids one query may name: below the limit of bound values on `SQLite`.
pub(super) const AT_ONCE: usize = 10_000;

fn ids(products: &[Product]) -> Vec<ProductId> {
    products.iter().map(|product| product.id).collect()
}

/// Option groups with their choices.
pub(super) fn add_options(tx: &mut Tx<'_>, products: &mut [Product]) -> Result<()> {
    let mut found_groups: HashMap<ProductId, Vec<GroupRow>> = HashMap::new();
    let mut found_choices: HashMap<ProductId, Vec<ChoiceRow>> = HashMap::new();
    for some in ids(products).chunks(AT_ONCE) {
        let rows: Vec<GroupRow> = option_groups::table
            .filter(option_groups::product_id.eq_any(some))
            .order_by(option_groups::position)
            .select(GroupRow::as_select())
            .load(tx.conn)?;
        for row in rows {
            found_groups.entry(row.product_id).or_default().push(row);
        }
        let rows: Vec<ChoiceRow> = option_choices::table
            .filter(option_choices::product_id.eq_any(some))
            .order_by(option_choices::position)
            .select(ChoiceRow::as_select())
            .load(tx.conn)?;
        for row in rows {
            found_choices.entry(row.product_id).or_default().push(row);
        }
    }
    for product in products {
        if let Some(rows) = found_groups.remove(&product.id) {
            product.options = groups(rows, found_choices.get(&product.id).map_or(&[], Vec::as_slice));
        }
    }
    Ok(())
}

/// Counts, where they are tracked.
pub(super) fn add_stock(tx: &mut Tx<'_>, products: &mut [Product]) -> Result<()> {
    let mut found: HashMap<ProductId, StockRow> = HashMap::new();
    for some in ids(products).chunks(AT_ONCE) {
        let rows: Vec<StockRow> = stock::table
            .filter(stock::product_id.eq_any(some))
            .select(StockRow::as_select())
            .load(tx.conn)?;
        found.extend(rows.into_iter().map(|row| (row.product_id, row)));
    }
    for product in products {
        product.stock = found.get(&product.id).map(|row| (*row).into());
    }
    Ok(())
}

/// Tags, in the product's order.
pub(super) fn add_tags(tx: &mut Tx<'_>, products: &mut [Product]) -> Result<()> {
    let mut found: HashMap<ProductId, Vec<Tag>> = HashMap::new();
    for some in ids(products).chunks(AT_ONCE) {
        let rows: Vec<(ProductId, TagId, String)> = product_tags::table
            .inner_join(tags::table)
            .filter(product_tags::product_id.eq_any(some))
            .order_by(product_tags::position)
            .select((product_tags::product_id, tags::id, tags::name))
            .load(tx.conn)?;
        for (product, id, name) in rows {
            found.entry(product).or_default().push(Tag { id, name });
        }
    }
    for product in products {
        product.tags = found.remove(&product.id).unwrap_or_default();
    }
    Ok(())
}

/// Pictures, in the product's order.
pub(super) fn add_images(tx: &mut Tx<'_>, products: &mut [Product]) -> Result<()> {
    let mut found: HashMap<ProductId, Vec<ProductImage>> = HashMap::new();
    for some in ids(products).chunks(AT_ONCE) {
        let rows: Vec<ImageRow> = product_images::table
            .filter(product_images::product_id.eq_any(some))
            .order_by((product_images::position, product_images::id))
            .select(ImageRow::as_select())
            .load(tx.conn)?;
        for row in rows {
            found.entry(row.product_id).or_default().push(row.into_image());
        }
    }
    for product in products {
        product.images = found.remove(&product.id).unwrap_or_default();
    }
    Ok(())
}

/// Named properties, in the product's order.
pub(super) fn add_attributes(tx: &mut Tx<'_>, products: &mut [Product]) -> Result<()> {
    let mut found: HashMap<ProductId, Vec<Attribute>> = HashMap::new();
    for some in ids(products).chunks(AT_ONCE) {
        let rows: Vec<(ProductId, AttributeId, String, String)> = product_attributes::table
            .inner_join(attributes::table)
            .filter(product_attributes::product_id.eq_any(some))
            .order_by(product_attributes::position)
            .select((
                product_attributes::product_id,
                attributes::id,
                attributes::name,
                product_attributes::value,
            ))
            .load(tx.conn)?;
        for (product, id, name, value) in rows {
            found.entry(product).or_default().push(Attribute { id, name, value });
        }
    }
    for product in products {
        product.attributes = found.remove(&product.id).unwrap_or_default();
    }
    Ok(())
}
