//! Tells another system.

use comanda_core::id::DeliveryId;

use super::Outcome;
use crate::respond::Failure;
use crate::state::AppState;

/// Tells another system.
pub async fn send(_app: &AppState, _id: DeliveryId) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
