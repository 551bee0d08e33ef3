//! The entry line of the Sell screen, and what a typed line means: `3` then a letter is three of that key,
//! `14⏎` is the product with that code, `2*14⏎` two of it, `3/` searches for something to take three of.

use comanda_core::quantity::{InvalidQuantity, Quantity};

/// The most characters that can be typed; longer codes come from a scanner.
const MAX_TYPED: usize = 24;

/// What was typed so far: digits and at most one `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry(String);

/// What ⏎ on the typed line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Nothing was typed.
    Nothing,
    /// A quantity without a product: a letter or a code is missing.
    QuantityOnly,
    /// This many of the product with this code.
    Code(Quantity, String),
}

impl Entry {
    /// What was typed.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// True when nothing was typed.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes one more character; says whether it belongs here.
    pub fn push(&mut self, c: char) -> bool {
        let fits = match c {
            '0'..='9' => true,
            '*' | '×' => !self.0.is_empty() && !self.0.contains('*'),
            _ => false,
        };
        let taken = fits && self.0.len() < MAX_TYPED;
        if taken {
            self.0.push(if c == '×' { '*' } else { c });
        }
        taken
    }

    /// Takes the last character back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Forgets what was typed.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many the next key is about: one, or the number that was typed before it.
    pub fn quantity(&self) -> Result<Quantity, InvalidQuantity> {
        match self.0.split('*').next().unwrap_or_default() {
            "" => Ok(Quantity::ONE),
            digits => Quantity::try_from(digits.parse::<i64>().unwrap_or(i64::MAX)),
        }
    }

    /// What ⏎ asks for.
    pub fn asked(&self) -> Result<Asked, InvalidQuantity> {
        match self.0.split_once('*') {
            None if self.0.is_empty() => Ok(Asked::Nothing),
            None => Ok(Asked::Code(Quantity::ONE, self.0.clone())),
            Some((_, "")) => Ok(Asked::QuantityOnly),
            Some((_, code)) => Ok(Asked::Code(self.quantity()?, code.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn typed(text: &str) -> Entry {
        let mut entry = Entry::default();
        for c in text.chars() {
            entry.push(c);
        }
        entry
    }

    fn quantity(number: i64) -> Quantity {
        Quantity::try_from(number).unwrap()
    }

    #[rstest]
    #[case("", Ok(Asked::Nothing))]
    #[case("14", Ok(Asked::Code(quantity(1), "14".into())))]
    #[case("2*14", Ok(Asked::Code(quantity(2), "14".into())))]
    #[case("2*", Ok(Asked::QuantityOnly))]
    #[case("*14", Ok(Asked::Code(quantity(1), "14".into())))]
    #[case("2**14", Ok(Asked::Code(quantity(2), "14".into())))]
    #[case("0*14", Err(InvalidQuantity))]
    #[case("1000*14", Err(InvalidQuantity))]
    #[case("007", Ok(Asked::Code(quantity(1), "007".into())))]
    fn a_typed_line_means(#[case] text: &str, #[case] asked: Result<Asked, InvalidQuantity>) {
        assert_eq!(typed(text).asked(), asked);
    }

    #[test]
    fn digits_before_a_letter_are_a_quantity() {
        assert_eq!(typed("3").quantity(), Ok(quantity(3)));
        assert_eq!(typed("3*").quantity(), Ok(quantity(3)));
        assert_eq!(typed("").quantity(), Ok(quantity(1)));
        assert_eq!(typed("0").quantity(), Err(InvalidQuantity));
        assert_eq!(typed("99999999999999999999").quantity(), Err(InvalidQuantity));
    }
}
