//! What is counted, as staff look at it: the counts with their products, by page, and how many are low.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Bool};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};

use super::super::Tx;
use super::super::db::MultiBackend;
use super::super::products::with_word;
use super::super::schema::{products, stock};
use super::StockRow;
use crate::catalog::search;
use crate::error::Result;
use crate::id::{CategoryId, ProductId};
use crate::page::{PageRequest, Slice, Sort};
use crate::stock::StockLevel;
use crate::wire::inventory::StockSummaryView;

/// Which counts a list shows, and in which order.
#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    /// Beginnings of words that all must occur in name, description, tags or codes.
    pub search: Option<String>,
    /// Only of this section.
    pub category: Option<CategoryId>,
    /// Only at one of these levels; none: at any.
    pub levels: Vec<StockLevel>,
    /// Sort keys, first decides; ties by name.
    pub ordering: Vec<Sort<StockSortKey>>,
}

/// What counts can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockSortKey {
    /// What the product is called.
    Name,
    /// How many are in the house.
    OnHand,
    /// How many may still be sold.
    Available,
}

impl StockSortKey {
    /// The key with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "on_hand" => Self::OnHand,
            "available" => Self::Available,
            _ => return None,
        })
    }
}

/// What a list of counts says of a product.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = products)]
pub(crate) struct CountedRow {
    pub id: ProductId,
    pub category_id: CategoryId,
    pub name: String,
    pub sku: Option<String>,
    pub plu: Option<String>,
    pub barcode: Option<String>,
    pub is_sold_out: bool,
    pub sold_out_until: Option<chrono::NaiveDateTime>,
}

/// A product and its counts.
pub(crate) type Entry = (CountedRow, StockRow);

type Boxed<'a> =
    diesel::helper_types::IntoBoxed<'a, diesel::dsl::InnerJoin<stock::table, products::table>, MultiBackend>;

fn matching(filter: &StockFilter) -> Boxed<'_> {
    let mut found = stock::table.inner_join(products::table).into_boxed();
    found = found.filter(products::is_archived.eq(false));
    if let Some(category) = filter.category {
        found = found.filter(products::category_id.eq(category));
    }
    for begins in filter.search.as_deref().map(search::wanted).unwrap_or_default() {
        found = found.filter(products::id.eq_any(with_word(begins)));
    }
    at_levels(found, &filter.levels)
}

/// Whatever is critical is at its warning, too: limits never cross.
fn at_levels<'a>(found: Boxed<'a>, levels: &[StockLevel]) -> Boxed<'a> {
    // Said so, the few that are low are taken from their index; as a plain condition `SQLite` looks at all.
    let low = || {
        sql::<Bool>("stock.product_id IN (SELECT product_id FROM stock WHERE on_hand <= low_stock_threshold)")
    };
    let critical = || stock::on_hand.le(stock::critical_threshold);
    let has = |level| levels.contains(&level);
    match (has(StockLevel::Ok), has(StockLevel::Warning), has(StockLevel::Critical)) {
        (false, false, false) | (true, true, true) => found,
        (false, true, true) => found.filter(low()),
        (false, true, false) => found.filter(low()).filter(diesel::dsl::not(critical())),
        (false, false, true) => found.filter(low()).filter(critical()),
        (true, false, false) => found.filter(diesel::dsl::not(low())),
        (true, true, false) => found.filter(diesel::dsl::not(critical())),
        (true, false, true) => found.filter(diesel::dsl::not(low()).or(critical())),
    }
}

fn sorted<'a>(mut found: Boxed<'a>, ordering: &[Sort<StockSortKey>]) -> Boxed<'a> {
    let available = || stock::on_hand - stock::reserved;
    for sort in ordering {
        found = match (sort.key, sort.descending) {
            (StockSortKey::Name, false) => found.then_order_by(products::name_folded.asc()),
            (StockSortKey::Name, true) => found.then_order_by(products::name_folded.desc()),
            (StockSortKey::OnHand, false) => found.then_order_by(stock::on_hand.asc()),
            (StockSortKey::OnHand, true) => found.then_order_by(stock::on_hand.desc()),
            (StockSortKey::Available, false) => found.then_order_by(available().asc()),
            (StockSortKey::Available, true) => found.then_order_by(available().desc()),
        };
    }
    found.then_order_by(products::name_folded.asc()).then_order_by(products::id.asc())
}

/// One page of the counts that `filter` means.
pub fn list(tx: &mut Tx<'_>, filter: &StockFilter, page: PageRequest) -> Result<Slice<Entry>> {
    let count: i64 = matching(filter).count().get_result(tx.conn)?;
    let items = sorted(matching(filter), &filter.ordering)
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select((CountedRow::as_select(), StockRow::as_select()))
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// What these products are called, those that are no longer on the menu left out.
pub fn find_names(tx: &mut Tx<'_>, of: &[ProductId]) -> Result<HashMap<ProductId, String>> {
    let known = products::table.filter(products::id.eq_any(of)).filter(products::is_archived.eq(false));
    let rows: Vec<(ProductId, String)> = known.select((products::id, products::name)).load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// The counts of one product; `None` when they are not tracked.
pub fn find(tx: &mut Tx<'_>, product: ProductId) -> Result<Option<Entry>> {
    let row = stock::table
        .inner_join(products::table)
        .filter(stock::product_id.eq(product))
        .filter(products::is_archived.eq(false))
        .select((CountedRow::as_select(), StockRow::as_select()))
        .first(tx.conn)
        .optional()?;
    Ok(row)
}

/// How many products are counted, and how many of them are low.
pub fn summary(tx: &mut Tx<'_>) -> Result<StockSummaryView> {
    let that = |condition: &str| {
        sql::<BigInt>(&format!("CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT)"))
    };
    let warning = that("on_hand <= low_stock_threshold AND on_hand > critical_threshold");
    let (critical, used_up) = (that("on_hand <= critical_threshold"), that("on_hand <= reserved"));
    let counts: (i64, i64, i64, i64) = stock::table
        .inner_join(products::table)
        .filter(products::is_archived.eq(false))
        .select((diesel::dsl::count_star(), warning, critical, used_up))
        .first(tx.conn)?;
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let (tracked, warning, critical, used_up) = counts;
    Ok(StockSummaryView {
        tracked: count(tracked),
        warning: count(warning),
        critical: count(critical),
        used_up: count(used_up),
    })
}
