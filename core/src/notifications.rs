//! What people are told, and by which ways: in the app, and by mail. Which event tells whom is said in [`telling`];
//! whether a coupon's end is anybody's news in [`eligible`]; what a letter is made of in [`letter`].
//!
//! Everything here is computed from values: `flows::notifications` loads them and writes down what comes out.

pub mod eligible;
pub mod letter;
pub mod telling;

use serde::{Deserialize, Serialize};

use crate::actor::{Permission, Role};
use crate::id::UserId;
use crate::words::words;

/// What a notification is about: people choose by it what reaches them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NotificationKind {
    /// What staff should know of goods, demand and prices.
    StockAlert,
    /// A coupon of theirs.
    Coupon,
    /// An order of theirs.
    Order,
    /// Their account and their wallet.
    System,
}

words!(NotificationKind {
    StockAlert = "stock_alert", Coupon = "coupon", Order = "order", System = "system",
});

/// By which ways somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// In the app.
    pub in_app: bool,
    /// By mail.
    pub by_mail: bool,
}

impl Ways {
    /// What somebody of this role gets of `kind` who never said what they want: everything that is for them.
    pub const fn usual(kind: NotificationKind, role: Role) -> Self {
        let by_mail = match kind {
            NotificationKind::StockAlert => role.may(Permission::SeeAlerts),
            NotificationKind::Coupon | NotificationKind::Order | NotificationKind::System => true,
        };
        Self { in_app: true, by_mail }
    }
}

/// Somebody who may be told, as they are at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Which account.
    pub id: UserId,
    /// The name that stands with what they did.
    pub username: String,
    /// What they are.
    pub role: Role,
    /// Where their mail goes, where they said.
    pub email: Option<String>,
    /// False once the account is switched off.
    pub is_active: bool,
}

#[cfg(test)]
mod tests;
