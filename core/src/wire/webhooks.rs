//! Webhooks as they travel: endpoints, what was sent to them, and what can be asked for.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::accounts::Secret;
use crate::events::Topic;
use crate::id::{ApiKeyId, DeliveryId, EndpointId, EventId, UserId};
use crate::webhooks::{DeliveryStatus, Endpoint, Owner};

/// Let another system be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateEndpoint {
    /// Where; `https://` and out on the internet.
    pub url: String,
    /// What people call it; at most 200 characters.
    #[serde(default)]
    pub description: String,
    /// Of what: `order.created`, or `order.*` for all of a kind. None: everything that its owner may see.
    #[serde(default)]
    pub event_types: Vec<String>,
}

/// Change an endpoint; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeEndpoint {
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Of what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// False switches it off, and what still waits is given up. True switches it on again, also where the shop gave it
    /// up by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// The version the caller saw; an endpoint that changed since is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Where another system is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndpointView {
    /// Which.
    pub id: EndpointId,
    /// The account whose rights it has, where it is an account's.
    pub user_id: Option<UserId>,
    /// The key whose rights it has, where it is another system's.
    pub api_key_id: Option<ApiKeyId>,
    /// Where it is.
    pub url: String,
    /// What people call it.
    pub description: String,
    /// Of what it is told; none: everything that its owner may see.
    pub event_types: Vec<String>,
    /// False: nothing is sent.
    pub is_active: bool,
    /// Which secret signs; grows with each rotation.
    pub generation: u32,
    /// Until when the secret before signs too.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// Since when nothing has reached it; null after a success.
    pub failing_since: Option<DateTime<Utc>>,
    /// When the shop gave it up by itself.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why.
    pub disabled_reason: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts its changes.
    pub version: i64,
}

impl From<&Endpoint> for EndpointView {
    fn from(endpoint: &Endpoint) -> Self {
        let (user_id, api_key_id) = match endpoint.owner {
            Owner::User(id) => (Some(id), None),
            Owner::Key(id) => (None, Some(id)),
        };
        Self {
            id: endpoint.id,
            user_id,
            api_key_id,
            url: endpoint.url.clone(),
            description: endpoint.description.clone(),
            event_types: endpoint.event_types.names(),
            is_active: endpoint.is_active,
            generation: endpoint.generation,
            previous_secret_until: endpoint.previous_until,
            failing_since: endpoint.failing_since,
            disabled_at: endpoint.disabled_at,
            disabled_reason: endpoint.disabled_reason.clone(),
            created_at: endpoint.created_at,
            updated_at: endpoint.updated_at,
            version: endpoint.version,
        }
    }
}

/// An endpoint and the secret that signs for it. The secret is shown when it is made and when it is replaced, and not
/// again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndpointSecret {
    /// The endpoint.
    #[serde(flatten)]
    pub endpoint: EndpointView,
    /// `whsec_…`: what the receiver verifies with.
    pub secret: Secret,
}

/// Something that was told, or is to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// Which.
    pub id: DeliveryId,
    /// To whom.
    pub endpoint: EndpointId,
    /// What the receiver knows it by (`webhook-id`), however often it comes.
    pub event: EventId,
    /// What happened.
    pub event_type: String,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// How often it was tried since it was last asked for.
    pub attempts: u32,
    /// When it is tried next, while it waits.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What the receiver last answered.
    pub last_status: Option<u16>,
    /// Why it last did not arrive.
    pub last_error: Option<String>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it arrived, or was given up.
    pub settled_at: Option<DateTime<Utc>>,
    /// Every attempt, the newest first; 50 at most.
    pub attempt_log: Vec<AttemptView>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttemptView {
    /// From 1, over all that was asked for.
    pub number: u32,
    /// What the receiver answered, where it did.
    pub status: Option<u16>,
    /// Why it did not arrive.
    pub error: Option<String>,
    /// How long that took, in milliseconds.
    pub duration_ms: u32,
    /// When it ended.
    pub created_at: DateTime<Utc>,
}

/// A delivery with what is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryDetail {
    /// The delivery.
    #[serde(flatten)]
    pub delivery: DeliveryView,
    /// The body, as it is sent.
    pub payload: Value,
}

/// Something that an endpoint can ask to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventTypeView {
    /// Its name, as in `event_types`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The part of the shop that it is of.
    pub topic: Topic,
    /// When it happens.
    pub description: String,
    /// True when the caller may see all of them; false when only those that concern the caller: what came about
    /// through their key.
    pub is_open: bool,
}
