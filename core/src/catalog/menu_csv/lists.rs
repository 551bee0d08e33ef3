//! Cells that hold more than one thing: words, properties, and the grammar of options. Each is read and
//! written here, so that what was written reads the same.

use super::escape::{escaped, rsplit_once, split, split_once, unescaped};
use crate::catalog::draft::{AttributeDraft, OptionDraft, OptionGroupDraft};
use crate::catalog::options::OptionGroup;
use crate::catalog::product::Attribute;
use crate::money::{Currency, Money};

/// `vegan; spicy`.
pub(super) fn words(cell: &str) -> Vec<String> {
    parts(cell, ';').map(unescaped).collect()
}

/// The cell that holds these words.
pub(super) fn words_cell<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(escaped).collect::<Vec<_>>().join(";")
}

/// `Origin=Peru; Roast=dark`.
pub(super) fn attributes(cell: &str) -> Result<Vec<AttributeDraft>, String> {
    let attribute = |part: &str| {
        let (name, value) = split_once(part, '=').ok_or(format!("write \"{part}\" as key=value"))?;
        Ok(AttributeDraft { name: unescaped(name), value: unescaped(value) })
    };
    parts(cell, ';').map(attribute).collect()
}

/// The cell that holds these properties.
pub(super) fn attributes_cell(attributes: &[Attribute]) -> String {
    let part = |attribute: &Attribute| format!("{}={}", escaped(&attribute.name), escaped(&attribute.value));
    attributes.iter().map(part).collect::<Vec<_>>().join(";")
}

/// `Size(1-1): Small=0|Large=2.50; Extras(0-3): Cheese=1.00`.
pub(super) fn options(cell: &str, currency: Currency) -> Result<Vec<OptionGroupDraft>, String> {
    parts(cell, ';').map(|part| group(part, currency)).collect()
}

/// The cell that holds these groups.
pub(super) fn options_cell(groups: &[OptionGroup], currency: Currency) -> String {
    let part = |group: &OptionGroup| {
        let answers: Vec<String> = group
            .options
            .iter()
            .map(|option| format!("{}={}", escaped(&option.name), currency.amount(option.price)))
            .collect();
        format!("{}({}-{}): {}", escaped(&group.name), group.min, group.max, answers.join("|"))
    };
    groups.iter().map(part).collect::<Vec<_>>().join("; ")
}

/// `Size(1-1): Small=0|Large=2.50`.
fn group(part: &str, currency: Currency) -> Result<OptionGroupDraft, String> {
    let bad = || format!("write \"{part}\" as Name(fewest-most): Option=price|Option=price");
    let (head, answers) = split_once(part, ':').ok_or_else(bad)?;
    let (head, after) = rsplit_once(head.trim(), ')').ok_or_else(bad)?;
    let (name, bounds) = rsplit_once(head, '(').filter(|_| after.is_empty()).ok_or_else(bad)?;
    let (min, max) = bounds.split_once('-').ok_or_else(bad)?;
    Ok(OptionGroupDraft {
        id: None,
        name: unescaped(name),
        min: min.trim().parse().map_err(|_| bad())?,
        max: max.trim().parse().map_err(|_| bad())?,
        options: parts(answers, '|').map(|answer| option(answer, currency)).collect::<Result<_, _>>()?,
    })
}

/// `Large=2.50`.
fn option(part: &str, currency: Currency) -> Result<OptionDraft, String> {
    let (name, price) = rsplit_once(part, '=').ok_or(format!("write \"{part}\" as Option=price"))?;
    let price = money(price.trim(), currency).map_err(|message| format!("{part}: {message}"))?;
    Ok(OptionDraft { id: None, name: unescaped(name), price })
}

/// `12` or `12.50`.
pub(in crate::catalog) fn money(cell: &str, currency: Currency) -> Result<Money, String> {
    let amount = cell.parse().and_then(|amount| currency.money(amount));
    amount.map_err(|invalid| invalid.to_string())
}

fn parts(cell: &str, between: char) -> impl Iterator<Item = &str> {
    split(cell, between).map(str::trim).filter(|part| !part.is_empty())
}
