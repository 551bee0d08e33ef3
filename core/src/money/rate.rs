//! Rates: of tax, of discounts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Amount, InvalidAmount};

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
        Self::new(i64::from(rate.0), 2)
    }
}
