//! Take payment for an order. Paying a paid order again answers with the payments that stand.

use chrono::{DateTime, Utc};

use super::{append_event, goods, money, require_visible, view};
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::coupons;
use crate::id::OrderId;
use crate::orders::{PaymentStatus, TenderMethod, tender};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::{PaidOrder, PayOrder};

/// Takes `payment` for an order; less than what is due leaves the rest due. Staff take anything; whoever an order
/// belongs to pays it from their wallet.
pub fn pay(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: OrderId,
    payment: &PayOrder,
    now: DateTime<Utc>,
) -> Result<PaidOrder> {
    let shop = store::settings::load_shop(tx)?;
    let mut order = store::orders::lock(tx, id)?;
    require_visible(actor, &order)?;
    require_tenders(actor, payment)?;
    tender::require_payable(&order)?;
    let before = store::payments::list(tx, id)?;
    if order.due().is_zero() {
        return Ok(PaidOrder::of(view(&order, &shop, actor), &before, &[], shop.currency));
    }
    let version = order.version;
    let taken = money::settle(tx, &mut order, payment, "", &shop, actor, now)?;
    if order.payment_status() == PaymentStatus::Paid {
        goods::sell_promised(tx, &mut order, &shop, actor, now)?;
    }
    money::book(tx, &order, &taken, payment.drawer.as_deref(), "", &shop, actor, now)?;
    if order.payment_status() == PaymentStatus::Paid {
        coupons::consume(tx, &order, now)?;
    }
    // Whoever has paid a part of it stands at the till: staff see to the rest.
    order.expires_at = None;
    order.version += 1;
    order.updated_at = now;
    store::orders::save(tx, &order, version)?;
    store::payments::insert(tx, &taken)?;
    append_event(tx, "order.paid", &order, &shop, actor, now)?;
    Ok(PaidOrder::of(view(&order, &shop, actor), &before, &taken, shop.currency))
}

/// Only staff take cash and cards.
fn require_tenders(actor: &Actor, payment: &PayOrder) -> Result<(), Refusal> {
    let methods = payment.tenders.iter().map(|tender| tender.method).chain(payment.method);
    let from_wallets = methods.into_iter().all(|method: TenderMethod| method == TenderMethod::Wallet);
    if from_wallets && actor.user_id().is_some() { Ok(()) } else { actor.require(Permission::TakePayments) }
}
