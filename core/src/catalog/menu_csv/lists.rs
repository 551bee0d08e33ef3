//! Cells that hold more than one thing: words, properties, and the grammar of options.

use crate::catalog::draft::{AttributeDraft, OptionDraft, OptionGroupDraft};
use crate::money::{Currency, Money};

/// `vegan; spicy`.
pub(super) fn words(cell: &str) -> Vec<String> {
    parts(cell, ';').map(str::to_owned).collect()
}

/// `Origin=Peru; Roast=dark`.
pub(super) fn attributes(cell: &str) -> Result<Vec<AttributeDraft>, String> {
    let attribute = |part: &str| {
        let (name, value) = part.split_once('=').ok_or(format!("write \"{part}\" as key=value"))?;
        Ok(AttributeDraft { name: name.to_owned(), value: value.to_owned() })
    };
    parts(cell, ';').map(attribute).collect()
}

/// `Size(1-1): Small=0|Large=2.50; Extras(0-3): Cheese=1.00`.
pub(super) fn options(cell: &str, currency: Currency) -> Result<Vec<OptionGroupDraft>, String> {
    parts(cell, ';').map(|part| group(part, currency)).collect()
}

/// `Size(1-1): Small=0|Large=2.50`.
fn group(part: &str, currency: Currency) -> Result<OptionGroupDraft, String> {
    let bad = || format!("write \"{part}\" as Name(fewest-most): Option=price|Option=price");
    let (head, answers) = part.split_once(':').ok_or_else(bad)?;
    let (name, bounds) = head.trim().strip_suffix(')').and_then(|h| h.rsplit_once('(')).ok_or_else(bad)?;
    let (min, max) = bounds.split_once('-').ok_or_else(bad)?;
    Ok(OptionGroupDraft {
        id: None,
        name: name.to_owned(),
        min: min.trim().parse().map_err(|_| bad())?,
        max: max.trim().parse().map_err(|_| bad())?,
        options: parts(answers, '|').map(|answer| option(answer, currency)).collect::<Result<_, _>>()?,
    })
}

/// `Large=2.50`.
fn option(part: &str, currency: Currency) -> Result<OptionDraft, String> {
    let (name, price) = part.rsplit_once('=').ok_or(format!("write \"{part}\" as Option=price"))?;
    let price = money(price.trim(), currency).map_err(|message| format!("{part}: {message}"))?;
    Ok(OptionDraft { id: None, name: name.to_owned(), price })
}

/// `12` or `12.50`.
pub(super) fn money(cell: &str, currency: Currency) -> Result<Money, String> {
    let amount = cell.parse().and_then(|amount| currency.money(amount));
    amount.map_err(|invalid| invalid.to_string())
}

fn parts(cell: &str, between: char) -> impl Iterator<Item = &str> {
    cell.split(between).map(str::trim).filter(|part| !part.is_empty())
}
