//! What moved on each business day: one query for the products of a page, on an index that holds all it needs.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Bool};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::super::Tx;
use super::super::schema::stock_movements;
use crate::error::{Error, Result};
use crate::id::ProductId;
use crate::stock::days::Day;
use crate::time::BusinessDay;

const CAME: &str = "CAST(SUM(CASE WHEN quantity > 0 THEN quantity ELSE 0 END) AS BIGINT)";
const WENT: &str = "CAST(SUM(CASE WHEN quantity < 0 THEN -quantity ELSE 0 END) AS BIGINT)";

/// A slip that was put right moved nothing. Few movements are taken back, and an index holds just those.
const NOT_TAKEN_BACK: &str = "stock_movements.id NOT IN \
     (SELECT back.reverses_id FROM stock_movements back WHERE back.reverses_id IS NOT NULL)";

/// The days on which something of these products moved, from `first` to `last`, by product; without what was
/// taken back.
pub fn moved(
    tx: &mut Tx<'_>,
    products: &[ProductId],
    first: BusinessDay,
    last: BusinessDay,
) -> Result<HashMap<ProductId, Vec<Day>>> {
    let rows: Vec<(ProductId, String, i64, i64)> = stock_movements::table
        .filter(stock_movements::product_id.eq_any(products))
        .filter(stock_movements::business_day.ge(first.to_string()))
        .filter(stock_movements::business_day.le(last.to_string()))
        .filter(stock_movements::reverses_id.is_null())
        .filter(sql::<Bool>(NOT_TAKEN_BACK))
        .group_by((stock_movements::product_id, stock_movements::business_day))
        .select((
            stock_movements::product_id,
            stock_movements::business_day,
            sql::<BigInt>(CAME),
            sql::<BigInt>(WENT),
        ))
        .load(tx.conn)?;
    let mut moved: HashMap<ProductId, Vec<Day>> = HashMap::new();
    for (product, day, came, went) in rows {
        let day: NaiveDate = day.parse().map_err(|_| Error::Broken(format!("business_day holds {day}")))?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        moved.entry(product).or_default().push(Day { day, came: count(came), went: count(went) });
    }
    Ok(moved)
}
