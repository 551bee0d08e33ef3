//! How many of a thing somebody orders.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Units of one line: 1 to [`Quantity::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = i64, minimum = 1, maximum = 999))]
pub struct Quantity(u32);

/// The number is not between 1 and [`Quantity::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("quantity must be between 1 and {}", Quantity::MAX)]
pub struct InvalidQuantity;

impl Quantity {
    /// The most one line may hold.
    pub const MAX: u32 = 999;
    /// One.
    pub const ONE: Self = Self(1);

    /// The number itself.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Both together, where that is still a quantity.
    pub fn plus(self, other: Self) -> Result<Self, InvalidQuantity> {
        Self::try_from(i64::from(self.0) + i64::from(other.0))
    }
}

impl TryFrom<i64> for Quantity {
    type Error = InvalidQuantity;
    fn try_from(number: i64) -> Result<Self, InvalidQuantity> {
        match u32::try_from(number) {
            Ok(units @ 1..=Self::MAX) => Ok(Self(units)),
            _ => Err(InvalidQuantity),
        }
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        Self::from(quantity.0)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
