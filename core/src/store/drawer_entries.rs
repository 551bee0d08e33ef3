//! What the ledger has of cash sessions: summed by kind, by way of payment, and what was moved by hand.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::Tx;
use super::schema::ledger_entries;
use crate::drawer::figures::Figures;
use crate::error::{Error, Result};
use crate::id::{CashSessionId, PostingId};
use crate::ledger::EntryKind;
use crate::money::Money;
use crate::orders::TenderMethod;

/// The entries of drawers themselves, and not those of where their cash came from.
const OF_A_DRAWER: &str = "account LIKE 'cash@_drawer:%' ESCAPE '@'";
const SUM: &str = "CAST(SUM(amount) AS BIGINT)";

/// What came into these drawers and left them, by session.
pub fn figures(tx: &mut Tx<'_>, sessions: &[CashSessionId]) -> Result<HashMap<CashSessionId, Figures>> {
    type Row = (Option<CashSessionId>, String, i64);
    let rows: Vec<Row> = ledger_entries::table
        .filter(ledger_entries::cash_session_id.eq_any(sessions))
        .filter(sql::<Bool>(OF_A_DRAWER))
        .group_by((ledger_entries::cash_session_id, ledger_entries::kind))
        .select((ledger_entries::cash_session_id, ledger_entries::kind, sql::<BigInt>(SUM)))
        .load(tx.conn)?;
    let mut sums: HashMap<CashSessionId, Vec<(EntryKind, Money)>> = HashMap::new();
    for (session, kind, amount) in rows {
        let Some(session) = session else { continue };
        sums.entry(session).or_default().push((kind_of(&kind)?, Money::minor(amount)));
    }
    Ok(sums.into_iter().map(|(session, sums)| (session, Figures::of(sums))).collect())
}

fn kind_of(word: &str) -> Result<EntryKind> {
    EntryKind::parse(word).ok_or_else(|| Error::Broken(format!("kind holds {word}")))
}

/// What was taken or given back in one way.
#[derive(Debug, Clone, Copy)]
pub struct TenderSum {
    /// How.
    pub method: TenderMethod,
    /// True for what went back.
    pub is_refund: bool,
    /// How many payments or refunds.
    pub count: u64,
    /// Σ, from the shop's side: below zero for what went back.
    pub amount: Money,
}

const METHOD: &str = "CASE WHEN account LIKE 'cash@_drawer:%' ESCAPE '@' THEN 'cash' \
     WHEN account LIKE 'provider:%' THEN 'card' ELSE 'wallet' END";
const IS_REFUND: &str = "kind = 'refund'";
/// Paying an order, paying into a wallet, and giving back; of wallets only what orders took from them.
const OF_PAYMENTS: &str = "(account LIKE 'cash@_drawer:%' ESCAPE '@' OR account LIKE 'provider:%' \
     OR (sequence IS NOT NULL AND kind <> 'deposit')) AND kind IN ('payment', 'tip', 'deposit', 'refund')";
const POSTINGS: &str = "COUNT(DISTINCT posting_id)";

/// What was taken and given back during a session, by way of payment.
pub fn tenders(tx: &mut Tx<'_>, session: CashSessionId) -> Result<Vec<TenderSum>> {
    type Row = (String, bool, i64, i64);
    let rows: Vec<Row> = ledger_entries::table
        .filter(ledger_entries::cash_session_id.eq(session))
        .filter(sql::<Bool>(OF_PAYMENTS))
        .group_by((sql::<Text>(METHOD), sql::<Bool>(IS_REFUND)))
        .select((sql::<Text>(METHOD), sql::<Bool>(IS_REFUND), sql::<BigInt>(POSTINGS), sql::<BigInt>(SUM)))
        .load(tx.conn)?;
    let sum = |(word, is_refund, count, amount): Row| {
        let method = TenderMethod::parse(&word).ok_or_else(|| Error::Broken(format!("method {word}")))?;
        let count = u64::try_from(count).unwrap_or(0);
        Ok(TenderSum { method, is_refund, count, amount: -Money::minor(amount) })
    };
    rows.into_iter().map(sum).collect()
}

/// Cash that was moved by hand.
#[derive(Debug, Clone)]
pub struct HandMove {
    /// Which.
    pub posting: PostingId,
    /// How.
    pub kind: EntryKind,
    /// How much, from the drawer's side: below zero came in.
    pub amount: Money,
    /// For what.
    pub note: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: NaiveDateTime,
}

/// The latest of what was moved by hand during a session, `limit` at most, oldest first.
pub fn list_moved(tx: &mut Tx<'_>, session: CashSessionId, limit: u32) -> Result<Vec<HandMove>> {
    type Row = (PostingId, String, i64, String, String, NaiveDateTime);
    let by_hand = [EntryKind::PayIn, EntryKind::PayOut, EntryKind::Drop].map(EntryKind::as_str);
    let rows: Vec<Row> = ledger_entries::table
        .filter(ledger_entries::cash_session_id.eq(session))
        .filter(sql::<Bool>(OF_A_DRAWER))
        .filter(ledger_entries::kind.eq_any(by_hand))
        .order_by(ledger_entries::posting_id.desc())
        .limit(i64::from(limit))
        .select((
            ledger_entries::posting_id,
            ledger_entries::kind,
            ledger_entries::amount,
            ledger_entries::note,
            ledger_entries::done_by,
            ledger_entries::created_at,
        ))
        .load(tx.conn)?;
    let moved = |(posting, kind, amount, note, by, at): Row| {
        Ok(HandMove { posting, kind: kind_of(&kind)?, amount: Money::minor(amount), note, by, at })
    };
    rows.into_iter().rev().map(moved).collect()
}
