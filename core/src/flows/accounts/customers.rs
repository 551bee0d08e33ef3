//! People as customers: their own profile, and the book that the counter keeps of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::passwords::{Notice, OwnPassword};
use super::people::{self, NewUser};
use super::{UserQuery, append_event, view};
use crate::accounts::Username;
use crate::accounts::profile::Profile;
use crate::actor::{Actor, Permission, Role};
use crate::catalog::Shop;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::accounts::addresses::{self, AddressRow};
use crate::store::accounts::users::UserRow;
use crate::store::accounts::{customers as rows, user_list, users};
use crate::store::{self, Tx};
use crate::text;
use crate::wire::ProfileView;
use crate::wire::accounts::{ChangeCustomer, CreateCustomer, CustomerProfileView, UpdateProfile, UpdateUser};

/// The actor's own account and profile.
pub fn own_profile(tx: &mut Tx<'_>, actor: &Actor) -> Result<ProfileView> {
    let row = users::load(tx, actor.require_person()?)?;
    whole(tx, row)
}

/// Changes the actor's own account and profile together. `shown` is its password, when it was seen to be
/// right. Says whom to tell when mail goes elsewhere from now on.
pub fn update_profile(
    tx: &mut Tx<'_>,
    actor: &Actor,
    change: &UpdateProfile,
    shown: Option<&OwnPassword>,
    now: DateTime<Utc>,
) -> Result<(ProfileView, Option<Notice>)> {
    let mut row = users::lock(tx, actor.require_person()?)?;
    if let Some(customer) = &change.customer_profile {
        let profile = rows::load(tx, row.id)?.changed(customer).map_err(in_profile)?;
        rows::save(tx, row.id, &profile)?;
    }
    let notice = people::apply(tx, actor, &mut row, &change.user, shown, now)?;
    Ok((whole(tx, row)?, notice))
}

fn in_profile(refusal: Refusal) -> Refusal {
    refusal.under("customer_profile.")
}

/// One page of the customers the actor may see: all of the shop's, or only itself.
pub fn customers(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &UserQuery,
    page: PageRequest,
) -> Result<Slice<ProfileView>> {
    if !actor.may(Permission::SeeCustomers) {
        let own = own_profile(tx, actor)?;
        let items = if page.number() == 1 { vec![own] } else { Vec::new() };
        return Ok(Slice { count: 1, items });
    }
    let query = UserQuery { roles: vec![Role::Customer], is_active: Some(true), ..query.clone() };
    let found = user_list::list(tx, &query, page)?;
    Ok(Slice { count: found.count, items: all_whole(tx, found.items)? })
}

/// One customer: oneself, or any for who may see them. Nobody else's account is a customer's.
pub fn customer(tx: &mut Tx<'_>, actor: &Actor, id: UserId) -> Result<ProfileView> {
    let own = actor.require_person()? == id;
    let row = users::find(tx, id)?.filter(|row| own || is_customer(row));
    match row.filter(|_| own || actor.may(Permission::SeeCustomers)) {
        Some(row) => whole(tx, row),
        None => Err(absent().into()),
    }
}

fn is_customer(row: &UserRow) -> bool {
    row.role == Role::Customer.as_str()
}

fn absent() -> Refusal {
    Refusal::not_found("customer")
}

/// Writes a customer down; a name or a telephone number is enough. Nobody signs in to the account until a
/// password was set by mail.
pub fn create_customer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    form: &CreateCustomer,
    now: DateTime<Utc>,
) -> Result<ProfileView> {
    actor.require(Permission::KeepCustomers)?;
    let profile = Profile::default().changed(&form.customer_profile).map_err(in_profile)?;
    let is_named = [&form.first_name, &form.last_name].iter().any(|name| !text::line(name).is_empty());
    if !is_named && profile.phone_number.is_none() {
        return Err(Refusal::invalid("first_name", "give a name or a telephone number").into());
    }
    let tail: String = tx.new_id::<crate::id::kind::User>().to_string().chars().rev().take(5).collect();
    let username = Username::made_from(&form.first_name, &form.last_name, &tail)
        .ok_or_else(|| Error::Broken("a made user name is none".to_owned()))?;
    let new = NewUser {
        username: username.to_string(),
        email: form.email.clone().filter(|email| !email.trim().is_empty()),
        first_name: form.first_name.clone(),
        last_name: form.last_name.clone(),
        ..NewUser::default()
    };
    let row = people::insert(tx, &new, Role::Customer, &profile, now)?;
    append_event(tx, "user.created", &row, actor, now)?;
    whole(tx, row)
}

/// Changes what the shop knows of a customer.
pub fn change_customer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: UserId,
    change: &ChangeCustomer,
    now: DateTime<Utc>,
) -> Result<ProfileView> {
    actor.require(Permission::KeepCustomers)?;
    users::find(tx, id)?.ok_or_else(absent)?;
    let mut row = users::lock(tx, id)?;
    if !is_customer(&row) {
        return Err(absent().into());
    }
    if let Some(customer) = &change.customer_profile {
        let profile = rows::load(tx, id)?.changed(customer).map_err(in_profile)?;
        rows::save(tx, id, &profile)?;
    }
    let names = UpdateUser {
        first_name: change.first_name.clone(),
        last_name: change.last_name.clone(),
        ..UpdateUser::default()
    };
    people::apply(tx, actor, &mut row, &names, None, now)?;
    whole(tx, row)
}

fn whole(tx: &mut Tx<'_>, row: UserRow) -> Result<ProfileView> {
    let id = row.id;
    let views = all_whole(tx, vec![row])?;
    views.into_iter().next().ok_or_else(|| Error::Broken(format!("account {id} has no profile")))
}

/// Adds profiles, addresses and what was bought to accounts: three queries, however many accounts.
fn all_whole(tx: &mut Tx<'_>, accounts: Vec<UserRow>) -> Result<Vec<ProfileView>> {
    let shop = store::settings::load_shop(tx)?;
    let ids: Vec<UserId> = accounts.iter().map(|row| row.id).collect();
    let mut profiles = rows::load_all(tx, &ids)?;
    let patronage = rows::patronage(tx, &ids)?;
    let mut kept: BTreeMap<UserId, Vec<AddressRow>> = BTreeMap::new();
    for address in addresses::list(tx, &ids)? {
        kept.entry(address.user_id).or_default().push(address);
    }
    let view_of = |row: UserRow| {
        let id = row.id;
        let profile =
            profiles.remove(&id).ok_or_else(|| Error::Broken(format!("account {id} has no profile")))?;
        let addresses = kept.remove(&id).unwrap_or_default();
        let past = patronage.get(&id).copied().unwrap_or_default();
        Ok(ProfileView { user: view(row)?, customer_profile: profile_view(profile, addresses, &past, &shop) })
    };
    accounts.into_iter().map(view_of).collect()
}

fn profile_view(
    profile: Profile,
    addresses: Vec<AddressRow>,
    past: &crate::accounts::Patronage,
    shop: &Shop,
) -> CustomerProfileView {
    CustomerProfileView {
        phone_number: profile.phone_number.map(|number| number.to_string()).unwrap_or_default(),
        address: profile.address,
        city: profile.city,
        state: profile.state,
        country: profile.country,
        postal_code: profile.postal_code,
        preferences: profile.preferences,
        allergies: profile.allergies,
        dietary_restrictions: profile.dietary_restrictions,
        addresses: addresses.into_iter().map(AddressRow::into_view).collect(),
        tier: past.tier(&shop.tiers),
        orders: past.delivered,
        spent: shop.currency.amount(past.spent),
    }
}
