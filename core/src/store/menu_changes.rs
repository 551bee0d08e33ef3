//! How often what the menu shows was changed, by whichever process: what readers compare to know whether what
//! they rendered is still right.

use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::db::Db;
use super::schema::menu_changes;
use crate::error::Result;

/// As many rows share the counting as the migration made.
const STRIPES: u32 = 16;

/// The number of changes that this transaction sees.
pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(menu_changes::table.select(sql::<BigInt>("CAST(SUM(changes) AS BIGINT)")).first(tx.conn)?)
}

/// Counts one more, as the last thing before a commit: the row is held no longer than that takes. Which row
/// does not matter; callers that write at once name different ones and do not wait for each other.
pub(in crate::store) fn count_one(conn: &mut Db, caller: u32) -> diesel::QueryResult<()> {
    let stripe = i32::try_from(caller % STRIPES).unwrap_or(0);
    diesel::update(menu_changes::table.find(stripe))
        .set(menu_changes::changes.eq(menu_changes::changes + 1))
        .execute(conn)?;
    Ok(())
}
