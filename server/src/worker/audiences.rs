//! Tells many people of an event, page by page. The letters that come of it are found by the sweep.

use comanda_core::flows::notifications::audience::{self, Progress};
use comanda_core::id::EventId;

use super::Outcome;
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// Tells everybody who is left, unless somebody else is at it.
pub async fn tell(app: &AppState, id: EventId) -> Result<Outcome, Failure> {
    let begun = clock::now();
    if !app.write(move |tx| audience::begin(tx, id, begun)).await? {
        return Ok(Outcome::Done);
    }
    loop {
        let now = clock::now();
        match app.write(move |tx| audience::tell_page(tx, id, now)).await? {
            Progress::More => {}
            Progress::All => return Ok(Outcome::Done),
        }
    }
}
