//! Keys by which devices and other systems call, without a person behind them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Secret;
use crate::actor::DeviceRole;
use crate::id::ApiKeyId;

/// Make a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateApiKey {
    /// What it is for: "till 1", "kiosk at the door".
    pub name: String,
    /// What it may do.
    pub role: DeviceRole,
}

/// A key, without the secret that it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiKeyView {
    /// Which.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub role: DeviceRole,
    /// How it begins, to tell it from others.
    pub prefix: String,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last shown, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it stopped counting.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key that was just made. This is the only time its secret is shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    /// The key.
    #[serde(flatten)]
    pub key: ApiKeyView,
    /// Goes into `Authorization: Bearer …`.
    pub secret: Secret,
}
