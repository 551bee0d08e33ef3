//! Accounts as an admin keeps them: roles, switches, PINs, and the laws that keep somebody in charge.

use chrono::{DateTime, TimeDelta, Utc};

use super::passwords::{Notice, OwnPassword};
use super::people::{self, NewUser};
use super::pins::STAFF;
use super::{UserQuery, append_event, view};
use crate::accounts::profile::Profile;
use crate::accounts::standing::{self, Account, Change};
use crate::actor::{Actor, Permission, Role};
use crate::error::Result;
use crate::id::UserId;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::accounts::users::UserRow;
use crate::store::accounts::{resets, sessions, user_list, users};
use crate::wire::UserView;
use crate::wire::accounts::{ChangeUser, UserStats};

/// Creates an account of any role.
pub fn create_user(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &NewUser,
    role: Role,
    now: DateTime<Utc>,
) -> Result<UserView> {
    actor.require(Permission::ManageAccounts)?;
    if new.pin_hash.is_some() {
        require_staff(role)?;
    }
    let row = people::insert(tx, new, role, &Profile::default(), now)?;
    append_event(tx, "user.created", &row, actor, now)?;
    view(row)
}

/// One page of the accounts of those who work here.
pub fn staff(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &UserQuery,
    page: PageRequest,
) -> Result<Slice<UserView>> {
    let roles = if query.roles.is_empty() { STAFF.to_vec() } else { query.roles.clone() };
    people::users(tx, actor, &UserQuery { roles, ..query.clone() }, page)
}

/// Anybody's account.
pub fn any_user(tx: &mut Tx<'_>, actor: &Actor, id: UserId) -> Result<UserView> {
    actor.require(Permission::ManageAccounts)?;
    view(users::load(tx, id)?)
}

/// Changes somebody's account and what it may do. Says whom to tell when mail goes elsewhere from now on.
pub fn change_user(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: UserId,
    change: &ChangeUser,
    shown: Option<&OwnPassword>,
    now: DateTime<Utc>,
) -> Result<(UserView, Option<Notice>)> {
    actor.require(Permission::ManageAccounts)?;
    let mut row = lock_for(tx, actor, id, change.role.map(Change::Role))?;
    let role_before = row.role()?;
    if let Some(role) = change.role.filter(|role| *role != role_before) {
        role.as_str().clone_into(&mut row.role);
        // A customer has no PIN: it would be one more way into an account that is no longer staff's.
        if role == Role::Customer {
            row.pin_hash = None;
            sessions::end_at_devices(tx, id, now)?;
        }
        append_event(tx, "user.role_changed", &row, actor, now)?;
    }
    let notice = people::apply(tx, actor, &mut row, &change.user, shown, now)?;
    Ok((view(row)?, notice))
}

/// Lets an account sign in again.
pub fn activate(tx: &mut Tx<'_>, actor: &Actor, id: UserId, now: DateTime<Utc>) -> Result<UserView> {
    actor.require(Permission::ManageAccounts)?;
    let mut row = lock_for(tx, actor, id, Some(Change::Activate))?;
    if !row.is_active {
        row.is_active = true;
        users::save(tx, &mut row)?;
        append_event(tx, "user.activated", &row, actor, now)?;
    }
    view(row)
}

/// Keeps an account from signing in, and ends its sessions. What it did stays.
pub fn deactivate(tx: &mut Tx<'_>, actor: &Actor, id: UserId, now: DateTime<Utc>) -> Result<UserView> {
    actor.require(Permission::ManageAccounts)?;
    let row = lock_for(tx, actor, id, Some(Change::Deactivate))?;
    view(switch_off(tx, actor, row, now)?)
}

/// Closes an account: a customer's own, or any for who manages accounts. Its orders stay.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: UserId, now: DateTime<Utc>) -> Result<()> {
    people::require_own(actor, id)?;
    let admins = users::lock_admins(tx)?;
    let row = users::lock(tx, id)?;
    standing::check_closing(actor, &account(&row, &admins)?)?;
    switch_off(tx, actor, row, now).map(drop)
}

fn switch_off(tx: &mut Tx<'_>, actor: &Actor, mut row: UserRow, now: DateTime<Utc>) -> Result<UserRow> {
    if row.is_active {
        row.is_active = false;
        row.token_version += 1;
        users::save(tx, &mut row)?;
        sessions::end_all(tx, row.id, None, now)?;
        resets::use_all(tx, row.id, now)?;
        append_event(tx, "user.deactivated", &row, actor, now)?;
    }
    Ok(row)
}

/// The account, locked, after the rules let `actor` make `change` to its standing. Admins are locked first
/// and in order, so that changes of several cannot cross.
fn lock_for(tx: &mut Tx<'_>, actor: &Actor, id: UserId, change: Option<Change>) -> Result<UserRow> {
    let Some(change) = change else { return users::lock(tx, id) };
    let admins = users::lock_admins(tx)?;
    let row = users::lock(tx, id)?;
    standing::check(actor, &account(&row, &admins)?, change)?;
    Ok(row)
}

fn account(row: &UserRow, admins: &[UserId]) -> Result<Account> {
    let others = admins.iter().filter(|admin| **admin != row.id).count();
    let other_admins = u64::try_from(others).unwrap_or(u64::MAX);
    Ok(Account { id: row.id, role: row.role()?, is_active: row.is_active, other_admins })
}

/// Gives somebody who works here a PIN, as its hash, or takes it away. Whoever signed in with the one before
/// is signed out.
pub fn set_pin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: UserId,
    pin_hash: Option<&str>,
    now: DateTime<Utc>,
) -> Result<UserView> {
    actor.require(Permission::ManageAccounts)?;
    let mut row = users::lock(tx, id)?;
    if pin_hash.is_some() {
        require_staff(row.role()?)?;
    }
    row.pin_hash = pin_hash.map(str::to_owned);
    users::save(tx, &mut row)?;
    sessions::end_at_devices(tx, id, now)?;
    append_event(tx, "user.pin_set", &row, actor, now)?;
    view(row)
}

fn require_staff(role: Role) -> Result<(), Refusal> {
    let works_here = STAFF.contains(&role);
    works_here.then_some(()).ok_or_else(|| Refusal::invalid("pin", "is for those who work here"))
}

/// How many accounts there are, and how they are used.
pub fn stats(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<UserStats> {
    actor.require(Permission::ManageAccounts)?;
    let [joined, seen, with_pin] = user_list::count_lately(tx, now - TimeDelta::days(30))?;
    let mut stats = UserStats {
        by_role: Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), 0)).collect(),
        with_pin,
        joined_last_30_days: joined,
        signed_in_last_30_days: seen,
        ..UserStats::default()
    };
    for ((role, is_active), count) in user_list::count_by_role(tx)? {
        stats.total += count;
        *if is_active { &mut stats.active } else { &mut stats.inactive } += count;
        *stats.by_role.entry(role).or_default() += count;
    }
    Ok(stats)
}
