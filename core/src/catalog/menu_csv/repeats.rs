//! What two rows of one file may not share. The same product twice is an update of it; two products with one
//! PLU or barcode, or two rates for one section, are mistakes.

use std::collections::HashMap;

use super::ImportError;
use crate::catalog::draft::ProductDraft;
use crate::money::BasisPoints;
use crate::text;

/// What the rows so far have taken.
#[derive(Debug, Default)]
pub(in crate::catalog) struct Repeats {
    /// The line on which each product first stands, by its own code.
    by_sku: HashMap<String, u64>,
    /// The same by section and name.
    by_name: HashMap<(String, String), u64>,
    /// Which product has each PLU and each barcode.
    codes: HashMap<(&'static str, String), u64>,
    /// The rate of each section, and the line that says so.
    rates: HashMap<String, (BasisPoints, u64)>,
}

impl Repeats {
    /// The draft, if it takes nothing that belongs to a row before it.
    pub fn admit(&mut self, line: u64, draft: ProductDraft) -> Result<ProductDraft, Vec<ImportError>> {
        let product = self.product(line, &draft);
        let mut errors = Vec::new();
        for (column, code) in codes(&draft) {
            if let Some(owner) = self.codes.get(&(column, code.clone())).filter(|owner| **owner != product) {
                let message = format!("stands on line {owner} already, for another product");
                errors.push(ImportError::new(line, Some(column), message, &code));
            }
        }
        let section = text::folded(&draft.category);
        if let Some(rate) = draft.tax_rate.value()
            && let Some((_, other)) = self.rates.get(&section).filter(|(known, _)| known != rate)
        {
            let message = format!("{} has another rate on line {other}", draft.category);
            errors.push(ImportError::new(line, Some("tax_rate"), message, &rate.to_string()));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        self.take(line, product, section, &draft);
        Ok(draft)
    }

    /// The line that names the product of `draft`: this one, unless an earlier one has the same code or,
    /// where none is given, the same name in the same section.
    fn product(&self, line: u64, draft: &ProductDraft) -> u64 {
        let known = match draft.sku.value() {
            Some(Some(sku)) => self.by_sku.get(sku),
            Some(None) | None => self.by_name.get(&name(draft)),
        };
        known.copied().unwrap_or(line)
    }

    fn take(&mut self, line: u64, product: u64, section: String, draft: &ProductDraft) {
        if let Some(Some(sku)) = draft.sku.value() {
            self.by_sku.insert(sku.clone(), product);
        }
        self.by_name.entry(name(draft)).or_insert(product);
        for (column, code) in codes(draft) {
            self.codes.insert((column, code), product);
        }
        if let Some(rate) = draft.tax_rate.value() {
            self.rates.entry(section).or_insert((*rate, line));
        }
    }
}

fn name(draft: &ProductDraft) -> (String, String) {
    (text::folded(&draft.category), text::folded(&draft.name))
}

fn codes(draft: &ProductDraft) -> impl Iterator<Item = (&'static str, String)> {
    let plu = draft.plu.value().cloned().flatten().map(|code| ("plu", code));
    let barcode = draft.barcode.value().cloned().flatten().map(|code| ("barcode", code));
    plu.into_iter().chain(barcode)
}
