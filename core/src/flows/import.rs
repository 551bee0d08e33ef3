//! Import a menu: good rows go in, bad rows are named, and with `dry_run` nothing changes but the answer is
//! the same. Rows count one after the other, as if each were saved before the next is read.

mod catalogue;
mod difference;
mod save;
mod sections;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::catalog::Vocabulary;
use crate::actor::{Actor, Permission};
use crate::catalog::MenuFormat;
use crate::error::Result;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::ImportReport;
use catalogue::{Catalogue, Touched};

/// What is to be imported, and how.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// The file.
    pub file: &'a [u8],
    /// In which form it is.
    pub format: MenuFormat,
    /// Change nothing, answer the same. Needs no transaction that may write.
    pub dry_run: bool,
    /// When.
    pub now: DateTime<Utc>,
}

/// How far an import has come, for whoever waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many rows are read and compared.
    Read {
        /// How many.
        rows: usize,
        /// Of how many.
        of: usize,
    },
    /// So many products are saved.
    Saved {
        /// How many.
        products: usize,
        /// Of how many.
        of: usize,
    },
}

/// How many rows are read, or products saved, between two words about it.
const STEP: usize = 500;

/// Reads a menu file of either form and brings the catalogue to what it says.
pub fn menu(
    tx: &mut Tx<'_>,
    actor: &Actor,
    file: &[u8],
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<ImportReport> {
    apply(tx, actor, Import { file, format: MenuFormat::of(file), dry_run, now }, &|_| ())
}

/// As [`menu`], with a form that is known, and tells `watch` how far it has come.
pub fn apply(
    tx: &mut Tx<'_>,
    actor: &Actor,
    import: Import<'_>,
    watch: &dyn Fn(Progress),
) -> Result<ImportReport> {
    actor.require(Permission::ManageMenu)?;
    let Import { file, format, dry_run, now } = import;
    let shop = store::settings::load_shop(tx)?;
    let parsed = format.read(file, shop.currency).map_err(Refusal::from)?;
    if !dry_run {
        store::sections::lock_all(tx)?;
    }
    let categories = store::sections::current(tx)?;
    let vocabulary = Vocabulary::load(tx)?;
    let mut catalogue = Catalogue::new(store::products::all(tx, &shop)?, categories, vocabulary, &shop);
    let mut report = ImportReport { dry_run, errors: parsed.errors, ..ImportReport::default() };
    for section in &parsed.sections {
        catalogue.apply_section(section);
    }
    for (index, row) in parsed.rows.iter().enumerate() {
        match catalogue.apply(row, now) {
            Ok(Touched::Created) => report.created += 1,
            Ok(Touched::Updated) => report.updated += 1,
            Ok(Touched::Unchanged) => report.unchanged += 1,
            Err(errors) => report.errors.extend(errors),
        }
        if (index + 1) % STEP == 0 || index + 1 == parsed.rows.len() {
            watch(Progress::Read { rows: index + 1, of: parsed.rows.len() });
        }
    }
    report.errors.sort_by_key(|error| error.line);
    catalogue.settle();
    report.category_changes = catalogue.sections().differences();
    if !dry_run && catalogue.differs() {
        save::everything(tx, &catalogue, actor, &shop, now, watch)?;
        let data = json!({
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "left_out": report.errors.len(),
        });
        store::events::append(tx, "menu.imported", "menu", &data, actor.name(), now)?;
    }
    (report.changes, report.more_changes) = catalogue.into_differences();
    Ok(report)
}
