//! Counts of stock: every change is one conditional write, so the last unit is sold once.

mod counted;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable,
    RunQueryDsl, Selectable, SelectableHelper,
};

use super::Tx;
use super::db::insert_all;
use super::schema::{stock, stock_movements};
use crate::error::{Error, Result};
use crate::id::{MovementId, OrderId, ProductId, kind};
use crate::stock::{Movement, Stock};
use crate::time::BusinessDay;

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

#[derive(Insertable)]
#[diesel(table_name = stock_movements, treat_none_as_default_value = false)]
struct MovementRow {
    id: MovementId,
    product_id: ProductId,
    kind: &'static str,
    quantity: i64,
    on_hand_after: i64,
    order_id: Option<OrderId>,
    reason: String,
    done_by: String,
    created_at: NaiveDateTime,
    note: String,
    business_day: String,
    reverses_id: Option<MovementId>,
}

/// Why counts change: for which order, by whom, when, and in words.
#[derive(Debug, Clone, Copy)]
pub struct Cause<'a> {
    /// The order it is for.
    pub order: Option<OrderId>,
    /// In words; empty when the kind says it all.
    pub reason: &'a str,
    /// What else is to be remembered.
    pub note: &'a str,
    /// The movement that is taken back.
    pub reverses: Option<MovementId>,
    /// Who did it.
    pub by: &'a str,
    /// When.
    pub now: DateTime<Utc>,
    /// The day of trade that this belongs to.
    pub day: BusinessDay,
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

/// Writes down movements whose counts were changed in this transaction, one entry each. The entries of one
/// product stand in the order they happened.
pub fn record(tx: &mut Tx<'_>, movements: &[Movement], cause: Cause<'_>) -> Result<()> {
    let products: Vec<ProductId> = movements.iter().map(|movement| movement.product).collect();
    let counts: Vec<(ProductId, i64)> = stock::table
        .filter(stock::product_id.eq_any(&products))
        .select((stock::product_id, stock::on_hand))
        .load(tx.conn)?;
    let mut rows = Vec::with_capacity(movements.len());
    for (index, movement) in movements.iter().enumerate() {
        let now =
            counts.iter().find(|(product, _)| *product == movement.product).map_or(0, |(_, count)| *count);
        let later: i64 = movements[index + 1..]
            .iter()
            .filter(|other| other.product == movement.product)
            .map(|other| other.quantity)
            .sum();
        rows.push(MovementRow {
            id: tx.new_id::<kind::Movement>(),
            product_id: movement.product,
            kind: movement.kind.as_str(),
            quantity: movement.quantity,
            on_hand_after: now - later,
            order_id: cause.order,
            reason: cause.reason.to_owned(),
            done_by: cause.by.to_owned(),
            created_at: cause.now.naive_utc(),
            note: cause.note.to_owned(),
            business_day: cause.day.to_string(),
            reverses_id: cause.reverses,
        });
    }
    insert_all!(tx, stock_movements::table, &rows)?;
    Ok(())
}

/// The counts of a product; `None` when they are not tracked.
pub fn find(tx: &mut Tx<'_>, product: ProductId) -> Result<Option<Stock>> {
    let row = stock::table.find(product).select(StockRow::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Stock::from))
}

/// Starts to track a product, with nothing in the house yet.
pub fn insert(tx: &mut Tx<'_>, product: ProductId, low: u32, critical: u32) -> Result<()> {
    let row = StockRow {
        product_id: product,
        on_hand: 0,
        reserved: 0,
        low_stock_threshold: i64::from(low),
        critical_threshold: i64::from(critical),
    };
    diesel::insert_into(stock::table).values(row).execute(tx.conn)?;
    tx.mark_menu_changed();
    Ok(())
}

/// Stops tracking a product of which nothing is in the house any more.
pub fn delete(tx: &mut Tx<'_>, product: ProductId) -> Result<()> {
    let empty = stock::table.find(product).filter(stock::on_hand.eq(0));
    let deleted = diesel::delete(empty).execute(tx.conn)?;
    tx.mark_menu_changed();
    require_one(deleted, product, "is not empty")
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
