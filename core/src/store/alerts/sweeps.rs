//! What sweeps look for: products whose alert does not fit their counts, and products that are ordered often. Bounded,
//! by the indexes of what is low, what is open and what was ordered lately.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{auto_type, sql};
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryableByName, RunQueryDsl, TextExpressionMethods,
    sql_query,
};

use super::super::Tx;
use super::super::schema::{alerts, order_lines, orders, products, stock};
use super::AT_ONCE;
use crate::alerts::Matter;
use crate::error::Result;
use crate::id::{AlertId, ProductId};
use crate::orders::Status;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    product: ProductId,
}

/// Products that are low without an alert though nobody resolved the last one by hand, and products whose alert does
/// not fit: `limit` at most of each, in the order of their ids.
///
/// A drop after somebody resolved by hand opens a new alert in its own transaction, so the newest alert tells whether
/// there was one.
pub fn askew(tx: &mut Tx<'_>, limit: u32) -> Result<BTreeSet<ProductId>> {
    let untold: Vec<Found> = sql_query(format!(
        "SELECT s.product_id AS product FROM stock s JOIN products p ON p.id = s.product_id \
         WHERE s.on_hand <= s.low_stock_threshold AND NOT p.is_archived \
         AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.topic = 'stock:' || s.product_id AND a.is_active) \
         AND NOT EXISTS (SELECT 1 FROM alerts r WHERE r.resolver_id IS NOT NULL AND r.id = \
         (SELECT MAX(n.id) FROM alerts n WHERE n.topic = 'stock:' || s.product_id)) \
         ORDER BY s.product_id LIMIT {limit}"
    ))
    .load(tx.conn)?;
    let wrong: Vec<Found> = sql_query(format!(
        "SELECT a.product_id AS product FROM alerts a JOIN products p ON p.id = a.product_id \
         LEFT JOIN stock s ON s.product_id = a.product_id \
         WHERE a.is_active AND a.topic = 'stock:' || a.product_id AND NOT a.is_by_hand \
         AND (s.product_id IS NULL OR p.is_archived OR s.on_hand > s.low_stock_threshold \
         OR a.current_value IS DISTINCT FROM s.on_hand OR a.threshold_value IS DISTINCT FROM \
         (CASE WHEN s.on_hand <= s.critical_threshold THEN s.critical_threshold ELSE s.low_stock_threshold END)) \
         ORDER BY a.product_id LIMIT {limit}"
    ))
    .load(tx.conn)?;
    Ok(untold.into_iter().chain(wrong).map(|found| found.product).collect())
}

/// How many products are counted.
pub fn counted(tx: &mut Tx<'_>) -> Result<u64> {
    let count: i64 = stock::table
        .inner_join(products::table)
        .filter(products::is_archived.eq(false))
        .count()
        .get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// What was ordered since `since` and not called off.
#[auto_type(no_type_alias)]
fn lately(since: NaiveDateTime) -> _ {
    let cancelled: &'static str = Status::Cancelled.as_str();
    orders::table.filter(orders::created_at.gt(since)).filter(orders::status.ne(cancelled)).select(orders::id)
}

type Counted = (order_lines::product_id, diesel::expression::SqlLiteral<BigInt>);

fn counted_orders() -> Counted {
    (order_lines::product_id, sql::<BigInt>(ORDERS))
}

/// How many orders, over the lines of one product.
const ORDERS: &str = "COUNT(DISTINCT order_lines.order_id)";

fn by_product(rows: Vec<(ProductId, i64)>) -> BTreeMap<ProductId, u32> {
    rows.into_iter().map(|(product, count)| (product, u32::try_from(count).unwrap_or(u32::MAX))).collect()
}

/// In how many orders since `since` each product is that is in `least` of them; the most ordered first, `limit` at
/// most.
pub fn ordered(
    tx: &mut Tx<'_>,
    since: DateTime<Utc>,
    least: u32,
    limit: u32,
) -> Result<BTreeMap<ProductId, u32>> {
    let rows: Vec<(ProductId, i64)> = order_lines::table
        .filter(order_lines::order_id.eq_any(lately(since.naive_utc())))
        .group_by(order_lines::product_id)
        .having(sql::<Bool>(&format!("{ORDERS} >= {least}")))
        .order_by((sql::<BigInt>(ORDERS).desc(), order_lines::product_id.asc()))
        .limit(i64::from(limit))
        .select(counted_orders())
        .load(tx.conn)?;
    Ok(by_product(rows))
}

/// In how many orders since `since` these products are; none of them is left out that is in one.
pub fn ordered_of(
    tx: &mut Tx<'_>,
    since: DateTime<Utc>,
    of: &[ProductId],
) -> Result<BTreeMap<ProductId, u32>> {
    let rows: Vec<(ProductId, i64)> = order_lines::table
        .filter(order_lines::order_id.eq_any(lately(since.naive_utc())))
        .filter(order_lines::product_id.eq_any(of))
        .group_by(order_lines::product_id)
        .select(counted_orders())
        .load(tx.conn)?;
    Ok(by_product(rows))
}

/// How many products were ordered since `since`.
pub fn ordered_products(tx: &mut Tx<'_>, since: DateTime<Utc>) -> Result<u64> {
    let count: i64 = order_lines::table
        .filter(order_lines::order_id.eq_any(lately(since.naive_utc())))
        .select(sql::<BigInt>("COUNT(DISTINCT order_lines.product_id)"))
        .first(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The products about whose demand an alert stands open that the shop opened, those first that changed longest ago;
/// `limit` at most.
pub fn in_demand(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<ProductId>> {
    let open = alerts::table
        .filter(alerts::is_active)
        .filter(alerts::is_by_hand.eq(false))
        .filter(alerts::topic.like(format!("{}%", Matter::Demand.prefix())));
    let rows: Vec<Option<ProductId>> = open
        .order_by((alerts::updated_at, alerts::id))
        .limit(i64::from(limit))
        .select(alerts::product_id)
        .load(tx.conn)?;
    Ok(rows.into_iter().flatten().collect())
}

/// Of these products those whose newest alert of the matter somebody resolved by hand, and when.
pub fn resolved_by_hand(
    tx: &mut Tx<'_>,
    matter: Matter,
    of: &[ProductId],
) -> Result<BTreeMap<ProductId, DateTime<Utc>>> {
    let mut resolved = BTreeMap::new();
    for some in of.chunks(AT_ONCE) {
        let topics = some.iter().map(|product| matter.topic(*product));
        let newest = alerts::table
            .filter(alerts::topic.eq_any(topics))
            .group_by(alerts::topic)
            .select(sql::<Text>("MAX(id)"));
        let newest: Vec<AlertId> = newest.load(tx.conn)?;
        let rows: Vec<(Option<ProductId>, Option<NaiveDateTime>)> = alerts::table
            .filter(alerts::id.eq_any(&newest).and(alerts::resolver_id.is_not_null()))
            .select((alerts::product_id, alerts::resolved_at))
            .load(tx.conn)?;
        let both =
            |(product, at): (Option<ProductId>, Option<NaiveDateTime>)| Some((product?, at?.and_utc()));
        resolved.extend(rows.into_iter().filter_map(both));
    }
    Ok(resolved)
}
