//! Taking payment: which tenders settle what is due, and what goes back over the counter.

use super::{Order, Status, TenderMethod};
use crate::money::{Currency, Money};
use crate::refusal::Refusal;

/// The most tenders of one payment.
pub const MAX_TENDERS: usize = 20;

/// One way that part of an order is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    /// How.
    pub method: TenderMethod,
    /// How much of what is due; `None`: all that the tenders before it leave.
    pub amount: Option<Money>,
    /// The cash handed over; `None`: exactly the amount.
    pub tendered: Option<Money>,
    /// The terminal's reference of a card payment.
    pub reference: String,
}

/// One tender as it will be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How.
    pub method: TenderMethod,
    /// What is kept.
    pub amount: Money,
    /// What was handed over.
    pub tendered: Money,
    /// The terminal's reference.
    pub reference: String,
}

/// Refuses when an order in this status takes no payment.
pub fn require_payable(order: &Order) -> Result<(), Refusal> {
    match order.status {
        Status::Cancelled | Status::Refunded => Err(Refusal::NotPayable { status: order.status }),
        Status::Pending
        | Status::Processing
        | Status::Preparing
        | Status::Ready
        | Status::Shipped
        | Status::Delivered => Ok(()),
    }
}

/// What each of `tenders` books against `due`. Less than `due` leaves the rest due; more is refused, and so
/// is cash that does not reach its amount.
pub fn settle(due: Money, tenders: &[Tender], currency: Currency) -> Result<Vec<Taken>, Refusal> {
    if tenders.is_empty() || tenders.len() > MAX_TENDERS {
        return Err(Refusal::invalid("tenders", format!("give 1 to {MAX_TENDERS} tenders")));
    }
    let mut left = due;
    let mut taken = Vec::with_capacity(tenders.len());
    for (index, tender) in tenders.iter().enumerate() {
        let amount = tender.amount.unwrap_or(left);
        if amount.is_negative() || (amount.is_zero() && !due.is_zero()) {
            return Err(Refusal::invalid(format!("tenders.{index}.amount"), "must be more than zero"));
        }
        if tender.tendered.is_some() && tender.method != TenderMethod::Cash {
            return Err(Refusal::invalid(format!("tenders.{index}.tendered"), "only cash is handed over"));
        }
        let tendered = tender.tendered.unwrap_or(amount);
        if tendered < amount {
            return Err(Refusal::NotEnoughCash {
                amount: currency.amount(amount),
                tendered: currency.amount(tendered),
            });
        }
        left -= amount;
        taken.push(Taken { method: tender.method, amount, tendered, reference: tender.reference.clone() });
    }
    if left.is_negative() {
        return Err(Refusal::Overpayment { due: currency.amount(due), offered: currency.amount(due - left) });
    }
    Ok(taken)
}

/// Amounts of cash that customers are likely to hand over for `due`, rising and each once: exact, then the
/// next round sums of `units` (the currency's coins and notes in minor units, ascending).
pub fn likely_cash(due: Money, units: &[i64], most: usize) -> Vec<Money> {
    let mut sums = vec![due];
    for unit in units.iter().filter(|unit| **unit > 0) {
        let up = due.as_minor().div_euclid(*unit) * unit;
        let sum = Money::minor(if up < due.as_minor() { up + unit } else { up });
        if !sums.contains(&sum) {
            sums.push(sum);
        }
    }
    sums.sort();
    sums.truncate(most);
    sums
}
