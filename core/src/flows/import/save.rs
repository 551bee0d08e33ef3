//! Saving what a file made of the catalogue: in batches, so that the one writer of `SQLite` is soon free again
//! and `PostgreSQL` is asked few times. What stands as it stood is not written.

use chrono::{DateTime, Utc};

use super::catalogue::Catalogue;
use super::{Progress, STEP};
use crate::actor::Actor;
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::flows::catalog::counts::{self, Counts};
use crate::id::ProductId;
use crate::stock::{Movement, MovementKind, Stock};
use crate::store::stock::Cause;
use crate::store::{self, Tx};

/// What movements give as their reason.
const REASON: &str = "menu import";

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
        let counts = some.iter().map(|(product, before)| Counts {
            product: product.id,
            stood: before.stock,
            wanted: product.stock,
        });
        counts::save(tx, &counts.collect::<Vec<_>>(), REASON, shop, actor, now)?;
        products += some.len();
        watch(Progress::Saved { products, of });
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
        reason: REASON,
        note: "",
        reverses: None,
        by: actor.name(),
        now,
        day: shop.business_day(now),
    };
    store::stock::record(tx, counted, cause)
}
