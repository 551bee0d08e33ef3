//! Where somebody wants things delivered: several addresses, one of which is offered first.

use crate::accounts::address::{self as rule, AddressDraft};
use crate::actor::Actor;
use crate::error::Result;
use crate::id::{AddressId, UserId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::accounts::addresses::{self as rows, AddressRow};
use crate::store::accounts::users;
use crate::wire::accounts::AddressView;

/// One page of the actor's own addresses, the default first.
pub fn addresses(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<AddressView>> {
    // There are so few that a page is cut from all of them.
    let all = rows::list(tx, &[actor.require_person()?])?;
    let count = u64::try_from(all.len()).unwrap_or(0);
    let (skipped, size) = (page.offset() as usize, page.size() as usize);
    Ok(Slice { count, items: all.into_iter().skip(skipped).take(size).map(AddressRow::into_view).collect() })
}

/// One of the actor's own addresses.
pub fn address(tx: &mut Tx<'_>, actor: &Actor, id: AddressId) -> Result<AddressView> {
    Ok(rows::load(tx, actor.require_person()?, id)?.into_view())
}

/// Keeps one more address. The first is the default, and so is every later one that asks for it.
pub fn add_address(tx: &mut Tx<'_>, actor: &Actor, draft: &AddressDraft) -> Result<AddressView> {
    let user = actor.require_person()?;
    let draft = rule::check(draft)?;
    users::lock(tx, user)?;
    let count = rows::list(tx, &[user])?.len();
    if count >= rule::MOST {
        let most = u32::try_from(rule::MOST).unwrap_or(u32::MAX);
        return Err(Refusal::LimitReached { what: "addresses".to_owned(), most }.into());
    }
    let is_default = draft.is_default || count == 0;
    if is_default {
        rows::save_no_default(tx, user)?;
    }
    let row = AddressRow::of(tx.new_id::<kind::Address>(), user, draft, is_default);
    rows::insert(tx, &row)?;
    Ok(row.into_view())
}

/// Replaces an address. The default stays the default until another one is.
pub fn change_address(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: AddressId,
    draft: &AddressDraft,
) -> Result<AddressView> {
    let user = actor.require_person()?;
    let draft = rule::check(draft)?;
    users::lock(tx, user)?;
    let before = rows::load(tx, user, id)?;
    let is_default = draft.is_default || before.is_default;
    if is_default {
        rows::save_no_default(tx, user)?;
    }
    let row = AddressRow::of(id, user, draft, is_default);
    rows::save(tx, &row)?;
    Ok(row.into_view())
}

/// Forgets an address. When it was the default, the oldest of the others becomes it.
pub fn remove_address(tx: &mut Tx<'_>, actor: &Actor, id: AddressId) -> Result<()> {
    let user = actor.require_person()?;
    users::lock(tx, user)?;
    let gone = rows::load(tx, user, id)?;
    rows::delete(tx, id)?;
    if gone.is_default { next_default(tx, user) } else { Ok(()) }
}

fn next_default(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    let Some(oldest) = rows::list(tx, &[user])?.into_iter().next() else { return Ok(()) };
    rows::save(tx, &AddressRow { is_default: true, ..oldest })
}
