//! Sends a letter.

use comanda_core::id::LetterId;

use super::Outcome;
use crate::respond::Failure;
use crate::state::AppState;

/// Sends a letter.
pub async fn send(_app: &AppState, _id: LetterId) -> Result<Outcome, Failure> {
    Ok(Outcome::Done)
}
