//! Numbers without gaps: whoever takes one holds its counter until the transaction ends, and gives it back when that
//! fails.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::schema::counters;
use super::{Db, Tx};
use crate::error::{Error, Result};

/// Of cash sessions.
pub const CASH_SESSIONS: &str = "cash_sessions";
/// Of Z reports.
pub const Z_REPORTS: &str = "z_reports";
/// Of orders that were put aside; it also keeps apart those who put one aside.
pub const PARKED_ORDERS: &str = "parked_orders";

/// The next number of this counter, from 1.
pub fn next(tx: &mut Tx<'_>, name: &str) -> Result<u32> {
    let first = (counters::name.eq(name), counters::last_number.eq(1));
    let more = counters::last_number.eq(counters::last_number + 1);
    // `ON CONFLICT` cannot be written against the connection that may be either database.
    let insert = diesel::insert_into(counters::table).values(first);
    match &mut *tx.conn {
        Db::Postgres(conn) => insert.on_conflict(counters::name).do_update().set(more).execute(conn)?,
        Db::Sqlite(conn) => insert.on_conflict(counters::name).do_update().set(more).execute(conn)?,
    };
    let last: i64 = counters::table.find(name).select(counters::last_number).first(tx.conn)?;
    u32::try_from(last).map_err(|_| Error::Broken(format!("{name} number {last}")))
}
