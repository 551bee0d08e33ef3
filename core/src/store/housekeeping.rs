//! Deletes what has had its time, the oldest first and a bounded number at a time, each by an index on its age. How many
//! were deleted.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::{
    attempts, idempotency_keys, letters, notifications, password_resets, refresh_tokens, sessions,
    webhook_attempts, webhook_deliveries,
};
use crate::error::Result;
use crate::id::{DeliveryId, LetterId, NotificationId, PasswordResetId, SessionId};

/// Refresh tokens that ended before `before`, and the sessions that have none left.
pub fn delete_tokens(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let ended: Vec<(String, SessionId)> = refresh_tokens::table
        .filter(refresh_tokens::expires_at.lt(before.naive_utc()))
        .order_by(refresh_tokens::expires_at)
        .limit(i64::from(limit))
        .select((refresh_tokens::hash, refresh_tokens::session_id))
        .load(tx.conn)?;
    let (hashes, owners): (Vec<String>, Vec<SessionId>) = ended.into_iter().unzip();
    let deleted =
        diesel::delete(refresh_tokens::table.filter(refresh_tokens::hash.eq_any(hashes))).execute(tx.conn)?;
    let left = refresh_tokens::table.filter(refresh_tokens::session_id.eq(sessions::id));
    let over = sessions::table.filter(sessions::id.eq_any(owners)).filter(not(exists(left)));
    diesel::delete(over).execute(tx.conn)?;
    Ok(deleted)
}

/// Codes that ended before `before`.
pub fn delete_resets(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let ended: Vec<PasswordResetId> = password_resets::table
        .filter(password_resets::expires_at.lt(before.naive_utc()))
        .order_by(password_resets::expires_at)
        .limit(i64::from(limit))
        .select(password_resets::id)
        .load(tx.conn)?;
    Ok(diesel::delete(password_resets::table.filter(password_resets::id.eq_any(ended))).execute(tx.conn)?)
}

/// Counts of guesses that were last touched before `before`; more than `limit` where several have the same age.
pub fn delete_attempts(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let last: Option<NaiveDateTime> = attempts::table
        .filter(attempts::last_at.lt(before.naive_utc()))
        .order_by(attempts::last_at)
        .offset(i64::from(limit.saturating_sub(1)))
        .select(attempts::last_at)
        .first(tx.conn)
        .optional()?;
    let deleted = match last {
        Some(last) => diesel::delete(attempts::table.filter(attempts::last_at.le(last))).execute(tx.conn)?,
        None => diesel::delete(attempts::table.filter(attempts::last_at.lt(before.naive_utc())))
            .execute(tx.conn)?,
    };
    Ok(deleted)
}

/// Keys of commands that were done before `before`; more than `limit` where several have the same age.
pub fn delete_keys(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let last: Option<NaiveDateTime> = idempotency_keys::table
        .filter(idempotency_keys::created_at.lt(before.naive_utc()))
        .order_by(idempotency_keys::created_at)
        .offset(i64::from(limit.saturating_sub(1)))
        .select(idempotency_keys::created_at)
        .first(tx.conn)
        .optional()?;
    let created_at = idempotency_keys::created_at;
    let deleted = match last {
        Some(last) => diesel::delete(idempotency_keys::table.filter(created_at.le(last))).execute(tx.conn)?,
        None => diesel::delete(idempotency_keys::table.filter(created_at.lt(before.naive_utc())))
            .execute(tx.conn)?,
    };
    Ok(deleted)
}

/// Notifications of before `before` that were read.
pub fn delete_notifications(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let old: Vec<NotificationId> = notifications::table
        .filter(notifications::created_at.lt(before.naive_utc()))
        .filter(notifications::read_at.is_not_null())
        .order_by(notifications::created_at)
        .limit(i64::from(limit))
        .select(notifications::id)
        .load(tx.conn)?;
    Ok(diesel::delete(notifications::table.filter(notifications::id.eq_any(old))).execute(tx.conn)?)
}

/// Letters of before `before` with this status.
pub fn delete_letters(tx: &mut Tx<'_>, status: &str, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let old: Vec<LetterId> = letters::table
        .filter(letters::status.eq(status))
        .filter(letters::created_at.lt(before.naive_utc()))
        .order_by((letters::created_at, letters::id))
        .limit(i64::from(limit))
        .select(letters::id)
        .load(tx.conn)?;
    Ok(diesel::delete(letters::table.filter(letters::id.eq_any(old))).execute(tx.conn)?)
}

/// Deliveries of before `before` that no longer wait, with their attempts.
pub fn delete_deliveries(tx: &mut Tx<'_>, before: DateTime<Utc>, limit: u32) -> Result<usize> {
    let old: Vec<DeliveryId> = webhook_deliveries::table
        .filter(webhook_deliveries::created_at.lt(before.naive_utc()))
        .filter(webhook_deliveries::status.ne("waiting"))
        .order_by((webhook_deliveries::created_at, webhook_deliveries::id))
        .limit(i64::from(limit))
        .select(webhook_deliveries::id)
        .load(tx.conn)?;
    let attempts = webhook_attempts::table.filter(webhook_attempts::delivery_id.eq_any(&old));
    diesel::delete(attempts).execute(tx.conn)?;
    Ok(diesel::delete(webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(&old)))
        .execute(tx.conn)?)
}
