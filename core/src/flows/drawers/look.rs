//! Drawers are looked at: which there are, which one is in use, what came and went.

use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::drawer::figures::Figures;
use crate::drawer::{self, CashSession};
use crate::error::{Error, Result};
use crate::id::CashSessionId;
use crate::ledger::EntryKind;
use crate::money::{Currency, Money};
use crate::orders::TenderMethod;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::drawer_entries::{self as entries, HandMove, TenderSum};
use crate::store::{self, Tx};
use crate::wire::cash::{
    CashFigures, CashMove, CashMovementView, CashReportView, CashSessionView, OpenOrders, ReportKind,
    TenderFigures,
};

/// How many of the moves by hand a report tells.
const MOVES_TOLD: u32 = 100;

/// One page of all sessions, the newest first.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<CashSessionView>> {
    actor.require(Permission::KeepDrawer)?;
    let currency = store::settings::load_shop(tx)?.currency;
    let found = store::cash_sessions::list(tx, page)?;
    let open: Vec<CashSessionId> =
        found.items.iter().filter(|session| session.closing.is_none()).map(|session| session.id).collect();
    let figures = entries::figures(tx, &open)?;
    let expected = |id: CashSessionId| figures.get(&id).map_or(Money::ZERO, Figures::expected);
    Ok(found.map(|session| CashSessionView::of(&session, expected(session.id), currency)))
}

/// The session into whose drawer the actor's cash goes now, or `not_found`.
pub fn current(tx: &mut Tx<'_>, actor: &Actor) -> Result<CashSessionView> {
    actor.require(Permission::KeepDrawer)?;
    let open = store::cash_sessions::list_open(tx)?;
    let chosen = drawer::choose(&open, None, actor.user_id());
    view(tx, chosen.map_err(|_| Refusal::not_found("open drawer"))?)
}

/// One session.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: CashSessionId) -> Result<CashSessionView> {
    actor.require(Permission::KeepDrawer)?;
    let session = store::cash_sessions::load(tx, id)?;
    view(tx, &session)
}

fn view(tx: &mut Tx<'_>, session: &CashSession) -> Result<CashSessionView> {
    let currency = store::settings::load_shop(tx)?.currency;
    Ok(CashSessionView::of(session, figures_of(tx, session.id)?.expected(), currency))
}

/// The X report of an open session, the Z report of a closed one.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, id: CashSessionId) -> Result<CashReportView> {
    actor.require(Permission::KeepDrawer)?;
    let shop = store::settings::load_shop(tx)?;
    let session = store::cash_sessions::load(tx, id)?;
    whole(tx, &session, &shop)
}

/// What came into a drawer and left it during one session.
pub(super) fn figures_of(tx: &mut Tx<'_>, session: CashSessionId) -> Result<Figures> {
    Ok(entries::figures(tx, &[session])?.remove(&session).unwrap_or_default())
}

/// All that is told of a session. Nothing is booked on one that is closed, so what it tells stays.
pub(super) fn whole(tx: &mut Tx<'_>, session: &CashSession, shop: &Shop) -> Result<CashReportView> {
    let currency = shop.currency;
    let figures = figures_of(tx, session.id)?;
    let sums = entries::tenders(tx, session.id)?;
    let moved = entries::list_moved(tx, session.id, MOVES_TOLD)?;
    let (kind, unpaid) = match &session.closing {
        Some(closing) => (ReportKind::Z, closing.open_orders.clone()),
        None => (ReportKind::X, store::unpaid::load(tx, shop.day_start(session.business_day))?),
    };
    Ok(CashReportView {
        kind,
        session: CashSessionView::of(session, figures.expected(), currency),
        cash: CashFigures::of(&figures, currency),
        tenders: TenderMethod::ALL.iter().map(|method| tender(*method, &sums, currency)).collect(),
        movements: moved.into_iter().map(|one| moved_view(one, currency)).collect::<Result<_>>()?,
        open_orders: OpenOrders::of(unpaid, currency),
    })
}

fn tender(method: TenderMethod, sums: &[TenderSum], currency: Currency) -> TenderFigures {
    let of = |is_refund: bool| {
        let mut found = sums.iter().filter(move |sum| sum.method == method && sum.is_refund == is_refund);
        found.next()
    };
    TenderFigures {
        method,
        payments: of(false).map_or(0, |sum| sum.count),
        taken: currency.amount(of(false).map_or(Money::ZERO, |sum| sum.amount)),
        refunded: currency.amount(of(true).map_or(Money::ZERO, |sum| -sum.amount)),
    }
}

/// How cash that was moved by hand travels.
fn moved_view(one: HandMove, currency: Currency) -> Result<CashMovementView> {
    let (kind, amount) = match one.kind {
        EntryKind::PayIn => (CashMove::PayIn, -one.amount),
        EntryKind::PayOut => (CashMove::PayOut, one.amount),
        EntryKind::Drop => (CashMove::Drop, one.amount),
        other => return Err(Error::Broken(format!("{} is a {other}, which nobody moves", one.posting))),
    };
    Ok(CashMovementView {
        id: one.posting,
        kind,
        amount: currency.amount(amount),
        note: one.note,
        by: one.by,
        created_at: one.at.and_utc(),
    })
}
