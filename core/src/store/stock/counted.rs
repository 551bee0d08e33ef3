//! Counts that begin: many products at once, each with what is in the house of it.

use super::super::Tx;
use super::super::db::insert_all;
use super::super::schema::stock;
use super::StockRow;
use crate::error::Result;
use crate::id::ProductId;
use crate::stock::Stock;

/// Starts to track products, each with what is in the house of it.
pub fn insert_counted(tx: &mut Tx<'_>, counts: &[(ProductId, Stock)]) -> Result<()> {
    let row = |(product, stock): &(ProductId, Stock)| StockRow {
        product_id: *product,
        on_hand: i64::from(stock.on_hand),
        reserved: 0,
        low_stock_threshold: i64::from(stock.low_stock_threshold),
        critical_threshold: i64::from(stock.critical_threshold),
    };
    let rows: Vec<StockRow> = counts.iter().map(row).collect();
    insert_all!(tx, stock::table, &rows)?;
    tx.mark_menu_changed();
    Ok(())
}
