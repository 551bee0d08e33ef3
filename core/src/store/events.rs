//! The log of what happened: appended in the transaction in which it happened.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, RunQueryDsl};
use serde_json::Value;

use super::Tx;
use super::schema::events;
use crate::error::Result;
use crate::id::{EventId, kind};

/// Appends that `kind` (`order.created`) happened to `subject`, and by whom.
pub fn append(
    tx: &mut Tx<'_>,
    kind: &str,
    subject: &str,
    data: &Value,
    done_by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let id: EventId = tx.new_id::<kind::Event>();
    diesel::insert_into(events::table)
        .values((
            events::id.eq(id),
            events::kind.eq(kind),
            events::subject.eq(subject),
            events::data.eq(data.to_string()),
            events::done_by.eq(done_by),
            events::created_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}
