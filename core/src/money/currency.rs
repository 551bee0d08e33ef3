//! Which money a shop takes, and with how many decimals it is written.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Amount, InvalidAmount, Money};

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

    /// One whole unit of it: a dollar, a yen.
    pub const fn unit(self) -> Money {
        Money::minor(10_i64.pow(self.decimals as u32))
    }

    /// The money that `amount` means in this currency.
    pub fn money(self, amount: Amount) -> Result<Money, InvalidAmount> {
        let minor = amount
            .scaled_to(self.decimals)
            .ok_or(InvalidAmount::TooManyDecimals { allowed: self.decimals })?;
        if minor.unsigned_abs() > Money::MAX_INPUT.as_minor().unsigned_abs() {
            return Err(InvalidAmount::OutOfRange);
        }
        Ok(Money::minor(minor))
    }

    /// An amount as people write it: `$12.50`, `-€3.00`, `12.50 CHF`.
    pub fn written(self, amount: Amount) -> String {
        let text = amount.to_string();
        let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
        let symbol = match &self.code {
            b"USD" => "$",
            b"EUR" => "€",
            b"GBP" => "£",
            b"JPY" => "¥",
            _ => return format!("{text} {}", self.code()),
        };
        format!("{sign}{symbol}{digits}")
    }

    /// How `money` travels in this currency.
    pub const fn amount(self, money: Money) -> Amount {
        Amount::new(money.as_minor(), self.decimals)
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

#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

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

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let written = |code: &str, minor: i64| {
            let currency = Currency::new(code).unwrap();
            currency.written(currency.amount(Money::minor(minor)))
        };
        assert_eq!(written("USD", 1250), "$12.50");
        assert_eq!(written("EUR", -300), "-€3.00");
        assert_eq!(written("JPY", 1250), "¥1250");
        assert_eq!(written("CHF", -5), "-0.05 CHF");
    }
}
