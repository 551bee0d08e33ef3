//! Guesses that were counted, each under the name of what was guessed at.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use crate::accounts::throttle::Attempts;
use crate::error::Result;
use crate::store::schema::attempts;
use crate::store::{Db, Tx};

type Row = (i64, NaiveDateTime, Option<NaiveDateTime>);

/// The count of `bucket`, which nobody else can change before this transaction ends.
pub fn lock(tx: &mut Tx<'_>, bucket: &str) -> Result<Option<Attempts>> {
    let wanted =
        attempts::table.find(bucket).select((attempts::failures, attempts::last_at, attempts::blocked_until));
    let row: Option<Row> = match &mut *tx.conn {
        Db::Postgres(conn) => wanted.for_update().first(conn).optional()?,
        Db::Sqlite(conn) => wanted.first(conn).optional()?,
    };
    Ok(row.map(read))
}

/// The count of `bucket` as it stands.
pub fn find(tx: &mut Tx<'_>, bucket: &str) -> Result<Option<Attempts>> {
    let wanted =
        attempts::table.find(bucket).select((attempts::failures, attempts::last_at, attempts::blocked_until));
    let row: Option<Row> = wanted.first(tx.conn).optional()?;
    Ok(row.map(read))
}

fn read((failures, last_at, blocked_until): Row) -> Attempts {
    Attempts {
        failures: u32::try_from(failures).unwrap_or(u32::MAX),
        last_at: last_at.and_utc(),
        blocked_until: blocked_until.map(|at| at.and_utc()),
    }
}

/// The first guess of `bucket`. Whoever counted it meanwhile is found when the flow runs again.
pub fn insert(tx: &mut Tx<'_>, bucket: &str, count: &Attempts) -> Result<()> {
    diesel::insert_into(attempts::table)
        .values((
            attempts::bucket.eq(bucket),
            attempts::failures.eq(i64::from(count.failures)),
            attempts::last_at.eq(count.last_at.naive_utc()),
            attempts::blocked_until.eq(count.blocked_until.map(|at| at.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves a count that this transaction has locked.
pub fn save(tx: &mut Tx<'_>, bucket: &str, count: &Attempts) -> Result<()> {
    diesel::update(attempts::table.find(bucket))
        .set((
            attempts::failures.eq(i64::from(count.failures)),
            attempts::last_at.eq(count.last_at.naive_utc()),
            attempts::blocked_until.eq(count.blocked_until.map(|at| at.naive_utc())),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets one count.
pub fn delete(tx: &mut Tx<'_>, bucket: &str) -> Result<()> {
    diesel::delete(attempts::table.find(bucket)).execute(tx.conn)?;
    Ok(())
}

/// Forgets what was last counted before `before`.
pub fn delete_older(tx: &mut Tx<'_>, before: DateTime<Utc>) -> Result<()> {
    diesel::delete(attempts::table.filter(attempts::last_at.lt(before.naive_utc()))).execute(tx.conn)?;
    Ok(())
}
