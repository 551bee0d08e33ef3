//! Answers to commands that were done once, by the caller's key.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::failure::waited_in_vain;
use super::schema::idempotency_keys as keys;
use super::{Db, Tx};
use crate::error::Result;
use crate::refusal::Refusal;

/// An answer as it went out, and the command it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// Hash of the command in canonical form.
    pub fingerprint: String,
    /// The answer.
    pub answer: Answer,
}

/// What was answered to a command, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Location`, for what was created.
    pub location: Option<String>,
    /// `ETag`, for what has versions.
    pub etag: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Takes the key for this transaction. False when it has been used; on `PostgreSQL` this waits for a
/// command with the same key that is still running, and refuses when that takes too long.
pub fn claim(tx: &mut Tx<'_>, scope: &str, key: &str, fingerprint: &str, now: DateTime<Utc>) -> Result<bool> {
    let row = (
        keys::scope.eq(scope),
        keys::idempotency_key.eq(key),
        keys::fingerprint.eq(fingerprint),
        keys::status.eq(0),
        keys::body.eq(Vec::new()),
        keys::created_at.eq(now.naive_utc()),
    );
    // `ON CONFLICT` cannot be written against the connection that may be either database.
    let inserted = match &mut *tx.conn {
        Db::Postgres(conn) => {
            diesel::insert_into(keys::table).values(row).on_conflict_do_nothing().execute(conn)
        }
        Db::Sqlite(conn) => {
            diesel::insert_into(keys::table).values(row).on_conflict_do_nothing().execute(conn)
        }
    };
    match inserted {
        Ok(rows) => Ok(rows == 1),
        Err(error) if waited_in_vain(&error) => Err(Refusal::InFlight.into()),
        Err(error) => Err(error.into()),
    }
}

/// The answer that stands under this key.
pub fn find(tx: &mut Tx<'_>, scope: &str, key: &str) -> Result<Option<StoredAnswer>> {
    type Row = (String, i32, Option<String>, Option<String>, Vec<u8>);
    let row: Option<Row> = keys::table
        .find((scope, key))
        .select((keys::fingerprint, keys::status, keys::location, keys::etag, keys::body))
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(fingerprint, status, location, etag, body)| StoredAnswer {
        fingerprint,
        answer: Answer { status: u16::try_from(status).unwrap_or(500), location, etag, body },
    }))
}

/// Keeps the answer to the command that claimed the key.
pub fn save(tx: &mut Tx<'_>, scope: &str, key: &str, answer: &Answer) -> Result<()> {
    diesel::update(keys::table.find((scope, key)))
        .set((
            keys::status.eq(i32::from(answer.status)),
            keys::location.eq(&answer.location),
            keys::etag.eq(&answer.etag),
            keys::body.eq(&answer.body),
        ))
        .execute(tx.conn)?;
    Ok(())
}
