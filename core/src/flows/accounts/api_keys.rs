//! Keys by which devices and other systems call. A key's secret is shown once, to whoever made it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::id::{ApiKeyId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::accounts::api_keys::{self as rows, ApiKeyRow};
use crate::store::accounts::sessions;
use crate::store::{self, Tx};
use crate::text;
use crate::wire::accounts::{ApiKeyView, CreateApiKey};

/// A key that was shown within this time is not marked again: one write a minute is news enough.
const MARKED_EVERY: TimeDelta = TimeDelta::minutes(1);
const LONGEST_NAME: usize = 60;

/// The secret of a new key, as it is kept.
#[derive(Clone)]
pub struct NewKeySecret {
    /// How it begins.
    pub prefix: String,
    /// Its digest.
    pub hash: String,
}

/// How a key stands now.
#[derive(Debug, Clone)]
pub struct KeyStanding {
    /// Who acts through it.
    pub actor: Actor,
    /// True when it is time to note that it was shown.
    pub is_to_be_marked: bool,
}

/// Makes a key.
pub fn create_api_key(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &CreateApiKey,
    secret: &NewKeySecret,
    now: DateTime<Utc>,
) -> Result<ApiKeyView> {
    actor.require(Permission::ManageAccounts)?;
    let name = text::line(&form.name);
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Refusal::invalid("name", format_args!("1 to {LONGEST_NAME} characters")).into());
    }
    let row = ApiKeyRow {
        id: tx.new_id::<kind::ApiKey>(),
        name,
        role: form.role.as_str().to_owned(),
        prefix: secret.prefix.clone(),
        secret_hash: secret.hash.clone(),
        created_by: actor.name().to_owned(),
        created_at: now.naive_utc(),
        last_used_at: None,
        revoked_at: None,
    };
    rows::insert(tx, &row)?;
    append_event(tx, "api_key.created", &row, actor, now)?;
    view(row)
}

/// One page of keys, newest first; those that were revoked are among them.
pub fn api_keys(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<ApiKeyView>> {
    actor.require(Permission::ManageAccounts)?;
    let found = rows::list(tx, page)?;
    let items = found.items.into_iter().map(view).collect::<Result<_>>()?;
    Ok(Slice { count: found.count, items })
}

/// A key counts no more, and whoever signed in at its device is signed out.
pub fn revoke_api_key(tx: &mut Tx<'_>, actor: &Actor, id: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    actor.require(Permission::ManageAccounts)?;
    let row = rows::revoke(tx, id, now)?;
    sessions::end_opened_at(tx, id, now)?;
    append_event(tx, "api_key.revoked", &row, actor, now)
}

/// How the key stands whose secret has this digest; `None` when there is none that counts.
pub fn api_key_standing(tx: &mut Tx<'_>, hash: &str, now: DateTime<Utc>) -> Result<Option<KeyStanding>> {
    let Some(row) = rows::find_by_hash(tx, hash)?.filter(|row| row.revoked_at.is_none()) else {
        return Ok(None);
    };
    let is_to_be_marked = row.last_used_at.is_none_or(|at| now - at.and_utc() >= MARKED_EVERY);
    let actor = Actor::Device { id: row.id, role: row.role()?, name: row.name };
    Ok(Some(KeyStanding { actor, is_to_be_marked }))
}

/// Notes that a key was shown.
pub fn key_was_used(tx: &mut Tx<'_>, id: ApiKeyId, now: DateTime<Utc>) -> Result<()> {
    rows::save_last_used(tx, id, now)
}

fn view(row: ApiKeyRow) -> Result<ApiKeyView> {
    let role = row.role()?;
    Ok(ApiKeyView {
        id: row.id,
        name: row.name,
        role,
        prefix: row.prefix,
        created_by: row.created_by,
        created_at: row.created_at.and_utc(),
        last_used_at: row.last_used_at.map(|at| at.and_utc()),
        revoked_at: row.revoked_at.map(|at| at.and_utc()),
    })
}

fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    row: &ApiKeyRow,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({ "api_key": row.id, "name": row.name, "role": row.role });
    store::events::append(tx, what, &row.id.to_string(), &data, actor.name(), now)
}
