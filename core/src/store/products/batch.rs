//! Products written, one or many at once: a fixed number of statements for each part of all of them where the
//! database is a server, and of an unchanged part none at all.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::super::Tx;
use super::super::db::insert_all;
use super::super::product_rows::{AttributeRow, ChoiceRow, GroupRow, ProductRow};
use super::super::schema::{
    option_choices, option_groups, product_attributes, product_tags, product_words, products,
};
use super::parts;
use crate::catalog::{Product, search};
use crate::error::Result;
use crate::id::ProductId;

/// New products with all that hangs on them; their counts are another room's.
pub fn insert_many(tx: &mut Tx<'_>, new: &[&Product]) -> Result<()> {
    let rows: Vec<ProductRow> = new.iter().map(|product| ProductRow::of(product)).collect::<Result<_>>()?;
    insert_all!(tx, products::table, &rows)?;
    insert_words(tx, new)?;
    insert_tags(tx, new)?;
    insert_attributes(tx, new)?;
    insert_options(tx, new)?;
    tx.mark_menu_changed();
    Ok(())
}

/// Products let go of their codes, before they or others take new ones in the same transaction.
pub fn release_codes(tx: &mut Tx<'_>, ids: &[ProductId]) -> Result<()> {
    let none: Option<String> = None;
    for some in ids.chunks(parts::AT_ONCE) {
        diesel::update(products::table.filter(products::id.eq_any(some)))
            .set((products::sku.eq(&none), products::plu.eq(&none), products::barcode.eq(&none)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Products as they now are, each with how it stood. Of what hangs on them only what differs is written.
pub fn save_many(tx: &mut Tx<'_>, changed: &[(&Product, &Product)]) -> Result<()> {
    let with = |differs: fn(&Product, &Product) -> bool| -> Vec<&Product> {
        let pairs = changed.iter().filter(|(product, stood)| differs(product, stood));
        pairs.map(|(product, _)| *product).collect()
    };
    save_rows(tx, &with(|_, _| true))?;
    for product in with(|product, stood| product.category_id != stood.category_id) {
        move_to_section(tx, product)?;
    }
    replace_words(tx, &with(|product, stood| search::words(product) != search::words(stood)))?;
    replace_tags(tx, &with(|product, stood| product.tags != stood.tags))?;
    replace_attributes(tx, &with(|product, stood| product.attributes != stood.attributes))?;
    replace_options(tx, &with(|product, stood| product.options != stood.options))
}

fn save_rows(tx: &mut Tx<'_>, changed: &[&Product]) -> Result<()> {
    for product in changed {
        diesel::update(products::table.find(product.id)).set(ProductRow::of(product)?).execute(tx.conn)?;
    }
    tx.mark_menu_changed();
    Ok(())
}

fn move_to_section(tx: &mut Tx<'_>, product: &Product) -> Result<()> {
    diesel::update(products::table.find(product.id))
        .set(products::category_id.eq(product.category_id))
        .execute(tx.conn)?;
    Ok(())
}

fn ids(products: &[&Product]) -> Vec<ProductId> {
    products.iter().map(|product| product.id).collect()
}

fn place(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}

pub(super) fn replace_words(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    for some in ids(of).chunks(parts::AT_ONCE) {
        diesel::delete(product_words::table.filter(product_words::product_id.eq_any(some)))
            .execute(tx.conn)?;
    }
    insert_words(tx, of)
}

fn insert_words(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    let rows: Vec<_> = of
        .iter()
        .flat_map(|product| search::words(product).into_iter().map(|word| (word, product.id)))
        .map(|(word, id)| (product_words::word.eq(word), product_words::product_id.eq(id)))
        .collect();
    insert_all!(tx, product_words::table, &rows)?;
    Ok(())
}

fn replace_tags(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    for some in ids(of).chunks(parts::AT_ONCE) {
        diesel::delete(product_tags::table.filter(product_tags::product_id.eq_any(some))).execute(tx.conn)?;
    }
    insert_tags(tx, of)
}

fn insert_tags(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    let rows: Vec<_> = of
        .iter()
        .flat_map(|product| product.tags.iter().enumerate().map(|(index, tag)| (product.id, index, tag)))
        .map(|(product, index, tag)| {
            (
                product_tags::product_id.eq(product),
                product_tags::position.eq(place(index)),
                product_tags::tag_id.eq(tag.id),
            )
        })
        .collect();
    insert_all!(tx, product_tags::table, &rows)?;
    Ok(())
}

fn replace_attributes(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    for some in ids(of).chunks(parts::AT_ONCE) {
        diesel::delete(product_attributes::table.filter(product_attributes::product_id.eq_any(some)))
            .execute(tx.conn)?;
    }
    insert_attributes(tx, of)
}

fn insert_attributes(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    let rows: Vec<AttributeRow> = of
        .iter()
        .flat_map(|product| {
            product.attributes.iter().enumerate().map(|(index, attribute)| AttributeRow {
                product_id: product.id,
                position: place(index),
                attribute_id: attribute.id,
                value: attribute.value.clone(),
            })
        })
        .collect();
    insert_all!(tx, product_attributes::table, &rows)?;
    Ok(())
}

fn replace_options(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    for some in ids(of).chunks(parts::AT_ONCE) {
        diesel::delete(option_choices::table.filter(option_choices::product_id.eq_any(some)))
            .execute(tx.conn)?;
        diesel::delete(option_groups::table.filter(option_groups::product_id.eq_any(some)))
            .execute(tx.conn)?;
    }
    insert_options(tx, of)
}

fn insert_options(tx: &mut Tx<'_>, of: &[&Product]) -> Result<()> {
    let mut groups = Vec::new();
    let mut choices = Vec::new();
    for product in of {
        for (index, group) in product.options.iter().enumerate() {
            groups.push(GroupRow {
                id: group.id,
                product_id: product.id,
                position: place(index),
                name: group.name.clone(),
                min_choices: i64::from(group.min),
                max_choices: i64::from(group.max),
            });
            choices.extend(group.options.iter().enumerate().map(|(index, option)| ChoiceRow {
                id: option.id,
                group_id: group.id,
                product_id: product.id,
                position: place(index),
                name: option.name.clone(),
                price: option.price.as_minor(),
            }));
        }
    }
    insert_all!(tx, option_groups::table, &groups)?;
    insert_all!(tx, option_choices::table, &choices)?;
    Ok(())
}
