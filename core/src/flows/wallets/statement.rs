//! What changed a balance, in words: by page, and summed up.

use chrono::{Days, NaiveDate};

use super::{require_look, wallet_of};
use crate::actor::Actor;
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{OrderId, PostingId, UserId};
use crate::ledger::EntryKind;
use crate::money::Money;
use crate::page::{PageRequest, Slice};
use crate::store::wallets::{self as rows, EntryQuery, EntryRow, KindSum};
use crate::store::{self, Tx};
use crate::time::BusinessDay;
use crate::wallet::TransactionType;
use crate::wire::wallet::{Transacted, TransactionView, WalletStats};

/// Which changes of a balance a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct TransactionQuery {
    /// Only of this type.
    pub kind: Option<TransactionType>,
    /// Only of this business day or later.
    pub start_date: Option<NaiveDate>,
    /// Only of this business day or earlier.
    pub end_date: Option<NaiveDate>,
}

impl TransactionQuery {
    /// Days begin and end by the shop's clock.
    fn bounded(self, shop: &Shop) -> EntryQuery {
        let start = |date: NaiveDate| shop.day_start(BusinessDay::of_date(date));
        let after = |date: NaiveDate| date.checked_add_days(Days::new(1));
        EntryQuery {
            kind: self.kind,
            from: self.start_date.map(start),
            until: self.end_date.and_then(after).map(start),
        }
    }
}

/// One page of what changed the actor's balance, the newest first.
pub fn own_transactions(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: TransactionQuery,
    page: PageRequest,
) -> Result<Slice<TransactionView>> {
    let owner = actor.require_person()?;
    list(tx, owner, query, page)
}

/// As [`own_transactions`], of a customer, for staff.
pub fn transactions(
    tx: &mut Tx<'_>,
    actor: &Actor,
    owner: UserId,
    query: TransactionQuery,
    page: PageRequest,
) -> Result<Slice<TransactionView>> {
    require_look(tx, actor, owner)?;
    list(tx, owner, query, page)
}

fn list(
    tx: &mut Tx<'_>,
    owner: UserId,
    query: TransactionQuery,
    page: PageRequest,
) -> Result<Slice<TransactionView>> {
    let shop = store::settings::load_shop(tx)?;
    let found = rows::list(tx, wallet_of(owner), &query.bounded(&shop), page)?;
    Ok(Slice { count: found.count, items: views(tx, found.items, owner, &shop)? })
}

/// What one entry of the wallet of `owner` came to.
pub(super) fn transacted(tx: &mut Tx<'_>, entry: EntryRow, owner: UserId, shop: &Shop) -> Result<Transacted> {
    let balance = shop.currency.amount(rows::load_balance(tx, wallet_of(owner))?);
    let view = views(tx, vec![entry], owner, shop)?.pop();
    let transaction = view.ok_or_else(|| crate::error::Error::Broken("an entry has no view".to_owned()))?;
    Ok(Transacted { balance, transaction })
}

/// Entries of the wallet of `owner` as they travel; orders and other customers are looked up for all of them at once.
fn views(
    tx: &mut Tx<'_>,
    entries: Vec<EntryRow>,
    owner: UserId,
    shop: &Shop,
) -> Result<Vec<TransactionView>> {
    let orders: Vec<OrderId> = entries.iter().filter_map(|entry| entry.order_id).collect();
    let is_transfer = |entry: &&EntryRow| entry.kind == EntryKind::Transfer.as_str();
    let transfers: Vec<PostingId> =
        entries.iter().filter(is_transfer).map(|entry| entry.posting_id).collect();
    let numbers = rows::order_numbers(tx, &orders)?;
    let others = rows::counterparts(tx, wallet_of(owner), &transfers)?;
    let view = |entry: EntryRow| {
        let kind = entry.transaction_type()?;
        let number = entry.order_id.and_then(|order| numbers.get(&order)).map(String::as_str);
        let other = others.get(&entry.posting_id).map(String::as_str);
        Ok(TransactionView {
            id: entry.posting_id,
            kind,
            amount: shop.currency.amount(Money::minor(entry.amount)),
            balance_after: shop.currency.amount(Money::minor(entry.balance_after.unwrap_or_default())),
            description: kind.describe(&entry.note, number, other),
            order: entry.order_id,
            by: entry.done_by,
            created_at: entry.created_at.and_utc(),
        })
    };
    entries.into_iter().map(view).collect()
}

/// What came to the actor's wallet and went from it in all.
pub fn own_stats(tx: &mut Tx<'_>, actor: &Actor) -> Result<WalletStats> {
    let wallet = wallet_of(actor.require_person()?);
    let currency = store::settings::load_shop(tx)?.currency;
    let balance = rows::load_balance(tx, wallet)?;
    let sums = rows::sums(tx, wallet)?;
    let of = |kind: EntryKind| sums.iter().find(|sum| sum.kind == kind);
    let came = |kind: EntryKind| of(kind).map_or(Money::ZERO, |sum| sum.came);
    let went = |kind: EntryKind| of(kind).map_or(Money::ZERO, |sum| sum.went);
    Ok(WalletStats {
        balance: currency.amount(balance),
        currency,
        transactions: sums.iter().map(|sum: &KindSum| sum.count).sum(),
        deposited: currency.amount(came(EntryKind::Deposit)),
        spent: currency.amount(went(EntryKind::Payment)),
        refunded: currency.amount(came(EntryKind::Refund)),
        received: currency.amount(came(EntryKind::Transfer)),
        sent: currency.amount(went(EntryKind::Transfer)),
        bonuses: currency.amount(came(EntryKind::ReferralBonus)),
        adjusted: currency.amount(came(EntryKind::Adjustment) - went(EntryKind::Adjustment)),
        last_transaction_at: sums.iter().map(|sum| sum.latest).max(),
    })
}
