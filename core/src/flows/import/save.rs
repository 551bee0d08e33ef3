//! Saving what a file made of the catalogue: in batches, so that the one writer of `SQLite` is soon free again
//! and `PostgreSQL` is asked few times. What stands as it stood is not written.

use chrono::{DateTime, Utc};

use super::catalogue::Catalogue;
use super::{Progress, STEP};
use crate::actor::Actor;
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::flows::alerts;
use crate::flows::catalog::counts::{self, Counts};
use crate::stock::Stock;
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
        let counts = some.iter().map(|product| counts_of(product, None));
        counts::save(tx, &counts.collect::<Vec<_>>(), REASON, shop, actor, now)?;
        products += some.len();
        watch(Progress::Saved { products, of });
    }
    for some in stood.chunks(STEP) {
        store::products::save_many(tx, some)?;
        let counts = some.iter().map(|(product, before)| counts_of(product, before.stock));
        counts::save(tx, &counts.collect::<Vec<_>>(), REASON, shop, actor, now)?;
        alerts::prices_changed(tx, some, shop, actor.name(), now)?;
        products += some.len();
        watch(Progress::Saved { products, of });
    }
    Ok(())
}

const fn counts_of(product: &Product, stood: Option<Stock>) -> Counts {
    Counts { product: product.id, stood, wanted: product.stock }
}
