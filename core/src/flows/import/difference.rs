//! What an import changes, told as people would write it in a menu file: product by product, field by field,
//! only what differs.

use chrono::SecondsFormat;

use crate::catalog::menu_csv::{MenuRow, cells, given, shown};
use crate::catalog::product::{Product, SoldOut};
use crate::money::{BasisPoints, Currency};
use crate::wire::menu::{FieldChange, ImportChange};

/// The most products, or sections, of which the changes are told.
pub(super) const MOST: usize = 1_000;

/// The changes so far.
#[derive(Debug, Default)]
pub(super) struct Differences {
    told: Vec<ImportChange>,
    more: u64,
}

/// A product, and the tax rate of its section where that has one of its own.
pub(super) type Rated<'a> = (&'a Product, Option<BasisPoints>);

impl Differences {
    /// A row makes `now` of what stood.
    pub fn note(&mut self, row: &MenuRow, stood: Option<Rated<'_>>, now: Rated<'_>, currency: Currency) {
        if self.told.len() == MOST {
            self.more += 1;
            return;
        }
        self.told.push(ImportChange {
            line: row.line,
            product: now.0.name.clone(),
            is_new: stood.is_none(),
            fields: match stood {
                Some(stood) => changed(stood, now, currency),
                None => told(row, now, currency),
            },
        });
    }

    /// The changes that are told, and how many more products change.
    pub fn into_parts(self) -> (Vec<ImportChange>, u64) {
        (self.told, self.more)
    }
}

/// One field that changes; long ones are cut.
pub(super) fn field(name: &str, from: &str, to: &str) -> FieldChange {
    FieldChange { field: name.to_owned(), from: shown(from), to: shown(to) }
}

fn changed((stood, before): Rated<'_>, (now, after): Rated<'_>, currency: Currency) -> Vec<FieldChange> {
    let cells = cells(stood, before, currency).into_iter().zip(cells(now, after, currency));
    let fields = cells.map(|((column, from), (_, to))| (column, from, to));
    let sold_out =
        sold_out(stood).into_iter().zip(sold_out(now)).map(|((name, from), (_, to))| (name, from, to));
    fields
        .chain(sold_out)
        .filter(|(_, from, to)| from != to)
        .map(|(name, from, to)| field(name, &from, &to))
        .collect()
}

/// What a new product is given.
fn told(row: &MenuRow, (now, rate): Rated<'_>, currency: Currency) -> Vec<FieldChange> {
    let cells = cells(now, rate, currency).into_iter().zip(given(&row.draft));
    let cells = cells.filter(|((_, cell), is_given)| *is_given && !cell.is_empty()).map(|(cell, _)| cell);
    let sold_out = sold_out(now).into_iter().filter(|(_, cell)| now.sold_out.is_some() && !cell.is_empty());
    cells.chain(sold_out).map(|(name, cell)| field(name, "", &cell)).collect()
}

/// What a table does not hold.
fn sold_out(product: &Product) -> [(&'static str, String); 2] {
    let until = product.sold_out.and_then(SoldOut::until);
    [
        ("is_sold_out", product.sold_out.is_some().to_string()),
        (
            "sold_out_until",
            until.map(|until| until.to_rfc3339_opts(SecondsFormat::AutoSi, true)).unwrap_or_default(),
        ),
    ]
}
