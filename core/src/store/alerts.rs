//! Alerts: the open one about a thing is found by its topic; what changed is written where nobody changed it meanwhile.
//! What sweeps look for is in [`sweeps`], what alerts and orders add up to in [`figures`].

pub(crate) mod figures;
mod list;
mod rows;
pub(crate) mod sweeps;

pub use list::AlertFilter;
pub(crate) use list::{counts, list};

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, RunQueryDsl,
    SelectableHelper,
};

use super::db::insert_all;
use super::schema::{alerts, products};
use super::{Db, Tx};
use crate::alerts::{Alert, Matter};
use crate::error::{Error, Result};
use crate::id::{AlertId, ProductId};
use crate::refusal::Refusal;
use rows::AlertRow;

/// How many products or alerts one query is about.
const AT_ONCE: usize = 500;

/// A product, and the alert that stands open about it.
#[derive(Debug, Clone)]
pub(crate) struct About {
    pub product: ProductId,
    /// What it is called now.
    pub name: String,
    /// No longer on the menu.
    pub is_archived: bool,
    pub open: Option<Alert>,
}

/// These products, in the order of their ids, each with the alert of this matter that stands open about it.
pub fn open_about(tx: &mut Tx<'_>, matter: Matter, of: &[ProductId]) -> Result<Vec<About>> {
    let mut about = Vec::with_capacity(of.len());
    for some in of.chunks(AT_ONCE) {
        let is_its = format!("alerts.is_active AND alerts.topic = '{}' || products.id", matter.prefix());
        let rows: Vec<(ProductId, String, bool, Option<AlertRow>)> = products::table
            .left_join(alerts::table.on(sql::<Bool>(&is_its)))
            .filter(products::id.eq_any(some))
            .order_by(products::id)
            .select((products::id, products::name, products::is_archived, Option::<AlertRow>::as_select()))
            .load(tx.conn)?;
        for (product, name, is_archived, row) in rows {
            about.push(About { product, name, is_archived, open: row.map(AlertRow::alert).transpose()? });
        }
    }
    Ok(about)
}

/// Every alert that stands open about a product, in the order of their topics.
pub fn all_open_about(tx: &mut Tx<'_>, product: ProductId) -> Result<Vec<Alert>> {
    let rows: Vec<AlertRow> = alerts::table
        .filter(alerts::product_id.eq(product))
        .filter(alerts::is_active)
        .order_by((alerts::topic, alerts::id))
        .select(AlertRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(AlertRow::alert).collect()
}

/// The alert that stands open under this topic.
pub fn find_open(tx: &mut Tx<'_>, topic: &str) -> Result<Option<Alert>> {
    let row = alerts::table
        .filter(alerts::topic.eq(topic).and(alerts::is_active))
        .select(AlertRow::as_select())
        .first(tx.conn)
        .optional()?;
    row.map(AlertRow::alert).transpose()
}

/// True when alerts tell of the product, open or not.
pub fn any_about(tx: &mut Tx<'_>, product: ProductId) -> Result<bool> {
    let one: Option<AlertId> =
        alerts::table.filter(alerts::product_id.eq(product)).select(alerts::id).first(tx.conn).optional()?;
    Ok(one.is_some())
}

/// The alert, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: AlertId) -> Result<Alert> {
    let row = alerts::table.find(id).select(AlertRow::as_select()).first(tx.conn).optional()?;
    row.ok_or_else(|| Error::from(Refusal::not_found("alert")))?.alert()
}

/// As [`load`], and nobody else can change it before this transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: AlertId) -> Result<Alert> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let held: Option<AlertId> =
            alerts::table.find(id).select(alerts::id).for_update().first(conn).optional()?;
        held.ok_or_else(|| Refusal::not_found("alert"))?;
    }
    load(tx, id)
}

/// New ones.
pub fn insert_many(tx: &mut Tx<'_>, new: &[Alert]) -> Result<()> {
    let rows: Vec<AlertRow> = new.iter().map(AlertRow::of).collect();
    insert_all!(tx, alerts::table, &rows)?;
    Ok(())
}

/// Those that changed, each once since it was read. Whoever finds that one was changed by somebody else meanwhile runs
/// again.
pub fn save_many(tx: &mut Tx<'_>, changed: &[Alert]) -> Result<()> {
    match changed {
        [] => Ok(()),
        [alert] => save(tx, alert),
        many => many.chunks(AT_ONCE).try_for_each(|some| replace(tx, some)),
    }
}

fn save(tx: &mut Tx<'_>, alert: &Alert) -> Result<()> {
    let stands = alerts::table.find(alert.id).filter(alerts::version.eq(alert.version - 1));
    match diesel::update(stands).set(AlertRow::of(alert)).execute(tx.conn)? {
        1 => Ok(()),
        _ => Err(changed_meanwhile(alert.id)),
    }
}

/// Many at once are held, taken out and put in again: two statements, whatever each of them says now.
fn replace(tx: &mut Tx<'_>, changed: &[Alert]) -> Result<()> {
    let ids: Vec<AlertId> = changed.iter().map(|alert| alert.id).collect();
    let wanted = || alerts::table.filter(alerts::id.eq_any(&ids)).order_by((alerts::topic, alerts::id));
    let stand: Vec<(AlertId, i64)> = match &mut *tx.conn {
        Db::Postgres(conn) => wanted().for_update().select((alerts::id, alerts::version)).load(conn)?,
        Db::Sqlite(conn) => wanted().select((alerts::id, alerts::version)).load(conn)?,
    };
    let stands = |alert: &&Alert| stand.contains(&(alert.id, alert.version - 1));
    if let Some(other) = changed.iter().find(|alert| !stands(alert)) {
        return Err(changed_meanwhile(other.id));
    }
    diesel::delete(alerts::table.filter(alerts::id.eq_any(&ids))).execute(tx.conn)?;
    insert_many(tx, changed)
}

fn changed_meanwhile(alert: AlertId) -> Error {
    Error::Contended(format!("{alert} changed meanwhile"))
}
