//! Orders: loaded whole, listed by page, saved only at the version that was read.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl,
    RunQueryDsl, SelectableHelper, TextExpressionMethods,
};

use super::db::{MultiBackend, insert_all};
use super::order_rows::{HistoryRow, LineRow, OrderRow};
use super::schema::{order_counters, order_history, order_lines, orders, users};
use super::{Db, Tx};
use crate::accounts::called;
use crate::error::{Error, Result};
use crate::id::{ApiKeyId, OrderId, UserId};
use crate::orders::{Customer, DeliveryMethod, HistoryEntry, Order, PaymentStatus, Source, Status};
use crate::page::{PageRequest, Slice, Sort};
use crate::refusal::Refusal;
use crate::time::BusinessDay;

/// Which orders a list shows, and in which order.
#[derive(Debug, Clone, Default)]
pub struct OrderQuery {
    /// Only in one of these; none: in any.
    pub statuses: Vec<Status>,
    /// Only where the money stands so.
    pub payment_status: Option<PaymentStatus>,
    /// Only delivered so.
    pub delivery_method: Option<DeliveryMethod>,
    /// Only from there.
    pub source: Option<Source>,
    /// Only of this business day or later.
    pub start_date: Option<NaiveDate>,
    /// Only of this business day or earlier.
    pub end_date: Option<NaiveDate>,
    /// Number, guest's name or customer's name.
    pub search: Option<String>,
    /// Only of this customer.
    pub customer: Option<UserId>,
    /// Only brought with this key.
    pub api_key: Option<ApiKeyId>,
    /// Sort keys, first decides; ties by age.
    pub ordering: Vec<Sort<OrderSortKey>>,
}

/// What orders can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderSortKey {
    /// When it was placed.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// What is to be paid.
    Total,
    /// Its number.
    Number,
}

impl OrderSortKey {
    /// The key with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "created_at" => Self::CreatedAt,
            "updated_at" => Self::UpdatedAt,
            "total" => Self::Total,
            "number" => Self::Number,
            _ => return None,
        })
    }
}

diesel::define_sql_function! {
    /// Lower case, as the database sees it.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

type Boxed<'a> = orders::BoxedQuery<'a, MultiBackend>;

fn matching(query: &OrderQuery) -> Boxed<'_> {
    let mut found = orders::table.into_boxed();
    if !query.statuses.is_empty() {
        found = found.filter(orders::status.eq_any(query.statuses.iter().map(|status| status.as_str())));
    }
    if let Some(status) = query.payment_status {
        found = found.filter(orders::payment_status.eq(status.as_str()));
    }
    if let Some(method) = query.delivery_method {
        found = found.filter(orders::delivery_method.eq(method.as_str()));
    }
    if let Some(source) = query.source {
        found = found.filter(orders::source.eq(source.as_str()));
    }
    if let Some(day) = query.start_date {
        found = found.filter(orders::business_day.ge(day.to_string()));
    }
    if let Some(day) = query.end_date {
        found = found.filter(orders::business_day.le(day.to_string()));
    }
    if let Some(customer) = query.customer {
        found = found.filter(orders::customer_id.eq(customer));
    }
    if let Some(key) = query.api_key {
        found = found.filter(orders::api_key_id.eq(key));
    }
    if let Some(text) = &query.search {
        let name = format!("%{}%", crate::text::like_literal(text));
        let is_customer = users::table
            .filter(users::id.nullable().eq(orders::customer_id))
            .filter(users::username_folded.like(name.clone()));
        found = found.filter(
            orders::number
                .eq(text.trim().to_uppercase())
                .or(lower(orders::guest_name).like(name))
                .or(diesel::dsl::exists(is_customer)),
        );
    }
    found
}

fn sorted<'a>(mut found: Boxed<'a>, ordering: &[Sort<OrderSortKey>]) -> Boxed<'a> {
    for sort in ordering {
        found = match (sort.key, sort.descending) {
            (OrderSortKey::CreatedAt, false) => found.then_order_by(orders::created_at.asc()),
            (OrderSortKey::CreatedAt, true) => found.then_order_by(orders::created_at.desc()),
            (OrderSortKey::UpdatedAt, false) => found.then_order_by(orders::updated_at.asc()),
            (OrderSortKey::UpdatedAt, true) => found.then_order_by(orders::updated_at.desc()),
            (OrderSortKey::Total, false) => found.then_order_by(orders::total.asc()),
            (OrderSortKey::Total, true) => found.then_order_by(orders::total.desc()),
            (OrderSortKey::Number, false) => found.then_order_by(orders::number.asc()),
            (OrderSortKey::Number, true) => found.then_order_by(orders::number.desc()),
        };
    }
    // Ids rise with time: what was placed later comes first.
    found.then_order_by(orders::id.desc())
}

/// One page of the orders that `query` means, whole.
pub fn list(tx: &mut Tx<'_>, query: &OrderQuery, page: PageRequest) -> Result<Slice<Order>> {
    let count: i64 = matching(query).count().get_result(tx.conn)?;
    let rows: Vec<OrderRow> = sorted(matching(query), &query.ordering)
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(OrderRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items: whole(tx, rows)? })
}

/// Adds lines, coupons and customers to rows: three queries at most, however many rows.
pub(super) fn whole(tx: &mut Tx<'_>, rows: Vec<OrderRow>) -> Result<Vec<Order>> {
    let ids: Vec<OrderId> = rows.iter().map(|row| row.id).collect();
    let mut lines: Vec<LineRow> = order_lines::table
        .filter(order_lines::order_id.eq_any(&ids))
        .order_by((order_lines::order_id, order_lines::position))
        .select(LineRow::as_select())
        .load(tx.conn)?;
    let customers = customers(tx, &rows)?;
    // What nothing was taken off has no coupons.
    let reduced: Vec<OrderId> = rows.iter().filter(|row| row.discount > 0).map(|row| row.id).collect();
    let mut coupons = super::coupon_uses::of_orders(tx, &reduced)?;
    rows.into_iter()
        .map(|row| {
            let own = lines.extract_if(.., |line| line.order_id == row.id).collect();
            let customer = customers.iter().find(|customer| Some(customer.id) == row.customer_id).cloned();
            let used = coupons.remove(&row.id).unwrap_or_default();
            row.into_order(own, used, customer)
        })
        .collect()
}

fn customers(tx: &mut Tx<'_>, rows: &[OrderRow]) -> Result<Vec<Customer>> {
    let ids: Vec<UserId> = rows.iter().filter_map(|row| row.customer_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let named: Vec<(UserId, String, String, String)> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::username, users::first_name, users::last_name))
        .load(tx.conn)?;
    let customer = |(id, username, first_name, last_name): (UserId, String, String, String)| {
        let name = called(&first_name, &last_name, &username);
        Customer { id, username, name }
    };
    Ok(named.into_iter().map(customer).collect())
}

/// The order, or `not_found`.
pub fn load(tx: &mut Tx<'_>, id: OrderId) -> Result<Order> {
    let row: Option<OrderRow> =
        orders::table.find(id).select(OrderRow::as_select()).first(tx.conn).optional()?;
    let rows = row.into_iter().collect();
    whole(tx, rows)?.pop().ok_or_else(|| Refusal::not_found("order").into())
}

/// The order that can be followed by `token`, or `not_found`.
pub fn load_tracked(tx: &mut Tx<'_>, token: &str) -> Result<Order> {
    let row: Option<OrderRow> = orders::table
        .filter(orders::tracking_token.eq(token))
        .select(OrderRow::as_select())
        .first(tx.conn)
        .optional()?;
    let rows = row.into_iter().collect();
    whole(tx, rows)?.pop().ok_or_else(|| Refusal::not_found("order").into())
}

/// Those of these orders that are there: as many queries, however many they are.
pub fn find_all(tx: &mut Tx<'_>, ids: &[OrderId]) -> Result<Vec<Order>> {
    let rows: Vec<OrderRow> =
        orders::table.filter(orders::id.eq_any(ids)).select(OrderRow::as_select()).load(tx.conn)?;
    whole(tx, rows)
}

/// The order, which nobody else can change before this transaction ends; or `not_found`.
pub fn lock(tx: &mut Tx<'_>, id: OrderId) -> Result<Order> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        let locked: Option<OrderId> =
            orders::table.find(id).select(orders::id).for_update().first(conn).optional()?;
        locked.ok_or_else(|| Refusal::not_found("order"))?;
    }
    load(tx, id)
}

/// Unpaid orders whose time was up at `now`, `limit` at most, the longest overdue first. Nobody else can change
/// them before this transaction ends; those that somebody else holds are left out.
pub fn lock_expired(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Vec<Order>> {
    let expired = || {
        orders::table
            .filter(orders::expires_at.le(now.naive_utc()))
            .order_by((orders::expires_at, orders::id))
            .limit(i64::from(limit))
            .select(orders::id)
    };
    let ids: Vec<OrderId> = match &mut *tx.conn {
        Db::Postgres(conn) => expired().for_update().skip_locked().load(conn)?,
        // On SQLite there is only one writer: this transaction.
        Db::Sqlite(conn) => expired().load(conn)?,
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<OrderRow> = orders::table
        .filter(orders::id.eq_any(&ids))
        .order_by((orders::expires_at, orders::id))
        .select(OrderRow::as_select())
        .load(tx.conn)?;
    whole(tx, rows)
}

/// The next number of a business day, from 1.
pub fn next_number(tx: &mut Tx<'_>, day: BusinessDay) -> Result<u32> {
    let day = day.to_string();
    let first = (order_counters::business_day.eq(&day), order_counters::last_number.eq(1));
    let next = order_counters::last_number.eq(order_counters::last_number + 1);
    // `ON CONFLICT` cannot be written against the connection that may be either database.
    let insert = diesel::insert_into(order_counters::table).values(first);
    match &mut *tx.conn {
        Db::Postgres(conn) => {
            insert.on_conflict(order_counters::business_day).do_update().set(next).execute(conn)?
        }
        Db::Sqlite(conn) => {
            insert.on_conflict(order_counters::business_day).do_update().set(next).execute(conn)?
        }
    };
    let last: i64 = order_counters::table.find(&day).select(order_counters::last_number).first(tx.conn)?;
    u32::try_from(last).map_err(|_| Error::Broken(format!("order number {last}")))
}

/// A new order with its lines.
pub fn insert(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    diesel::insert_into(orders::table).values(OrderRow::of(order)).execute(tx.conn)?;
    insert_lines(tx, order)
}

fn insert_lines(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    let lines: Vec<LineRow> = order
        .lines
        .iter()
        .enumerate()
        .map(|(position, line)| LineRow::of(order.id, position, line))
        .collect::<Result<_>>()?;
    insert_all!(tx, order_lines::table, &lines)?;
    Ok(())
}

/// Saves what changed of an order that was read at `version`; its lines are saved apart.
pub fn save(tx: &mut Tx<'_>, order: &Order, version: i64) -> Result<()> {
    let as_read = orders::table.find(order.id).filter(orders::version.eq(version));
    let saved = diesel::update(as_read).set(OrderRow::of(order)).execute(tx.conn)?;
    if saved == 1 { Ok(()) } else { Err(Refusal::StaleVersion { current: version + 1 }.into()) }
}

/// Saves the lines of an order that is priced anew, under the ids they have; the order is held. Nothing of it was paid:
/// no refund and no return names one of them.
pub fn save_lines(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    let of_order = order_lines::table.filter(order_lines::order_id.eq(order.id));
    diesel::delete(of_order).execute(tx.conn)?;
    insert_lines(tx, order)
}

/// None of the order's goods are promised any more: they were sold or released.
pub fn save_nothing_reserved(tx: &mut Tx<'_>, order: OrderId) -> Result<()> {
    diesel::update(order_lines::table.filter(order_lines::order_id.eq(order)))
        .set(order_lines::reserved.eq(0))
        .execute(tx.conn)?;
    Ok(())
}

/// Appends to an order's history; `version` is the order's after the step.
pub fn append_history(tx: &mut Tx<'_>, entry: &HistoryEntry, version: i64) -> Result<()> {
    diesel::insert_into(order_history::table).values(HistoryRow::of(entry, version)).execute(tx.conn)?;
    Ok(())
}

/// An order's history, oldest first.
pub fn list_history(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<HistoryEntry>> {
    let rows: Vec<HistoryRow> = order_history::table
        .filter(order_history::order_id.eq(order))
        .order_by(order_history::version)
        .select(HistoryRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(HistoryRow::into_entry).collect()
}
