//! Those who may be told of something, and by which ways they want to be.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::schema::{notification_preferences as preferences, users};
use super::{Db, Tx};
use crate::actor::{Permission, Role};
use crate::error::Result;
use crate::id::UserId;
use crate::notifications::{NotificationKind, Receiver, Ways};

type Row = (UserId, String, String, Option<String>, bool);
type Columns = (users::id, users::username, users::role, users::email, users::is_active);

const fn columns() -> Columns {
    (users::id, users::username, users::role, users::email, users::is_active)
}

/// Somebody of a role that this program does not know is told nothing, and keeps nobody else from being told.
fn receivers(rows: Vec<Row>) -> Vec<Receiver> {
    let receiver = |(id, username, role, email, is_active): Row| {
        let role = Role::parse(&role)?;
        Some(Receiver { id, username, role, email, is_active })
    };
    rows.into_iter().filter_map(receiver).collect()
}

/// Everybody whose account is in use and who may see alerts, in the order of their ids; `limit` at most.
pub fn staff(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Receiver>> {
    let roles = Role::ALL.into_iter().filter(|role| role.may(Permission::SeeAlerts));
    let rows: Vec<Row> = users::table
        .filter(users::role.eq_any(roles.map(Role::as_str)))
        .filter(users::is_active.eq(true))
        .order_by(users::id)
        .limit(i64::from(limit))
        .select(columns())
        .load(tx.conn)?;
    Ok(receivers(rows))
}

/// These accounts.
pub fn find(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<Vec<Receiver>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = users::table.filter(users::id.eq_any(ids)).select(columns()).load(tx.conn)?;
    Ok(receivers(rows))
}

/// A stretch of the accounts in the order of their ids.
pub struct Stretch {
    /// The customers among them.
    pub receivers: Vec<Receiver>,
    /// The last; none where there were none.
    pub last: Option<UserId>,
}

/// The customers in use after `after` (all, when it is empty), in the order of their ids; `limit` at most.
pub fn customers_after(tx: &mut Tx<'_>, after: &str, limit: u32) -> Result<Stretch> {
    let rows: Vec<Row> = users::table
        .filter(users::id.gt(after))
        .filter(users::role.eq(Role::Customer.as_str()))
        .filter(users::is_active.eq(true))
        .order_by(users::id)
        .limit(i64::from(limit))
        .select(columns())
        .load(tx.conn)?;
    let last = rows.last().map(|row| row.0);
    Ok(Stretch { receivers: receivers(rows), last })
}

/// What these accounts said by which ways they want to be told; what they did not say is left out.
pub fn preferences(tx: &mut Tx<'_>, ids: &[UserId]) -> Result<BTreeMap<(UserId, NotificationKind), Ways>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(UserId, String, bool, bool)> = preferences::table
        .filter(preferences::user_id.eq_any(ids))
        .select((preferences::user_id, preferences::kind, preferences::in_app, preferences::by_mail))
        .load(tx.conn)?;
    let said = |(user, kind, in_app, by_mail): (UserId, String, bool, bool)| {
        Some(((user, NotificationKind::parse(&kind)?), Ways { in_app, by_mail }))
    };
    Ok(rows.into_iter().filter_map(said).collect())
}

/// By these ways `user` wants to be told of `kind` from now on.
pub fn save_preference(tx: &mut Tx<'_>, user: UserId, kind: NotificationKind, ways: Ways) -> Result<()> {
    let said = (preferences::in_app.eq(ways.in_app), preferences::by_mail.eq(ways.by_mail));
    let insert = diesel::insert_into(preferences::table).values((
        preferences::user_id.eq(user),
        preferences::kind.eq(kind.as_str()),
        said,
    ));
    let place = (preferences::user_id, preferences::kind);
    // `ON CONFLICT` cannot be written against the connection that may be either database.
    match &mut *tx.conn {
        Db::Postgres(conn) => insert.on_conflict(place).do_update().set(said).execute(conn)?,
        Db::Sqlite(conn) => insert.on_conflict(place).do_update().set(said).execute(conn)?,
    };
    Ok(())
}
