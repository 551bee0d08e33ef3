//! Alerts as they travel.

mod metrics;

pub use metrics::{
    AlertCheck, PopularProduct, PopularityView, ResponseView, SeverityWaits, TrendingProduct, TrendingView,
    TypeWaits, WaitView,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::catalog::ProductRef;
use crate::alerts::{AlertType, Severity};
use crate::id::{AlertId, ProductId};

/// Something that staff should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertView {
    /// Which.
    pub id: AlertId,
    /// The product that it is about, if it is about one.
    pub product: Option<ProductRef>,
    /// What it is about.
    pub alert_type: AlertType,
    /// How grave it is.
    pub severity: Severity,
    /// In words.
    pub message: String,
    /// The limit that was passed: units, orders, or per cent of the price.
    pub threshold_value: Option<i64>,
    /// What it was when it was last looked at, in the same measure.
    pub current_value: Option<i64>,
    /// False once it is resolved.
    pub is_active: bool,
    /// Not shown again before this.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Who raised it; `system` for the shop itself.
    pub opened_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// By whom; `system` for the shop itself.
    pub resolved_by: Option<String>,
    /// What they said about it.
    pub resolution_notes: String,
    /// Grows with each change.
    pub version: i64,
}

/// Raise an alert by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateAlert {
    /// What it is about.
    pub alert_type: AlertType,
    /// How grave it is.
    pub severity: Severity,
    /// In words, 1 to 300 characters.
    pub message: String,
    /// The product that it is about; every type but `system` needs one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<ProductId>,
    /// The limit that was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold_value: Option<i64>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_value: Option<i64>,
}

/// Say that an alert is dealt with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolveAlert {
    /// What was done, at most 500 characters.
    #[serde(default)]
    pub notes: String,
}

/// Put an alert aside for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnoozeAlert {
    /// For so long; 1 to 1440. It wakes by itself when it gets worse.
    pub minutes: u32,
}

/// How many alerts are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertCounts {
    /// Open and not put aside.
    pub open: u64,
    /// Of those, critical ones.
    pub critical: u64,
    /// Open and put aside.
    pub snoozed: u64,
}
