//! Counts of stock: every change is one conditional write, so the last unit is sold once. What moved is in
//! [`movements`], what staff look at in [`entries`] and [`days`].

mod counted;
pub(crate) mod days;
pub(crate) mod entries;
pub(crate) mod movements;

use std::collections::BTreeMap;

use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable,
    RunQueryDsl, Selectable, SelectableHelper,
};

pub(crate) use movements::{Cause, Recorded, record};

use super::schema::stock;
use super::{Db, Tx};
use crate::error::{Error, Result};
use crate::id::ProductId;
use crate::stock::Stock;

pub(crate) use counted::insert_counted;

#[derive(Debug, Clone, Copy, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock, treat_none_as_default_value = false)]
pub(crate) struct StockRow {
    pub product_id: ProductId,
    pub on_hand: i64,
    pub reserved: i64,
    pub low_stock_threshold: i64,
    pub critical_threshold: i64,
}

impl From<StockRow> for Stock {
    fn from(row: StockRow) -> Self {
        let count = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
        Self {
            on_hand: count(row.on_hand),
            reserved: count(row.reserved),
            low_stock_threshold: count(row.low_stock_threshold),
            critical_threshold: count(row.critical_threshold),
        }
    }
}

/// Promises `quantity` of a product; false when fewer are left.
pub fn reserve(tx: &mut Tx<'_>, product: ProductId, quantity: u32) -> Result<bool> {
    let quantity = i64::from(quantity);
    let enough = stock::table.find(product).filter((stock::on_hand - stock::reserved).ge(quantity));
    let taken =
        diesel::update(enough).set(stock::reserved.eq(stock::reserved + quantity)).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(taken == 1)
}

/// Sells `quantity` that nobody was promised; false when fewer are left.
pub fn take(tx: &mut Tx<'_>, product: ProductId, quantity: u32) -> Result<bool> {
    let quantity = i64::from(quantity);
    let enough = stock::table.find(product).filter((stock::on_hand - stock::reserved).ge(quantity));
    let taken = diesel::update(enough).set(stock::on_hand.eq(stock::on_hand - quantity)).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(taken == 1)
}

/// Drops the promise of `quantity`.
pub fn release(tx: &mut Tx<'_>, product: ProductId, quantity: u32) -> Result<()> {
    let quantity = i64::from(quantity);
    let promised = stock::table.find(product).filter(stock::reserved.ge(quantity));
    let released =
        diesel::update(promised).set(stock::reserved.eq(stock::reserved - quantity)).execute(tx.conn)?;
    tx.mark_menu_changed();
    require_one(released, product, "promised fewer than are released")
}

/// Sells `quantity` that were promised: they leave the promise and the house.
pub fn sell(tx: &mut Tx<'_>, product: ProductId, quantity: u32) -> Result<()> {
    let quantity = i64::from(quantity);
    let promised =
        stock::table.find(product).filter(stock::reserved.ge(quantity).and(stock::on_hand.ge(quantity)));
    let sold = diesel::update(promised)
        .set((stock::on_hand.eq(stock::on_hand - quantity), stock::reserved.eq(stock::reserved - quantity)))
        .execute(tx.conn)?;
    tx.mark_menu_changed();
    require_one(sold, product, "promised fewer than are sold")
}

/// Changes `on_hand` by `quantity`, which may be negative; false when that would break a promise.
pub fn add(tx: &mut Tx<'_>, product: ProductId, quantity: i64) -> Result<bool> {
    let possible = stock::table.find(product).filter((stock::on_hand + quantity).ge(stock::reserved));
    let changed =
        diesel::update(possible).set(stock::on_hand.eq(stock::on_hand + quantity)).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(changed == 1)
}

/// The counts of a product; `None` when they are not tracked.
pub fn find(tx: &mut Tx<'_>, product: ProductId) -> Result<Option<Stock>> {
    let row = stock::table.find(product).select(StockRow::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Stock::from))
}

/// The counts of a product, which nobody else can change before this transaction ends; `None` when they are not
/// tracked.
pub fn lock(tx: &mut Tx<'_>, product: ProductId) -> Result<Option<Stock>> {
    Ok(lock_all(tx, &[product])?.remove(&product))
}

/// As [`lock`], for many products: they are taken in the order of their ids, as orders take them, so that
/// nobody waits for each other. Products that are not tracked are left out.
pub fn lock_all(tx: &mut Tx<'_>, products: &[ProductId]) -> Result<BTreeMap<ProductId, Stock>> {
    let wanted = || stock::table.filter(stock::product_id.eq_any(products)).order_by(stock::product_id);
    let rows: Vec<StockRow> = match &mut *tx.conn {
        Db::Postgres(conn) => wanted().for_update().select(StockRow::as_select()).load(conn)?,
        // On SQLite there is only one writer: this transaction.
        Db::Sqlite(conn) => wanted().select(StockRow::as_select()).load(conn)?,
    };
    Ok(rows.into_iter().map(|row| (row.product_id, row.into())).collect())
}

/// Stops tracking a product of which nothing is in the house any more.
pub fn delete(tx: &mut Tx<'_>, product: ProductId) -> Result<()> {
    let empty = stock::table.find(product).filter(stock::on_hand.eq(0));
    let deleted = diesel::delete(empty).execute(tx.conn)?;
    tx.mark_menu_changed();
    if deleted == 1 {
        return Ok(());
    }
    // It was brought to zero in this transaction; more came in between, and the flow counts it when it runs again.
    Err(Error::Contended(format!("stock of {product} changed meanwhile")))
}

/// The limits at which a product counts as low.
pub fn save_thresholds(tx: &mut Tx<'_>, product: ProductId, low: u32, critical: u32) -> Result<()> {
    diesel::update(stock::table.find(product))
        .set((
            stock::low_stock_threshold.eq(i64::from(low)),
            stock::critical_threshold.eq(i64::from(critical)),
        ))
        .execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(())
}

fn require_one(rows: usize, product: ProductId, what: &str) -> Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Broken(format!("stock of {product}: {what}"))) }
}
