//! May a return be asked for: of which orders, for how long, and how many of what. Called by the flow that takes the
//! request, while the order is held.

use chrono::{DateTime, TimeDelta, Utc};

use super::{CameBack, ReturnType, left};
use crate::catalog::Shop;
use crate::id::LineId;
use crate::orders::{Order, Status};
use crate::quantity::Quantity;
use crate::refusal::Refusal;

/// The most lines of one return.
pub const MAX_ITEMS: usize = 200;
/// The longest description, in characters.
pub const MAX_DESCRIPTION: usize = 1000;

/// Refuses unless something of `order` may be returned at `now`: it was delivered, not longer ago than the shop
/// allows, and where money is wanted all of it was paid.
pub fn require_returnable(
    order: &Order,
    kind: ReturnType,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    match order.status {
        Status::Delivered => {}
        Status::Refunded => return Err(Refusal::NothingToRefund),
        Status::Pending
        | Status::Processing
        | Status::Preparing
        | Status::Ready
        | Status::Shipped
        | Status::Cancelled => return Err(Refusal::NotDelivered),
    }
    let delivered_at = order.delivered_at.ok_or(Refusal::NotDelivered)?;
    if now - delivered_at > TimeDelta::hours(shop.return_hours.into()) {
        return Err(Refusal::ReturnWindowClosed { hours: shop.return_hours });
    }
    match kind {
        ReturnType::Refund | ReturnType::ReturnRefund if order.paid < order.total => {
            Err(Refusal::NotRefundable)
        }
        ReturnType::Refund | ReturnType::ReturnRefund | ReturnType::Return => Ok(()),
    }
}

/// Refuses unless each of `items` is a line of `order`, named once, of which so many are left. Nothing is pending
/// beside them: an order has one open return at most.
pub fn require_items(
    order: &Order,
    items: &[(LineId, Quantity)],
    came_back: &CameBack,
) -> Result<(), Refusal> {
    if items.is_empty() || items.len() > MAX_ITEMS {
        return Err(Refusal::invalid("items", format!("give 1 to {MAX_ITEMS} lines")));
    }
    for (index, (id, quantity)) in items.iter().enumerate() {
        let field = format!("items.{index}.order_item");
        let Some(line) = order.lines.iter().find(|line| line.id == *id) else {
            return Err(Refusal::invalid(field, "is no line of this order"));
        };
        if items[..index].iter().any(|(other, _)| other == id) {
            return Err(Refusal::invalid(field, "is named twice"));
        }
        let (left, asked) = (left(line, came_back), quantity.get());
        if asked > left {
            return Err(Refusal::TooManyBack { name: line.name.clone(), left, asked });
        }
    }
    Ok(())
}
