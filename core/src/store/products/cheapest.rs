//! The cheapest products that can be had now: what somebody could add to an order. Asked by whoever suggests.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::{BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, RunQueryDsl};

use super::{Boxed, in_stock};
use crate::error::Result;
use crate::id::{CategoryId, ProductId};
use crate::money::Money;
use crate::store::Tx;
use crate::store::schema::{categories, option_groups, products};

/// Of which products the cheapest are wanted.
#[derive(Debug, Clone, Default)]
pub struct CheapestOf {
    /// These; together with `categories` empty: all.
    pub products: Vec<ProductId>,
    /// And all of these sections.
    pub categories: Vec<CategoryId>,
    /// But none of these.
    pub excluded_products: Vec<ProductId>,
    /// And nothing of these sections.
    pub excluded_categories: Vec<CategoryId>,
    /// Also what is reduced already.
    pub with_reduced: bool,
    /// Only at this price or more.
    pub from: Money,
}

/// The cheapest of them that can be had at `now` and ask no question, the cheapest first; `limit` at most.
pub fn cheapest(tx: &mut Tx<'_>, of: &CheapestOf, now: DateTime<Utc>, limit: u32) -> Result<Vec<ProductId>> {
    let found = named(in_stock(for_sale(now), Some(true)), of);
    Ok(found
        .filter(products::price.ge(of.from.as_minor()))
        .order_by((products::price, products::name_folded, products::id))
        .limit(i64::from(limit))
        .select(products::id)
        .load(tx.conn)?)
}

/// What is on the menu, not sold out for now, and can be ordered without choosing anything.
fn for_sale(now: DateTime<Utc>) -> Boxed<'static> {
    let is_shown = categories::table
        .filter(categories::id.eq(products::category_id))
        .filter(categories::is_active)
        .filter(not(categories::is_archived));
    let asks = option_groups::table
        .filter(option_groups::product_id.eq(products::id))
        .filter(option_groups::min_choices.gt(0));
    let is_back = products::sold_out_until
        .is_not_null()
        .and(products::sold_out_until.assume_not_null().le(now.naive_utc()));
    products::table
        .filter(not(products::is_archived))
        .filter(products::is_available)
        .filter(not(products::is_sold_out).or(is_back))
        .filter(exists(is_shown))
        .filter(not(exists(asks)))
        .into_boxed()
}

fn named<'a>(mut found: Boxed<'a>, of: &'a CheapestOf) -> Boxed<'a> {
    let products = products::id.eq_any(&of.products);
    let categories = products::category_id.eq_any(&of.categories);
    found = match (of.products.is_empty(), of.categories.is_empty()) {
        (true, true) => found,
        (false, true) => found.filter(products),
        (true, false) => found.filter(categories),
        (false, false) => found.filter(products.or(categories)),
    };
    if !of.excluded_products.is_empty() {
        found = found.filter(products::id.ne_all(&of.excluded_products));
    }
    if !of.excluded_categories.is_empty() {
        found = found.filter(products::category_id.ne_all(&of.excluded_categories));
    }
    if of.with_reduced { found } else { found.filter(products::sale_price.is_null()) }
}
