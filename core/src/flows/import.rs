//! Import a menu: good rows go in, bad rows are named, and with `dry_run` nothing changes but the answer is
//! the same. Rows count one after the other, as if each were saved before the next is read.

mod catalogue;

use chrono::{DateTime, Utc};

use super::catalog::Vocabulary;
use super::catalog::counts::{self, Counts};
use crate::actor::{Actor, Permission};
use crate::catalog::{Shop, menu_csv};
use crate::error::{Error, Result};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::ImportReport;
use catalogue::{Catalogue, Touched};

/// Reads a menu file and brings the catalogue to what it says.
pub fn menu(
    tx: &mut Tx<'_>,
    actor: &Actor,
    file: &[u8],
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<ImportReport> {
    actor.require(Permission::ManageMenu)?;
    let shop = store::settings::load_shop(tx)?;
    let parsed = menu_csv::parse(file, shop.currency).map_err(Refusal::from)?;
    if !dry_run {
        store::sections::lock_all(tx)?;
    }
    let categories = store::sections::current(tx)?;
    let vocabulary = Vocabulary::load(tx)?;
    let mut catalogue = Catalogue::new(store::products::all(tx, &shop)?, categories, vocabulary, &shop);
    let mut report = ImportReport { dry_run, errors: parsed.errors, ..ImportReport::default() };
    for row in &parsed.rows {
        match catalogue.apply(row, now) {
            Ok(Touched::Created) => report.created += 1,
            Ok(Touched::Updated) => report.updated += 1,
            Ok(Touched::Unchanged) => report.unchanged += 1,
            Err(errors) => report.errors.extend(errors),
        }
    }
    report.errors.sort_by_key(|error| error.line);
    if !dry_run {
        save(tx, &catalogue, actor, &shop, now)?;
        let subject = "menu";
        let data = serde_json::to_value(&report).map_err(|cause| Error::Broken(cause.to_string()))?;
        store::events::append(tx, "menu.imported", subject, &data, actor.name(), now)?;
    }
    Ok(report)
}

fn save(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    actor: &Actor,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<()> {
    store::catalog::insert_categories(tx, &catalogue.new_categories())?;
    for category in catalogue.changed_categories() {
        store::catalog::save_category(tx, category)?;
    }
    catalogue.vocabulary().save(tx)?;
    // Codes may wander from one product to another: they are let go before any is taken.
    store::products::release_codes(tx, &catalogue.changed_ids())?;
    let mut counted = Vec::new();
    for (product, before) in catalogue.changed() {
        match before {
            None => store::products::insert(tx, product)?,
            Some(_) => store::products::save(tx, product)?,
        }
        let stood = before.and_then(|before| before.stock);
        counted.push(Counts { product: product.id, stood, wanted: product.stock });
    }
    counts::save(tx, &counted, "menu import", shop, actor, now)
}
