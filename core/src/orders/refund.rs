//! Giving money back: how much, for what, and by which tender. Whatever the parts and their order, they add up to
//! what was paid.

use super::{Order, OrderLine, Payment, TenderMethod, tender};
use crate::catalog::Shop;
use crate::id::{LineId, PaymentId};
use crate::money::{Money, allocate, round_half_up};
use crate::quantity::Quantity;
use crate::refusal::Refusal;

/// What is to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All that remains.
    Rest,
    /// So much, for nothing in particular.
    Amount(Money),
    /// So many of these lines.
    Lines(Vec<(LineId, Quantity)>),
}

/// The delivery fee on a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fee {
    /// It goes back as well: the order never left the shop, or it was the shop's fault.
    Back,
    /// It was earned.
    Kept,
}

/// So much of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineBack {
    /// Which.
    pub line: LineId,
    /// How many.
    pub quantity: u32,
    /// What they were paid, or what remains of it.
    pub amount: Money,
}

/// What is given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// All of it; above zero.
    pub amount: Money,
    /// How much of it is delivery fee.
    pub delivery_fee: Money,
    /// For which lines, in the order's order.
    pub lines: Vec<LineBack>,
}

/// What all of `line` was paid, its tax included.
pub fn paid_for(order: &Order, line: &OrderLine) -> Money {
    if order.tax_included { line.net } else { line.net + line.tax }
}

/// What `more` units of a line are worth that was paid `paid` for `quantity` units, `before` of which were given
/// back. The difference of two roundings of the whole: any split of a line adds up to what it was paid.
pub fn of_units(paid: Money, quantity: u32, before: u32, more: u32) -> Money {
    let up_to = |units: u32| {
        Money::minor(round_half_up(i128::from(paid.as_minor()) * i128::from(units), i128::from(quantity)))
    };
    up_to(before + more) - up_to(before)
}

/// What is given back of a paid `order` of whose delivery fee `fee_back` went back before.
pub fn decide(
    order: &Order,
    fee_back: Money,
    wanted: &Wanted,
    fee: Fee,
    shop: &Shop,
) -> Result<Decision, Refusal> {
    if order.paid < order.total {
        return Err(Refusal::NotRefundable);
    }
    let remaining = order.paid - order.refunded;
    let fee_left = (order.delivery_fee - fee_back).min(remaining);
    let fee_now = if fee == Fee::Back { fee_left } else { Money::ZERO };
    let decision = match wanted {
        Wanted::Rest => {
            let kept = if fee == Fee::Back { Money::ZERO } else { fee_left };
            let amount = remaining - kept;
            Decision { amount, delivery_fee: fee_now, lines: rest_of_lines(order, amount - fee_now) }
        }
        Wanted::Amount(amount) if *amount <= Money::ZERO => {
            return Err(Refusal::invalid("amount", "must be more than zero"));
        }
        Wanted::Amount(amount) => {
            Decision { amount: *amount, delivery_fee: fee_now.min(*amount), lines: Vec::new() }
        }
        Wanted::Lines(wanted) => {
            let lines = some_of_lines(order, wanted)?;
            let amount = lines.iter().map(|line| line.amount).sum::<Money>() + fee_now;
            Decision { amount, delivery_fee: fee_now, lines }
        }
    };
    if decision.amount > remaining {
        let (remaining, asked) = (shop.currency.amount(remaining), shop.currency.amount(decision.amount));
        return Err(Refusal::RefundTooLarge { remaining, asked });
    }
    if decision.amount <= Money::ZERO {
        return Err(Refusal::NothingToRefund);
    }
    Ok(decision)
}

/// Every unit that is left, and its part of `amount`, which is less than they are worth where some of it went back
/// for nothing in particular.
fn rest_of_lines(order: &Order, amount: Money) -> Vec<LineBack> {
    let left = |line: &OrderLine| line.quantity.get() - line.refunded_quantity;
    let lines: Vec<&OrderLine> = order.lines.iter().filter(|line| left(line) > 0).collect();
    let worth: Vec<Money> = lines.iter().map(|line| worth(order, line, left(line))).collect();
    let all = worth.iter().copied().sum();
    let parts = allocate(amount.min(all), &worth);
    let back = lines.into_iter().zip(parts);
    back.map(|(line, amount)| LineBack { line: line.id, quantity: left(line), amount }).collect()
}

fn some_of_lines(order: &Order, wanted: &[(LineId, Quantity)]) -> Result<Vec<LineBack>, Refusal> {
    if wanted.is_empty() {
        return Err(Refusal::invalid("lines", "name at least one"));
    }
    for (index, (id, _)) in wanted.iter().enumerate() {
        let field = format!("lines.{index}.item_id");
        if !order.lines.iter().any(|line| line.id == *id) {
            return Err(Refusal::invalid(field, "is no line of this order"));
        }
        if wanted[..index].iter().any(|(other, _)| other == id) {
            return Err(Refusal::invalid(field, "is named twice"));
        }
    }
    let back = |line: &OrderLine| {
        let (_, quantity) = wanted.iter().find(|(id, _)| *id == line.id)?;
        Some(line_back(order, line, quantity.get()))
    };
    order.lines.iter().filter_map(back).collect()
}

/// So many units of a line, or how many are left.
pub fn line_back(order: &Order, line: &OrderLine, quantity: u32) -> Result<LineBack, Refusal> {
    let left = line.quantity.get() - line.refunded_quantity;
    if quantity > left {
        return Err(Refusal::TooManyBack { name: line.name.clone(), left, asked: quantity });
    }
    Ok(LineBack { line: line.id, quantity, amount: worth(order, line, quantity) })
}

fn worth(order: &Order, line: &OrderLine, more: u32) -> Money {
    of_units(paid_for(order, line), line.quantity.get(), line.refunded_quantity, more)
}

/// Where the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As it came, tender by tender.
    Origin,
    /// Into the customer's wallet, however it came.
    Wallet,
    /// As it came; what came in cash, for which nobody stands at the counter, into the wallet.
    NoCash,
}

/// One part of a refund: of one payment, by one method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The payment that is given back.
    pub of: PaymentId,
    /// How.
    pub method: TenderMethod,
    /// How much; above zero.
    pub amount: Money,
    /// What cash is rounded by: the amount less this is handed over.
    pub rounding: Money,
}

/// How `amount` goes back, from the earliest payment on. `payments` are all of the order's, its refunds among them.
pub fn by_tender(payments: &[Payment], amount: Money, way: Way, shop: &Shop) -> Vec<Part> {
    let mut left = amount;
    let mut parts = Vec::new();
    for payment in payments.iter().filter(|payment| payment.refund_of.is_none()) {
        let before = given_back(payments, payment.id);
        let part = left.min(payment.amount - before);
        if part <= Money::ZERO {
            continue;
        }
        left -= part;
        let method = match (way, payment.method) {
            (Way::Wallet, _) | (Way::NoCash, TenderMethod::Cash) => TenderMethod::Wallet,
            (Way::Origin | Way::NoCash, method) => method,
        };
        let rounding = match method {
            TenderMethod::Cash => {
                let cash = cash_up_to(payment, before + part, shop) - cash_up_to(payment, before, shop);
                part - cash
            }
            TenderMethod::Card | TenderMethod::Wallet => Money::ZERO,
        };
        parts.push(Part { of: payment.id, method, amount: part, rounding });
    }
    parts
}

/// What went back of one payment.
fn given_back(payments: &[Payment], payment: PaymentId) -> Money {
    -payments.iter().filter(|other| other.refund_of == Some(payment)).map(|other| other.amount).sum::<Money>()
}

/// The cash that has gone back once so much of a payment has: all of it is what was kept.
fn cash_up_to(payment: &Payment, back: Money, shop: &Shop) -> Money {
    if back == payment.amount { payment.moved() } else { tender::rounded_cash(back, shop) }
}

#[cfg(test)]
pub(crate) mod tests;
