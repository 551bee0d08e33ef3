//! Letters and deliveries that were given up, and wait again.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::{letters, webhook_deliveries};
use crate::error::Result;
use crate::id::{DeliveryId, LetterId};

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

/// A dead delivery waits again; false where it is not dead.
pub fn revive_delivery(tx: &mut Tx<'_>, id: DeliveryId, now: DateTime<Utc>) -> Result<bool> {
    let dead = webhook_deliveries::table.find(id).filter(webhook_deliveries::status.eq("dead"));
    let changed = diesel::update(dead)
        .set((
            webhook_deliveries::status.eq("waiting"),
            webhook_deliveries::next_at.eq(now.naive_utc()),
            webhook_deliveries::claimed_until.eq(None::<NaiveDateTime>),
            webhook_deliveries::settled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}
