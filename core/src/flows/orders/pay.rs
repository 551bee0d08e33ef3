//! Take payment for an order. Paying a paid order again answers with the payments that stand.

use chrono::{DateTime, Utc};

use super::{append_event, goods};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{OrderId, kind};
use crate::money::Money;
use crate::orders::tender::{self, Taken};
use crate::orders::{Order, Payment, PaymentStatus};
use crate::store::{self, Tx};
use crate::wire::{PaidOrder, PayOrder};

/// Takes `payment` for an order; less than what is due leaves the rest due.
pub fn pay(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
    payment: &PayOrder,
    now: DateTime<Utc>,
) -> Result<PaidOrder> {
    actor.require(Permission::TakePayments)?;
    let shop = store::settings::load_shop(tx)?;
    let mut order = store::orders::lock(tx, id)?;
    tender::require_payable(&order)?;
    let before = store::payments::list(tx, id)?;
    if order.due().is_zero() {
        return Ok(PaidOrder::of(&order, &before, Money::ZERO, &shop));
    }
    let version = order.version;
    let taken = take(tx, &mut order, payment, "", &shop, actor, now)?;
    if order.payment_status() == PaymentStatus::Paid {
        goods::sell_promised(tx, &mut order, &shop, actor, now)?;
    }
    // Whoever has paid a part of it stands at the till: staff see to the rest.
    order.expires_at = None;
    order.version += 1;
    order.updated_at = now;
    store::orders::save(tx, &order, version)?;
    store::payments::insert(tx, &taken)?;
    append_event(tx, "order.paid", &order, &shop, actor, now)?;
    let change = taken.iter().map(Payment::change).sum();
    let payments = [before, taken].concat();
    Ok(PaidOrder::of(&order, &payments, change, &shop))
}

/// Books `payment` on `order`, in memory. `path` is where the payment stands in the command, for field
/// errors.
pub(super) fn take(
    tx: &Tx<'_>,
    order: &mut Order,
    payment: &PayOrder,
    path: &str,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<Payment>> {
    let (tenders, tip) = payment.to_tenders(shop.currency, path)?;
    order.add_tip(tip);
    let taken =
        tender::settle(order.due(), &tenders, shop.currency).map_err(|refusal| refusal.under(path))?;
    order.paid += taken.iter().map(|part| part.amount).sum();
    let booked = |part: Taken| Payment {
        id: tx.new_id::<kind::Payment>(),
        order: order.id,
        method: part.method,
        amount: part.amount,
        tendered: part.tendered,
        reference: part.reference,
        refund_of: None,
        taken_by: actor.name().to_owned(),
        created_at: now,
    };
    Ok(taken.into_iter().map(booked).collect())
}
