//! Notifications as they travel, and the letters that the shop sends.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{LetterId, NotificationId};
use crate::notifications::letter::LetterStatus;
use crate::notifications::{NotificationKind, Ways};

/// Something that one was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationView {
    /// Which.
    pub id: NotificationId,
    /// What it is about.
    pub kind: NotificationKind,
    /// In one line.
    pub title: String,
    /// In a sentence.
    pub message: String,
    /// The API path of what it is about: `/api/orders/<id>/`.
    pub link: Option<String>,
    /// When one was told.
    pub created_at: DateTime<Utc>,
    /// When it was read; null while it is not.
    pub read_at: Option<DateTime<Utc>>,
}

/// How much is not read yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnreadCount {
    /// How many notifications.
    pub unread: u64,
}

/// What became of a wish to have read everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MarkedRead {
    /// How many were not read before.
    pub marked: u64,
}

/// By which ways one is told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaysView {
    /// In the app.
    pub in_app: bool,
    /// By mail, where there is a letter about it.
    pub email: bool,
}

impl From<Ways> for WaysView {
    fn from(ways: Ways) -> Self {
        Self { in_app: ways.in_app, email: ways.by_mail }
    }
}

/// By which ways one is told of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferencesView {
    /// Goods, demand and prices; for staff.
    pub stock_alert: WaysView,
    /// Coupons that end.
    pub coupon: WaysView,
    /// One's orders.
    pub order: WaysView,
    /// One's account and wallet.
    pub system: WaysView,
}

/// Change the ways by which one is told of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaysForm {
    /// In the app. Left out: as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_app: Option<bool>,
    /// By mail. Left out: as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<bool>,
}

/// Change by which ways one is told. What is left out stays as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreferencesForm {
    /// Goods, demand and prices; for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock_alert: Option<WaysForm>,
    /// Coupons that end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<WaysForm>,
    /// One's orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<WaysForm>,
    /// One's account and wallet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<WaysForm>,
}

impl PreferencesForm {
    /// What it says of one kind.
    pub const fn of(&self, kind: NotificationKind) -> Option<WaysForm> {
        match kind {
            NotificationKind::StockAlert => self.stock_alert,
            NotificationKind::Coupon => self.coupon,
            NotificationKind::Order => self.order,
            NotificationKind::System => self.system,
        }
    }
}

/// A letter of the shop's. Neither its address nor its text is shown to anybody but its receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterView {
    /// Which.
    pub id: LetterId,
    /// To whom: `a***@example.com`.
    pub to: String,
    /// Which letter it is: `order_confirmation`.
    pub template: String,
    /// Where it stands.
    pub status: LetterStatus,
    /// How often it was tried to send it.
    pub attempts: u32,
    /// When it is tried again; null once it is sent or given up.
    pub next_at: Option<DateTime<Utc>>,
    /// Why it could not be sent the last time.
    pub last_error: Option<String>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it was sent or given up.
    pub settled_at: Option<DateTime<Utc>>,
}
