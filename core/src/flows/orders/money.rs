//! What an order does to money: tenders are taken, refunds given, and both booked in the ledger, in the transaction
//! of what they are for.

use chrono::{DateTime, Utc};

use crate::actor::Actor;
use crate::catalog::Shop;
use crate::error::Result;
use crate::flows::drawers;
use crate::id::{LineId, kind};
use crate::ledger::{self, Account, Posting};
use crate::money::Money;
use crate::orders::refund::{self, Decision, Way};
use crate::orders::tender::{self, Taken};
use crate::orders::{Order, Payment, TenderMethod};
use crate::refusal::Refusal;
use crate::store::refunds::{RefundLineRow, RefundRow};
use crate::store::{self, Tx};
use crate::wire::PayOrder;
use crate::wire::refunds::{RefundTo, RefundView};

/// What `payment` comes to for `order`; the order's own figures are changed, and still to be saved. The payments are
/// still to be booked, once the goods are taken (products are held before wallets), and to be written down. `path` is
/// where the payment stands in the command, for field errors.
pub(super) fn settle(
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
    let settled = tender::settle(order.due(), tip, &tenders, shop).map_err(|refusal| refusal.under(path))?;
    order.paid += settled.iter().map(|part| part.amount).sum();
    Ok(settled.into_iter().map(|part| taken(tx, order, part, actor, now)).collect())
}

fn taken(tx: &Tx<'_>, order: &Order, part: Taken, actor: &Actor, now: DateTime<Utc>) -> Payment {
    Payment {
        id: tx.new_id::<kind::Payment>(),
        order: order.id,
        method: part.method,
        amount: part.amount,
        rounding: part.rounding,
        tip: part.tip,
        tendered: part.tendered,
        reference: part.reference,
        refund_of: None,
        refund: None,
        taken_by: actor.name().to_owned(),
        created_at: now,
    }
}

/// Money that goes back, of a decision that was taken.
pub(in crate::flows) struct Payout<'a> {
    /// How much, and for what.
    pub decision: &'a Decision,
    /// Where to.
    pub way: Way,
    /// Why.
    pub reason: &'a str,
    /// The drawer from which cash goes back.
    pub drawer: Option<&'a str>,
    /// The lines whose goods went back on the shelf.
    pub restocked: &'a dyn Fn(LineId) -> bool,
}

/// Writes a refund down and gives the money back. The order's own figures are changed, and still to be saved.
pub(super) fn give_back(
    tx: &mut Tx<'_>,
    order: &mut Order,
    payout: &Payout<'_>,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<RefundView> {
    let Payout { decision, way, reason, drawer, restocked } = *payout;
    let id = tx.new_id::<kind::Refund>();
    let before = store::payments::list(tx, order.id)?;
    let parts = refund::by_tender(&before, decision.amount, way, shop);
    let to_wallet = parts.iter().any(|part| part.method == TenderMethod::Wallet);
    if way == Way::NoCash && to_wallet && order.customer.is_none() {
        return Err(Refusal::PaidInCash.into());
    }
    let origin = |part: &refund::Part| before.iter().find(|payment| payment.id == part.of);
    let given: Vec<Payment> = parts
        .iter()
        .map(|part| Payment {
            id: tx.new_id::<kind::Payment>(),
            order: order.id,
            method: part.method,
            amount: -part.amount,
            rounding: part.rounding,
            tip: Money::ZERO,
            tendered: part.rounding - part.amount,
            reference: origin(part).map(|payment| payment.reference.clone()).unwrap_or_default(),
            refund_of: Some(part.of),
            refund: Some(id),
            taken_by: actor.name().to_owned(),
            created_at: now,
        })
        .collect();
    book(tx, order, &given, drawer, "", shop, actor, now)?;
    let to = if way == Way::Wallet { RefundTo::Wallet } else { RefundTo::Origin };
    let row = RefundRow {
        id,
        order_id: order.id,
        amount: decision.amount.as_minor(),
        delivery_fee: decision.delivery_fee.as_minor(),
        destination: to.as_str().to_owned(),
        reason: reason.to_owned(),
        business_day: shop.business_day(now).to_string(),
        done_by: actor.name().to_owned(),
        created_at: now.naive_utc(),
    };
    let lines: Vec<RefundLineRow> = decision
        .lines
        .iter()
        .map(|back| RefundLineRow {
            refund_id: id,
            line_id: back.line,
            quantity: back.quantity.into(),
            amount: back.amount.as_minor(),
            is_restocked: restocked(back.line),
        })
        .collect();
    store::refunds::insert(tx, &row, &lines)?;
    store::payments::insert(tx, &given)?;
    order.refunded += decision.amount;
    reason.clone_into(&mut order.refund_reason);
    for back in &decision.lines {
        let of_order = order.lines.iter_mut().filter(|line| line.id == back.line);
        of_order.for_each(|line| line.refunded_quantity += back.quantity);
    }
    Ok(RefundView::of(id, decision, reason, &given, restocked, actor.name(), now, shop.currency))
}

/// Books `payments`, which are payments or refunds of `order`.
#[expect(clippy::too_many_arguments, reason = "what is booked, where from, and by whom")]
pub(super) fn book(
    tx: &mut Tx<'_>,
    order: &Order,
    payments: &[Payment],
    drawer: Option<&str>,
    path: &str,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    if payments.is_empty() {
        return Ok(());
    }
    let has_cash = payments.iter().any(|payment| payment.method == TenderMethod::Cash);
    let session = if has_cash {
        Some(drawers::for_cash(tx, actor, drawer).map_err(|error| error.under(path))?)
    } else {
        drawers::for_record(tx, actor, drawer)?
    };
    let till = session.as_ref().map(|session| session.drawer.clone()).unwrap_or_default();
    let posting = |(index, payment): (usize, &Payment)| -> Result<Posting, Refusal> {
        let source = match payment.method {
            TenderMethod::Cash => Account::CashDrawer(till.clone()),
            TenderMethod::Card => Account::card(),
            TenderMethod::Wallet => wallet(order, &format!("{path}tenders.{index}.method"))?,
        };
        Ok(ledger::of_payment(payment, &source).during(session.as_ref().map(|session| session.id)))
    };
    let postings: Vec<Posting> = payments.iter().enumerate().map(posting).collect::<Result<_, _>>()?;
    store::ledger::post(tx, &postings, shop.currency, actor.name(), now)
}

/// The wallet of whoever the order belongs to.
fn wallet(order: &Order, field: &str) -> Result<Account, Refusal> {
    let customer = order.customer.as_ref().ok_or_else(|| {
        Refusal::invalid(field, "the order belongs to nobody who has a wallet; choose another way to pay")
    })?;
    Ok(Account::wallet_of(customer.id))
}
