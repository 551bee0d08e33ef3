//! Who recommended the shop to whom, and what the shop thanks them with.

use serde::{Deserialize, Serialize};

use crate::money::{Currency, Money};
use crate::words::words;

/// What a customer gets for bringing another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferralTerms {
    /// How much; nothing: the shop asks for no recommendations.
    pub bonus: Money,
    /// As what.
    pub paid_as: BonusKind,
    /// How many are thanked for, for each who recommends.
    pub cap: u32,
}

/// As what somebody is thanked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BonusKind {
    /// Money in the wallet.
    Wallet,
    /// A coupon of that amount, for one order.
    Coupon,
}

words!(BonusKind { Wallet = "wallet", Coupon = "coupon" });

/// Where a recommendation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReferralStatus {
    /// The new customer has not ordered, or the order is not safe from coming back.
    Pending,
    /// The bonus was paid.
    Rewarded,
    /// There will be no bonus.
    Refused,
}

words!(ReferralStatus { Pending = "pending", Rewarded = "rewarded", Refused = "refused" });

impl ReferralTerms {
    /// 5 in the wallet for each of the first 20, in whole units of the shop's currency.
    pub fn usual(currency: Currency) -> Self {
        Self { bonus: currency.unit().times(5), paid_as: BonusKind::Wallet, cap: 20 }
    }
}
