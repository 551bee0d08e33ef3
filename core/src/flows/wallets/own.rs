//! What the owner of a wallet does with it.

use chrono::{DateTime, Utc};

use super::book;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::kind;
use crate::ledger::{Account, EntryKind, Posting};
use crate::refusal::Refusal;
use crate::store::accounts::users;
use crate::store::{self, Tx};
use crate::text;
use crate::wallet::{self, DepositMode};
use crate::wire::wallet::{Deposit, Transacted, Transfer};

/// Pays into the actor's own wallet, where the shop lets customers do that by themselves.
pub fn deposit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &Deposit,
    mode: DepositMode,
    now: DateTime<Utc>,
) -> Result<Transacted> {
    let owner = actor.require_person()?;
    match mode {
        DepositMode::Demo => {}
        DepositMode::Staff | DepositMode::Provider => return Err(Refusal::DepositsNotOffered.into()),
    }
    let shop = store::settings::load_shop(tx)?;
    let amount = wallet::paid(command.amount, shop.currency)?;
    let note = wallet::description(command.description.as_deref(), "description")?;
    let posting = Posting::new(tx.new_id::<kind::Posting>())
        .moving(EntryKind::Deposit, &Account::Demo, &Account::wallet_of(owner), amount)
        .noting(note);
    book(tx, &posting, "wallet.deposited", owner, &shop, actor, now)
}

/// Gives from the actor's wallet to another's: both sides in one posting.
pub fn transfer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &Transfer,
    now: DateTime<Utc>,
) -> Result<Transacted> {
    let owner = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let amount = wallet::paid(command.amount, shop.currency)?;
    let note = wallet::description(command.description.as_deref(), "description")?;
    let to = text::line(&command.to);
    if to.is_empty() {
        return Err(Refusal::invalid("to", "give a user name or an e-mail address").into());
    }
    // Whoever was switched off is as absent as who was never there.
    let found = users::find_by_login(tx, &to)?.filter(|user| user.is_active);
    let other = found.ok_or_else(|| Refusal::not_found("user"))?.id;
    if other == owner {
        return Err(Refusal::TransferToSelf.into());
    }
    let posting = Posting::new(tx.new_id::<kind::Posting>())
        .moving(EntryKind::Transfer, &Account::wallet_of(owner), &Account::wallet_of(other), amount)
        .noting(note);
    book(tx, &posting, "wallet.transferred", owner, &shop, actor, now)
}
