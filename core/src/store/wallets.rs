//! Wallets as their owners look at them: the balance, the statement, the sums. What changes them is in
//! [`super::ledger`].

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::Tx;
use super::db::MultiBackend;
use super::schema::{ledger_entries, orders, users, wallets};
use crate::error::{Error, Result};
use crate::id::{OrderId, PostingId, UserId, WalletId};
use crate::ledger::{Account, EntryKind};
use crate::money::Money;
use crate::page::{PageRequest, Slice};
use crate::wallet::TransactionType;

/// One entry of a wallet.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = ledger_entries)]
pub struct EntryRow {
    pub(crate) posting_id: PostingId,
    pub(crate) account: String,
    pub(crate) amount: i64,
    pub(crate) kind: String,
    pub(crate) balance_after: Option<i64>,
    pub(crate) order_id: Option<OrderId>,
    pub(crate) note: String,
    pub(crate) done_by: String,
    pub(crate) created_at: NaiveDateTime,
}

impl EntryRow {
    /// What it is to the owner of the wallet.
    pub fn transaction_type(&self) -> Result<TransactionType> {
        let kind = EntryKind::parse(&self.kind);
        let told = kind.and_then(|kind| TransactionType::of(kind, Money::minor(self.amount)));
        told.ok_or_else(|| Error::Broken(format!("an entry of {} is a {}", self.account, self.kind)))
    }
}

/// What can be spent.
pub fn load_balance(tx: &mut Tx<'_>, wallet: WalletId) -> Result<Money> {
    let balance: Option<i64> =
        wallets::table.find(wallet).select(wallets::balance).first(tx.conn).optional()?;
    balance.map(Money::minor).ok_or_else(|| Error::Broken(format!("there is no wallet {wallet}")))
}

/// Which entries a statement shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntryQuery {
    /// Only of this type.
    pub kind: Option<TransactionType>,
    /// Only from then on.
    pub from: Option<DateTime<Utc>>,
    /// Only before then.
    pub until: Option<DateTime<Utc>>,
}

type Boxed<'a> = ledger_entries::BoxedQuery<'a, MultiBackend>;

fn matching<'a>(wallet: WalletId, query: &EntryQuery) -> Boxed<'a> {
    let of_wallet = ledger_entries::account.eq(wallet.to_string());
    let numbered = ledger_entries::sequence.is_not_null();
    let mut found = ledger_entries::table.filter(of_wallet).filter(numbered).into_boxed();
    if let Some(kind) = query.kind {
        found = found.filter(ledger_entries::kind.eq(kind.kind().as_str()));
        found = match kind {
            TransactionType::TransferIn => found.filter(ledger_entries::amount.gt(0)),
            TransactionType::TransferOut => found.filter(ledger_entries::amount.lt(0)),
            TransactionType::Deposit
            | TransactionType::Purchase
            | TransactionType::Refund
            | TransactionType::ReferralBonus
            | TransactionType::Adjustment => found,
        };
    }
    if let Some(from) = query.from {
        found = found.filter(ledger_entries::created_at.ge(from.naive_utc()));
    }
    if let Some(until) = query.until {
        found = found.filter(ledger_entries::created_at.lt(until.naive_utc()));
    }
    found
}

/// One page of a wallet's entries, the newest first.
pub fn list(
    tx: &mut Tx<'_>,
    wallet: WalletId,
    query: &EntryQuery,
    page: PageRequest,
) -> Result<Slice<EntryRow>> {
    let count: i64 = matching(wallet, query).count().get_result(tx.conn)?;
    let items = matching(wallet, query)
        .order_by(ledger_entries::sequence.desc())
        .limit(i64::from(page.size()))
        .offset(i64::from(page.offset()))
        .select(EntryRow::as_select())
        .load(tx.conn)?;
    Ok(Slice { count: u64::try_from(count).unwrap_or(0), items })
}

/// The entry of a wallet in a posting.
pub fn load_entry(tx: &mut Tx<'_>, posting: PostingId, wallet: WalletId) -> Result<EntryRow> {
    let entry = find_entry(tx, posting, wallet)?;
    entry.ok_or_else(|| Error::Broken(format!("{posting} has no entry of {wallet}")))
}

/// The entry of a wallet in a posting, if it has one.
pub fn find_entry(tx: &mut Tx<'_>, posting: PostingId, wallet: WalletId) -> Result<Option<EntryRow>> {
    Ok(ledger_entries::table
        .filter(ledger_entries::posting_id.eq(posting))
        .filter(ledger_entries::account.eq(wallet.to_string()))
        .select(EntryRow::as_select())
        .first(tx.conn)
        .optional()?)
}

/// The posting that comes from `account` under this reference.
pub fn find_posting(tx: &mut Tx<'_>, account: &Account, reference: &str) -> Result<Option<PostingId>> {
    Ok(ledger_entries::table
        .filter(ledger_entries::account.eq(account.to_string()))
        .filter(ledger_entries::reference.eq(reference))
        .select(ledger_entries::posting_id)
        .first(tx.conn)
        .optional()?)
}

/// The numbers of these orders.
pub fn order_numbers(tx: &mut Tx<'_>, of: &[OrderId]) -> Result<HashMap<OrderId, String>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(OrderId, String)> =
        orders::table.filter(orders::id.eq_any(of)).select((orders::id, orders::number)).load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Who is on the other side of these transfers of `wallet`, by user name.
pub fn counterparts(
    tx: &mut Tx<'_>,
    wallet: WalletId,
    transfers: &[PostingId],
) -> Result<HashMap<PostingId, String>> {
    if transfers.is_empty() {
        return Ok(HashMap::new());
    }
    let sides: Vec<(PostingId, String)> = ledger_entries::table
        .filter(ledger_entries::posting_id.eq_any(transfers))
        .filter(ledger_entries::account.ne(wallet.to_string()))
        .select((ledger_entries::posting_id, ledger_entries::account))
        .load(tx.conn)?;
    let owner = |account: &str| match Account::parse(account) {
        Some(Account::Wallet(id)) => Some(UserId::from_uuid(id.uuid())),
        _ => None,
    };
    let owners: Vec<(PostingId, UserId)> =
        sides.iter().filter_map(|(posting, account)| Some((*posting, owner(account)?))).collect();
    let ids: Vec<UserId> = owners.iter().map(|(_, user)| *user).collect();
    let names: Vec<(UserId, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::username)).load(tx.conn)?;
    let names: HashMap<UserId, String> = names.into_iter().collect();
    Ok(owners.into_iter().filter_map(|(posting, user)| Some((posting, names.get(&user)?.clone()))).collect())
}

/// What a wallet has seen of one kind.
#[derive(Debug, Clone, Copy)]
pub struct KindSum {
    /// Of which.
    pub kind: EntryKind,
    /// How many entries.
    pub count: u64,
    /// Σ of those above zero.
    pub came: Money,
    /// Σ of those below zero, as a positive amount.
    pub went: Money,
    /// When the last of them was.
    pub latest: DateTime<Utc>,
}

const CAME: &str = "CAST(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS BIGINT)";
const WENT: &str = "CAST(SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END) AS BIGINT)";

/// What came and went in all, by kind.
pub fn sums(tx: &mut Tx<'_>, wallet: WalletId) -> Result<Vec<KindSum>> {
    type Row = (String, i64, i64, i64, Option<NaiveDateTime>);
    let rows: Vec<Row> = ledger_entries::table
        .filter(ledger_entries::account.eq(wallet.to_string()))
        .filter(ledger_entries::sequence.is_not_null())
        .group_by(ledger_entries::kind)
        .select((
            ledger_entries::kind,
            diesel::dsl::count_star(),
            sql::<BigInt>(CAME),
            sql::<BigInt>(WENT),
            diesel::dsl::max(ledger_entries::created_at),
        ))
        .load(tx.conn)?;
    let sum = |(kind, count, came, went, latest): Row| {
        let broken = || Error::Broken(format!("kind holds {kind}"));
        Ok(KindSum {
            kind: EntryKind::parse(&kind).ok_or_else(broken)?,
            count: u64::try_from(count).unwrap_or(0),
            came: Money::minor(came),
            went: Money::minor(went),
            latest: latest.unwrap_or_default().and_utc(),
        })
    };
    rows.into_iter().map(sum).collect()
}
