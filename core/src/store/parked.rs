//! Orders that the counter put aside, each as the document it would have been placed with.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper};

use super::Tx;
use super::schema::parked_orders;
use crate::error::{Error, Result};
use crate::id::ParkedId;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::wire::ParkedView;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = parked_orders)]
struct ParkedRow {
    id: ParkedId,
    label: String,
    order_document: String,
    item_count: i64,
    parked_by: String,
    created_at: NaiveDateTime,
}

impl ParkedRow {
    fn into_view(self) -> Result<ParkedView> {
        Ok(ParkedView {
            id: self.id,
            label: self.label,
            order: serde_json::from_str(&self.order_document)
                .map_err(|cause| Error::Broken(format!("{}: {cause}", self.id)))?,
            item_count: u32::try_from(self.item_count).unwrap_or(u32::MAX),
            parked_by: self.parked_by,
            created_at: self.created_at.and_utc(),
        })
    }
}

/// How many there are.
pub fn count(tx: &mut Tx<'_>) -> Result<u64> {
    let count: i64 = parked_orders::table.count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// One page of them, the oldest first.
pub fn list(tx: &mut Tx<'_>, page: PageRequest) -> Result<Slice<ParkedView>> {
    let count = count(tx)?;
    // Ids rise with time.
    let rows: Vec<ParkedRow> = parked_orders::table
        .order_by(parked_orders::id)
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(ParkedRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count, items: rows.into_iter().map(ParkedRow::into_view).collect::<Result<_>>()? })
}

/// One more.
pub fn insert(tx: &mut Tx<'_>, parked: &ParkedView) -> Result<()> {
    let created_at: DateTime<Utc> = parked.created_at;
    let row = ParkedRow {
        id: parked.id,
        label: parked.label.clone(),
        order_document: serde_json::to_string(&parked.order)
            .map_err(|cause| Error::Broken(cause.to_string()))?,
        item_count: i64::from(parked.item_count),
        parked_by: parked.parked_by.clone(),
        created_at: created_at.naive_utc(),
    };
    diesel::insert_into(parked_orders::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// Takes one away and answers with it, or `not_found`: of several who take the same, one gets it.
pub fn take(tx: &mut Tx<'_>, id: ParkedId) -> Result<ParkedView> {
    let row: Option<ParkedRow> =
        parked_orders::table.find(id).select(ParkedRow::as_select()).first(tx.conn).optional()?;
    let taken = diesel::delete(parked_orders::table.find(id)).execute(tx.conn)?;
    match row {
        Some(row) if taken == 1 => row.into_view(),
        _ => Err(Refusal::not_found("parked order").into()),
    }
}
