//! Codes sent to whoever forgot a password; never themselves, only their digest.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use crate::error::Result;
use crate::id::{PasswordResetId, UserId};
use crate::store::Tx;
use crate::store::schema::password_resets;

/// A code that was sent.
pub struct ResetRow {
    /// Which.
    pub id: PasswordResetId,
    /// Its digest.
    pub code_hash: String,
    /// How often somebody guessed at it.
    pub tries: i64,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// A new code of `user`; those sent before count no more.
pub fn insert(
    tx: &mut Tx<'_>,
    id: PasswordResetId,
    user: UserId,
    code_hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    use_all(tx, user, now)?;
    diesel::insert_into(password_resets::table)
        .values((
            password_resets::id.eq(id),
            password_resets::user_id.eq(user),
            password_resets::code_hash.eq(code_hash),
            password_resets::tries.eq(0),
            password_resets::created_at.eq(now.naive_utc()),
            password_resets::expires_at.eq(expires_at.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The newest unused code of `user`. Its account is locked by this transaction.
pub fn find_newest(tx: &mut Tx<'_>, user: UserId) -> Result<Option<ResetRow>> {
    let row: Option<(PasswordResetId, String, i64, NaiveDateTime)> = password_resets::table
        .filter(password_resets::user_id.eq(user))
        .filter(password_resets::used_at.is_null())
        .order(password_resets::id.desc())
        .select((
            password_resets::id,
            password_resets::code_hash,
            password_resets::tries,
            password_resets::expires_at,
        ))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(id, code_hash, tries, expires_at)| ResetRow {
        id,
        code_hash,
        tries,
        expires_at: expires_at.and_utc(),
    }))
}

/// One more guess at a code.
pub fn count_try(tx: &mut Tx<'_>, id: PasswordResetId) -> Result<()> {
    diesel::update(password_resets::table.find(id))
        .set(password_resets::tries.eq(password_resets::tries + 1))
        .execute(tx.conn)?;
    Ok(())
}

/// No code of `user` counts any more.
pub fn use_all(tx: &mut Tx<'_>, user: UserId, now: DateTime<Utc>) -> Result<()> {
    let open = password_resets::table
        .filter(password_resets::user_id.eq(user))
        .filter(password_resets::used_at.is_null());
    diesel::update(open).set(password_resets::used_at.eq(now.naive_utc())).execute(tx.conn)?;
    Ok(())
}
