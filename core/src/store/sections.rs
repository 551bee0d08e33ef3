//! Sections of the menu while somebody changes them: held, counted, removed.

use diesel::connection::SimpleConnection;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper,
};

use super::product_rows::CategoryRow;
use super::schema::{categories, products};
use super::{Db, Tx};
use crate::catalog::Category;
use crate::error::Result;
use crate::id::CategoryId;
use crate::refusal::Refusal;

/// The section, or `not_found` when there is none or it is archived.
pub fn load(tx: &mut Tx<'_>, id: CategoryId) -> Result<Category> {
    let row: Option<CategoryRow> = categories::table
        .find(id)
        .filter(categories::is_archived.eq(false))
        .select(CategoryRow::as_select())
        .first(tx.conn)
        .optional()?;
    row.map(CategoryRow::into_category).ok_or_else(|| Refusal::not_found("category").into())
}

/// Lets nobody remove the section before this transaction ends; false when somebody just did.
pub fn hold(tx: &mut Tx<'_>, id: CategoryId) -> Result<bool> {
    let current = categories::table.find(id).filter(categories::is_archived.eq(false)).select(categories::id);
    let held: Option<CategoryId> = match &mut *tx.conn {
        Db::Postgres(conn) => current.for_share().first(conn).optional()?,
        // There is only one writer: this transaction.
        Db::Sqlite(conn) => current.first(conn).optional()?,
    };
    Ok(held.is_some())
}

/// Lets nobody put a product into the section before this transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: CategoryId) -> Result<()> {
    if let Db::Postgres(conn) = &mut *tx.conn {
        let _: Option<CategoryId> =
            categories::table.find(id).select(categories::id).for_update().first(conn).optional()?;
    }
    Ok(())
}

/// Lets nobody else change or add sections before this transaction ends: their positions hang together.
/// Reading them, and products that name them, is not held up.
pub fn lock_all(tx: &mut Tx<'_>) -> Result<()> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        conn.batch_execute("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE")?;
    }
    Ok(())
}

/// Those that are not archived, in the order of the menu.
pub fn current(tx: &mut Tx<'_>) -> Result<Vec<Category>> {
    let all = super::catalog::all_categories(tx)?;
    Ok(all.into_iter().filter(|category| !category.is_archived).collect())
}

/// How many products stand in a section: current ones, and archived ones.
pub fn products_in(tx: &mut Tx<'_>, id: CategoryId) -> Result<(u64, u64)> {
    let mut count = |archived: bool| -> Result<u64> {
        let standing = products::category_id.eq(id).and(products::is_archived.eq(archived));
        let count: i64 = products::table.filter(standing).count().get_result(tx.conn)?;
        Ok(u64::try_from(count).unwrap_or(0))
    };
    Ok((count(false)?, count(true)?))
}

/// Removes a section that nothing refers to.
pub fn delete(tx: &mut Tx<'_>, id: CategoryId) -> Result<()> {
    diesel::delete(categories::table.find(id)).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(())
}
