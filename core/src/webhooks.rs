//! Telling other systems: what an endpoint may name, where it may be, when something is tried again, and when an
//! endpoint is given up. Asked by `flows::webhooks`, by the server before it sends, and by its resolver.

pub mod address;
pub mod event_types;
pub mod health;
pub mod schedule;
pub mod url;

use chrono::{DateTime, TimeDelta, Utc};

use crate::id::{ApiKeyId, EndpointId, UserId};
use crate::words::words;

pub use event_types::EventTypes;
pub use url::{Reach, WebhookUrl};

/// The most endpoints that one account or key keeps.
pub const MOST_ENDPOINTS: u32 = 20;
/// For how long whoever sends a delivery has it to itself.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);
/// For how long the secret before the newest signs too.
pub const PREVIOUS_COUNTS: TimeDelta = TimeDelta::hours(24);
/// The type of a delivery that only tries the endpoint.
pub const TEST: &str = "webhook.test";

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryStatus {
    /// To be sent, now or at its next attempt.
    Waiting,
    /// The receiver has it.
    Delivered,
    /// Given up; it is sent again only when somebody asks for it.
    Dead,
}

words!(DeliveryStatus { Waiting = "waiting", Delivered = "delivered", Dead = "dead" });

/// Whose rights an endpoint has: it is told what its owner may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Somebody's account.
    User(UserId),
    /// The key of another system.
    Key(ApiKeyId),
}

/// Where another system wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Which.
    pub id: EndpointId,
    /// Who made it.
    pub owner: Owner,
    /// Where it is, as it was judged when it was saved.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Of what it wants to be told.
    pub event_types: EventTypes,
    /// False: nothing is sent.
    pub is_active: bool,
    /// Which secret signs, from 1.
    pub generation: u32,
    /// Until when the secret before signs too.
    pub previous_until: Option<DateTime<Utc>>,
    /// Since when nothing has reached it; `None` after a success.
    pub failing_since: Option<DateTime<Utc>>,
    /// When the shop gave it up by itself.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why.
    pub disabled_reason: String,
    /// When it was removed.
    pub archived_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody, or the shop, last changed it.
    pub updated_at: DateTime<Utc>,
    /// Counts its changes.
    pub version: i64,
}

impl Endpoint {
    /// True while something is sent to it, as far as it is asked.
    pub const fn is_open(&self) -> bool {
        self.is_active && self.archived_at.is_none()
    }

    /// The generations of secrets that sign now, the newest first.
    pub fn signing(&self, now: DateTime<Utc>) -> Vec<u32> {
        let previous = self.previous_until.filter(|until| *until > now).and(self.generation.checked_sub(1));
        std::iter::once(self.generation).chain(previous.filter(|generation| *generation > 0)).collect()
    }

    /// Signs with a new secret from now on; the one before signs too for a while.
    pub fn rotate(&mut self, now: DateTime<Utc>) {
        self.generation += 1;
        self.previous_until = Some(now + PREVIOUS_COUNTS);
    }

    /// Something is sent to it again, and what went wrong is forgotten.
    pub fn switch_on(&mut self) {
        self.is_active = true;
        self.failing_since = None;
        self.disabled_at = None;
        self.disabled_reason.clear();
    }
}
