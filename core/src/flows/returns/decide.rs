//! A manager agrees to a return, or does not.

use chrono::{DateTime, Utc};

use super::{append_event, hold, save, take_step};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::ReturnId;
use crate::refusal::Refusal;
use crate::returns::decision::{Verdict, agree};
use crate::returns::{Return, Step};
use crate::store::{self, Tx};
use crate::text;
use crate::wire::returns::{ApproveReturn, RejectReturn, ReturnView};

/// The longest note or reason, in characters.
const MAX_NOTE: usize = 1000;

/// Agrees to a return, or to less of it.
pub fn approve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReturnId,
    command: &ApproveReturn,
    now: DateTime<Utc>,
) -> Result<ReturnView> {
    actor.require(Permission::DecideReturns)?;
    let shop = store::settings::load_shop(tx)?;
    let verdict = verdict(command, &shop)?;
    let (order, mut held) = hold(tx, id)?;
    Refusal::unless_current(command.version, held.version)?;
    take_step(&mut held, Step::Approve)?;
    let came_back = store::returns::came_back(tx, order.id)?;
    let agreed = agree(&order, &held, &came_back, &verdict, &shop)?;
    for (item, quantity) in held.items.iter_mut().zip(agreed.quantities) {
        item.approved = Some(quantity);
    }
    held.refund_amount = agreed.amount;
    held.admin_notes = verdict.notes;
    decided(&mut held, actor, now);
    save(tx, &mut held, now)?;
    store::returns::save_approved(tx, &held)?;
    append_event(tx, "return.approved", &held, &order, &shop, actor, now)?;
    Ok(ReturnView::of(&held, &order, &shop))
}

fn verdict(command: &ApproveReturn, shop: &Shop) -> Result<Verdict, Refusal> {
    let amount = command.refund_amount.map(|amount| shop.currency.money(amount)).transpose();
    Ok(Verdict {
        quantities: command.items.iter().map(|item| (item.id, item.quantity)).collect(),
        amount: amount.map_err(|invalid| Refusal::invalid("refund_amount", invalid))?,
        notes: said(command.admin_notes.as_deref().unwrap_or_default(), "admin_notes")?,
    })
}

fn said(text: &str, field: &str) -> Result<String, Refusal> {
    Refusal::unless_within(text::paragraph(text), MAX_NOTE, field)
}

fn decided(held: &mut Return, actor: &Actor, now: DateTime<Utc>) {
    held.decided_by = Some(actor.name().to_owned());
    held.decided_at = Some(now);
}

/// Does not agree to a return; whoever asked is told why.
pub fn reject(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReturnId,
    command: &RejectReturn,
    now: DateTime<Utc>,
) -> Result<ReturnView> {
    actor.require(Permission::DecideReturns)?;
    let shop = store::settings::load_shop(tx)?;
    let reason = said(&command.rejection_reason, "rejection_reason")?;
    if reason.is_empty() {
        return Err(Refusal::ReasonRequired.into());
    }
    let (order, mut held) = hold(tx, id)?;
    take_step(&mut held, Step::Reject)?;
    held.rejection_reason = reason;
    decided(&mut held, actor, now);
    save(tx, &mut held, now)?;
    append_event(tx, "return.rejected", &held, &order, &shop, actor, now)?;
    Ok(ReturnView::of(&held, &order, &shop))
}
