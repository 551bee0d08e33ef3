//! Cash sessions as they travel: opening, moving, counting and closing a drawer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::drawer::figures::Figures;
use crate::drawer::{CashSession, Denomination, Unpaid};
use crate::id::{CashSessionId, PostingId};
use crate::money::{Amount, Currency, Money};
use crate::orders::TenderMethod;

/// Open a drawer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenDrawer {
    /// What was counted in it.
    pub opening_count: Amount,
    /// Which; left out: `main`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
}

/// What moves cash by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CashMove {
    /// Put into the drawer: small change, a loan.
    PayIn,
    /// Taken out to pay for something: milk, a courier.
    PayOut,
    /// Brought to the safe.
    Drop,
}

/// Move cash by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveCash {
    /// What is done.
    pub kind: CashMove,
    /// How much.
    pub amount: Amount,
    /// For what; required when paying out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Count and close a drawer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CloseDrawer {
    /// What was counted; may be left out with `denominations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<Amount>,
    /// By which notes and coins; together what was counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denominations: Vec<DenominationCount>,
}

/// How many there were of one note or coin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DenominationCount {
    /// What one is worth.
    pub value: Amount,
    /// How many.
    pub count: u32,
}

/// The cash of a drawer from one count to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashSessionView {
    /// Which.
    pub id: CashSessionId,
    /// Counts the sessions of the shop.
    pub number: u32,
    /// Of which drawer.
    pub drawer: String,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// What was counted then.
    pub opening_count: Amount,
    /// What should be in it, or should have been when it was closed.
    pub expected: Amount,
    /// What was counted when it was closed.
    pub counted: Option<Amount>,
    /// Counted − expected.
    pub over_short: Option<Amount>,
    /// By which notes and coins it was counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denominations: Vec<DenominationCount>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<DateTime<Utc>>,
    /// The number of its Z report; without gaps over all drawers.
    pub z_number: Option<u32>,
}

impl CashSessionView {
    /// How `session` travels; `expected` is what should be in the drawer now, where it is open.
    pub fn of(session: &CashSession, expected: Money, currency: Currency) -> Self {
        let closing = session.closing.as_ref();
        let counted: &[Denomination] = closing.map_or(&[], |closing| &closing.denominations);
        let one =
            |one: &Denomination| DenominationCount { value: currency.amount(one.value), count: one.count };
        Self {
            id: session.id,
            number: session.number,
            drawer: session.drawer.clone(),
            opened_by: session.opened_by.clone(),
            opened_at: session.opened_at,
            opening_count: currency.amount(session.opening_count),
            expected: currency.amount(closing.map_or(expected, |closing| closing.expected)),
            counted: closing.map(|closing| currency.amount(closing.counted)),
            over_short: closing.map(|closing| currency.amount(closing.counted - closing.expected)),
            denominations: counted.iter().map(one).collect(),
            closed_by: closing.map(|closing| closing.by.clone()),
            closed_at: closing.map(|closing| closing.at),
            z_number: closing.map(|closing| closing.z_number),
        }
    }
}

/// Which report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReportKind {
    /// How the drawer stands; changes nothing.
    X,
    /// How it stood when it was closed.
    Z,
}

/// The report of a cash session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashReportView {
    /// Which report it is.
    pub kind: ReportKind,
    /// The session.
    pub session: CashSessionView,
    /// What came into the drawer and left it.
    pub cash: CashFigures,
    /// What was taken while it was open, by method.
    pub tenders: Vec<TenderFigures>,
    /// What was moved by hand, oldest first; the latest 100.
    pub movements: Vec<CashMovementView>,
    /// Orders of this day that are not paid.
    pub open_orders: OpenOrders,
}

/// What came into a drawer and left it. They add up to `expected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashFigures {
    /// What was counted when it was opened.
    pub opening_count: Amount,
    /// Cash for orders, without tips, less the change.
    pub sales: Amount,
    /// Tips in cash.
    pub tips: Amount,
    /// Cash that customers paid into their wallets.
    pub deposits: Amount,
    /// Cash that went back for orders, as a positive amount.
    pub refunds: Amount,
    /// Put in by hand.
    pub paid_in: Amount,
    /// Taken out by hand, as a positive amount.
    pub paid_out: Amount,
    /// Brought to the safe, as a positive amount.
    pub drops: Amount,
    /// What should be in it.
    pub expected: Amount,
}

impl CashFigures {
    /// How `figures` travel.
    pub fn of(figures: &Figures, currency: Currency) -> Self {
        let amount = |money: Money| currency.amount(money);
        Self {
            opening_count: amount(figures.opening_count),
            sales: amount(figures.sales),
            tips: amount(figures.tips),
            deposits: amount(figures.deposits),
            refunds: amount(figures.refunds),
            paid_in: amount(figures.paid_in),
            paid_out: amount(figures.paid_out),
            drops: amount(figures.drops),
            expected: amount(figures.expected()),
        }
    }
}

/// What was taken and given back by one method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenderFigures {
    /// Which.
    pub method: TenderMethod,
    /// How many payments, deposits among them.
    pub payments: u64,
    /// What was taken, tips among it, and what was paid into wallets in this way.
    pub taken: Amount,
    /// What went back, as a positive amount.
    pub refunded: Amount,
}

/// Cash that was moved by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashMovementView {
    /// Which.
    pub id: PostingId,
    /// What was done.
    pub kind: CashMove,
    /// How much.
    pub amount: Amount,
    /// For what.
    pub note: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Orders that are not paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenOrders {
    /// How many.
    pub count: u64,
    /// What they still owe.
    pub due: Amount,
    /// Their numbers; the first 20.
    pub numbers: Vec<String>,
}

impl OpenOrders {
    /// How `unpaid` travel.
    pub fn of(unpaid: Unpaid, currency: Currency) -> Self {
        Self { count: unpaid.count, due: currency.amount(unpaid.due), numbers: unpaid.numbers }
    }
}
