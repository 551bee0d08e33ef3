//! Returns: customers ask, managers decide, goods and money go back. The order is held before its return, always, so
//! that refunds and returns never wait for each other. Deciding is in `decide`, what goes back in `settle`.

mod decide;
mod settle;

use chrono::{DateTime, Utc};
use serde_json::json;

pub use crate::store::returns::ReturnQuery;
pub use decide::{approve, reject};
pub use settle::{complete_refund, receive};

use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::error::Result;
use crate::id::{ReturnId, ReturnItemId, kind};
use crate::money::Money;
use crate::orders::Order;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::returns::request::{MAX_DESCRIPTION, require_items, require_returnable};
use crate::returns::{Return, ReturnItem, ReturnStatus, Step, after};
use crate::store::{self, Tx};
use crate::text;
use crate::wire::returns::{RequestReturn, RequestReturnItem, ReturnView};

/// One page of returns, the newest first: all of the shop's for those who decide, one's own for everybody else.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &ReturnQuery,
    page: PageRequest,
) -> Result<Slice<ReturnView>> {
    let asks = actor.require_person()?;
    let customer = if actor.may(Permission::DecideReturns) { query.customer } else { Some(asks) };
    let query = ReturnQuery { customer, ..query.clone() };
    let shop = store::settings::load_shop(tx)?;
    let found = store::returns::list(tx, &query, page)?;
    let ids: Vec<_> = found.items.iter().map(|held| held.order).collect();
    let orders = store::orders::find_all(tx, &ids)?;
    let view = |held: &Return| {
        let order = orders.iter().find(|order| order.id == held.order)?;
        Some(ReturnView::of(held, order, &shop))
    };
    Ok(Slice { count: found.count, items: found.items.iter().filter_map(view).collect() })
}

/// One return: its owner's, or any for those who decide.
pub fn load(tx: &mut Tx<'_>, actor: &Actor, id: ReturnId) -> Result<ReturnView> {
    let asks = actor.require_person()?;
    let held = store::returns::load(tx, id)?;
    if held.customer != asks && !actor.may(Permission::DecideReturns) {
        return Err(Refusal::not_found("return").into());
    }
    let shop = store::settings::load_shop(tx)?;
    let order = store::orders::load(tx, held.order)?;
    Ok(ReturnView::of(&held, &order, &shop))
}

/// Asks to give something of a delivered order back. Only whoever it belongs to asks, once at a time.
pub fn request(
    tx: &mut Tx<'_>,
    actor: &Actor,
    command: &RequestReturn,
    now: DateTime<Utc>,
) -> Result<ReturnView> {
    let customer = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let description = described(Some(&command.description), "description")?;
    let order = store::orders::lock(tx, command.order)?;
    if order.customer.as_ref().is_none_or(|owner| owner.id != customer) {
        return Err(Refusal::not_found("order").into());
    }
    if store::returns::is_open(tx, order.id)? {
        return Err(Refusal::ReturnOpen.into());
    }
    require_returnable(&order, command.return_type, &shop, now)?;
    let wanted: Vec<_> = command.items.iter().map(|item| (item.order_item, item.quantity)).collect();
    require_items(&order, &wanted, &store::returns::came_back(tx, order.id)?)?;
    let items = command.items.iter().enumerate();
    let items = items.map(|(index, item)| asked_for(tx, command, index, item)).collect::<Result<_, _>>()?;
    let held = Return {
        id: tx.new_id::<kind::Return>(),
        order: order.id,
        customer,
        return_type: command.return_type,
        reason: command.reason,
        description,
        status: ReturnStatus::Pending,
        items,
        refund_amount: Money::ZERO,
        admin_notes: String::new(),
        rejection_reason: String::new(),
        is_restocked: false,
        refund: None,
        created_at: now,
        updated_at: now,
        decided_by: None,
        decided_at: None,
        received_at: None,
        completed_at: None,
        version: 1,
    };
    store::returns::insert(tx, &held)?;
    append_event(tx, "return.requested", &held, &order, &shop, actor, now)?;
    Ok(ReturnView::of(&held, &order, &shop))
}

fn asked_for(
    tx: &Tx<'_>,
    command: &RequestReturn,
    index: usize,
    item: &RequestReturnItem,
) -> Result<ReturnItem, Refusal> {
    let id: ReturnItemId = tx.new_id::<kind::ReturnItem>();
    Ok(ReturnItem {
        id,
        line: item.order_item,
        quantity: item.quantity,
        approved: None,
        reason: item.reason.unwrap_or(command.reason),
        description: described(item.description.as_deref(), &format!("items.{index}.description"))?,
    })
}

fn described(given: Option<&str>, field: &str) -> Result<String, Refusal> {
    Refusal::unless_within(text::paragraph(given.unwrap_or_default()), MAX_DESCRIPTION, field)
}

/// Calls a return off while nothing was received; only whoever asked may.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, id: ReturnId, now: DateTime<Utc>) -> Result<ReturnView> {
    let asks = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let (order, mut held) = hold(tx, id)?;
    if held.customer != asks {
        return Err(Refusal::not_found("return").into());
    }
    take_step(&mut held, Step::Cancel)?;
    save(tx, &mut held, now)?;
    append_event(tx, "return.cancelled", &held, &order, &shop, actor, now)?;
    Ok(ReturnView::of(&held, &order, &shop))
}

/// The return and its order, which nobody else can change before this transaction ends.
fn hold(tx: &mut Tx<'_>, id: ReturnId) -> Result<(Order, Return)> {
    let order = store::returns::load_order_id(tx, id)?;
    let order = store::orders::lock(tx, order)?;
    let held = store::returns::lock(tx, id)?;
    Ok((order, held))
}

fn take_step(held: &mut Return, step: Step) -> Result<(), Refusal> {
    held.status = after(step, held.status, held.return_type)?;
    Ok(())
}

fn save(tx: &mut Tx<'_>, held: &mut Return, now: DateTime<Utc>) -> Result<()> {
    let read = held.version;
    held.version += 1;
    held.updated_at = now;
    store::returns::save(tx, held, read)
}

fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    held: &Return,
    order: &Order,
    shop: &Shop,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let data = json!({
        "return": held.id,
        "order": held.order,
        "number": order.number,
        "status": held.status,
        "return_type": held.return_type,
        "refund_amount": shop.currency.amount(held.refund_amount),
        "refund": held.refund,
        "version": held.version,
    });
    let concerns = super::orders::concerns(order);
    store::events::append_for(tx, concerns, what, &held.id.to_string(), &data, actor.name(), now)
}
