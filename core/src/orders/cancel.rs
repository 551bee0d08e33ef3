//! Calling an order off: who may, and what becomes of the goods. What becomes of the money is in
//! [`refund`](super::refund).

use super::refund::Fee;
use super::{Order, OrderLine, Status, status};
use crate::refusal::Refusal;
use crate::stock::{Movement, MovementKind};

/// Who calls an order off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canceller {
    /// Whoever ordered it.
    Owner,
    /// Somebody who works there.
    Staff,
    /// The shop itself, because nobody paid.
    Shop,
}

/// Refuses where the order may not be called off any more: its owner may until the kitchen begins, staff until it
/// is delivered.
pub fn require_cancellable(order: &Order, by: Canceller) -> Result<(), Refusal> {
    let allowed = status::next(order.status, order.delivery_method);
    match (by, order.status) {
        (Canceller::Owner, Status::Pending | Status::Processing) => Ok(()),
        (Canceller::Owner, status) => Err(Refusal::TooLateToCancel { status }),
        (Canceller::Staff | Canceller::Shop, _) if allowed.contains(&Status::Cancelled) => Ok(()),
        (Canceller::Staff | Canceller::Shop, from) => {
            Err(Refusal::InvalidTransition { from, to: Status::Cancelled, allowed: allowed.to_vec() })
        }
    }
}

/// Whether the delivery fee goes back when an order is called off: not once the courier has left, unless it was
/// the shop's fault. What was only paid in part goes back whole.
pub fn fee(order: &Order, shop_fault: bool) -> Fee {
    let has_left = order.status == Status::Shipped && order.paid >= order.total;
    if has_left && !shop_fault { Fee::Kept } else { Fee::Back }
}

/// Where goods go that the kitchen has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftover {
    /// Back on the shelf.
    Shelf,
    /// Into the bin.
    Waste,
}

/// What happens to the goods of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goods {
    /// They were only promised: the promise is dropped.
    Release {
        /// How many.
        quantity: u32,
    },
    /// They had left the counts: these movements book them back, and out again where they are waste.
    Move(Vec<Movement>),
    /// Counts were not tracked, or there are none of it.
    Untracked,
}

/// The goods of `units` of `line` when they are not wanted any more: restored before the kitchen starts, afterwards
/// as `leftover` says.
pub fn goods(order: &Order, line: &OrderLine, units: u32, leftover: Leftover) -> Goods {
    if !line.tracked || units == 0 {
        return Goods::Untracked;
    }
    if line.reserved > 0 {
        return Goods::Release { quantity: line.reserved };
    }
    let quantity = i64::from(units);
    let back = Movement { product: line.product, kind: MovementKind::Return, quantity };
    let out = Movement { product: line.product, kind: MovementKind::Waste, quantity: -quantity };
    let is_waste = status::is_started(order.status) && leftover == Leftover::Waste;
    Goods::Move(if is_waste { vec![back, out] } else { vec![back] })
}
