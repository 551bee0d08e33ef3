//! What is done by the clock: which hour each has come to, and who is at it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, Queryable, RunQueryDsl,
};

use super::schema::schedule;
use super::{Db, Tx};
use crate::error::Result;

/// How far one of them has come.
#[derive(Debug, Clone, Queryable)]
pub struct ScheduleRow {
    /// Which.
    pub name: String,
    /// The latest hour it was due at and is done.
    pub done_for: Option<NaiveDateTime>,
    /// When that was finished.
    pub done_at: Option<NaiveDateTime>,
    /// How many were done then.
    pub done_count: i64,
    /// Who is at it, until [`held_until`](Self::held_until).
    pub holder: String,
    /// Until when; long ago where nobody is.
    pub held_until: NaiveDateTime,
}

/// All that were ever begun; a handful.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<ScheduleRow>> {
    Ok(schedule::table.order_by(schedule::name).load(tx.conn)?)
}

/// Makes sure that `name` has a row.
pub fn enter(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let row = (schedule::name.eq(name), schedule::done_count.eq(0_i64));
    match &mut *tx.conn {
        Db::Postgres(conn) => {
            diesel::insert_into(schedule::table).values(row).on_conflict_do_nothing().execute(conn)?
        }
        Db::Sqlite(conn) => {
            diesel::insert_into(schedule::table).values(row).on_conflict_do_nothing().execute(conn)?
        }
    };
    Ok(())
}

/// Holds `name` for `holder` until `until`; false where it is done for `due`, or another is at it. Whoever gets it keeps
/// others waiting until this transaction ends.
pub fn hold(
    tx: &mut Tx<'_>,
    name: &str,
    holder: &str,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool> {
    let is_not_done =
        schedule::done_for.is_null().or(schedule::done_for.assume_not_null().lt(due.naive_utc()));
    let is_free = schedule::holder.eq(holder).or(schedule::held_until.le(now.naive_utc()));
    let changed = diesel::update(schedule::table.find(name).filter(is_not_done).filter(is_free))
        .set((schedule::holder.eq(holder), schedule::held_until.eq(until.naive_utc())))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

/// Writes down that `name` is done for `due`, and lets go of it. The caller holds it.
pub fn finish(tx: &mut Tx<'_>, name: &str, due: DateTime<Utc>, count: i64, now: DateTime<Utc>) -> Result<()> {
    diesel::update(schedule::table.find(name))
        .set((
            schedule::done_for.eq(due.naive_utc()),
            schedule::done_at.eq(now.naive_utc()),
            schedule::done_count.eq(count),
            schedule::holder.eq(""),
            schedule::held_until.eq(now.naive_utc()),
        ))
        .execute(tx.conn)?;
    Ok(())
}
