//! Call an order off: goods and money go back in the same transaction, all of it or none.

use chrono::{DateTime, Utc};

use super::money::{self, Payout};
use super::{goods, require_visible, view};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::flows::{coupons, referrals};
use crate::id::{LineId, OrderId};
use crate::money::Money;
use crate::orders::cancel::{self, Canceller, Leftover};
use crate::orders::refund::{Decision, Wanted, Way, decide};
use crate::orders::{Order, Status};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::text;
use crate::wire::refunds::{CancelOrder, RefundView, RefundedOrder};

use super::change_status::{MAX_NOTE, step};

/// Calls an order off. Whoever ordered it may until the kitchen begins; staff, with a reason, until it is delivered.
pub fn cancel(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
    command: &CancelOrder,
    now: DateTime<Utc>,
) -> Result<RefundedOrder> {
    let shop = store::settings::load_shop(tx)?;
    let mut order = store::orders::lock(tx, id)?;
    require_visible(actor, &order)?;
    let by = canceller(actor);
    let reason = reason(by, command.reason.as_deref(), "reason")?;
    if order.status == Status::Cancelled {
        return Ok(RefundedOrder { order: view(&order, &shop, actor), refund: None });
    }
    Refusal::unless_current(command.version, order.version)?;
    let refund = call_off(tx, &mut order, by, command, &reason, &shop, actor, now)?;
    Ok(RefundedOrder { order: view(&order, &shop, actor), refund })
}

/// As what somebody calls an order off that they may see.
pub(super) fn canceller(actor: &Actor) -> Canceller {
    match actor {
        Actor::System => Canceller::Shop,
        _ if actor.may(Permission::CancelOrders) => Canceller::Staff,
        Actor::Anonymous | Actor::User { .. } | Actor::Device { .. } => Canceller::Owner,
    }
}

/// The reason, cleaned; staff give one.
pub(super) fn reason(by: Canceller, given: Option<&str>, field: &str) -> Result<String, Refusal> {
    let reason = Refusal::unless_within(text::paragraph(given.unwrap_or_default()), MAX_NOTE, field)?;
    match by {
        Canceller::Staff if reason.is_empty() => Err(Refusal::ReasonRequired),
        Canceller::Owner | Canceller::Staff | Canceller::Shop => Ok(reason),
    }
}

/// Calls off an order that is held, and saves it. What went back, where something had been paid.
#[expect(clippy::too_many_arguments, reason = "calling an order off touches all of these, once")]
pub(super) fn call_off(
    tx: &mut Tx<'_>,
    order: &mut Order,
    by: Canceller,
    command: &CancelOrder,
    reason: &str,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<RefundView>> {
    cancel::require_cancellable(order, by)?;
    let on_shelf = |line: LineId| command.restock_items.contains(&line);
    if let Some(index) = command.restock_items.iter().position(|id| !order.lines.iter().any(|l| l.id == *id))
    {
        return Err(Refusal::invalid(format!("restock_items.{index}"), "is no line of this order").into());
    }
    let began = crate::orders::status::is_started(order.status);
    let decision = what_remains(tx, order, command.shop_fault, shop)?;
    goods::give_back(tx, order, shop, actor, now, |line| {
        let leftover = if on_shelf(line.id) { Leftover::Shelf } else { Leftover::Waste };
        (line.quantity.get() - line.refunded_quantity, leftover)
    })?;
    let refund = match &decision {
        Some(decision) => {
            // Unless staff do it nobody stands at a drawer: what came in cash goes into the wallet.
            let way = if by == Canceller::Staff { Way::Origin } else { Way::NoCash };
            let restocked = |line: LineId| !began || on_shelf(line);
            let drawer = command.drawer.as_deref();
            let payout = Payout { decision, way, reason, drawer, restocked: &restocked };
            Some(money::give_back(tx, order, &payout, shop, actor, now)?)
        }
        None => None,
    };
    // Wallets are held before it, as new orders hold them.
    referrals::let_go(tx, order, actor, now)?;
    // After the money: coupons are held after drawers and wallets.
    coupons::release(tx, order, now)?;
    reason.clone_into(&mut order.cancellation_reason);
    step(tx, order, Status::Cancelled, reason, shop, actor, now)?;
    Ok(refund)
}

/// All that was paid and has not gone back, but for a delivery fee that was earned.
fn what_remains(tx: &mut Tx<'_>, order: &Order, shop_fault: bool, shop: &Shop) -> Result<Option<Decision>> {
    let remaining = order.paid - order.refunded;
    if remaining.is_zero() {
        return Ok(None);
    }
    if order.paid < order.total {
        // A part of it was paid, for nothing in particular.
        return Ok(Some(Decision { amount: remaining, delivery_fee: Money::ZERO, lines: Vec::new() }));
    }
    let fee_back = store::refunds::delivery_fee_back(tx, order.id)?;
    match decide(order, fee_back, &Wanted::Rest, cancel::fee(order, shop_fault), shop) {
        Ok(decision) => Ok(Some(decision)),
        Err(Refusal::NothingToRefund) => Ok(None),
        Err(refusal) => Err(refusal.into()),
    }
}
