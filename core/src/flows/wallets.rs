//! Wallets: what somebody has paid in and not spent. Their owners look at them, pay in where the shop lets them, and
//! give to each other; staff take deposits, managers correct. Orders are paid from them by `flows::orders`.

mod fund;
mod own;
mod statement;

pub use fund::{adjust, fund};
pub use own::{deposit, transfer};
pub use statement::{TransactionQuery, own_stats, own_transactions, transactions};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{UserId, WalletId};
use crate::ledger::Posting;
use crate::store::wallets as rows;
use crate::store::{self, Tx};
use crate::wire::wallet::{Transacted, WalletView};

/// What the actor can spend.
pub fn own(tx: &mut Tx<'_>, actor: &Actor) -> Result<WalletView> {
    let owner = actor.require_person()?;
    view(tx, owner)
}

/// What a customer can spend, for staff.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, owner: UserId) -> Result<WalletView> {
    require_look(tx, actor, owner)?;
    view(tx, owner)
}

/// Only people look into the wallets of others: a provider's system pays in and is told what that came to.
fn require_look(tx: &mut Tx<'_>, actor: &Actor, owner: UserId) -> Result<()> {
    actor.require(Permission::FundWallets)?;
    actor.require(Permission::SeeCustomers)?;
    store::accounts::users::load(tx, owner).map(drop)
}

const fn wallet_of(owner: UserId) -> WalletId {
    WalletId::from_uuid(owner.uuid())
}

fn view(tx: &mut Tx<'_>, owner: UserId) -> Result<WalletView> {
    let (id, shop) = (wallet_of(owner), store::settings::load_shop(tx)?);
    let balance = rows::load_balance(tx, id)?;
    Ok(WalletView { id, balance: shop.currency.amount(balance), currency: shop.currency })
}

/// Books `posting`, tells the log that it did `what` (`wallet.deposited`) to the wallet of `owner`, and answers what
/// that came to there.
fn book(
    tx: &mut Tx<'_>,
    posting: &Posting,
    what: &str,
    owner: UserId,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Transacted> {
    let accounts: Vec<String> = posting.entries().iter().map(|entry| entry.account.to_string()).collect();
    store::ledger::post(tx, std::slice::from_ref(posting), shop.currency, actor.name(), now)?;
    let wallet = wallet_of(owner);
    let entry = rows::load_entry(tx, posting.id, wallet)?;
    let done = statement::transacted(tx, entry, owner, shop)?;
    let data = json!({
        "wallet": wallet,
        "posting": posting.id,
        "accounts": accounts,
        "amount": done.transaction.amount,
        "balance": done.balance,
    });
    store::events::append_for(tx, owner.into(), what, &wallet.to_string(), &data, actor.name(), now)?;
    Ok(done)
}
