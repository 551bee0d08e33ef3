//! Counting a drawer to close it: a line for each note and coin, or one total. What they come to, and how that differs
//! from what should be there.

use comanda_core::id::CashSessionId;
use comanda_core::money::{Currency, Money};
use comanda_core::wire::CloseDrawer;
use comanda_core::wire::cash::DenominationCount;

use crate::amounts;
use crate::field::Field;
use crate::screens::form::{FormDialog, FormField, Purpose};
use crate::screens::till::TillForm;

/// The line for all of it at once.
pub const TOTAL: &str = "Total";

/// The notes and coins that people usually have in their drawers, the largest first.
const fn usual(code: &str, decimals: u8) -> &'static [&'static str] {
    match (code.as_bytes(), decimals) {
        (b"USD", _) => &["100", "50", "20", "10", "5", "2", "1", "0.50", "0.25", "0.10", "0.05", "0.01"],
        (b"GBP", _) => &["50", "20", "10", "5", "2", "1", "0.50", "0.20", "0.10", "0.05", "0.02", "0.01"],
        (b"CHF", _) => &["200", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.20", "0.10", "0.05"],
        (_, 0) => &["10000", "5000", "2000", "1000", "500", "100", "50", "10", "5", "1"],
        (_, 3) => &["20", "10", "5", "1", "0.500", "0.250", "0.100", "0.050", "0.025", "0.010", "0.005"],
        _ => &["200", "100", "50", "20", "10", "5", "2", "1", "0.50", "0.20", "0.10", "0.05", "0.02", "0.01"],
    }
}

/// The form that counts a drawer to close it; `expected` should be in it.
pub fn form(session: CashSessionId, expected: Money, currency: Currency) -> FormDialog {
    let lines = usual(currency.code(), currency.decimals()).iter();
    let mut fields: Vec<FormField> = lines.map(|value| FormField::new(value, Field::new(7))).collect();
    fields.push(FormField::new(TOTAL, Field::new(16)));
    let purpose = Purpose::Till(TillForm::Close { session, expected, currency, is_sure: false });
    FormDialog::new(purpose, "Count and close: how many of each, or the total", fields)
}

/// What the lines say: the counts of notes and coins that were typed, and what they are worth; or which line is wrong
/// and why.
fn counts(
    form: &FormDialog,
    currency: Currency,
) -> Result<(Vec<DenominationCount>, Money), (&'static str, String)> {
    let mut counts = Vec::new();
    let mut sum = Money::ZERO;
    for line in form.fields.iter().filter(|line| line.label != TOTAL) {
        let typed = form.said(line.label);
        if typed.is_empty() {
            continue;
        }
        let count: u32 =
            typed.parse().map_err(|_| (line.label, "Type how many there are of it.".to_owned()))?;
        let value = amounts::typed(line.label, currency).map_err(|error| (line.label, error.to_string()))?;
        if count > 0 {
            sum += value.times(count);
            counts.push(DenominationCount { value: currency.amount(value), count });
        }
    }
    Ok((counts, sum))
}

/// What was counted, or which line is wrong and why.
pub fn counted(form: &FormDialog, currency: Currency) -> Result<Money, (&'static str, String)> {
    closing(form, currency).map(|(_, counted)| counted)
}

/// What is to be sent, and what was counted by it; or which line is wrong and why.
pub fn closing(
    form: &FormDialog,
    currency: Currency,
) -> Result<(CloseDrawer, Money), (&'static str, String)> {
    let (denominations, sum) = counts(form, currency)?;
    let typed = form.said(TOTAL);
    let is_counted = form.fields.iter().any(|line| line.label != TOTAL && !form.said(line.label).is_empty());
    let counted = if typed.is_empty() {
        if !is_counted {
            return Err((TOTAL, "Count the notes and coins, or type the total.".to_owned()));
        }
        sum
    } else {
        amounts::typed(&typed, currency).map_err(|error| (TOTAL, amounts::mistyped(error)))?
    };
    if is_counted && counted != sum {
        let sum = amounts::written(sum, currency);
        return Err((TOTAL, format!("The notes and coins come to {sum}. Leave this line empty.")));
    }
    Ok((CloseDrawer { counted: Some(currency.amount(counted)), denominations }, counted))
}

/// What the lines come to, what should be there, and how the two differ.
pub fn told(form: &FormDialog, expected: Money, currency: Currency, is_sure: bool) -> String {
    let written = |money| amounts::written(money, currency);
    let expects = written(expected);
    let Ok(counted) = counted(form, currency) else { return format!("Expected {expects}.") };
    let is = format!(
        "Counted {}, expected {expects}: {}.",
        written(counted),
        differs(counted - expected, currency)
    );
    if is_sure { format!("{is} Enter again closes it.") } else { is }
}

/// By how much a drawer is over or short, as people say it.
pub fn differs(by: Money, currency: Currency) -> String {
    match by {
        by if by.is_zero() => "right".to_owned(),
        by if by.is_negative() => format!("short {}", amounts::written(-by, currency)),
        by => format!("over {}", amounts::written(by, currency)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn typed(lines: &[(&str, &str)]) -> FormDialog {
        let session = CashSessionId::from_uuid(uuid::Uuid::nil());
        let mut form = form(session, Money::minor(51_230), Currency::default());
        for (label, text) in lines {
            form.fields.iter_mut().find(|line| line.label == *label).unwrap().field.set(text);
        }
        form
    }

    #[test]
    fn notes_and_coins_are_counted_by_their_worth() {
        let form = typed(&[("100", "5"), ("10", "1"), ("0.25", "9"), ("0.05", "0")]);
        let (close, counted) = closing(&form, Currency::default()).unwrap();
        assert_eq!((counted, close.denominations.len()), (Money::minor(51_225), 3));
        assert_eq!(
            told(&form, Money::minor(51_230), Currency::default(), false),
            "Counted 512.25, expected 512.30: short 0.05."
        );
    }

    #[test]
    fn one_total_is_enough() {
        let (close, counted) = closing(&typed(&[(TOTAL, "512.30")]), Currency::default()).unwrap();
        assert_eq!((counted, close.denominations.len()), (Money::minor(51_230), 0));
        assert_eq!(differs(Money::ZERO, Currency::default()), "right");
    }

    #[rstest]
    #[case::nothing(&[], TOTAL)]
    #[case::no_number(&[("100", "many")], "100")]
    #[case::two_truths(&[("100", "5"), ("Total", "512.30")], TOTAL)]
    #[case::no_amount(&[("Total", "all")], TOTAL)]
    fn what_cannot_be_right_is_told_at_its_line(#[case] lines: &[(&str, &str)], #[case] label: &str) {
        assert_eq!(closing(&typed(lines), Currency::default()).unwrap_err().0, label);
    }

    #[rstest]
    #[case("USD")]
    #[case("EUR")]
    #[case("JPY")]
    #[case("KWD")]
    #[case("CHF")]
    #[case("GBP")]
    fn every_usual_note_and_coin_is_money_of_its_currency(#[case] code: &str) {
        let currency = Currency::new(code).unwrap();
        for value in usual(code, currency.decimals()) {
            assert!(amounts::typed(value, currency).is_ok(), "{value} {code}");
        }
    }
}
