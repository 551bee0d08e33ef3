//! Signing in by PIN, at a device of the shop that shows its own key.

use chrono::{DateTime, Utc};

use super::attempts;
use super::sign_in::Candidate;
use super::{UserQuery, UserSortKey, view};
use crate::accounts::throttle::Limit;
use crate::actor::{Actor, Permission, Role};
use crate::error::Result;
use crate::id::UserId;
use crate::page::{PageRequest, Slice, Sort};
use crate::store::Tx;
use crate::store::accounts::user_list;
use crate::store::accounts::users as rows;
use crate::wire::accounts::PinUser;

/// Who works here.
pub(super) const STAFF: [Role; 3] = [Role::Staff, Role::Manager, Role::Admin];

/// One page of the people who can sign in by PIN, by name.
pub fn pin_users(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<PinUser>> {
    actor.require(Permission::OfferPinLogin)?;
    let query = UserQuery {
        roles: STAFF.to_vec(),
        is_active: Some(true),
        with_pin: true,
        ordering: vec![Sort { key: UserSortKey::Username, descending: false }],
        ..UserQuery::default()
    };
    let found = user_list::list(tx, &query, page)?;
    let items = found.items.into_iter().map(|row| {
        let role = row.role()?;
        let (first_name, last_name) = (row.first_name, row.last_name);
        Ok(PinUser { id: row.id, username: row.username, first_name, last_name, role })
    });
    Ok(Slice { count: found.count, items: items.collect::<Result<_>>()? })
}

/// Counts a guess at a PIN and says what to compare it with. Whoever has no PIN is like whoever is not here.
pub fn begin_pin_login(
    tx: &mut Tx<'_>,
    device: &Actor,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Candidate> {
    device.require(Permission::OfferPinLogin)?;
    let bucket = format!("pin:{user}:{}", device.scope());
    let guess = attempts::count(tx, vec![(bucket, Limit::PIN)], now)?;
    let works_here = |role| STAFF.contains(&role);
    let row = rows::find(tx, user)?.filter(|row| row.is_active && row.role().is_ok_and(works_here));
    let hash = row.as_ref().and_then(|row| row.pin_hash.clone());
    let token_version = row.as_ref().map_or(0, |row| row.token_version);
    Ok(Candidate { user: row.map(view).transpose()?, hash, token_version, guess })
}
