//! Cash is moved by hand: put into a drawer, taken out, brought to the safe.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::look::figures_of;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::id::{CashSessionId, kind};
use crate::ledger::{Account, EntryKind, Posting};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wallet;
use crate::wire::cash::{CashMove, CashMovementView, MoveCash};

/// Moves cash by hand. Nobody takes out more than should be in it: the drawer is held while that is looked at.
pub fn move_cash(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CashSessionId,
    command: &MoveCash,
    now: DateTime<Utc>,
) -> Result<CashMovementView> {
    actor.require(Permission::KeepDrawer)?;
    let shop = store::settings::load_shop(tx)?;
    let amount = wallet::paid(command.amount, shop.currency)?;
    let note = match command.kind {
        CashMove::PayOut => wallet::reason(command.note.as_deref().unwrap_or_default(), "note")?,
        CashMove::PayIn | CashMove::Drop => wallet::description(command.note.as_deref(), "note")?,
    };
    let session = store::cash_sessions::lock(tx, id)?;
    if session.closing.is_some() {
        return Err(Refusal::CashSessionClosed.into());
    }
    let till = Account::CashDrawer(session.drawer.clone());
    let posting = Posting::new(tx.new_id::<kind::Posting>());
    let posting = match command.kind {
        CashMove::PayIn => posting.moving(EntryKind::PayIn, &till, &Account::PettyCash, amount),
        CashMove::PayOut => posting.moving(EntryKind::PayOut, &Account::PettyCash, &till, amount),
        CashMove::Drop => posting.moving(EntryKind::Drop, &Account::Safe, &till, amount),
    };
    let expected = figures_of(tx, id)?.expected();
    if command.kind != CashMove::PayIn && amount > expected {
        return Err(Refusal::NotInDrawer { expected: shop.currency.amount(expected) }.into());
    }
    let posting = posting.during(Some(id)).noting(note);
    store::ledger::post(tx, std::slice::from_ref(&posting), shop.currency, actor.name(), now)?;
    let moved = CashMovementView {
        id: posting.id,
        kind: command.kind,
        amount: shop.currency.amount(amount),
        note: posting.note,
        by: actor.name().to_owned(),
        created_at: now,
    };
    let data = json!({
        "cash_session": id,
        "drawer": session.drawer,
        "kind": moved.kind,
        "amount": moved.amount,
        "note": moved.note,
    });
    store::events::append(tx, "cash_session.moved", &id.to_string(), &data, actor.name(), now)?;
    Ok(moved)
}
