//! What a manager may agree to, and what is paid out of it. Called by the flows that decide and pay out, while the
//! order is held.

use super::{CameBack, Return, ReturnType, left};
use crate::catalog::Shop;
use crate::id::ReturnItemId;
use crate::money::{Money, allocate};
use crate::orders::refund::{self, Decision, LineBack};
use crate::orders::{Order, OrderLine};
use crate::refusal::Refusal;

/// What a manager says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// So many of some lines; of the others all that was asked for.
    pub quantities: Vec<(ReturnItemId, u32)>,
    /// So much; `None`: what the lines come to.
    pub amount: Option<Money>,
    /// Why, and whatever else there is to say; cleaned.
    pub notes: String,
}

/// What is agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// How many of each line of the return, in their order.
    pub quantities: Vec<u32>,
    /// How much is paid back.
    pub amount: Money,
}

/// What a manager's verdict on `held` comes to. The amount follows from the quantities; less of it needs a word
/// why, and more is refused.
pub fn agree(
    order: &Order,
    held: &Return,
    came_back: &CameBack,
    verdict: &Verdict,
    shop: &Shop,
) -> Result<Agreed, Refusal> {
    let quantities = quantities(held, &verdict.quantities)?;
    let mut decided = held.clone();
    for (item, quantity) in decided.items.iter_mut().zip(&quantities) {
        item.approved = Some(*quantity);
    }
    require_left(order, &decided, came_back)?;
    let amount = match held.return_type {
        ReturnType::Return if verdict.amount.is_some_and(|amount| !amount.is_zero()) => {
            return Err(Refusal::invalid("refund_amount", "no money was asked for"));
        }
        ReturnType::Return => Money::ZERO,
        ReturnType::Refund | ReturnType::ReturnRefund => {
            let all = lines_back(order, &decided)?.iter().map(|back| back.amount).sum();
            let amount = lowered(all, verdict, shop)?;
            require_remaining(order, amount, shop)?;
            amount
        }
    };
    Ok(Agreed { quantities, amount })
}

fn quantities(held: &Return, wanted: &[(ReturnItemId, u32)]) -> Result<Vec<u32>, Refusal> {
    for (index, (id, quantity)) in wanted.iter().enumerate() {
        let Some(item) = held.items.iter().find(|item| item.id == *id) else {
            return Err(Refusal::invalid(format!("items.{index}.id"), "is no line of this return"));
        };
        if wanted[..index].iter().any(|(other, _)| other == id) {
            return Err(Refusal::invalid(format!("items.{index}.id"), "is named twice"));
        }
        if *quantity > item.quantity.get() {
            let most = format!("at most {} were asked for", item.quantity);
            return Err(Refusal::invalid(format!("items.{index}.quantity"), most));
        }
    }
    let decided = held.items.iter().map(|item| {
        let said = wanted.iter().find(|(id, _)| *id == item.id);
        said.map_or(item.quantity.get(), |(_, quantity)| *quantity)
    });
    let decided: Vec<u32> = decided.collect();
    if decided.iter().all(|quantity| *quantity == 0) {
        return Err(Refusal::invalid("items", "agree to one of it at least, or reject the return"));
    }
    Ok(decided)
}

fn lowered(all: Money, verdict: &Verdict, shop: &Shop) -> Result<Money, Refusal> {
    let Some(amount) = verdict.amount else { return Ok(all) };
    if amount <= Money::ZERO {
        return Err(Refusal::invalid("refund_amount", "must be more than zero"));
    }
    if amount > all {
        let most = format!("the lines come to {}, and it may not be more", shop.currency.amount(all));
        return Err(Refusal::invalid("refund_amount", most));
    }
    if amount < all && verdict.notes.is_empty() {
        return Err(Refusal::invalid("admin_notes", "say why it is less than the lines come to"));
    }
    Ok(amount)
}

/// Refuses where fewer are with the customer than were agreed to: some were paid back or brought meanwhile.
pub fn require_left(order: &Order, held: &Return, came_back: &CameBack) -> Result<(), Refusal> {
    for line in &order.lines {
        let (left, asked) = (left(line, came_back), held.agreed(line.id));
        if asked > left {
            return Err(Refusal::TooManyBack { name: line.name.clone(), left, asked });
        }
    }
    Ok(())
}

/// What the agreed units are worth now, in the order's order.
fn lines_back(order: &Order, held: &Return) -> Result<Vec<LineBack>, Refusal> {
    let agreed = order.lines.iter().filter(|line| held.agreed(line.id) > 0);
    agreed.map(|line| refund::line_back(order, line, held.agreed(line.id))).collect()
}

fn require_remaining(order: &Order, asked: Money, shop: &Shop) -> Result<(), Refusal> {
    let remaining = order.paid - order.refunded;
    match asked {
        _ if order.paid < order.total => Err(Refusal::NotRefundable),
        asked if asked > remaining => {
            let (remaining, asked) = (shop.currency.amount(remaining), shop.currency.amount(asked));
            Err(Refusal::RefundTooLarge { remaining, asked })
        }
        Money::ZERO => Err(Refusal::NothingToRefund),
        _ => Ok(()),
    }
}

/// What is paid out for `held`: what was agreed to, or what its units are worth now, where they lost a cent to units
/// of the same line that went back meanwhile.
pub fn payout(order: &Order, held: &Return, shop: &Shop) -> Result<Decision, Refusal> {
    let mut lines = lines_back(order, held)?;
    let worth: Vec<Money> = lines.iter().map(|back| back.amount).collect();
    let amount = held.refund_amount.min(worth.iter().copied().sum());
    require_remaining(order, amount, shop)?;
    for (back, part) in lines.iter_mut().zip(allocate(amount, &worth)) {
        back.amount = part;
    }
    Ok(Decision { amount, delivery_fee: Money::ZERO, lines })
}

/// What a return comes to as things stand: what its lines are worth until somebody decides, then what was agreed.
pub fn comes_to(order: &Order, held: &Return) -> Money {
    match (held.decided_at, held.return_type) {
        (None, ReturnType::Refund | ReturnType::ReturnRefund) => {
            let worth = |line: &OrderLine| {
                let item = held.items.iter().find(|item| item.line == line.id)?;
                let units = item.quantity.get().min(left(line, &CameBack::new()));
                refund::line_back(order, line, units).ok().map(|back| back.amount)
            };
            order.lines.iter().filter_map(worth).sum::<Money>().min(order.paid - order.refunded)
        }
        (None, ReturnType::Return) | (Some(_), _) => held.refund_amount,
    }
}
