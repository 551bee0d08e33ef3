//! What went back for orders, and for what of them.

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{ExpressionMethods, Insertable, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper};

use super::Tx;
use super::db::insert_all;
use super::schema::{order_lines, refund_lines, refunds};
use crate::error::Result;
use crate::id::{LineId, OrderId, RefundId};
use crate::money::Money;

/// A refund as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refunds)]
pub struct RefundRow {
    pub(crate) id: RefundId,
    pub(crate) order_id: OrderId,
    pub(crate) amount: i64,
    pub(crate) delivery_fee: i64,
    pub(crate) destination: String,
    pub(crate) reason: String,
    pub(crate) business_day: String,
    pub(crate) done_by: String,
    pub(crate) created_at: NaiveDateTime,
}

/// What went back for one line.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refund_lines)]
pub struct RefundLineRow {
    pub(crate) refund_id: RefundId,
    pub(crate) line_id: LineId,
    pub(crate) quantity: i64,
    pub(crate) amount: i64,
    pub(crate) is_restocked: bool,
}

/// How many of a line went back, over all refunds.
const BACK: &str = "(SELECT CAST(SUM(quantity) AS BIGINT) FROM refund_lines WHERE line_id = order_lines.id)";

/// Writes a refund down, and on the lines of the order how many of them went back by now.
pub fn insert(tx: &mut Tx<'_>, refund: &RefundRow, lines: &[RefundLineRow]) -> Result<()> {
    diesel::insert_into(refunds::table).values(refund).execute(tx.conn)?;
    insert_all!(tx, refund_lines::table, lines)?;
    let ids: Vec<LineId> = lines.iter().map(|line| line.line_id).collect();
    diesel::update(order_lines::table.filter(order_lines::id.eq_any(ids)))
        .set(order_lines::refunded_quantity.eq(sql::<BigInt>(BACK)))
        .execute(tx.conn)?;
    Ok(())
}

/// How much of an order's delivery fee went back.
pub fn delivery_fee_back(tx: &mut Tx<'_>, order: OrderId) -> Result<Money> {
    let fees: Vec<i64> =
        refunds::table.filter(refunds::order_id.eq(order)).select(refunds::delivery_fee).load(tx.conn)?;
    Ok(Money::minor(fees.into_iter().sum()))
}

/// The refunds of an order, oldest first, each with its lines: two queries, however many refunds.
pub fn list(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<(RefundRow, Vec<RefundLineRow>)>> {
    let rows: Vec<RefundRow> = refunds::table
        .filter(refunds::order_id.eq(order))
        .order_by(refunds::id)
        .select(RefundRow::as_select())
        .load(tx.conn)?;
    let of_order = refunds::table.filter(refunds::order_id.eq(order)).select(refunds::id);
    let mut lines: Vec<RefundLineRow> = refund_lines::table
        .filter(refund_lines::refund_id.eq_any(of_order))
        .order_by((refund_lines::refund_id, refund_lines::line_id))
        .select(RefundLineRow::as_select())
        .load(tx.conn)?;
    let whole = |row: RefundRow| {
        let own = lines.extract_if(.., |line| line.refund_id == row.id).collect();
        (row, own)
    };
    Ok(rows.into_iter().map(whole).collect())
}
