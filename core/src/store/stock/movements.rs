//! What moved: written down beside the counts it changed, never altered, listed newest first.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::super::Tx;
use super::super::db::{MultiBackend, insert_all};
use super::super::schema::{products, stock, stock_movements};
use super::StockRow;
use crate::error::{Error, Result};
use crate::id::{MovementId, OrderId, ProductId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::stock::{Movement, MovementKind, Shift};
use crate::time::BusinessDay;
use crate::wire::MovementView;
use crate::wire::catalog::ProductRef;

/// One movement as it was written down.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = stock_movements, treat_none_as_default_value = false)]
pub(crate) struct MovementRow {
    pub id: MovementId,
    pub product_id: ProductId,
    pub kind: String,
    pub quantity: i64,
    pub on_hand_after: i64,
    pub order_id: Option<OrderId>,
    pub reason: String,
    pub done_by: String,
    pub created_at: NaiveDateTime,
    pub note: String,
    pub business_day: String,
    pub reverses_id: Option<MovementId>,
}

impl MovementRow {
    /// What it did to the count.
    pub fn movement(&self) -> Result<Movement> {
        let kind = MovementKind::parse(&self.kind);
        let kind = kind.ok_or_else(|| Error::Broken(format!("kind holds {}", self.kind)))?;
        Ok(Movement { product: self.product_id, kind, quantity: self.quantity })
    }

    /// How it travels; `name` is what the product is called now.
    pub fn into_view(self, name: &str, reversed_by: Option<MovementId>) -> Result<MovementView> {
        let Movement { kind, quantity, .. } = self.movement()?;
        Ok(MovementView {
            id: self.id,
            product: ProductRef { id: self.product_id, name: name.to_owned() },
            kind,
            quantity,
            on_hand_after: u32::try_from(self.on_hand_after.max(0)).unwrap_or(u32::MAX),
            reason: self.reason,
            note: self.note,
            by: self.done_by,
            order: self.order_id,
            reverses: self.reverses_id,
            reversed_by,
            created_at: self.created_at.and_utc(),
        })
    }
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

/// What was written down, and what became of the counts.
pub(crate) struct Recorded {
    /// One entry a movement.
    pub rows: Vec<MovementRow>,
    /// Of each product that moved, in the order of their ids.
    pub shifts: Vec<Shift>,
}

/// Writes down movements whose counts were changed in this transaction, one entry each. The entries of one
/// product stand in the order they happened. Called by `flows::alerts::record`, which looks at what it means.
pub fn record(tx: &mut Tx<'_>, movements: &[Movement], cause: Cause<'_>) -> Result<Recorded> {
    if movements.is_empty() {
        return Ok(Recorded { rows: Vec::new(), shifts: Vec::new() });
    }
    let products: Vec<ProductId> = movements.iter().map(|movement| movement.product).collect();
    let counted: Vec<StockRow> = stock::table
        .filter(stock::product_id.eq_any(&products))
        .select(StockRow::as_select())
        .load(tx.conn)?;
    let counted: BTreeMap<ProductId, StockRow> =
        counted.into_iter().map(|row| (row.product_id, row)).collect();
    let mut rows = Vec::with_capacity(movements.len());
    // The counts are those after all of it: from the last movement back, each leaves what the next one found.
    let mut after: BTreeMap<ProductId, i64> =
        counted.iter().map(|(product, row)| (*product, row.on_hand)).collect();
    for movement in movements.iter().rev() {
        let count = after.entry(movement.product).or_insert(0);
        rows.push((movement, *count));
        *count -= movement.quantity;
    }
    let rows: Vec<MovementRow> =
        rows.into_iter().rev().map(|(movement, after)| row(tx, movement, after, cause)).collect();
    insert_all!(tx, stock_movements::table, &rows)?;
    let shift = |(product, row): (ProductId, StockRow)| {
        let before = after.get(&product).map(|on_hand| StockRow { on_hand: *on_hand, ..row }.into());
        Shift { product, before, after: Some(row.into()) }
    };
    Ok(Recorded { rows, shifts: counted.into_iter().map(shift).collect() })
}

fn row(tx: &Tx<'_>, movement: &Movement, on_hand_after: i64, cause: Cause<'_>) -> MovementRow {
    MovementRow {
        id: tx.new_id::<kind::Movement>(),
        product_id: movement.product,
        kind: movement.kind.as_str().to_owned(),
        quantity: movement.quantity,
        on_hand_after,
        order_id: cause.order,
        reason: cause.reason.to_owned(),
        done_by: cause.by.to_owned(),
        created_at: cause.now.naive_utc(),
        note: cause.note.to_owned(),
        business_day: cause.day.to_string(),
        reverses_id: cause.reverses,
    }
}

/// Which movements a list shows.
#[derive(Debug, Clone, Default)]
pub struct MovementQuery {
    /// Only of this product.
    pub product: Option<ProductId>,
    /// Only of this kind.
    pub kind: Option<MovementKind>,
    /// Only of this business day or later.
    pub start_date: Option<NaiveDate>,
    /// Only of this business day or earlier.
    pub end_date: Option<NaiveDate>,
}

type Boxed<'a> = stock_movements::BoxedQuery<'a, MultiBackend>;

fn matching(query: &MovementQuery) -> Boxed<'_> {
    let mut found = stock_movements::table.into_boxed();
    if let Some(product) = query.product {
        found = found.filter(stock_movements::product_id.eq(product));
    }
    if let Some(kind) = query.kind {
        found = found.filter(stock_movements::kind.eq(kind.as_str()));
    }
    if let Some(day) = query.start_date {
        found = found.filter(stock_movements::business_day.ge(day.to_string()));
    }
    if let Some(day) = query.end_date {
        found = found.filter(stock_movements::business_day.le(day.to_string()));
    }
    if query.product.is_none() { around(found, query) } else { found }
}

/// The index of all movements goes by time. Wherever the shop's clock hangs, a business day lies within these
/// three days.
fn around<'a>(mut found: Boxed<'a>, query: &MovementQuery) -> Boxed<'a> {
    let day = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN);
    if let Some(from) = query.start_date.and_then(|date| date.checked_sub_days(Days::new(1))) {
        found = found.filter(stock_movements::created_at.ge(day(from)));
    }
    if let Some(to) = query.end_date.and_then(|date| date.checked_add_days(Days::new(3))) {
        found = found.filter(stock_movements::created_at.lt(day(to)));
    }
    found
}

/// One page of movements, the newest first.
pub fn list(tx: &mut Tx<'_>, query: &MovementQuery, page: PageRequest) -> Result<Slice<MovementRow>> {
    let count: i64 = matching(query).count().get_result(tx.conn)?;
    // Each way round is one that an index goes.
    let sorted = match query.product {
        Some(_) => {
            matching(query).order_by((stock_movements::business_day.desc(), stock_movements::id.desc()))
        }
        None => matching(query).order_by((stock_movements::created_at.desc(), stock_movements::id.desc())),
    };
    let items = sorted
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(MovementRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// The movement, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: MovementId) -> Result<MovementRow> {
    let row = stock_movements::table.find(id).select(MovementRow::as_select()).first(tx.conn).optional()?;
    row.ok_or_else(|| Refusal::not_found("movement").into())
}

/// Of these movements those that were taken back, and by which.
pub fn reversals(tx: &mut Tx<'_>, of: &[MovementId]) -> Result<HashMap<MovementId, MovementId>> {
    let rows: Vec<(Option<MovementId>, MovementId)> = stock_movements::table
        .filter(stock_movements::reverses_id.eq_any(of))
        .select((stock_movements::reverses_id, stock_movements::id))
        .load(tx.conn)?;
    Ok(rows.into_iter().filter_map(|(reversed, by)| Some((reversed?, by))).collect())
}

/// What products are called, those that are no longer on the menu among them.
pub fn names(tx: &mut Tx<'_>, of: &[ProductId]) -> Result<HashMap<ProductId, String>> {
    let rows: Vec<(ProductId, String)> = products::table
        .filter(products::id.eq_any(of))
        .select((products::id, products::name))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}
