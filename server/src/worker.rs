//! What is done after the answer: letters, deliveries to other systems, long lists of people. The rows say what is to
//! be done and whether it was; this room does one piece at a time, and may be asked for the same piece twice.

mod audiences;
mod deliveries;
mod letters;

use chrono::{DateTime, Utc};
use comanda_core::flows::events::Work;

use crate::state::AppState;

/// What came of a piece of work. Its row says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left to do: done now, done before, or at present done by another.
    Done,
    /// It did not work; it is due again then.
    Again(DateTime<Utc>),
    /// It did not work, and is not tried again unless somebody asks for it; why, in words that may be shown.
    Dead(String),
}

/// Does a piece of work. What goes wrong with the database is an error, and all of it may be tried again.
pub async fn run(app: &AppState, work: Work) -> Result<Outcome, crate::respond::Failure> {
    match work {
        Work::Letter(id) => letters::send(app, id).await,
        Work::Delivery(id) => deliveries::send(app, id).await,
        Work::Audience(id) => audiences::tell(app, id).await,
    }
}
