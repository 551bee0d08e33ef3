//! One record as a product draft, or everything that is wrong with it.

use super::ImportError;
use super::formula::unguarded;
use super::header::Header;
use super::lists;
use super::records::Record;
use crate::catalog::draft::ProductDraft;
use crate::catalog::given::Given;
use crate::money::{Amount, BasisPoints, Currency, Money};

/// The draft in `record`, made safe to show and checked.
pub(super) fn read(
    header: &Header,
    record: Record,
    currency: Currency,
) -> Result<ProductDraft, Vec<ImportError>> {
    let line = record.line;
    let of_row = |message: String| vec![ImportError::new(line, None, message, "")];
    let cells = record.cells.map_err(|reason| of_row(reason.to_owned()))?;
    if cells.len() != header.width() {
        return Err(of_row(format!("has {} cells; the header has {}", cells.len(), header.width())));
    }
    let mut row = Row { header, line, cells: &cells, errors: Vec::new() };
    let draft = row.draft(currency);
    let checked = draft.checked().map_err(|faults| {
        for (field, messages) in &faults.0 {
            for message in messages {
                row.blame(field, message.clone());
            }
        }
    });
    match checked {
        Ok(draft) if row.errors.is_empty() => Ok(draft),
        Ok(_) | Err(()) => Err(row.errors),
    }
}

struct Row<'a> {
    header: &'a Header,
    line: u64,
    cells: &'a [String],
    errors: Vec<ImportError>,
}

impl<'a> Row<'a> {
    fn draft(&mut self, currency: Currency) -> ProductDraft {
        let money = |cell: &str| lists::money(cell, currency);
        let text = |cell: &str| Ok(cell.to_owned());
        ProductDraft {
            name: self.cell("name").unwrap_or_default().to_owned(),
            category: self.cell("category").unwrap_or_default().to_owned(),
            price: self.price(currency),
            sale_price: self.read("sale_price", money),
            description: self.read("description", text).map(Option::unwrap_or_default),
            tags: self.read("tags", |cell| Ok(lists::words(cell))).map(Option::unwrap_or_default),
            attributes: self.read("attributes", lists::attributes).map(Option::unwrap_or_default),
            allergens: self.read("allergens", |cell| Ok(lists::words(cell))).map(Option::unwrap_or_default),
            sku: self.read("sku", text),
            plu: self.read("plu", text),
            barcode: self.read("barcode", text),
            stock: self.read("stock", count),
            low_stock_threshold: self.read("low_stock_threshold", count).unless_empty(),
            critical_threshold: self.read("critical_threshold", count).unless_empty(),
            is_available: self.read("is_available", yes_or_no).unless_empty(),
            is_featured: self.read("is_featured", yes_or_no).unless_empty(),
            tax_rate: self.read("tax_rate", percent).unless_empty(),
            image: self.read("image", text),
            options: self
                .read("options", |cell| lists::options(cell, currency))
                .map(Option::unwrap_or_default),
        }
    }

    /// The trimmed cell of `column`, if the file has it, without the guard against formulas.
    fn cell(&self, column: &str) -> Option<&'a str> {
        let cell = self.cells.get(self.header.position(column)?)?;
        Some(unguarded(cell.trim()))
    }

    /// Absent without the column, nothing for an empty cell, else what `meaning` makes of it.
    fn read<T>(&mut self, column: &str, meaning: impl FnOnce(&str) -> Result<T, String>) -> Given<Option<T>> {
        match self.cell(column) {
            None => Given::Absent,
            Some("") => Given::Value(None),
            Some(cell) => match meaning(cell) {
                Ok(value) => Given::Value(Some(value)),
                Err(message) => {
                    self.blame(column, message);
                    Given::Absent
                }
            },
        }
    }

    fn price(&mut self, currency: Currency) -> Money {
        if self.cell("price") == Some("") {
            self.blame("price", "is required".to_owned());
        }
        match self.read("price", |cell| lists::money(cell, currency)) {
            Given::Value(Some(price)) => price,
            // The row is refused already; at this price no sale price is blamed for it.
            Given::Value(None) | Given::Absent => Money::MAX_INPUT,
        }
    }

    /// One more error, unless its column is blamed already: what follows from a mistake is no other mistake.
    fn blame(&mut self, column: &str, message: String) {
        if !self.errors.iter().any(|error| error.column.as_deref() == Some(column)) {
            let value = self.cell(column).unwrap_or_default();
            self.errors.push(ImportError::new(self.line, Some(column), message, value));
        }
    }
}

fn count(cell: &str) -> Result<u32, String> {
    cell.parse().map_err(|_| "must be a whole number, not below zero".to_owned())
}

fn yes_or_no(cell: &str) -> Result<bool, String> {
    match cell.to_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

fn percent(cell: &str) -> Result<BasisPoints, String> {
    let rate = cell.trim_end_matches('%').trim_end().parse::<Amount>().and_then(BasisPoints::try_from);
    rate.map_err(|invalid| invalid.to_string())
}
