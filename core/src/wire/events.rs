//! Events as they travel: on the stream, by polling and in webhooks.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::events::Event;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventView {
    /// Grows with each event; what `Last-Event-ID` and `after` take.
    pub id: i64,
    /// What happened: `order.created`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The identifier of what it happened to.
    pub subject: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What there is to know of it; which fields depends on the type.
    pub data: Value,
}

impl From<&Event> for EventView {
    fn from(event: &Event) -> Self {
        Self {
            id: event.number,
            event_type: event.kind.clone(),
            subject: event.subject.clone(),
            created_at: event.created_at,
            data: event.data.clone(),
        }
    }
}

/// Events since some place in the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventsView {
    /// Those that the caller may see, the oldest first.
    pub events: Vec<EventView>,
    /// Ask for what comes `after` this next time, also when there were none.
    pub last: i64,
    /// True when more are there already.
    pub has_more: bool,
}
