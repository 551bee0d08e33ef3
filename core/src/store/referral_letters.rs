//! Letters in which somebody passed a code on: one to each address, and not too many a day.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::referral_invitations as letters;
use crate::error::Result;
use crate::id::{InvitationId, UserId, kind};

/// True when this account had a letter sent to this mailbox.
pub fn was_sent(tx: &mut Tx<'_>, referrer: UserId, mailbox: &str) -> Result<bool> {
    let count: i64 = letters::table
        .filter(letters::referrer_id.eq(referrer))
        .filter(letters::email_folded.eq(mailbox))
        .count()
        .get_result(tx.conn)?;
    Ok(count > 0)
}

/// When this account had the latest letters sent, the latest first; `limit` at most, none before `since`.
pub fn sent_since(
    tx: &mut Tx<'_>,
    referrer: UserId,
    since: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<DateTime<Utc>>> {
    let times: Vec<NaiveDateTime> = letters::table
        .filter(letters::referrer_id.eq(referrer))
        .filter(letters::created_at.gt(since.naive_utc()))
        .order_by(letters::created_at.desc())
        .limit(i64::from(limit))
        .select(letters::created_at)
        .load(tx.conn)?;
    Ok(times.into_iter().map(|time| time.and_utc()).collect())
}

/// A letter is about to be sent.
pub fn insert(tx: &mut Tx<'_>, referrer: UserId, mailbox: &str, now: DateTime<Utc>) -> Result<InvitationId> {
    let id = tx.new_id::<kind::Invitation>();
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(id),
            letters::referrer_id.eq(referrer),
            letters::email_folded.eq(mailbox),
            letters::created_at.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(id)
}
