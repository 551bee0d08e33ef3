//! Money: whole minor units of one currency, and the two ways of dividing it that the house uses.
//!
//! [`Money`] is what rules compute with. [`Amount`] is what travels: a decimal string such as `"12.50"`,
//! which only means an amount of money once the shop's [`Currency`] says how many decimals it has.

mod amount;
mod currency;
mod rate;

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

pub use amount::{Amount, InvalidAmount};
pub use currency::Currency;
pub use rate::BasisPoints;

/// An amount in minor units (cents) of the shop's currency; may be negative.
///
/// Inputs are bounded ([`Money::MAX_INPUT`], [`crate::quantity::Quantity::MAX`], lines per order), so sums
/// of them stay far inside `i64`; builds check overflow all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest single amount accepted from outside: a hundred billion minor units.
    pub const MAX_INPUT: Self = Self(100_000_000_000);

    /// From minor units (cents).
    pub const fn minor(minor: i64) -> Self {
        Self(minor)
    }

    /// In minor units (cents).
    pub const fn as_minor(self) -> i64 {
        self.0
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// True at exactly zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// This amount `count` times.
    pub fn times(self, count: u32) -> Self {
        Self(self.0 * i64::from(count))
    }

    /// This amount · `rate`, rounded half up. The amount must not be negative.
    pub fn percent(self, rate: BasisPoints) -> Self {
        Self(round_half_up(i128::from(self.0) * i128::from(rate.get()), 10_000))
    }

    /// The part of this gross amount that is not tax at `rate`, rounded half up.
    pub fn without_tax(self, rate: BasisPoints) -> Self {
        Self(round_half_up(i128::from(self.0) * 10_000, 10_000 + i128::from(rate.get())))
    }
}

/// `dividend / divisor` rounded half up, for a dividend ≥ 0 and a divisor > 0.
pub fn round_half_up(dividend: i128, divisor: i128) -> i64 {
    debug_assert!(dividend >= 0 && divisor > 0, "{dividend}/{divisor}");
    i64::try_from((2 * dividend + divisor) / (2 * divisor)).unwrap_or(i64::MAX)
}

/// Splits `total` over `weights` by largest remainder; ties go to the earlier line. The parts add up to
/// `total` exactly, and no part exceeds its weight while `total` ≤ Σ weights. All zero weights: all zero
/// parts, and nothing is split.
pub fn allocate(total: Money, weights: &[Money]) -> Vec<Money> {
    let sum: i128 = weights.iter().map(|w| i128::from(w.0)).sum();
    if sum <= 0 {
        return vec![Money::ZERO; weights.len()];
    }
    let exact: Vec<i128> = weights.iter().map(|w| i128::from(total.0) * i128::from(w.0)).collect();
    let mut parts: Vec<i128> = exact.iter().map(|e| e.div_euclid(sum)).collect();
    let mut left = i128::from(total.0) - parts.iter().sum::<i128>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&i| (std::cmp::Reverse(exact[i].rem_euclid(sum)), i));
    for i in by_remainder {
        if left == 0 {
            break;
        }
        parts[i] += 1;
        left -= 1;
    }
    parts.into_iter().map(|p| Money(i64::try_from(p).unwrap_or(i64::MAX))).collect()
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("12.50", 1250)]
    #[case("12", 1200)]
    #[case("12.5", 1250)]
    #[case("0.01", 1)]
    #[case("-3.00", -300)]
    #[case("7.500", 750)]
    fn a_decimal_becomes_minor_units(#[case] text: &str, #[case] minor: i64) {
        let usd = Currency::default();
        assert_eq!(usd.money(text.parse().unwrap()), Ok(Money::minor(minor)));
    }

    #[rstest]
    #[case("")]
    #[case("1,50")]
    #[case("1.")]
    #[case(".5")]
    #[case("1e3")]
    #[case("+1")]
    #[case("--1")]
    #[case("NaN")]
    #[case("١٢")]
    fn what_is_no_decimal_is_refused(#[case] text: &str) {
        assert_eq!(text.parse::<Amount>(), Err(InvalidAmount::NotADecimal));
    }

    #[test]
    fn a_fraction_of_a_cent_is_refused() {
        let amount: Amount = "1.005".parse().unwrap();
        assert_eq!(Currency::default().money(amount), Err(InvalidAmount::TooManyDecimals { allowed: 2 }));
    }

    #[test]
    fn more_decimals_than_any_currency_has_are_refused_as_such() {
        let refusal = "1.0000000".parse::<Amount>().unwrap_err();
        assert_eq!(refusal.to_string(), "has more than 6 decimals");
    }

    #[test]
    fn absurd_amounts_are_out_of_range() {
        assert_eq!("99999999999999999999".parse::<Amount>(), Err(InvalidAmount::OutOfRange));
        let huge: Amount = "9999999999.00".parse().unwrap();
        assert_eq!(Currency::default().money(huge), Err(InvalidAmount::OutOfRange));
    }

    #[test]
    fn currencies_write_their_own_decimals() {
        let written = |code, minor| Currency::new(code).unwrap().amount(Money::minor(minor)).to_string();
        assert_eq!(written("USD", 1250), "12.50");
        assert_eq!(written("JPY", 1250), "1250");
        assert_eq!(written("KWD", 1250), "1.250");
        assert_eq!(written("USD", -5), "-0.05");
        assert_eq!(Currency::new("usd"), None);
    }

    #[test]
    fn halves_round_up() {
        assert_eq!(Money::minor(5).percent(BasisPoints::new(1000)), Money::minor(1));
        assert_eq!(Money::minor(4).percent(BasisPoints::new(1000)), Money::ZERO);
        assert_eq!(Money::minor(110).without_tax(BasisPoints::new(1000)), Money::minor(100));
    }

    #[test]
    fn ties_go_to_the_earlier_line() {
        let third = allocate(Money::minor(100), &[Money::minor(1); 3]);
        assert_eq!(third, [34, 33, 33].map(Money::minor));
    }

    proptest! {
        #[test]
        fn shares_add_up_and_stay_below_their_weights(
            weights in prop::collection::vec(0_i64..1_000_000, 1..20),
            per_mille in 0_i64..=1000,
        ) {
            let weights: Vec<Money> = weights.into_iter().map(Money::minor).collect();
            let sum: Money = weights.iter().copied().sum();
            let total = Money::minor(sum.as_minor() * per_mille / 1000);
            let parts = allocate(total, &weights);
            prop_assert_eq!(parts.iter().copied().sum::<Money>(), total);
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!(*part <= *weight && !part.is_negative());
            }
        }

        #[test]
        fn an_amount_reads_back_from_its_text(minor in -99_999_999_999_i64..99_999_999_999) {
            for code in ["USD", "JPY", "KWD"] {
                let currency = Currency::new(code).unwrap();
                let text = currency.amount(Money::minor(minor)).to_string();
                prop_assert_eq!(currency.money(text.parse().unwrap()), Ok(Money::minor(minor)));
            }
        }
    }
}
