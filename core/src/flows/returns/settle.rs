//! What was agreed to happens: the goods come back, and the money goes back.

use chrono::{DateTime, Utc};

use super::{append_event, hold, save, take_step};
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::orders::{Payout, pay_out, require_destination, take_goods_back};
use crate::id::{LineId, ReturnId};
use crate::orders::cancel::Leftover;
use crate::returns::decision::{payout, require_left};
use crate::returns::{Return, ReturnReason, ReturnStatus, ReturnType, Step};
use crate::store::{self, Tx};
use crate::wire::returns::{CompleteReturn, ReceiveReturn, ReturnView};

/// The goods are back: as many as were agreed to go on the shelf, or are waste. Where no money is wanted this is
/// the end of it.
pub fn receive(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReturnId,
    command: ReceiveReturn,
    now: DateTime<Utc>,
) -> Result<ReturnView> {
    actor.require(Permission::DecideReturns)?;
    let shop = store::settings::load_shop(tx)?;
    let (mut order, mut held) = hold(tx, id)?;
    take_step(&mut held, Step::Receive)?;
    // What was paid back meanwhile has moved already, and does not come back a second time.
    require_left(&order, &held, &store::returns::came_back(tx, order.id)?)?;
    let leftover = if command.restock { Leftover::Shelf } else { Leftover::Waste };
    take_goods_back(tx, &mut order, &shop, actor, now, |line| (held.agreed(line.id), leftover))?;
    held.is_restocked = command.restock;
    held.received_at = Some(now);
    let is_done = held.status == ReturnStatus::Completed;
    held.completed_at = is_done.then_some(now);
    save(tx, &mut held, now)?;
    append_event(tx, "return.received", &held, &order, &shop, actor, now)?;
    if is_done {
        append_event(tx, "return.completed", &held, &order, &shop, actor, now)?;
    }
    Ok(ReturnView::of(&held, &order, &shop))
}

/// Pays back what was agreed to. The units count as refunded; their goods moved when they were received, or stay
/// where they are.
pub fn complete_refund(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReturnId,
    command: &CompleteReturn,
    now: DateTime<Utc>,
) -> Result<ReturnView> {
    actor.require(Permission::DecideReturns)?;
    let shop = store::settings::load_shop(tx)?;
    let (mut order, mut held) = hold(tx, id)?;
    take_step(&mut held, Step::PayOut)?;
    require_destination(&order, command.to)?;
    let decision = payout(&order, &held, &shop)?;
    let on_shelf = held.return_type == ReturnType::ReturnRefund && held.is_restocked;
    let restocked = |_: LineId| on_shelf;
    let reason = why(&held);
    let payout = Payout {
        decision: &decision,
        way: command.to.into(),
        reason: &reason,
        drawer: command.drawer.as_deref(),
        restocked: &restocked,
    };
    let refund = pay_out(tx, &mut order, &payout, &shop, actor, now)?;
    held.refund_amount = decision.amount;
    held.refund = Some(refund.id);
    held.completed_at = Some(now);
    save(tx, &mut held, now)?;
    append_event(tx, "return.completed", &held, &order, &shop, actor, now)?;
    Ok(ReturnView::of(&held, &order, &shop))
}

/// The reason of the refund, in words that fit beside those of other refunds.
fn why(held: &Return) -> String {
    let reason = match held.reason {
        ReturnReason::Damaged => "damaged",
        ReturnReason::WrongItem => "wrong item",
        ReturnReason::NotSatisfied => "not satisfied",
        ReturnReason::QualityIssue => "quality issue",
        ReturnReason::Other => "other",
    };
    format!("return: {reason}")
}
