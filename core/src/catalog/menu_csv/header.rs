//! The first line of a menu file: which column stands where.

use super::{ImportError, UnreadableMenu};
use crate::text;

/// How many columns there are.
pub const WIDTH: usize = 19;
/// Every column that a menu file may have, in the order in which it is written.
pub const COLUMNS: [&str; WIDTH] = [
    "name",
    "category",
    "price",
    "description",
    "sale_price",
    "tags",
    "attributes",
    "allergens",
    "sku",
    "plu",
    "barcode",
    "stock",
    "low_stock_threshold",
    "critical_threshold",
    "is_available",
    "is_featured",
    "tax_rate",
    "image",
    "options",
];
/// The columns that a menu file must have.
const REQUIRED: [&str; 3] = ["name", "category", "price"];

/// Where each column stands.
#[derive(Debug)]
pub(super) struct Header {
    /// The column of each cell; none where the cell is not read.
    columns: Vec<Option<&'static str>>,
}

impl Header {
    /// The header in these cells, and an error for each column nobody knows; its cells are not read.
    pub fn read(line: u64, names: &[String]) -> Result<(Self, Vec<ImportError>), UnreadableMenu> {
        let mut columns = Vec::with_capacity(names.len());
        let mut errors = Vec::new();
        for name in names {
            let wanted = text::line(name).to_lowercase();
            let column = COLUMNS.into_iter().find(|column| *column == wanted);
            match column {
                Some(column) if columns.contains(&Some(column)) => {
                    return Err(UnreadableMenu::RepeatedColumn(column));
                }
                None if !wanted.is_empty() => {
                    let message = "is not a column of a menu; it was not read";
                    errors.push(ImportError::new(line, Some(&wanted), message, name));
                }
                Some(_) | None => {}
            }
            columns.push(column);
        }
        match REQUIRED.into_iter().find(|column| !columns.contains(&Some(column))) {
            Some(missing) => Err(UnreadableMenu::MissingColumn(missing)),
            None => Ok((Self { columns }, errors)),
        }
    }

    /// How many cells each row has.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Which cell of a row belongs to `column`, if the file has it.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|there| *there == Some(column))
    }
}
