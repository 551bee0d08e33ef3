//! Give money of a paid order back: of lines, an amount, or all that remains. Goods and money go in one transaction;
//! what returns pay out goes the same way.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::change_status::{MAX_NOTE, step};
use super::money::{self, Payout};
use super::{concerns, goods, require_visible, view};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{LineId, OrderId};
use crate::orders::cancel::Leftover;
use crate::orders::refund::{self, Decision, Fee, Wanted};
use crate::orders::{Order, OrderLine, Status, status};
use crate::refusal::Refusal;
use crate::returns::{self, CameBack};
use crate::store::{self, Tx};
use crate::text;
use crate::wire::PaymentView;
use crate::wire::refunds::{RefundOrder, RefundTo, RefundView, RefundedLineView, RefundedOrder};

/// Gives money back. What was delivered and is given back whole becomes `refunded`; any other order stays where it
/// stands, and goes on with what is left of it.
pub fn refund(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
    command: &RefundOrder,
    now: DateTime<Utc>,
) -> Result<RefundedOrder> {
    actor.require(Permission::RefundOrders)?;
    let shop = store::settings::load_shop(tx)?;
    let (wanted, reason) = (wanted(command, &shop)?, reason(&command.reason)?);
    let mut order = store::orders::lock(tx, id)?;
    Refusal::unless_current(command.version, order.version)?;
    require_destination(&order, command.to)?;
    let fee = if command.shop_fault { Fee::Back } else { Fee::Kept };
    let fee_back = store::refunds::delivery_fee_back(tx, id)?;
    let decision = refund::decide(&order, fee_back, &wanted, fee, &shop)?;
    let shelf = shelf(command);
    let began = status::is_started(order.status);
    // The goods of an order that was called off have gone back with it.
    let were_moved = order.status == Status::Cancelled;
    let to_shelf = |line: LineId| shelf.get(&line).copied().unwrap_or(command.restock);
    let came_back = store::returns::came_back(tx, id)?;
    goods::give_back(tx, &mut order, &shop, actor, now, |line| {
        let leftover = if to_shelf(line.id) { Leftover::Shelf } else { Leftover::Waste };
        (if were_moved { 0 } else { units_to_move(line, &decision, &came_back) }, leftover)
    })?;
    let restocked = |line: LineId| !were_moved && (!began || to_shelf(line));
    let payout = Payout {
        decision: &decision,
        way: command.to.into(),
        reason: &reason,
        drawer: command.drawer.as_deref(),
        restocked: &restocked,
    };
    let given = pay_out(tx, &mut order, &payout, &shop, actor, now)?;
    Ok(RefundedOrder { order: view(&order, &shop, actor), refund: Some(given) })
}

/// The refunds of one order with their parts, oldest first.
pub fn refunds(tx: &mut Tx<'_>, actor: &Actor, id: OrderId) -> Result<Vec<RefundView>> {
    let currency = store::settings::load_shop(tx)?.currency;
    let order = store::orders::load(tx, id)?;
    require_visible(actor, &order)?;
    let payments = store::payments::list(tx, id)?;
    let amount = |minor: i64| currency.amount(crate::money::Money::minor(minor));
    let view = |(row, lines): (store::refunds::RefundRow, Vec<store::refunds::RefundLineRow>)| RefundView {
        id: row.id,
        amount: amount(row.amount),
        delivery_fee: amount(row.delivery_fee),
        lines: lines
            .into_iter()
            .map(|line| RefundedLineView {
                item_id: line.line_id,
                quantity: u32::try_from(line.quantity).unwrap_or(0),
                amount: amount(line.amount),
                is_restocked: line.is_restocked,
            })
            .collect(),
        reason: row.reason,
        payments: payments
            .iter()
            .filter(|payment| payment.refund == Some(row.id))
            .map(|payment| PaymentView::of(payment, currency))
            .collect(),
        by: row.done_by,
        created_at: row.created_at.and_utc(),
    };
    Ok(store::refunds::list(tx, id)?.into_iter().map(view).collect())
}

fn wanted(command: &RefundOrder, shop: &Shop) -> Result<Wanted, Refusal> {
    let lines = || command.lines.iter().map(|line| (line.item_id, line.quantity)).collect();
    match command.amount {
        Some(_) if !command.lines.is_empty() => {
            Err(Refusal::invalid("amount", "give either lines or an amount"))
        }
        Some(amount) => shop
            .currency
            .money(amount)
            .map(Wanted::Amount)
            .map_err(|invalid| Refusal::invalid("amount", invalid)),
        None if command.lines.is_empty() => Ok(Wanted::Rest),
        None => Ok(Wanted::Lines(lines())),
    }
}

/// The reason, cleaned; there always is one.
fn reason(given: &str) -> Result<String, Refusal> {
    let reason = Refusal::unless_within(text::paragraph(given), MAX_NOTE, "reason")?;
    if reason.is_empty() { Err(Refusal::ReasonRequired) } else { Ok(reason) }
}

/// Only who has an account has a wallet.
pub(in crate::flows) fn require_destination(order: &Order, to: RefundTo) -> Result<(), Refusal> {
    match to {
        RefundTo::Wallet if order.customer.is_none() => {
            Err(Refusal::invalid("to", "the order belongs to nobody who has a wallet"))
        }
        RefundTo::Wallet | RefundTo::Origin => Ok(()),
    }
}

/// Which lines go on the shelf, where the command says so line by line.
fn shelf(command: &RefundOrder) -> BTreeMap<LineId, bool> {
    command.lines.iter().filter_map(|line| Some((line.item_id, line.restock?))).collect()
}

/// As many of a line's refunded units as are not in the house again: those that a return brought move no more.
fn units_to_move(line: &OrderLine, decision: &Decision, came_back: &CameBack) -> u32 {
    let back = decision.lines.iter().find(|back| back.line == line.id);
    back.map_or(0, |back| back.quantity.min(returns::left(line, came_back)))
}

/// Gives the money of `payout` back and saves the order, which is held; its goods have moved before.
pub(in crate::flows) fn pay_out(
    tx: &mut Tx<'_>,
    order: &mut Order,
    payout: &Payout<'_>,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<RefundView> {
    let given = money::give_back(tx, order, payout, shop, actor, now)?;
    if order.status == Status::Delivered && order.refunded == order.paid {
        step(tx, order, Status::Refunded, payout.reason, shop, actor, now)?;
    } else {
        let read = order.version;
        order.version += 1;
        order.updated_at = now;
        store::orders::save(tx, order, read)?;
    }
    let data = json!({
        "order": order.id,
        "number": order.number,
        "refund": given.id,
        "amount": given.amount,
        "refunded": shop.currency.amount(order.refunded),
        "status": order.status,
        "payment_status": order.payment_status(),
        "version": order.version,
    });
    let (concerns, subject) = (concerns(order), order.id.to_string());
    store::events::append_for(tx, concerns, "order.refunded", &subject, &data, actor.name(), now)?;
    Ok(given)
}
