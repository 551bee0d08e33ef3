//! One product of a menu document as a draft, or everything that is wrong with it. What is left out stays as it
//! is; null is what an empty cell is in CSV.

use chrono::{DateTime, SubsecRound, Utc};
use serde_json::{Map, Value};

use super::super::draft::{AttributeDraft, OptionDraft, OptionGroupDraft, ProductDraft};
use super::super::given::Given;
use super::super::menu_csv::{COLUMNS, ImportError, lists};
use super::super::product::SoldOut;
use super::shown;
use crate::money::{Amount, BasisPoints, Currency, Money};

/// What a product may have besides the columns of a table.
const MORE_FIELDS: [&str; 2] = ["is_sold_out", "sold_out_until"];
/// More unknown fields than anybody needs to be told of.
const MOST_UNKNOWN: usize = 50;

pub(super) struct Entry<'a> {
    line: u64,
    fields: &'a Map<String, Value>,
    errors: Vec<ImportError>,
}

impl<'a> Entry<'a> {
    pub fn of(line: u64, value: &'a Value) -> Result<Self, Vec<ImportError>> {
        match value {
            Value::Object(fields) => Ok(Self { line, fields, errors: Vec::new() }),
            other => {
                Err(vec![ImportError::new(line, None, "a product is an object with fields", &shown(other))])
            }
        }
    }

    /// An error for each field that nobody knows, the first time it comes. The others are read all the same.
    pub fn note_unknown(&self, known: &mut Vec<String>, errors: &mut Vec<ImportError>) {
        let is_known = |field: &str| COLUMNS.contains(&field) || MORE_FIELDS.contains(&field);
        for field in self.fields.keys().filter(|field| !is_known(field)) {
            if known.len() < MOST_UNKNOWN && !known.contains(field) {
                let message = "is not a field of a product; it was not read";
                errors.push(ImportError::new(
                    self.line,
                    Some(&super::super::menu_csv::shown(field)),
                    message,
                    field,
                ));
                known.push(field.clone());
            }
        }
    }

    /// The draft, made safe to show and checked, and whether it is sold out for now.
    pub fn read(
        mut self,
        currency: Currency,
    ) -> Result<(ProductDraft, Given<Option<SoldOut>>), Vec<ImportError>> {
        let (draft, sold_out) = (self.draft(currency), self.sold_out());
        let checked = draft.checked().map_err(|faults| {
            for (field, messages) in &faults.0 {
                for message in messages {
                    self.blame(field, message.clone());
                }
            }
        });
        match checked {
            Ok(draft) if self.errors.is_empty() => Ok((draft, sold_out)),
            Ok(_) | Err(()) => Err(self.errors),
        }
    }

    fn draft(&mut self, currency: Currency) -> ProductDraft {
        let amount = |value: &Value| money(value, currency);
        ProductDraft {
            name: self.field("name", text).or(None).unwrap_or_default(),
            category: self.field("category", text).or(None).unwrap_or_default(),
            price: self.price(currency),
            sale_price: self.field("sale_price", amount),
            description: self.field("description", text).map(Option::unwrap_or_default),
            tags: self.field("tags", words).map(Option::unwrap_or_default),
            attributes: self
                .field("attributes", |value| each(value, attribute))
                .map(Option::unwrap_or_default),
            allergens: self.field("allergens", words).map(Option::unwrap_or_default),
            sku: self.field("sku", text),
            plu: self.field("plu", text),
            barcode: self.field("barcode", text),
            stock: self.field("stock", count),
            low_stock_threshold: self.field("low_stock_threshold", count).unless_empty(),
            critical_threshold: self.field("critical_threshold", count).unless_empty(),
            is_available: self.field("is_available", yes_or_no).unless_empty(),
            is_featured: self.field("is_featured", yes_or_no).unless_empty(),
            tax_rate: self.field("tax_rate", percent).unless_empty(),
            image: self.field("image", text),
            options: self
                .field("options", |value| each(value, |group| option_group(group, currency)))
                .map(Option::unwrap_or_default),
        }
    }

    fn price(&mut self, currency: Currency) -> Money {
        match self.field("price", |value| money(value, currency)) {
            Given::Value(Some(price)) => return price,
            Given::Value(None) => self.blame("price", "is required".to_owned()),
            Given::Absent if !self.fields.contains_key("price") => {
                self.blame("price", "is required".to_owned());
            }
            Given::Absent => {}
        }
        // The product is refused already; at this price no sale price is blamed for it.
        Money::MAX_INPUT
    }

    fn sold_out(&mut self) -> Given<Option<SoldOut>> {
        let until = self.field("sold_out_until", time).unless_empty();
        match (self.field("is_sold_out", yes_or_no).unless_empty(), until) {
            (Given::Value(true), Given::Value(until)) => Given::Value(Some(SoldOut::Until(until))),
            (Given::Value(true), Given::Absent) => Given::Value(Some(SoldOut::UntilFurtherNotice)),
            (Given::Value(false), Given::Absent) => Given::Value(None),
            (Given::Absent, Given::Absent) => Given::Absent,
            (Given::Value(false) | Given::Absent, Given::Value(_)) => {
                self.blame("sold_out_until", "only counts where is_sold_out is true".to_owned());
                Given::Absent
            }
        }
    }

    /// Absent without the field, nothing for null, else what `meaning` makes of it.
    fn field<T>(
        &mut self,
        field: &str,
        meaning: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Given<Option<T>> {
        match self.fields.get(field) {
            None => Given::Absent,
            Some(Value::Null) => Given::Value(None),
            Some(value) => match meaning(value) {
                Ok(value) => Given::Value(Some(value)),
                Err(message) => {
                    self.blame(field, message);
                    Given::Absent
                }
            },
        }
    }

    /// One more error, unless its field is blamed already: what follows from a mistake is no other mistake.
    fn blame(&mut self, field: &str, message: String) {
        if !self.errors.iter().any(|error| error.column.as_deref() == Some(field)) {
            let value = self.fields.get(field).map(shown).unwrap_or_default();
            self.errors.push(ImportError::new(self.line, Some(field), message, &value));
        }
    }
}

pub(super) fn text(value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "must be a text".to_owned())
}

/// Amounts are texts: what a program reads as a floating number is no longer what was written.
fn money(value: &Value, currency: Currency) -> Result<Money, String> {
    let text = value.as_str().ok_or("write the amount as a text such as \"12.50\"")?;
    lists::money(text.trim(), currency)
}

pub(super) fn percent(value: &Value) -> Result<BasisPoints, String> {
    let text = value.as_str().ok_or("write the rate as a text such as \"10.00\"")?;
    let rate = text.trim().parse::<Amount>().and_then(BasisPoints::try_from);
    rate.map_err(|invalid| invalid.to_string())
}

pub(super) fn count(value: &Value) -> Result<u32, String> {
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
    count.ok_or_else(|| "must be a whole number, not below zero".to_owned())
}

pub(super) fn yes_or_no(value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| "must be true or false".to_owned())
}

fn time(value: &Value) -> Result<DateTime<Utc>, String> {
    let time = value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    // Databases keep microseconds.
    let time = time.map(|time| time.with_timezone(&Utc).trunc_subsecs(6));
    time.ok_or_else(|| "must be a time such as \"2026-11-24T18:00:00Z\"".to_owned())
}

fn words(value: &Value) -> Result<Vec<String>, String> {
    each(value, text)
}

fn each<T>(value: &Value, one: impl Fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    value.as_array().ok_or("must be a list")?.iter().map(one).collect()
}

fn attribute(value: &Value) -> Result<AttributeDraft, String> {
    Ok(AttributeDraft { name: inner(value, "name", text)?, value: inner(value, "value", text)? })
}

fn option_group(value: &Value, currency: Currency) -> Result<OptionGroupDraft, String> {
    Ok(OptionGroupDraft {
        id: None,
        name: inner(value, "name", text)?,
        min: inner(value, "min", count)?,
        max: inner(value, "max", count)?,
        options: inner(value, "options", |options| each(options, |option| choice(option, currency)))?,
    })
}

fn choice(value: &Value, currency: Currency) -> Result<OptionDraft, String> {
    Ok(OptionDraft {
        id: None,
        name: inner(value, "name", text)?,
        price: inner(value, "price", |price| money(price, currency))?,
    })
}

/// A field of an entry of a list, which has to be there.
fn inner<T>(
    value: &Value,
    field: &str,
    meaning: impl FnOnce(&Value) -> Result<T, String>,
) -> Result<T, String> {
    let found = value.get(field).ok_or_else(|| format!("each entry needs the field {field}"))?;
    meaning(found).map_err(|message| format!("{field}: {message}"))
}
