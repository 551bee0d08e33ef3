//! Recommendations as they travel.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::ReferralId;
use crate::money::Amount;
use crate::referrals::{BonusKind, ReferralStatus};

/// What somebody's recommendations came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyReferrals {
    /// The code to pass on.
    pub code: String,
    /// How many came with it.
    pub invited: u64,
    /// For how many of them the bonus was paid.
    pub rewarded: u64,
    /// What is paid for each; nothing while the shop asks for no recommendations.
    pub bonus: Amount,
    /// As what.
    pub paid_as: BonusKind,
    /// How many are thanked for at most.
    pub cap: u32,
    /// What was paid so far.
    pub earned: Amount,
    /// Those who came with it, the latest first; at most 50.
    pub referrals: Vec<ReferralView>,
}

/// Somebody who came because of a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferralView {
    /// Which.
    pub id: ReferralId,
    /// Given name, or the beginning of the user name: nobody learns more of another customer.
    pub name: String,
    /// Where it stands.
    pub status: ReferralStatus,
    /// When they came.
    pub created_at: DateTime<Utc>,
    /// When the bonus was paid, or was refused.
    pub settled_at: Option<DateTime<Utc>>,
}

/// Pass the own code on by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// To whom.
    pub email: String,
}

/// The invitation is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invited {
    /// The code in it.
    pub code: String,
    /// To whom it goes.
    pub email: String,
}

/// Say who recommended the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedeemReferral {
    /// Their code.
    pub code: String,
}

/// Who recommended the shop is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redeemed {
    /// Which.
    pub id: ReferralId,
    /// The code.
    pub code: String,
    /// Where it stands.
    pub status: ReferralStatus,
}
