//! Import a menu: good rows go in, bad rows are named, and with `dry_run` nothing changes but the answer is
//! the same. Rows count one after the other, as if each were saved before the next is read.

mod catalogue;

use chrono::{DateTime, Utc};

use super::catalog::Vocabulary;
use crate::actor::{Actor, Permission};
use crate::catalog::product::Category;
use crate::catalog::{Shop, menu_csv};
use crate::error::{Error, Result};
use crate::refusal::Refusal;
use crate::stock::{Movement, MovementKind, Stock};
use crate::store::stock::Cause;
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
    let categories =
        store::catalog::all_categories(tx)?.into_iter().filter(|category| !category.is_archived).collect();
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
        counted.extend(save_counts(tx, product.id, stood, product.stock)?);
    }
    let cause = Cause {
        order: None,
        reason: "menu import",
        note: "",
        reverses: None,
        by: actor.name(),
        now,
        day: shop.business_day(now),
    };
    store::stock::record(tx, &counted, cause)?;
    // Counts that are no longer kept were brought to zero above, so the movements still add up.
    for (product, before) in catalogue.changed() {
        if product.stock.is_none() && before.is_some_and(|before| before.stock.is_some()) {
            store::stock::delete(tx, product.id)?;
        }
    }
    Ok(())
}

/// Brings the counts of a product from what stood to what is wanted; what changed is a movement.
fn save_counts(
    tx: &mut Tx<'_>,
    product: crate::id::ProductId,
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

/// A section that a row names and that is not there yet.
fn new_category(name: &str, position: usize) -> Category {
    Category {
        id: store::fresh_id(),
        name: name.to_owned(),
        description: String::new(),
        image: None,
        is_active: true,
        is_archived: false,
        tax_rate: None,
        position: i32::try_from(position).unwrap_or(i32::MAX),
        version: 1,
    }
}
