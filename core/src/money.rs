//! Money: whole minor units of one currency, and the two ways of dividing it that the house uses.
//!
//! [`Money`] is what rules compute with. [`Amount`] is what travels: a decimal string such as `"12.50"`,
//! which only means an amount of money once the shop's [`Currency`] says how many decimals it has.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        Self(round_half_up(i128::from(self.0) * i128::from(rate.0), 10_000))
    }

    /// The part of this gross amount that is not tax at `rate`, rounded half up.
    pub fn without_tax(self, rate: BasisPoints) -> Self {
        Self(round_half_up(i128::from(self.0) * 10_000, 10_000 + i128::from(rate.0)))
    }

    /// The smaller of two amounts.
    pub fn at_most(self, limit: Self) -> Self {
        self.min(limit)
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

/// A rate in hundredths of a percent: 10 % is 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(u32);

impl BasisPoints {
    /// From hundredths of a percent.
    pub const fn new(basis_points: u32) -> Self {
        Self(basis_points)
    }

    /// In hundredths of a percent.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// A rate in percent with up to two decimals, as it travels: `"10.00"`.
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl TryFrom<Amount> for BasisPoints {
    type Error = InvalidAmount;
    fn try_from(percent: Amount) -> Result<Self, InvalidAmount> {
        let minor = percent.scaled_to(2).ok_or(InvalidAmount::TooManyDecimals { allowed: 2 })?;
        u32::try_from(minor).map(Self).map_err(|_| InvalidAmount::OutOfRange)
    }
}

impl From<BasisPoints> for Amount {
    fn from(rate: BasisPoints) -> Self {
        Self { units: i64::from(rate.0), decimals: 2 }
    }
}

/// An ISO 4217 currency: its code and how many decimals it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency {
    code: [u8; 3],
    decimals: u8,
}

impl Currency {
    /// The currency with this three-letter code; the decimals come from ISO 4217.
    pub fn new(code: &str) -> Option<Self> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        let decimals = match &code {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        };
        code.iter().all(u8::is_ascii_uppercase).then_some(Self { code, decimals })
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// How many decimals its amounts are written with.
    pub const fn decimals(self) -> u8 {
        self.decimals
    }

    /// The money that `amount` means in this currency.
    pub fn money(self, amount: Amount) -> Result<Money, InvalidAmount> {
        let minor = amount
            .scaled_to(self.decimals)
            .ok_or(InvalidAmount::TooManyDecimals { allowed: self.decimals })?;
        if minor.unsigned_abs() > Money::MAX_INPUT.0.unsigned_abs() {
            return Err(InvalidAmount::OutOfRange);
        }
        Ok(Money(minor))
    }

    /// How `money` travels in this currency.
    pub const fn amount(self, money: Money) -> Amount {
        Amount { units: money.0, decimals: self.decimals }
    }
}

impl Default for Currency {
    fn default() -> Self {
        Self { code: *b"USD", decimals: 2 }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::new(&code).ok_or_else(|| serde::de::Error::custom("expected a currency code such as \"USD\""))
    }
}

/// A decimal as it travels: `"12.50"`. It keeps its decimals, and becomes [`Money`] through a [`Currency`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Amount {
    units: i64,
    decimals: u8,
}

/// Why a text or a number is no amount of the shop's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAmount {
    /// The text is not a plain decimal.
    #[error("write the amount as a decimal such as \"12.50\"")]
    NotADecimal,
    /// More decimals than the currency, or any currency, has.
    #[error("has more than {allowed} decimals")]
    TooManyDecimals {
        /// How many there may be.
        allowed: u8,
    },
    /// Larger than any price or payment may be.
    #[error("is out of range")]
    OutOfRange,
}

impl Amount {
    /// The decimals kept at most when reading.
    const MAX_DECIMALS: u8 = 6;

    /// In units of 10^-`decimals`; `None` where that would lose a digit.
    fn scaled_to(self, decimals: u8) -> Option<i64> {
        if decimals >= self.decimals {
            self.units.checked_mul(10_i64.checked_pow(u32::from(decimals - self.decimals))?)
        } else {
            let factor = 10_i64.checked_pow(u32::from(self.decimals - decimals))?;
            (self.units % factor == 0).then_some(self.units / factor)
        }
    }
}

/// Equal in value: `12.5` equals `12.50`.
impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        let scale = |a: &Self, b: &Self| i128::from(a.units) * 10_i128.pow(u32::from(b.decimals));
        scale(self, other) == scale(other, self)
    }
}
impl Eq for Amount {}

impl FromStr for Amount {
    type Err = InvalidAmount;
    fn from_str(text: &str) -> Result<Self, InvalidAmount> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !plain(whole)
            || !plain(fraction)
            || (fraction.is_empty() && digits.contains('.'))
        {
            return Err(InvalidAmount::NotADecimal);
        }
        if fraction.len() > usize::from(Self::MAX_DECIMALS) {
            return Err(InvalidAmount::TooManyDecimals { allowed: Self::MAX_DECIMALS });
        }
        let units: i64 = format!("{whole}{fraction}").parse().map_err(|_| InvalidAmount::OutOfRange)?;
        let decimals = u8::try_from(fraction.len()).unwrap_or(0);
        Ok(Self { units: if negative { -units } else { units }, decimals })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let scale = 10_u64.pow(u32::from(self.decimals));
        let units = self.units.unsigned_abs();
        if self.decimals == 0 {
            return write!(f, "{sign}{units}");
        }
        write!(f, "{sign}{}.{:0width$}", units / scale, units % scale, width = usize::from(self.decimals))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

    impl utoipa::PartialSchema for super::Amount {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(r"^-?\d{1,19}(\.\d{1,6})?$"))
                .description(Some("A decimal with the currency's digits, as a string."))
                .examples([serde_json::json!("12.50")])
                .into()
        }
    }
    impl utoipa::ToSchema for super::Amount {
        fn name() -> std::borrow::Cow<'static, str> {
            "Amount".into()
        }
    }
    impl utoipa::PartialSchema for super::Currency {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some("^[A-Z]{3}$"))
                .description(Some("ISO 4217 currency code."))
                .into()
        }
    }
    impl utoipa::ToSchema for super::Currency {
        fn name() -> std::borrow::Cow<'static, str> {
            "Currency".into()
        }
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
