//! The one place of the server that reads the clock. Flows and rules are told the time.

use chrono::{DateTime, SubsecRound, Utc};

/// The time now, in whole microseconds: what the database keeps is what the answer says.
#[expect(clippy::disallowed_methods, reason = "this is the clock at the program's edge")]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
