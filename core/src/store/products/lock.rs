//! Holding a product while it is changed, so that of two who change it at once the second sees what the first
//! did.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::super::schema::products;
use super::super::{Db, Tx};
use crate::catalog::{Product, Shop, SoldOut};
use crate::error::Result;
use crate::id::ProductId;
use crate::refusal::Refusal;

/// The product, which nobody else can change before this transaction ends; or `not_found` when there is none
/// or it is archived.
pub fn lock(tx: &mut Tx<'_>, id: ProductId, shop: &Shop) -> Result<Product> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let locked: Option<ProductId> =
            products::table.find(id).select(products::id).for_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("product"))?;
    }
    super::load(tx, id, shop)
}

/// Counts a change of what hangs on a product, and holds the product as [`lock`] does; answers with its name.
pub fn touch(tx: &mut Tx<'_>, id: ProductId, now: DateTime<Utc>) -> Result<String> {
    let current = products::table.find(id).filter(products::is_archived.eq(false));
    let touched = diesel::update(current)
        .set((products::version.eq(products::version + 1), products::updated_at.eq(now.naive_utc())))
        .execute(tx.conn)?;
    tx.mark_menu_changed();
    if touched == 0 {
        return Err(Refusal::not_found("product").into());
    }
    Ok(products::table.find(id).select(products::name).first(tx.conn)?)
}

/// Refuses with `not_found` when there is no such product or it is archived.
pub fn require_current(tx: &mut Tx<'_>, id: ProductId) -> Result<()> {
    let current = products::table.find(id).filter(products::is_archived.eq(false));
    let found: Option<ProductId> = current.select(products::id).first(tx.conn).optional()?;
    found.map(drop).ok_or_else(|| Refusal::not_found("product").into())
}

/// Whether a product that this transaction holds is sold out for now, at its next version.
pub fn save_sold_out(tx: &mut Tx<'_>, product: &Product) -> Result<()> {
    let until = product.sold_out.and_then(SoldOut::until);
    diesel::update(products::table.find(product.id))
        .set((
            products::is_sold_out.eq(product.sold_out.is_some()),
            products::sold_out_until.eq(until.map(|until| until.naive_utc())),
            products::version.eq(product.version),
            products::updated_at.eq(product.updated_at.naive_utc()),
        ))
        .execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(())
}
