//! Letters that were given up, and wait again.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::letters;
use crate::error::Result;
use crate::id::LetterId;

/// A dead letter waits again; false where it is not dead.
pub fn revive_letter(tx: &mut Tx<'_>, id: LetterId, now: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(letters::table.find(id).filter(letters::status.eq("dead")))
        .set((
            letters::status.eq("waiting"),
            letters::attempts.eq(0),
            letters::next_at.eq(now.naive_utc()),
            letters::claimed_until.eq(None::<NaiveDateTime>),
            letters::settled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}
