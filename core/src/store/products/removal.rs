//! Taking a product away: all that hangs on it, and then either itself or only the sight of it. Whoever does
//! so holds the product.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::super::Tx;
use super::super::schema::{
    option_choices, option_groups, order_lines, product_attributes, product_images, product_tags,
    product_words, products, stock, stock_movements,
};
use crate::error::Result;
use crate::id::{LineId, MovementId, ProductId};

/// True when orders, movements or alerts tell of the product.
pub fn has_a_past(tx: &mut Tx<'_>, id: ProductId) -> Result<bool> {
    let line: Option<LineId> = order_lines::table
        .filter(order_lines::product_id.eq(id))
        .select(order_lines::id)
        .first(tx.conn)
        .optional()?;
    let movement: Option<MovementId> = stock_movements::table
        .filter(stock_movements::product_id.eq(id))
        .select(stock_movements::id)
        .first(tx.conn)
        .optional()?;
    Ok(line.is_some() || movement.is_some() || super::super::alerts::any_about(tx, id)?)
}

/// Takes a product out of sight. Its counts stay, and so do the promises that open orders hold.
pub fn archive(tx: &mut Tx<'_>, id: ProductId, now: DateTime<Utc>) -> Result<()> {
    delete_parts(tx, id)?;
    super::release_codes(tx, &[id])?;
    diesel::update(products::table.find(id))
        .set((
            products::is_archived.eq(true),
            products::is_featured.eq(false),
            products::version.eq(products::version + 1),
            products::updated_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Removes a product that has no past, and of which nothing is counted.
pub fn delete(tx: &mut Tx<'_>, id: ProductId) -> Result<()> {
    delete_parts(tx, id)?;
    diesel::delete(stock::table.find(id)).execute(tx.conn)?;
    diesel::delete(products::table.find(id)).execute(tx.conn)?;
    Ok(())
}

fn delete_parts(tx: &mut Tx<'_>, id: ProductId) -> Result<()> {
    diesel::delete(product_words::table.filter(product_words::product_id.eq(id))).execute(tx.conn)?;
    diesel::delete(product_tags::table.filter(product_tags::product_id.eq(id))).execute(tx.conn)?;
    diesel::delete(product_attributes::table.filter(product_attributes::product_id.eq(id)))
        .execute(tx.conn)?;
    diesel::delete(product_images::table.filter(product_images::product_id.eq(id))).execute(tx.conn)?;
    diesel::delete(option_choices::table.filter(option_choices::product_id.eq(id))).execute(tx.conn)?;
    diesel::delete(option_groups::table.filter(option_groups::product_id.eq(id))).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(())
}
