//! Money as people write and type it: `1,234.50` on the screen, `20` or `20.5` from the keys.

use comanda_core::money::{Amount, Currency, InvalidAmount, Money};

/// `money` with thousands apart and the currency's decimals: `-1,234.50`.
pub fn written(money: Money, currency: Currency) -> String {
    let plain = currency.amount(money).to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The same for an amount that came over the wire.
pub fn shown(amount: Amount, currency: Currency) -> String {
    currency.money(amount).map_or_else(|_| amount.to_string(), |money| written(money, currency))
}

/// The money that somebody typed; separators of thousands are ignored.
pub fn typed(text: &str, currency: Currency) -> Result<Money, InvalidAmount> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\'')).collect();
    let whole = plain.strip_suffix('.').unwrap_or(&plain);
    let padded = if whole.starts_with('.') { format!("0{whole}") } else { whole.to_owned() };
    currency.money(padded.parse()?)
}

/// What is wrong with an amount that somebody typed, and how to type one.
pub fn mistyped(error: InvalidAmount) -> String {
    match error {
        InvalidAmount::NotADecimal => "Type the amount as 20 or 20.50.".to_owned(),
        InvalidAmount::TooManyDecimals { .. } | InvalidAmount::OutOfRange => {
            format!("The amount {error}. Type it as 20 or 20.50.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    #[rstest]
    #[case("USD", 123_450, "1,234.50")]
    #[case("USD", -5, "-0.05")]
    #[case("JPY", 344_440, "344,440")]
    #[case("USD", 100_000_000, "1,000,000.00")]
    fn thousands_stand_apart(#[case] code: &str, #[case] minor: i64, #[case] text: &str) {
        assert_eq!(written(Money::minor(minor), currency(code)), text);
    }

    #[test]
    fn what_is_no_amount_is_told_how_to_type_one() {
        let told = |text: &str| mistyped(typed(text, currency("USD")).unwrap_err());
        assert_eq!(told("s10"), "Type the amount as 20 or 20.50.");
        assert_eq!(told("1.005"), "The amount has more than 2 decimals. Type it as 20 or 20.50.");
    }

    #[rstest]
    #[case("20", 2000)]
    #[case("20.5", 2050)]
    #[case("1,000", 100_000)]
    #[case("20.", 2000)]
    #[case(".50", 50)]
    fn typed_digits_are_whole_units(#[case] text: &str, #[case] minor: i64) {
        assert_eq!(typed(text, currency("USD")), Ok(Money::minor(minor)));
    }

    #[rstest]
    #[case("")]
    #[case(".")]
    #[case("1.2.3")]
    #[case("1.005")]
    #[case("99999999999999")]
    fn what_is_no_amount_is_refused(#[case] text: &str) {
        assert!(typed(text, currency("USD")).is_err());
    }
}
