//! What a product may look like: lengths, digits, prices, option groups.

use std::collections::BTreeSet;

use super::super::given::Given;
use super::super::names::{MAX_DESCRIPTION, MAX_NAME, check_length, check_name, check_tax};
use super::{OptionGroupDraft, ProductDraft};
use crate::money::Money;
use crate::refusal::FieldErrors;
use crate::text;

/// Characters of a stock-keeping unit.
const MAX_SKU: usize = 64;
/// Characters of a picture's path or URL.
const MAX_IMAGE: usize = 500;
/// Tags, attributes or allergens of one product.
const MAX_WORDS: usize = 50;
/// Option groups of one product, and options of one group.
const MAX_OPTIONS: usize = 50;
/// Answers to one option group.
const MAX_ANSWERS: u32 = 99;
/// Units on one shelf.
const MAX_STOCK: u32 = 1_000_000;

impl ProductDraft {
    /// The draft with its texts made safe to show, or what is wrong with each of its fields.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        self.clean();
        let mut errors = FieldErrors::default();
        self.check_texts(&mut errors);
        self.check_codes(&mut errors);
        self.check_numbers(&mut errors);
        check_options(self.options.value().map_or(&[], Vec::as_slice), &mut errors);
        if errors.0.is_empty() { Ok(self) } else { Err(errors) }
    }

    fn clean(&mut self) {
        let line = |text: &mut String| *text = text::line(text);
        line(&mut self.name);
        line(&mut self.category);
        self.description = std::mem::take(&mut self.description).map(|text| text::paragraph(&text));
        for code in [&mut self.sku, &mut self.plu, &mut self.barcode, &mut self.image] {
            *code = std::mem::take(code)
                .map(|text| text.map(|text| text::line(&text)).filter(|text| !text.is_empty()));
        }
        for words in [&mut self.tags, &mut self.allergens] {
            *words = std::mem::take(words).map(distinct);
        }
        if let Given::Value(attributes) = &mut self.attributes {
            for attribute in attributes {
                line(&mut attribute.name);
                line(&mut attribute.value);
            }
        }
        if let Given::Value(groups) = &mut self.options {
            for group in groups {
                line(&mut group.name);
                group.options.iter_mut().for_each(|option| line(&mut option.name));
            }
        }
    }

    fn check_texts(&self, errors: &mut FieldErrors) {
        check_name("name", &self.name, errors);
        check_name("category", &self.category, errors);
        if let Some(description) = self.description.value() {
            check_length("description", description, MAX_DESCRIPTION, errors);
        }
        for (field, words) in [("tags", &self.tags), ("allergens", &self.allergens)] {
            let words = words.value().map_or(&[][..], Vec::as_slice);
            check_count(field, words.len(), MAX_WORDS, errors);
            for word in words {
                check_length(field, word, MAX_NAME, errors);
            }
        }
        let attributes = self.attributes.value().map_or(&[][..], Vec::as_slice);
        check_count("attributes", attributes.len(), MAX_WORDS, errors);
        let mut names = BTreeSet::new();
        for attribute in attributes {
            check_name("attributes", &attribute.name, errors);
            check_length("attributes", &attribute.value, MAX_NAME, errors);
            if !names.insert(text::folded(&attribute.name)) {
                errors.add("attributes", format!("{} is given twice", attribute.name));
            }
        }
    }

    fn check_codes(&self, errors: &mut FieldErrors) {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if let Given::Value(Some(sku)) = &self.sku {
            check_length("sku", sku, MAX_SKU, errors);
        }
        if let Given::Value(Some(image)) = &self.image {
            check_length("image", image, MAX_IMAGE, errors);
        }
        if let Given::Value(Some(plu)) = &self.plu
            && !(digits(plu) && (1..=5).contains(&plu.len()))
        {
            errors.add("plu", "must be 1 to 5 digits");
        }
        if let Given::Value(Some(barcode)) = &self.barcode
            && !(digits(barcode) && (8..=14).contains(&barcode.len()))
        {
            errors.add("barcode", "must be 8 to 14 digits");
        }
    }

    fn check_numbers(&self, errors: &mut FieldErrors) {
        check_price("price", self.price, Money::minor(1), errors);
        if let Given::Value(Some(sale_price)) = self.sale_price {
            check_price("sale_price", sale_price, Money::minor(1), errors);
            if sale_price >= self.price {
                errors.add("sale_price", "must be below the price");
            }
        }
        let counts = [
            ("stock", self.stock.unless_empty()),
            ("low_stock_threshold", self.low_stock_threshold),
            ("critical_threshold", self.critical_threshold),
        ];
        for (field, count) in counts {
            if count.value().is_some_and(|count| *count > MAX_STOCK) {
                errors.add(field, format!("must be at most {MAX_STOCK}"));
            }
        }
        if let (Given::Value(low), Given::Value(critical)) =
            (self.low_stock_threshold, self.critical_threshold)
            && critical > low
        {
            errors.add("critical_threshold", "must not be above low_stock_threshold");
        }
        if let Given::Value(rate) = self.tax_rate {
            check_tax("tax_rate", rate, errors);
        }
    }
}

fn check_options(groups: &[OptionGroupDraft], errors: &mut FieldErrors) {
    check_count("options", groups.len(), MAX_OPTIONS, errors);
    let mut names = BTreeSet::new();
    for group in groups {
        check_name("options", &group.name, errors);
        if !names.insert(text::folded(&group.name)) {
            errors.add("options", format!("{} is given twice", group.name));
        }
        if group.max < 1 || group.min > group.max || group.max > MAX_ANSWERS {
            let bounds = format!("{}({}-{})", group.name, group.min, group.max);
            errors.add(
                "options",
                format!("{bounds}: the most answers must be 1 to 99 and not below the fewest"),
            );
        }
        if group.options.is_empty() {
            errors.add("options", format!("{} has no options", group.name));
        }
        check_count("options", group.options.len(), MAX_OPTIONS, errors);
        let mut answers = BTreeSet::new();
        for option in &group.options {
            check_name("options", &option.name, errors);
            check_price("options", option.price, Money::ZERO, errors);
            if !answers.insert(text::folded(&option.name)) {
                errors.add("options", format!("{}: {} is given twice", group.name, option.name));
            }
        }
    }
}

fn check_count(field: &str, count: usize, most: usize, errors: &mut FieldErrors) {
    if count > most {
        errors.add(field, format!("has more than {most} entries"));
    }
}

fn check_price(field: &str, price: Money, least: Money, errors: &mut FieldErrors) {
    if price < least {
        let message = if least.is_zero() { "must not be negative" } else { "must be more than zero" };
        errors.add(field, message);
    }
    if price > Money::MAX_INPUT {
        errors.add(field, "is out of range");
    }
}

/// The words, cleaned, without empty ones and without repetitions.
fn distinct(words: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let cleaned = words.into_iter().map(|word| text::line(&word));
    cleaned.filter(|word| !word.is_empty() && seen.insert(text::folded(word))).collect()
}
