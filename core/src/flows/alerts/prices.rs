//! Prices that changed by much, by form or by file. However many products a file changes, it is two queries for a batch
//! of them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::keep::{self, Decided};
use crate::alerts::{Facts, Matter, price};
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::id::ProductId;
use crate::money::Money;
use crate::store::{self, Tx};

/// Looks at products as they are, each with how it stood.
pub(in crate::flows) fn prices_changed(
    tx: &mut Tx<'_>,
    changed: &[(&Product, &Product)],
    shop: &Shop,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let told = |(product, before): &(&Product, &Product)| {
        let (old, new) = (costs(before), costs(product));
        Some((product.id, price::facts(&product.name, old, new, &shop.alerts, shop.currency)?))
    };
    let mut told: HashMap<ProductId, Facts> = changed.iter().filter_map(told).collect();
    if told.is_empty() {
        return Ok(());
    }
    let mut products: Vec<ProductId> = told.keys().copied().collect();
    products.sort_unstable();
    let about = store::alerts::open_about(tx, Matter::Price, &products)?;
    let decided = about.into_iter().map(|about| {
        let standing = about.open.as_ref().map(|open| &open.standing);
        let decision = price::decide(standing, told.remove(&about.product));
        Decided { about, decision }
    });
    let decided = decided.collect();
    keep::save(tx, Matter::Price, decided, by, now).map(drop)
}

/// What somebody pays for it, without options.
fn costs(product: &Product) -> Money {
    product.sale_price.unwrap_or(product.price)
}
