//! Cash sessions: a drawer from one count to the next.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    AsChangeset, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl,
    Selectable, SelectableHelper,
};
use serde::{Deserialize, Serialize};

use super::failure::taken;
use super::schema::cash_sessions;
use super::{Db, Tx};
use crate::drawer::{CashSession, Closing, Denomination, Unpaid};
use crate::error::{Error, Result};
use crate::id::{CashSessionId, UserId};
use crate::money::Money;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::time::BusinessDay;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cash_sessions, treat_none_as_null = true, treat_none_as_default_value = false)]
struct SessionRow {
    id: CashSessionId,
    number: i64,
    drawer: String,
    opened_by: String,
    opener_id: Option<UserId>,
    opened_at: NaiveDateTime,
    business_day: String,
    opening_count: i64,
    expected: Option<i64>,
    counted: Option<i64>,
    denominations: String,
    closed_by: Option<String>,
    closed_at: Option<NaiveDateTime>,
    over_short: Option<i64>,
    open_orders: String,
    z_number: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct StoredDenomination {
    value: i64,
    count: u32,
}

/// A drawer that is open has none yet.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredUnpaid {
    count: u64,
    due: i64,
    numbers: Vec<String>,
}

impl StoredUnpaid {
    fn of(unpaid: &Unpaid) -> Self {
        Self { count: unpaid.count, due: unpaid.due.as_minor(), numbers: unpaid.numbers.clone() }
    }

    fn into_unpaid(self) -> Unpaid {
        Unpaid { count: self.count, due: Money::minor(self.due), numbers: self.numbers }
    }
}

fn written<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::Broken(cause.to_string()))
}

impl SessionRow {
    fn of(session: &CashSession) -> Result<Self> {
        let closing = session.closing.as_ref();
        let counted: &[Denomination] = closing.map_or(&[], |closing| &closing.denominations);
        let stored: Vec<StoredDenomination> = counted
            .iter()
            .map(|one| StoredDenomination { value: one.value.as_minor(), count: one.count })
            .collect();
        Ok(Self {
            id: session.id,
            number: session.number.into(),
            drawer: session.drawer.clone(),
            opened_by: session.opened_by.clone(),
            opener_id: session.opener,
            opened_at: session.opened_at.naive_utc(),
            business_day: session.business_day.to_string(),
            opening_count: session.opening_count.as_minor(),
            expected: closing.map(|closing| closing.expected.as_minor()),
            counted: closing.map(|closing| closing.counted.as_minor()),
            denominations: written(&stored)?,
            closed_by: closing.map(|closing| closing.by.clone()),
            closed_at: closing.map(|closing| closing.at.naive_utc()),
            over_short: closing.map(|closing| (closing.counted - closing.expected).as_minor()),
            open_orders: written(
                &closing.map(|closing| StoredUnpaid::of(&closing.open_orders)).unwrap_or_default(),
            )?,
            z_number: closing.map(|closing| closing.z_number.into()),
        })
    }

    fn into_session(self) -> Result<CashSession> {
        let broken = |what: &str| Error::Broken(format!("{what} of {}", self.id));
        let count = |number: i64| u32::try_from(number).map_err(|_| broken("a number"));
        let day: NaiveDate = self.business_day.parse().map_err(|_| broken("business_day"))?;
        let closing = match (self.expected, self.counted, self.closed_at, self.z_number) {
            (Some(expected), Some(counted), Some(at), Some(z_number)) => {
                let stored: Vec<StoredDenomination> =
                    serde_json::from_str(&self.denominations).map_err(|_| broken("denominations"))?;
                let unpaid: StoredUnpaid =
                    serde_json::from_str(&self.open_orders).map_err(|_| broken("open_orders"))?;
                let one = |one: StoredDenomination| Denomination {
                    value: Money::minor(one.value),
                    count: one.count,
                };
                Some(Closing {
                    expected: Money::minor(expected),
                    counted: Money::minor(counted),
                    denominations: stored.into_iter().map(one).collect(),
                    open_orders: unpaid.into_unpaid(),
                    by: self.closed_by.clone().unwrap_or_default(),
                    at: at.and_utc(),
                    z_number: count(z_number)?,
                })
            }
            _ => None,
        };
        Ok(CashSession {
            id: self.id,
            number: count(self.number)?,
            business_day: BusinessDay::of_date(day),
            opening_count: Money::minor(self.opening_count),
            opened_at: self.opened_at.and_utc(),
            opener: self.opener_id,
            opened_by: self.opened_by,
            drawer: self.drawer,
            closing,
        })
    }
}

/// The drawers that are open, by the order of their opening. None of them is closed by somebody else before this
/// transaction ends; several transactions may hold them so at once.
pub fn hold_open(tx: &mut Tx<'_>) -> Result<Vec<CashSession>> {
    let open =
        cash_sessions::table.filter(cash_sessions::closed_at.is_null()).order_by(cash_sessions::number);
    let rows: Vec<SessionRow> = match &mut *tx.conn {
        Db::Postgres(conn) => open.select(SessionRow::as_select()).for_key_share().load(conn)?,
        // On SQLite there is only one writer: this transaction.
        Db::Sqlite(conn) => open.select(SessionRow::as_select()).load(conn)?,
    };
    rows.into_iter().map(SessionRow::into_session).collect()
}

/// The drawers that are open, by the order of their opening; nobody holds them.
pub fn list_open(tx: &mut Tx<'_>) -> Result<Vec<CashSession>> {
    let rows: Vec<SessionRow> = cash_sessions::table
        .filter(cash_sessions::closed_at.is_null())
        .order_by(cash_sessions::number)
        .select(SessionRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(SessionRow::into_session).collect()
}

/// One page of all sessions, the newest first.
pub fn list(tx: &mut Tx<'_>, page: PageRequest) -> Result<Slice<CashSession>> {
    let count: i64 = cash_sessions::table.count().get_result(tx.conn)?;
    let rows: Vec<SessionRow> = cash_sessions::table
        .order_by(cash_sessions::number.desc())
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(SessionRow::as_select())
        .load(tx.conn)?;
    let items = rows.into_iter().map(SessionRow::into_session).collect::<Result<_>>()?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// The session, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: CashSessionId) -> Result<CashSession> {
    let row: Option<SessionRow> =
        cash_sessions::table.find(id).select(SessionRow::as_select()).first(tx.conn).optional()?;
    row.ok_or_else(|| Refusal::not_found("cash session"))?.into_session()
}

/// The session, into whose drawer nobody else puts anything, and out of which nobody takes anything, before this
/// transaction ends; or `not_found`. Whoever holds it already (see [`hold_open`]) is waited for.
pub fn lock(tx: &mut Tx<'_>, id: CashSessionId) -> Result<CashSession> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let locked: Option<CashSessionId> =
            cash_sessions::table.find(id).select(cash_sessions::id).for_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("cash session"))?;
    }
    load(tx, id)
}

/// Saves how a session that this transaction has locked was closed.
pub fn save(tx: &mut Tx<'_>, session: &CashSession) -> Result<()> {
    let row = SessionRow::of(session)?;
    diesel::update(cash_sessions::table.find(session.id)).set(&row).execute(tx.conn)?;
    Ok(())
}

/// A drawer that was just opened; one that is open already is refused with `drawer_open`.
pub fn insert(tx: &mut Tx<'_>, session: &CashSession) -> Result<()> {
    let row = SessionRow::of(session)?;
    match diesel::insert_into(cash_sessions::table).values(&row).execute(tx.conn) {
        Ok(_) => Ok(()),
        Err(error)
            if taken(&error).is_some_and(|what| what.contains("drawer") || what.contains("open_unique")) =>
        {
            Err(Refusal::DrawerOpen { drawer: row.drawer }.into())
        }
        Err(error) => Err(error.into()),
    }
}
