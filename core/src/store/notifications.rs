//! What people were told in the app.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::Tx;
use super::db::{MultiBackend, insert_all};
use super::schema::notifications;
use crate::error::{Error, Result};
use crate::id::{NotificationId, UserId};
use crate::notifications::NotificationKind;
use crate::page::{PageRequest, Slice};
use crate::wire::NotificationView;

/// A notification as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
pub struct NotificationRow {
    pub(crate) id: NotificationId,
    pub(crate) user_id: UserId,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) message: String,
    pub(crate) link: Option<String>,
    pub(crate) cause: String,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) read_at: Option<NaiveDateTime>,
}

impl NotificationRow {
    /// As it travels.
    pub fn into_view(self) -> Result<NotificationView> {
        let kind = NotificationKind::parse(&self.kind);
        Ok(NotificationView {
            id: self.id,
            kind: kind.ok_or_else(|| Error::Broken(format!("{} is of kind {}", self.id, self.kind)))?,
            title: self.title,
            message: self.message,
            link: self.link,
            created_at: self.created_at.and_utc(),
            read_at: self.read_at.map(|at| at.and_utc()),
        })
    }
}

/// Which of somebody's notifications a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct NotificationQuery {
    /// Only those that are not read, or only those that are.
    pub unread: Option<bool>,
    /// Only of this kind.
    pub kind: Option<NotificationKind>,
}

fn matching(user: UserId, query: NotificationQuery) -> notifications::BoxedQuery<'static, MultiBackend> {
    let mut found = notifications::table.filter(notifications::user_id.eq(user)).into_boxed();
    found = match query.unread {
        Some(true) => found.filter(notifications::read_at.is_null()),
        Some(false) => found.filter(notifications::read_at.is_not_null()),
        None => found,
    };
    match query.kind {
        Some(kind) => found.filter(notifications::kind.eq(kind.as_str())),
        None => found,
    }
}

/// One page of somebody's, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    user: UserId,
    query: NotificationQuery,
    page: PageRequest,
) -> Result<Slice<NotificationView>> {
    let count: i64 = matching(user, query).count().get_result(tx.conn)?;
    let rows: Vec<NotificationRow> = matching(user, query)
        .order_by((notifications::created_at.desc(), notifications::id.desc()))
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(NotificationRow::as_select())
        .load(tx.conn)?;
    let items = rows.into_iter().map(NotificationRow::into_view).collect::<Result<_>>()?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// How many of somebody's are not read.
pub fn count_unread(tx: &mut Tx<'_>, user: UserId) -> Result<u64> {
    let unread = NotificationQuery { unread: Some(true), kind: None };
    let count: i64 = matching(user, unread).count().get_result(tx.conn)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// One of somebody's.
pub fn find(tx: &mut Tx<'_>, user: UserId, id: NotificationId) -> Result<Option<NotificationRow>> {
    let own = notifications::table.find(id).filter(notifications::user_id.eq(user));
    Ok(own.select(NotificationRow::as_select()).first(tx.conn).optional()?)
}

/// Marks one as read at `now`; false where it was read before, which stays.
pub fn mark_read(tx: &mut Tx<'_>, id: NotificationId, now: DateTime<Utc>) -> Result<bool> {
    let unread = notifications::table.find(id).filter(notifications::read_at.is_null());
    let marked =
        diesel::update(unread).set(notifications::read_at.eq(Some(now.naive_utc()))).execute(tx.conn)?;
    Ok(marked == 1)
}

/// Marks all of somebody's as read at `now`; how many were not.
pub fn mark_all_read(tx: &mut Tx<'_>, user: UserId, now: DateTime<Utc>) -> Result<usize> {
    let unread =
        notifications::table.filter(notifications::user_id.eq(user)).filter(notifications::read_at.is_null());
    Ok(diesel::update(unread).set(notifications::read_at.eq(Some(now.naive_utc()))).execute(tx.conn)?)
}

/// Writes new ones down.
pub fn insert(tx: &mut Tx<'_>, rows: &[NotificationRow]) -> Result<()> {
    insert_all!(tx, notifications::table, rows)?;
    Ok(())
}
