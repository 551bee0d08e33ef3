//! Who recommended the shop to whom, and what the shop thanks them with: who may say so, when a bonus is due, and who
//! gets none. Called by `flows::referrals`.

pub mod bonus;
pub mod person;

use serde::{Deserialize, Serialize};

use crate::accounts::Patronage;
use crate::money::{Currency, Money};
use crate::refusal::Refusal;
use crate::words::words;

pub use bonus::{Due, NoBonus};
pub use person::Person;

/// Letters and digits of the code that somebody passes on.
pub const CODE_LENGTH: usize = 8;
/// Letters that one account may have sent within a day.
pub const LETTERS_A_DAY: u32 = 10;
/// For how many days a coupon counts that somebody is thanked with.
pub const COUPON_DAYS: i64 = 90;

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

    /// True while the shop thanks for anybody.
    pub fn is_offered(&self) -> bool {
        self.bonus > Money::ZERO && self.cap > 0
    }

    /// Refuses with `referrals_not_offered` while it does not.
    pub fn require_offered(&self) -> Result<(), Refusal> {
        if self.is_offered() { Ok(()) } else { Err(Refusal::ReferralsNotOffered) }
    }
}

/// A code as it is kept, however it was typed: small letters, blanks and hyphens between are the same.
pub fn read_code(given: &str) -> String {
    let kept = given.chars().filter(|c| !c.is_whitespace() && *c != '-');
    kept.flat_map(char::to_uppercase).take(40).collect()
}

/// Refuses unless `referee`, who bought this before, may say that `referrer` recommended the shop.
pub fn require_redeemable(
    referee: &Person,
    past: &Patronage,
    has_redeemed: bool,
    referrer: &Person,
) -> Result<(), Refusal> {
    if referee.is(referrer) {
        Err(Refusal::ReferralSelf)
    } else if has_redeemed {
        Err(Refusal::ReferralRedeemed)
    } else if past.placed > 0 {
        Err(Refusal::ReferralNotNew)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
