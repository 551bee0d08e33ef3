//! The ledger's entries, and the balances of wallets that they change.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{ExpressionMethods, Insertable, OptionalExtension, QueryDsl, RunQueryDsl};

use super::Tx;
use super::db::insert_all;
use super::schema::{ledger_entries, wallets};
use crate::error::{Error, Result};
use crate::id::{CashSessionId, OrderId, PostingId, WalletId};
use crate::ledger::{Account, Posting};
use crate::money::{Currency, Money};
use crate::refusal::Refusal;

#[derive(Insertable)]
#[diesel(table_name = ledger_entries, treat_none_as_default_value = false)]
struct EntryRow {
    posting_id: PostingId,
    position: i32,
    account: String,
    amount: i64,
    kind: String,
    sequence: Option<i64>,
    balance_after: Option<i64>,
    order_id: Option<OrderId>,
    cash_session_id: Option<CashSessionId>,
    reference: Option<String>,
    note: String,
    done_by: String,
    created_at: NaiveDateTime,
}

/// Writes `postings` down and moves the balances of the wallets in them. A wallet that does not hold what is to be
/// taken from it refuses all of them with `insufficient_funds`. Wallets are changed in the order of their ids, so
/// that two postings never wait for each other; within a wallet in the order of the postings.
pub fn post(
    tx: &mut Tx<'_>,
    postings: &[Posting],
    currency: Currency,
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut rows = Vec::with_capacity(postings.len() * 2);
    let mut of_wallets: Vec<(WalletId, usize)> = Vec::new();
    for posting in postings {
        for (position, entry) in posting.entries().iter().enumerate() {
            if let Account::Wallet(wallet) = entry.account {
                of_wallets.push((wallet, rows.len()));
            }
            // The side it comes from bears the reference: there it is one of a kind.
            let is_source = position == 0;
            rows.push(EntryRow {
                posting_id: posting.id,
                position: i32::try_from(position).unwrap_or(i32::MAX),
                account: entry.account.to_string(),
                amount: entry.amount.as_minor(),
                kind: entry.kind.as_str().to_owned(),
                sequence: None,
                balance_after: None,
                order_id: posting.order,
                cash_session_id: posting.cash_session,
                reference: posting.reference.clone().filter(|_| is_source),
                note: posting.note.clone(),
                done_by: by.to_owned(),
                created_at: now.naive_utc(),
            });
        }
    }
    of_wallets.sort_unstable();
    for (wallet, index) in of_wallets {
        let row = &mut rows[index];
        let (balance, sequence) = change_balance(tx, wallet, Money::minor(row.amount), currency)?;
        (row.balance_after, row.sequence) = (Some(balance), Some(sequence));
    }
    insert_all!(tx, ledger_entries::table, &rows)?;
    Ok(())
}

/// The balance and the count of entries afterwards. One conditional write: whoever comes second finds what is left.
fn change_balance(
    tx: &mut Tx<'_>,
    wallet: WalletId,
    amount: Money,
    currency: Currency,
) -> Result<(i64, i64)> {
    let minor = amount.as_minor();
    let enough = wallets::table.find(wallet).filter(wallets::balance.ge(-minor));
    let change = (wallets::balance.eq(wallets::balance + minor), wallets::entries.eq(wallets::entries + 1));
    let changed = diesel::update(enough).set(change).execute(tx.conn)?;
    let stands: Option<(i64, i64)> =
        wallets::table.find(wallet).select((wallets::balance, wallets::entries)).first(tx.conn).optional()?;
    match stands {
        Some(stands) if changed == 1 => Ok(stands),
        Some((balance, _)) => {
            let (balance, needed) = (currency.amount(Money::minor(balance)), currency.amount(-amount));
            Err(Refusal::InsufficientFunds { balance, needed }.into())
        }
        None => Err(Error::Broken(format!("there is no wallet {wallet}"))),
    }
}
