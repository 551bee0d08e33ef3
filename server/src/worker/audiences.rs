//! Tells many people of an event.

use comanda_core::id::EventId;

use super::Outcome;
use crate::respond::Failure;
use crate::state::AppState;

/// Tells many people of an event.
pub async fn tell(_app: &AppState, _id: EventId) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
