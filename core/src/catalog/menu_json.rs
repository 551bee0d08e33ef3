//! The menu as a JSON document, as programs exchange it: the same drafts by the same rules as from CSV, and also
//! what a table cannot hold. Each product is read by itself, so a wrong one costs no other.
//! [`crate::wire::MenuDocument`] is what such a document looks like.

mod product;
mod sections;

use serde_json::{Map, Value};

use super::menu_csv::repeats::Repeats;
use super::menu_csv::{ImportError, MAX_BYTES, MAX_ROWS, MenuRow, ParsedMenu, UnreadableMenu};
use crate::money::Currency;
use product::Entry;

/// Reads a menu document in a shop of this currency.
pub fn parse(bytes: &[u8], currency: Currency) -> Result<ParsedMenu, UnreadableMenu> {
    if bytes.len() > MAX_BYTES {
        return Err(UnreadableMenu::TooLarge);
    }
    let text = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let document: Value =
        serde_json::from_slice(text).map_err(|cause| UnreadableMenu::NotJson(cause.to_string()))?;
    let Value::Object(document) = document else {
        return Err(wrong("file", "a menu is an object with the field products"));
    };
    require_currency(&document, currency)?;
    let sections = sections::read(&document)?;
    let products = list(&document, "products")?.ok_or_else(|| wrong("products", "is required"))?;
    if products.len() > MAX_ROWS {
        return Err(UnreadableMenu::TooManyRows);
    }
    let mut menu = ParsedMenu { sections, ..ParsedMenu::default() };
    let mut repeats = Repeats::default();
    let mut unknown = Vec::new();
    for (line, value) in (1..).zip(products) {
        let row = Entry::of(line, value).and_then(|entry| {
            entry.note_unknown(&mut unknown, &mut menu.errors);
            let (draft, sold_out) = entry.read(currency)?;
            Ok(MenuRow { line, draft: repeats.admit(line, draft)?, sold_out })
        });
        match row {
            Ok(row) => menu.rows.push(row),
            Err(errors) => menu.errors.extend(errors),
        }
    }
    Ok(menu)
}

/// A document that says in which currency its amounts are is not read in another one.
fn require_currency(document: &Map<String, Value>, currency: Currency) -> Result<(), UnreadableMenu> {
    match document.get("currency") {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(code)) if code == currency.code() => Ok(()),
        Some(other) => {
            let told = ImportError::new(0, None, "", &shown(other)).value;
            Err(wrong("currency", format!("is {told}; this shop's is {currency}")))
        }
    }
}

fn list<'a>(document: &'a Map<String, Value>, field: &str) -> Result<Option<&'a [Value]>, UnreadableMenu> {
    match document.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(entries)) => Ok(Some(entries)),
        Some(_) => Err(wrong(field, "must be a list")),
    }
}

fn wrong(field: impl Into<String>, message: impl Into<String>) -> UnreadableMenu {
    UnreadableMenu::WrongField { field: field.into(), message: message.into() }
}

/// What stands there, as an error repeats it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}
