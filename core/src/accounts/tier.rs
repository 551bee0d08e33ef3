//! What a customer's past makes of them. Called where coupons and profiles are shown.

use serde::{Deserialize, Serialize};

use crate::money::{Currency, Money};
use crate::words::words;

/// The group a customer belongs to; each later one has all that the earlier has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Tier {
    /// Has ordered, but not often yet.
    All,
    /// Has no order that was not cancelled.
    New,
    /// Comes often.
    Regular,
    /// Comes often and spends much.
    Vip,
}

words!(Tier { All = "all", New = "new", Regular = "regular", Vip = "vip" });

impl Tier {
    /// True when whoever belongs to this group belongs to `other`, too.
    pub const fn includes(self, other: Self) -> bool {
        match (self, other) {
            (_, Self::All)
            | (Self::New, Self::New)
            | (Self::Regular | Self::Vip, Self::Regular)
            | (Self::Vip, Self::Vip) => true,
            (Self::All | Self::Regular | Self::Vip, Self::New)
            | (Self::All | Self::New, Self::Regular)
            | (Self::All | Self::New | Self::Regular, Self::Vip) => false,
        }
    }
}

/// What a customer has bought so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Patronage {
    /// Orders that were not cancelled.
    pub placed: u64,
    /// Orders that arrived.
    pub delivered: u64,
    /// What was paid for those that arrived, less what was refunded.
    pub spent: Money,
}

/// From where on a customer belongs to a higher tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierThresholds {
    /// Delivered orders of a regular.
    pub regular_orders: u64,
    /// What a regular has spent.
    pub regular_spent: Money,
    /// Delivered orders of a VIP.
    pub vip_orders: u64,
    /// What a VIP has spent.
    pub vip_spent: Money,
}

impl TierThresholds {
    /// 3 orders and 100, 10 orders and 1000, in whole units of the shop's currency.
    pub const fn usual(currency: Currency) -> Self {
        let unit = currency.unit().as_minor();
        Self {
            regular_orders: 3,
            regular_spent: Money::minor(100 * unit),
            vip_orders: 10,
            vip_spent: Money::minor(1000 * unit),
        }
    }
}

impl Patronage {
    /// The highest tier that it reaches.
    pub fn tier(&self, from: &TierThresholds) -> Tier {
        let reaches = |orders, spent| self.delivered >= orders && self.spent >= spent;
        if reaches(from.vip_orders, from.vip_spent) {
            Tier::Vip
        } else if reaches(from.regular_orders, from.regular_spent) {
            Tier::Regular
        } else if self.placed == 0 {
            Tier::New
        } else {
            Tier::All
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, 0, 0, Tier::New)]
    #[case(1, 0, 0, Tier::All)]
    #[case(3, 3, 9_999, Tier::All)]
    #[case(3, 2, 10_000, Tier::All)]
    #[case(3, 3, 10_000, Tier::Regular)]
    #[case(12, 9, 200_000, Tier::Regular)]
    #[case(12, 12, 99_999, Tier::Regular)]
    #[case(10, 10, 100_000, Tier::Vip)]
    fn both_thresholds_must_be_reached(
        #[case] placed: u64,
        #[case] delivered: u64,
        #[case] spent: i64,
        #[case] tier: Tier,
    ) {
        let thresholds = TierThresholds::usual(Currency::default());
        assert_eq!(Patronage { placed, delivered, spent: Money::minor(spent) }.tier(&thresholds), tier);
    }

    #[test]
    fn thresholds_are_whole_units_of_the_currency() {
        let yen = TierThresholds::usual(Currency::new("JPY").unwrap());
        assert_eq!(yen.regular_spent, Money::minor(100));
    }
}
