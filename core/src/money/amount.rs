//! Decimals as they travel and as people write them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal as it travels: `"12.50"`. It keeps its decimals, and becomes
/// [`Money`](super::Money) through a [`Currency`](super::Currency).
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

    pub(super) const fn new(units: i64, decimals: u8) -> Self {
        Self { units, decimals }
    }

    /// A number of hundredths: of a per cent, where something is measured in per cent.
    pub const fn of_hundredths(units: i64) -> Self {
        Self::new(units, 2)
    }

    /// In units of 10^-`decimals`; `None` where that would lose a digit.
    pub(super) fn scaled_to(self, decimals: u8) -> Option<i64> {
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
}
