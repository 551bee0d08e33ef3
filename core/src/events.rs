//! What happened, as the world may be told of it: which part of the shop an event belongs to, and who may see it. Asked
//! by the event stream, by polling and by webhooks.

mod follower;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::actor::{Actor, Permission};
use crate::id::{ApiKeyId, EventId, UserId};
use crate::words::words;

pub use follower::{Follower, Part};

/// One entry of the log that has its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// From 1, without gaps, in the order in which the world is told.
    pub number: i64,
    /// Which.
    pub id: EventId,
    /// What happened: `order.created`.
    pub kind: String,
    /// The identifier of what it happened to.
    pub subject: String,
    /// The account that it concerns.
    pub owner: Option<UserId>,
    /// The device through which that came about.
    pub via: Option<ApiKeyId>,
    /// What there is to know of it.
    pub data: Value,
    /// Who did it, by name.
    pub done_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// A part of the shop that one can follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Topic {
    /// Accounts and keys.
    Accounts,
    /// What staff should know.
    Alerts,
    /// What somebody is about to order.
    Carts,
    /// Codes that take something off.
    Coupons,
    /// Cash drawers.
    Drawers,
    /// The worker's jobs, and what is done about them.
    Jobs,
    /// What is on the menu.
    Menu,
    /// What people are told in the app.
    Notifications,
    /// Orders, their payments and receipts.
    Orders,
    /// Orders that were put aside.
    Parked,
    /// Recommendations.
    Referrals,
    /// Orders that come back.
    Returns,
    /// What is in the house.
    Stock,
    /// What customers have paid in.
    Wallets,
    /// Other systems that are told.
    Webhooks,
}

words!(Topic {
    Accounts = "accounts", Alerts = "alerts", Carts = "carts", Coupons = "coupons", Drawers = "drawers",
    Jobs = "jobs", Menu = "menu", Notifications = "notifications", Orders = "orders", Parked = "parked",
    Referrals = "referrals", Returns = "returns", Stock = "stock", Wallets = "wallets", Webhooks = "webhooks",
});

/// Who may see the events of a topic besides those whom they concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Openness {
    /// Everybody who is known to the shop.
    Known,
    /// Whoever may do this.
    Permitted(Permission),
    /// Nobody else.
    Concerned,
}

impl Topic {
    /// To what an event of this kind (`order.created`) belongs; nothing where nobody is told.
    pub fn of(kind: &str) -> Option<Self> {
        match kind.split_once('.').map_or(kind, |(thing, _)| thing) {
            "alert" => Some(Self::Alerts),
            "api_key" | "user" => Some(Self::Accounts),
            "attribute" | "category" | "menu" | "product" | "tag" => Some(Self::Menu),
            "cart" => Some(Self::Carts),
            "cash_session" => Some(Self::Drawers),
            "coupon" => Some(Self::Coupons),
            "job" => Some(Self::Jobs),
            "notification" => Some(Self::Notifications),
            "order" | "receipt" => Some(Self::Orders),
            "parked" => Some(Self::Parked),
            "referral" => Some(Self::Referrals),
            "return" => Some(Self::Returns),
            "stock" => Some(Self::Stock),
            "wallet" => Some(Self::Wallets),
            "webhook" => Some(Self::Webhooks),
            _ => None,
        }
    }

    const fn openness(self) -> Openness {
        match self {
            Self::Menu => Openness::Known,
            Self::Accounts => Openness::Permitted(Permission::ManageAccounts),
            Self::Alerts => Openness::Permitted(Permission::SeeAlerts),
            Self::Coupons => Openness::Permitted(Permission::SeeCoupons),
            Self::Drawers => Openness::Permitted(Permission::KeepDrawer),
            Self::Jobs => Openness::Permitted(Permission::ManageJobs),
            Self::Orders | Self::Returns => Openness::Permitted(Permission::SeeAllOrders),
            Self::Parked => Openness::Permitted(Permission::TakePayments),
            Self::Referrals => Openness::Permitted(Permission::SeeCustomers),
            Self::Stock => Openness::Permitted(Permission::KeepStock),
            Self::Wallets => Openness::Permitted(Permission::AdjustWallets),
            Self::Carts | Self::Notifications | Self::Webhooks => Openness::Concerned,
        }
    }

    /// True when `actor` may see every event of it.
    pub const fn is_open_to(self, actor: &Actor) -> bool {
        match self.openness() {
            Openness::Known => !matches!(actor, Actor::Anonymous),
            Openness::Permitted(permission) => actor.may(permission),
            Openness::Concerned => false,
        }
    }

    /// Those of which `actor` may see every event.
    pub fn open_to(actor: &Actor) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|topic| topic.is_open_to(actor)).collect()
    }
}

impl Event {
    /// True when `actor` may be told of it: it is of a topic that is open to them, or it concerns them.
    pub fn is_visible_to(&self, actor: &Actor) -> bool {
        Topic::of(&self.kind).is_some_and(|topic| topic.is_open_to(actor) || self.concerns(actor))
    }

    /// True when it is about `actor`'s own: their account's, or what came through their key.
    pub fn concerns(&self, actor: &Actor) -> bool {
        match actor {
            Actor::User { id, .. } => self.owner == Some(*id),
            Actor::Device { id, .. } => self.via == Some(*id),
            Actor::Anonymous | Actor::System => false,
        }
    }
}

#[cfg(test)]
mod tests;
