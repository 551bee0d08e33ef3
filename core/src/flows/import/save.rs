//! Saving what a file made of the catalogue: in batches, so that the one writer of `SQLite` is soon free again
//! and `PostgreSQL` is asked few times. What stands as it stood is not written.

use chrono::{DateTime, Utc};

use super::catalogue::Catalogue;
use super::{Progress, STEP};
use crate::actor::Actor;
use crate::catalog::{Product, Shop};
use crate::error::{Error, Result};
use crate::id::ProductId;
use crate::stock::{Movement, MovementKind, Stock};
use crate::store::stock::Cause;
use crate::store::{self, Tx};

pub(super) fn everything(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    actor: &Actor,
    shop: &Shop,
    now: DateTime<Utc>,
    watch: &dyn Fn(Progress),
) -> Result<()> {
    store::catalog::insert_categories(tx, catalogue.sections().new_ones())?;
    for category in catalogue.sections().changed() {
        store::catalog::save_category(tx, &category)?;
    }
    catalogue.vocabulary().save(tx)?;
    // Codes may wander from one product to another: they are let go before any is taken.
    store::products::release_codes(tx, &catalogue.ids_with_other_codes())?;
    let (new, stood): (Vec<&Product>, Vec<_>) =
        (catalogue.created().collect(), catalogue.changed().collect());
    let (mut products, of) = (0, new.len() + stood.len());
    for some in new.chunks(STEP) {
        store::products::insert_many(tx, some)?;
        let counted = first_counts(tx, some)?;
        record(tx, &counted, actor, shop, now)?;
        products += some.len();
        watch(Progress::Saved { products, of });
    }
    for some in stood.chunks(STEP) {
        store::products::save_many(tx, some)?;
        let mut counted = Vec::new();
        for (product, before) in some {
            counted.extend(save_counts(tx, product.id, before.stock, product.stock)?);
        }
        record(tx, &counted, actor, shop, now)?;
        products += some.len();
        watch(Progress::Saved { products, of });
    }
    // Counts that are no longer kept were brought to zero above, so the movements still add up.
    for (product, before) in &stood {
        if product.stock.is_none() && before.stock.is_some() {
            store::stock::delete(tx, product.id)?;
        }
    }
    Ok(())
}

/// The counts of new products: what is on the shelf came in.
fn first_counts(tx: &mut Tx<'_>, products: &[&Product]) -> Result<Vec<Movement>> {
    let counts: Vec<(ProductId, Stock)> =
        products.iter().filter_map(|product| Some((product.id, product.stock?))).collect();
    store::stock::insert_counted(tx, &counts)?;
    let came = counts.into_iter().filter(|(_, stock)| stock.on_hand > 0);
    Ok(came
        .map(|(product, stock)| Movement {
            product,
            kind: MovementKind::Restock,
            quantity: i64::from(stock.on_hand),
        })
        .collect())
}

fn record(
    tx: &mut Tx<'_>,
    counted: &[Movement],
    actor: &Actor,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<()> {
    let cause = Cause {
        order: None,
        reason: "menu import",
        note: "",
        reverses: None,
        by: actor.name(),
        now,
        day: shop.business_day(now),
    };
    store::stock::record(tx, counted, cause)
}

/// Brings the counts of a product from what stood to what is wanted; what changed is a movement.
fn save_counts(
    tx: &mut Tx<'_>,
    product: ProductId,
    stood: Option<Stock>,
    wanted: Option<Stock>,
) -> Result<Option<Movement>> {
    if stood == wanted {
        return Ok(None);
    }
    let kind = if stood.is_some() { MovementKind::Count } else { MovementKind::Restock };
    let limits = wanted.unwrap_or_default();
    if stood.is_none() {
        store::stock::insert(tx, product, limits.low_stock_threshold, limits.critical_threshold)?;
    } else {
        store::stock::save_thresholds(tx, product, limits.low_stock_threshold, limits.critical_threshold)?;
    }
    let quantity = i64::from(limits.on_hand) - i64::from(stood.map_or(0, |stock| stock.on_hand));
    if quantity == 0 {
        return Ok(None);
    }
    if !store::stock::add(tx, product, quantity)? {
        // The catalogue was read in this transaction; an order that took more since will not come again.
        return Err(Error::Contended(format!("stock of {product} changed meanwhile")));
    }
    Ok(Some(Movement { product, kind, quantity }))
}
