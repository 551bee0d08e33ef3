//! A menu as CSV: RFC 4180, every column, one row for each product. What is written reads the same.

use super::cells::cells;
use super::formula::guarded;
use super::header::COLUMNS;
use crate::catalog::product::Product;
use crate::money::{BasisPoints, Currency};

/// The file that holds these products in this order, each with the tax rate of its section where that has one
/// of its own.
pub fn write<'a>(
    products: impl IntoIterator<Item = (&'a Product, Option<BasisPoints>)>,
    currency: Currency,
) -> String {
    let mut file = String::new();
    push_row(&mut file, COLUMNS.into_iter().map(str::to_owned));
    for (product, own_rate) in products {
        push_row(&mut file, cells(product, own_rate, currency).into_iter().map(|(_, cell)| guarded(cell)));
    }
    file
}

fn push_row(file: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            file.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            file.push('"');
            file.push_str(&cell.replace('"', "\"\""));
            file.push('"');
        } else {
            file.push_str(&cell);
        }
    }
    file.push_str("\r\n");
}
