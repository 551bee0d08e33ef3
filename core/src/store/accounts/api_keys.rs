//! Keys of devices and other systems.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use crate::actor::DeviceRole;
use crate::error::{Error, Result};
use crate::id::ApiKeyId;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::schema::api_keys;
use crate::store::{Db, Tx};

/// A key as it is stored: its secret only as a digest.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_keys, treat_none_as_default_value = false)]
pub struct ApiKeyRow {
    pub(crate) id: ApiKeyId,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) prefix: String,
    pub(crate) secret_hash: String,
    pub(crate) created_by: String,
    pub(crate) created_at: NaiveDateTime,
    pub(crate) last_used_at: Option<NaiveDateTime>,
    pub(crate) revoked_at: Option<NaiveDateTime>,
}

impl ApiKeyRow {
    /// What the key may do.
    pub fn role(&self) -> Result<DeviceRole> {
        DeviceRole::parse(&self.role)
            .ok_or_else(|| Error::Broken(format!("key {} has role {}", self.id, self.role)))
    }
}

/// A new key.
pub fn insert(tx: &mut Tx<'_>, row: &ApiKeyRow) -> Result<()> {
    diesel::insert_into(api_keys::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// The key whose secret has this digest.
pub fn find_by_hash(tx: &mut Tx<'_>, hash: &str) -> Result<Option<ApiKeyRow>> {
    let is_it = api_keys::secret_hash.eq(hash);
    Ok(api_keys::table.filter(is_it).select(ApiKeyRow::as_select()).first(tx.conn).optional()?)
}

/// The key, which nobody else can revoke before this transaction ends; or `not_found`.
pub fn lock(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<ApiKeyRow> {
    // On SQLite there is only one writer: this transaction.
    if let Db::Postgres(conn) = &mut *tx.conn {
        api_keys::table.find(id).select(api_keys::id).for_update().first::<ApiKeyId>(conn).optional()?;
    }
    load(tx, id)
}

fn load(tx: &mut Tx<'_>, id: ApiKeyId) -> Result<ApiKeyRow> {
    let row = api_keys::table.find(id).select(ApiKeyRow::as_select()).first(tx.conn).optional()?;
    row.ok_or_else(|| Refusal::not_found("API key").into())
}

/// One page of keys, newest first.
pub fn list(tx: &mut Tx<'_>, page: PageRequest) -> Result<Slice<ApiKeyRow>> {
    let count: i64 = api_keys::table.count().get_result(tx.conn)?;
    let items = api_keys::table
        .order(api_keys::id.desc())
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(ApiKeyRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// The key counts no more; one that was revoked already stays as it is.
pub fn revoke(tx: &mut Tx<'_>, id: ApiKeyId, now: DateTime<Utc>) -> Result<ApiKeyRow> {
    let counting = api_keys::table.find(id).filter(api_keys::revoked_at.is_null());
    diesel::update(counting).set(api_keys::revoked_at.eq(now.naive_utc())).execute(tx.conn)?;
    load(tx, id)
}

/// Remembers that the key was shown.
pub fn save_last_used(tx: &mut Tx<'_>, id: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    diesel::update(api_keys::table.find(id))
        .set(api_keys::last_used_at.eq(now.naive_utc()))
        .execute(tx.conn)?;
    Ok(())
}
