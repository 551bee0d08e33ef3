//! Returns: loaded whole, listed by page, saved only at the version that was read.

use diesel::{ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, RunQueryDsl, SelectableHelper};

use super::db::{MultiBackend, insert_all};
use super::failure::taken;
use super::return_rows::{ReturnItemRow, ReturnRow};
use super::schema::{return_items, returns};
use super::{Db, Tx};
use crate::error::Result;
use crate::id::{LineId, OrderId, ReturnId, UserId};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::returns::{CameBack, Return, ReturnStatus};

/// Which returns a list shows.
#[derive(Debug, Clone, Default)]
pub struct ReturnQuery {
    /// Only those that stand here.
    pub status: Option<ReturnStatus>,
    /// Only of this order.
    pub order: Option<OrderId>,
    /// Only of this customer.
    pub customer: Option<UserId>,
}

type Boxed<'a> = returns::BoxedQuery<'a, MultiBackend>;

fn matching(query: &ReturnQuery) -> Boxed<'_> {
    let mut found = returns::table.into_boxed();
    if let Some(status) = query.status {
        found = found.filter(returns::status.eq(status.as_str()));
    }
    if let Some(order) = query.order {
        found = found.filter(returns::order_id.eq(order));
    }
    if let Some(customer) = query.customer {
        found = found.filter(returns::customer_id.eq(customer));
    }
    found
}

/// One page of the returns that `query` means, whole, the newest first.
pub fn list(tx: &mut Tx<'_>, query: &ReturnQuery, page: PageRequest) -> Result<Slice<Return>> {
    let count: i64 = matching(query).count().get_result(tx.conn)?;
    let rows: Vec<ReturnRow> = matching(query)
        .order_by((returns::created_at.desc(), returns::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(ReturnRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items: whole(tx, rows)? })
}

/// Adds their lines to rows: one query, however many rows.
fn whole(tx: &mut Tx<'_>, rows: Vec<ReturnRow>) -> Result<Vec<Return>> {
    let ids: Vec<ReturnId> = rows.iter().map(|row| row.id).collect();
    let mut items: Vec<ReturnItemRow> = return_items::table
        .filter(return_items::return_id.eq_any(&ids))
        .order_by((return_items::return_id, return_items::position))
        .select(ReturnItemRow::as_select())
        .load(tx.conn)?;
    rows.into_iter()
        .map(|row| {
            let own = items.extract_if(.., |item| item.return_id == row.id).collect();
            row.into_return(own)
        })
        .collect()
}

/// The return, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: ReturnId) -> Result<Return> {
    let row: Option<ReturnRow> =
        returns::table.find(id).select(ReturnRow::as_select()).first(tx.conn).optional()?;
    let rows = row.into_iter().collect();
    whole(tx, rows)?.pop().ok_or_else(|| Refusal::not_found("return").into())
}

/// The return, which nobody else can change before this transaction ends; or `not_found`. Its order is held already.
pub fn lock(tx: &mut Tx<'_>, id: ReturnId) -> Result<Return> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let locked: Option<ReturnId> =
            returns::table.find(id).select(returns::id).for_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("return"))?;
    }
    load(tx, id)
}

/// The order of a return, or `not_found`: it never changes, and is held before the return.
pub fn load_order_id(tx: &mut Tx<'_>, id: ReturnId) -> Result<OrderId> {
    let order: Option<OrderId> =
        returns::table.find(id).select(returns::order_id).first(tx.conn).optional()?;
    order.ok_or_else(|| Refusal::not_found("return").into())
}

/// True while a return of this order is neither done nor called off.
pub fn is_open(tx: &mut Tx<'_>, order: OrderId) -> Result<bool> {
    let open = [ReturnStatus::Pending, ReturnStatus::Approved, ReturnStatus::Processing];
    let count: i64 = returns::table
        .filter(returns::order_id.eq(order))
        .filter(returns::status.eq_any(open.map(ReturnStatus::as_str)))
        .count()
        .get_result(tx.conn)?;
    Ok(count > 0)
}

/// How many of each line of an order came back without money for them.
pub fn came_back(tx: &mut Tx<'_>, order: OrderId) -> Result<CameBack> {
    let rows: Vec<(LineId, Option<i64>)> = return_items::table
        .inner_join(returns::table.on(returns::id.eq(return_items::return_id)))
        .filter(returns::order_id.eq(order))
        .filter(returns::received_at.is_not_null())
        .filter(returns::refund_id.is_null())
        .select((return_items::line_id, return_items::approved))
        .load(tx.conn)?;
    let mut came_back = CameBack::new();
    for (line, units) in rows {
        *came_back.entry(line).or_default() += units.and_then(|units| u32::try_from(units).ok()).unwrap_or(0);
    }
    Ok(came_back)
}

/// A new return with its lines; `return_open` where the order has an open one.
pub fn insert(tx: &mut Tx<'_>, held: &Return) -> Result<()> {
    match diesel::insert_into(returns::table).values(ReturnRow::of(held)).execute(tx.conn) {
        Ok(_) => {}
        Err(error)
            if taken(&error)
                .is_some_and(|what| what.contains("order_id") || what.contains("open_unique")) =>
        {
            return Err(Refusal::ReturnOpen.into());
        }
        Err(error) => return Err(error.into()),
    }
    insert_items(tx, held)
}

/// Saves what changed of a return that was read at `version`; what was agreed of its lines is saved apart.
pub fn save(tx: &mut Tx<'_>, held: &Return, version: i64) -> Result<()> {
    let as_read = returns::table.find(held.id).filter(returns::version.eq(version));
    let saved = diesel::update(as_read).set(ReturnRow::of(held)).execute(tx.conn)?;
    if saved == 1 { Ok(()) } else { Err(Refusal::StaleVersion { current: version + 1 }.into()) }
}

/// Saves how many of each line were agreed to; the return is held.
pub fn save_approved(tx: &mut Tx<'_>, held: &Return) -> Result<()> {
    diesel::delete(return_items::table.filter(return_items::return_id.eq(held.id))).execute(tx.conn)?;
    insert_items(tx, held)
}

fn insert_items(tx: &mut Tx<'_>, held: &Return) -> Result<()> {
    let rows = held.items.iter().enumerate();
    let rows: Vec<ReturnItemRow> =
        rows.map(|(position, item)| ReturnItemRow::of(held.id, position, item)).collect();
    insert_all!(tx, return_items::table, &rows)?;
    Ok(())
}
