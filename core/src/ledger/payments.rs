//! How the payments and refunds of orders are booked.

use super::{Account, EntryKind, Posting};
use crate::id::PostingId;
use crate::money::Money;
use crate::orders::Payment;

/// The posting of `payment`, which came from `source`, or as a refund goes back there. It bears the payment's
/// number, so that one can be found from the other.
///
/// The order is booked with all of the amount; cash that was rounded leaves its difference to an account of its
/// own. A wallet shows a purchase as one line, whatever of it was a tip.
pub fn of_payment(payment: &Payment, source: &Account) -> Posting {
    let id = PostingId::from_uuid(payment.id.uuid());
    let is_refund = payment.amount.is_negative();
    let kind = if is_refund { EntryKind::Refund } else { EntryKind::Payment };
    let apart = match source {
        Account::Wallet(_) => Money::ZERO,
        _ => payment.tip,
    };
    Posting::new(id)
        .moving(kind, source, &Account::Orders, payment.moved() - apart)
        .moving(EntryKind::Tip, source, &Account::Orders, apart)
        .moving(EntryKind::Rounding, &Account::CashRounding, &Account::Orders, -payment.rounding)
        .of_order(payment.order)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::id::{OrderId, PaymentId, WalletId};
    use crate::orders::TenderMethod;

    fn payment(amount: i64, rounding: i64, tip: i64) -> Payment {
        Payment {
            id: PaymentId::from_uuid(Uuid::from_u128(9)),
            order: OrderId::from_uuid(Uuid::from_u128(8)),
            method: TenderMethod::Cash,
            amount: Money::minor(amount),
            rounding: Money::minor(rounding),
            tip: Money::minor(tip),
            tendered: Money::minor(amount + rounding),
            reference: String::new(),
            refund_of: None,
            refund: None,
            taken_by: "sara".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn booked(payment: &Payment, source: &Account) -> Vec<(String, EntryKind, i64)> {
        let posting = of_payment(payment, source);
        assert_eq!(posting.id.uuid(), payment.id.uuid());
        let entries = posting.entries().iter();
        entries.map(|entry| (entry.account.to_string(), entry.kind, entry.amount.as_minor())).collect()
    }

    #[test]
    fn the_drawer_gets_what_was_handed_over_and_the_order_what_it_costs() {
        let drawer = Account::CashDrawer("main".to_owned());
        let (of, word) = (|account: &str| account.to_owned(), "cash_drawer:main");
        assert_eq!(
            booked(&payment(1002, -2, 200), &drawer),
            [
                (of(word), EntryKind::Payment, -800),
                (of("orders"), EntryKind::Payment, 800),
                (of(word), EntryKind::Tip, -200),
                (of("orders"), EntryKind::Tip, 200),
                (of("cash_rounding"), EntryKind::Rounding, -2),
                (of("orders"), EntryKind::Rounding, 2),
            ]
        );
        assert_eq!(
            booked(&payment(-333, -2, 0), &drawer),
            [
                (of(word), EntryKind::Refund, 335),
                (of("orders"), EntryKind::Refund, -335),
                (of("cash_rounding"), EntryKind::Rounding, -2),
                (of("orders"), EntryKind::Rounding, 2),
            ]
        );
    }

    #[test]
    fn a_wallet_shows_one_line() {
        let wallet = Account::Wallet(WalletId::from_uuid(Uuid::from_u128(7)));
        let entries = booked(&payment(1000, 0, 200), &wallet);
        assert_eq!(entries.len(), 2);
        assert_eq!((entries[0].1, entries[0].2, entries[1].2), (EntryKind::Payment, -1000, 1000));
    }
}
