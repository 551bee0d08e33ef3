//! A drawer is counted and closed.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::look::{figures_of, whole};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::drawer::{CashSession, Closing, Denomination, count};
use crate::error::Result;
use crate::id::{CashSessionId, kind};
use crate::ledger::{Account, EntryKind, Posting};
use crate::money::{Currency, Money};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx, counters};
use crate::wire::cash::{CashReportView, CloseDrawer};

/// Closes a drawer with what was counted in it, and answers its Z report. Whoever is taking cash into it is waited
/// for, and whoever comes after is refused: a sale is in the report, or did not happen.
pub fn close(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CashSessionId,
    command: &CloseDrawer,
    now: DateTime<Utc>,
) -> Result<CashReportView> {
    actor.require(Permission::KeepDrawer)?;
    let shop = store::settings::load_shop(tx)?;
    let (counted, denominations) = read(command, shop.currency)?;
    let mut session = store::cash_sessions::lock(tx, id)?;
    if session.closing.is_some() {
        return Err(Refusal::CashSessionClosed.into());
    }
    let expected = figures_of(tx, id)?.expected();
    let open_orders = store::unpaid::load(tx, shop.day_start(session.business_day))?;
    session.closing = Some(Closing {
        expected,
        counted,
        denominations,
        open_orders,
        by: actor.name().to_owned(),
        at: now,
        z_number: counters::next(tx, counters::Z_REPORTS)?,
    });
    put_away(tx, &session, counted - expected, counted, &shop, actor, now)?;
    store::cash_sessions::save(tx, &session)?;
    let report = whole(tx, &session, &shop)?;
    let data = json!({
        "cash_session": id,
        "drawer": session.drawer,
        "number": session.number,
        "z_number": report.session.z_number,
        "expected": report.session.expected,
        "counted": report.session.counted,
        "over_short": report.session.over_short,
    });
    store::events::append(tx, "cash_session.closed", &id.to_string(), &data, actor.name(), now)?;
    Ok(report)
}

/// What was counted, and by which notes and coins.
fn read(command: &CloseDrawer, currency: Currency) -> Result<(Money, Vec<Denomination>), Refusal> {
    let mut errors = FieldErrors::default();
    let mut money = |field: String, amount| match currency.money(amount) {
        Ok(money) => money,
        Err(invalid) => {
            errors.add(field, invalid);
            Money::ZERO
        }
    };
    let counted = command.counted.map(|amount| money("counted".to_owned(), amount));
    let denominations: Vec<Denomination> = command
        .denominations
        .iter()
        .enumerate()
        .map(|(index, one)| {
            let value = money(format!("denominations.{index}.value"), one.value);
            Denomination { value, count: one.count }
        })
        .collect();
    errors.into_result()?;
    Ok((count::total(counted, &denominations, currency)?, denominations))
}

/// What is too much or too little is booked, and what was counted goes to the safe: a closed drawer stands at nothing.
fn put_away(
    tx: &mut Tx<'_>,
    session: &CashSession,
    over_short: Money,
    counted: Money,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let till = Account::CashDrawer(session.drawer.clone());
    let posting = Posting::new(tx.new_id::<kind::Posting>())
        .moving(EntryKind::OverShort, &till, &Account::OverShort, over_short)
        .moving(EntryKind::Closing, &Account::Safe, &till, counted)
        .during(Some(session.id));
    store::ledger::post(tx, &[posting], shop.currency, actor.name(), now)
}
