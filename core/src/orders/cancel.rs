//! Calling an order off: what goes back to whom.

use super::{Order, OrderLine, Payment, status};
use crate::id::PaymentId;
use crate::money::Money;
use crate::stock::{Movement, MovementKind};

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
    /// Counts were not tracked.
    Untracked,
}

/// The goods of `line` when `order` is cancelled: restored before the kitchen starts, waste afterwards.
pub fn goods(order: &Order, line: &OrderLine) -> Goods {
    if !line.tracked {
        return Goods::Untracked;
    }
    if line.reserved > 0 {
        return Goods::Release { quantity: line.reserved };
    }
    let quantity = i64::from(line.quantity.get());
    let back = Movement { product: line.product, kind: MovementKind::Return, quantity };
    let out = Movement { product: line.product, kind: MovementKind::Waste, quantity: -quantity };
    Goods::Move(if status::is_started(order.status) { vec![back, out] } else { vec![back] })
}

/// What remains of each payment and must go back, tender by tender.
pub fn refunds(payments: &[Payment]) -> Vec<(PaymentId, Money)> {
    let remaining = |payment: &Payment| {
        let back: Money = payments
            .iter()
            .filter(|other| other.refund_of == Some(payment.id))
            .map(|other| other.amount)
            .sum();
        (payment.id, payment.amount + back)
    };
    payments
        .iter()
        .filter(|payment| payment.refund_of.is_none())
        .map(remaining)
        .filter(|(_, left)| *left > Money::ZERO)
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::id::OrderId;
    use crate::orders::TenderMethod;

    fn id(number: u128) -> PaymentId {
        PaymentId::from_uuid(Uuid::from_u128(number))
    }

    fn payment(number: u128, amount: i64, refund_of: Option<u128>) -> Payment {
        Payment {
            id: id(number),
            order: OrderId::from_uuid(Uuid::nil()),
            method: TenderMethod::Card,
            amount: Money::minor(amount),
            tendered: Money::minor(amount),
            reference: String::new(),
            refund_of: refund_of.map(id),
            taken_by: "counter".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_went_back_already_does_not_go_back_again() {
        let payments = [
            payment(1, 1000, None),
            payment(2, 500, None),
            payment(3, -300, Some(1)),
            payment(4, -500, Some(2)),
            payment(5, -200, Some(1)),
        ];
        assert_eq!(refunds(&payments), [(id(1), Money::minor(500))]);
        assert_eq!(refunds(&payments[..2]), [(id(1), Money::minor(1000)), (id(2), Money::minor(500))]);
        assert_eq!(refunds(&[]), []);
    }
}
