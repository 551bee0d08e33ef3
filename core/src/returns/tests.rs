//! What may be asked for, what may be agreed to, and which step may follow which.

use chrono::TimeDelta;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use super::decision::{Verdict, agree, comes_to, payout};
use super::request::{require_items, require_returnable};
use super::*;
use crate::catalog::Shop;
use crate::orders::refund::tests::{line_id, order};
use crate::orders::{Order, Status};

fn at() -> DateTime<Utc> {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

/// Delivered at noon: three for 10.00 and one for 0.00.
fn delivered() -> Order {
    Order { delivered_at: Some(at()), ..order(&[(900, 100, 3), (0, 0, 1)], 300, 0) }
}

fn quantity(units: u32) -> Quantity {
    Quantity::try_from(i64::from(units)).unwrap()
}

fn item_id(number: usize) -> ReturnItemId {
    ReturnItemId::from_uuid(Uuid::from_u128(500 + number as u128))
}

fn asked(kind: ReturnType, units: &[(usize, u32)]) -> Return {
    let item = |(number, units): &(usize, u32)| ReturnItem {
        id: item_id(*number),
        line: line_id(*number),
        quantity: quantity(*units),
        approved: None,
        reason: ReturnReason::Damaged,
        description: String::new(),
    };
    Return {
        id: ReturnId::from_uuid(Uuid::nil()),
        order: OrderId::from_uuid(Uuid::nil()),
        customer: UserId::from_uuid(Uuid::nil()),
        return_type: kind,
        reason: ReturnReason::Damaged,
        description: String::new(),
        status: ReturnStatus::Pending,
        items: units.iter().map(item).collect(),
        refund_amount: Money::ZERO,
        admin_notes: String::new(),
        rejection_reason: String::new(),
        is_restocked: false,
        refund: None,
        created_at: at(),
        updated_at: at(),
        decided_by: None,
        decided_at: None,
        received_at: None,
        completed_at: None,
        version: 1,
    }
}

#[rstest]
#[case(0, Ok(()))]
#[case(24 * 60, Ok(()))]
#[case(24 * 60 + 1, Err(Refusal::ReturnWindowClosed { hours: 24 }))]
fn what_was_delivered_is_taken_back_for_so_many_hours(
    #[case] minutes: i64,
    #[case] answer: Result<(), Refusal>,
) {
    let later = at() + TimeDelta::minutes(minutes);
    assert_eq!(require_returnable(&delivered(), ReturnType::ReturnRefund, &Shop::default(), later), answer);
}

#[test]
fn only_what_was_delivered_and_paid_is_taken_back_for_money() {
    let shop = Shop::default();
    for status in Status::ALL {
        let order = Order { status: *status, ..delivered() };
        let answer = match status {
            Status::Delivered => Ok(()),
            Status::Refunded => Err(Refusal::NothingToRefund),
            _ => Err(Refusal::NotDelivered),
        };
        assert_eq!(require_returnable(&order, ReturnType::Refund, &shop, at()), answer, "{status}");
    }
    let unpaid = Order { paid: Money::ZERO, ..delivered() };
    assert_eq!(require_returnable(&unpaid, ReturnType::Refund, &shop, at()), Err(Refusal::NotRefundable));
    assert_eq!(require_returnable(&unpaid, ReturnType::Return, &shop, at()), Ok(()), "the goods alone");
}

#[rstest]
#[case(&[(0, 3), (1, 1)], "")]
#[case(&[(0, 4)], "Only 3 Dish 0 can still be given back; 4 were asked for.")]
#[case(&[(0, 1), (0, 1)], "items.1.order_item: is named twice")]
#[case(&[(7, 1)], "items.0.order_item: is no line of this order")]
#[case(&[], "items: give 1 to 200 lines")]
fn each_line_is_named_once_and_no_more_of_it_than_was_bought(
    #[case] units: &[(usize, u32)],
    #[case] words: &str,
) {
    let items: Vec<_> = units.iter().map(|(number, units)| (line_id(*number), quantity(*units))).collect();
    let answer = require_items(&delivered(), &items, &CameBack::new());
    assert_eq!(answer.map_err(|refusal| refusal.to_string()).err().unwrap_or_default(), words);
}

#[test]
fn what_went_back_or_was_brought_back_is_not_returned_again() {
    let mut order = delivered();
    order.lines[0].refunded_quantity = 1;
    let brought = CameBack::from([(line_id(0), 1)]);
    assert_eq!(left(&order.lines[0], &brought), 1);
    let two = [(line_id(0), quantity(2))];
    assert!(require_items(&order, &two, &CameBack::new()).is_ok());
    assert!(require_items(&order, &two, &brought).is_err());
}

fn agreed(order: &Order, held: &Return, verdict: &Verdict) -> Result<(Vec<u32>, i64), String> {
    agree(order, held, &CameBack::new(), verdict, &Shop::default())
        .map(|agreed| (agreed.quantities, agreed.amount.as_minor()))
        .map_err(|refusal| refusal.to_string())
}

fn verdict(quantities: &[(usize, u32)], amount: Option<i64>, notes: &str) -> Verdict {
    Verdict {
        quantities: quantities.iter().map(|(number, units)| (item_id(*number), *units)).collect(),
        amount: amount.map(Money::minor),
        notes: notes.to_owned(),
    }
}

#[rstest]
#[case(&[], None, "", Ok((vec![2, 1], 667)))]
#[case(&[(0, 1)], None, "", Ok((vec![1, 1], 333)))]
#[case(&[(1, 0)], Some(667), "", Ok((vec![2, 0], 667)))]
#[case(&[], Some(600), "half eaten", Ok((vec![2, 1], 600)))]
#[case(&[], Some(600), "", Err("admin_notes: say why it is less than the lines come to"))]
#[case(&[], Some(668), "generous", Err("refund_amount: the lines come to 6.67, and it may not be more"))]
#[case(&[(0, 1)], Some(667), "x", Err("refund_amount: the lines come to 3.33, and it may not be more"))]
#[case(&[], Some(0), "x", Err("refund_amount: must be more than zero"))]
#[case(&[(0, 3)], None, "", Err("items.0.quantity: at most 2 were asked for"))]
#[case(&[(0, 0), (1, 0)], None, "", Err("items: agree to one of it at least, or reject the return"))]
#[case(&[(0, 1), (0, 1)], None, "", Err("items.1.id: is named twice"))]
#[case(&[(5, 1)], None, "", Err("items.0.id: is no line of this return"))]
#[case(&[(0, 0)], None, "", Err("Nothing is left to give back."))]
fn the_amount_follows_from_the_units_and_is_lowered_only_with_a_word_why(
    #[case] quantities: &[(usize, u32)],
    #[case] amount: Option<i64>,
    #[case] notes: &str,
    #[case] answer: Result<(Vec<u32>, i64), &str>,
) {
    let held = asked(ReturnType::ReturnRefund, &[(0, 2), (1, 1)]);
    let said = verdict(quantities, amount, notes);
    assert_eq!(agreed(&delivered(), &held, &said), answer.map_err(str::to_owned));
}

#[test]
fn no_money_goes_back_where_none_was_asked_for() {
    let held = asked(ReturnType::Return, &[(0, 2)]);
    assert_eq!(agreed(&delivered(), &held, &Verdict::default()), Ok((vec![2], 0)));
    let refused = agreed(&delivered(), &held, &verdict(&[], Some(1), "x"));
    assert_eq!(refused, Err("refund_amount: no money was asked for".to_owned()));
    assert_eq!(comes_to(&delivered(), &held), Money::ZERO);
}

#[test]
fn what_went_back_before_the_decision_is_neither_agreed_to_nor_counted() {
    let held = asked(ReturnType::Refund, &[(0, 3)]);
    assert_eq!(comes_to(&delivered(), &held), Money::minor(1000));
    let mut order = delivered();
    order.lines[0].refunded_quantity = 1;
    order.refunded = Money::minor(333);
    assert_eq!(comes_to(&order, &held), Money::minor(667), "what is left of it");
    let told = "Only 2 Dish 0 can still be given back; 3 were asked for.".to_owned();
    assert_eq!(agreed(&order, &held, &Verdict::default()), Err(told));
    // For nothing in particular: the units are there, the money is not.
    let order = Order { refunded: Money::minor(700), ..delivered() };
    let told = "Only 6.00 is left to give back; 10.00 was asked for.".to_owned();
    assert_eq!(agreed(&order, &held, &Verdict::default()), Err(told));
    assert_eq!(agreed(&order, &held, &verdict(&[], Some(600), "the rest")), Ok((vec![3], 600)));
}

fn decided(units: &[(usize, u32)], amount: i64) -> Return {
    let mut held = asked(ReturnType::Refund, units);
    held.items.iter_mut().for_each(|item| item.approved = Some(item.quantity.get()));
    held.refund_amount = Money::minor(amount);
    held
}

#[test]
fn what_is_paid_out_is_what_was_agreed_to() {
    let shop = Shop::default();
    let order = order(&[(900, 100, 3), (500, 0, 1)], 0, 0);
    let paid = payout(&order, &decided(&[(0, 2), (1, 1)], 1000), &shop).unwrap();
    assert_eq!((paid.amount, paid.delivery_fee), (Money::minor(1000), Money::ZERO));
    let parts: Vec<_> = paid.lines.iter().map(|back| (back.quantity, back.amount.as_minor())).collect();
    assert_eq!(parts, [(2, 572), (1, 428)], "less than they are worth, shared by what they are worth");
    let gone = Order { refunded: Money::minor(501), ..order };
    assert!(matches!(payout(&gone, &decided(&[(0, 3)], 1000), &shop), Err(Refusal::RefundTooLarge { .. })));
}

#[test]
fn a_cent_that_other_units_of_the_line_took_meanwhile_is_not_paid_twice() {
    // Three for 10.00 come to 3.33, 3.34 and 3.33.
    let mut order = order(&[(1000, 0, 3)], 0, 0);
    order.lines[0].refunded_quantity = 2;
    order.refunded = Money::minor(667);
    let paid = payout(&order, &decided(&[(0, 1)], 334), &Shop::default()).unwrap();
    assert_eq!(paid.amount, Money::minor(333));
}

#[test]
fn steps_follow_each_other_as_the_kind_of_return_wants_it() {
    use ReturnStatus::{Approved, Cancelled, Completed, Pending, Processing, Rejected};
    use ReturnType::{Refund, Return, ReturnRefund};
    let legal = [
        (Step::Approve, Pending, vec![Refund, Return, ReturnRefund], Approved),
        (Step::Reject, Pending, vec![Refund, Return, ReturnRefund], Rejected),
        (Step::Reject, Approved, vec![Refund, Return, ReturnRefund], Rejected),
        (Step::Reject, Processing, vec![Refund, Return, ReturnRefund], Rejected),
        (Step::Cancel, Pending, vec![Refund, Return, ReturnRefund], Cancelled),
        (Step::Cancel, Approved, vec![Refund, Return, ReturnRefund], Cancelled),
        (Step::Receive, Approved, vec![Return], Completed),
        (Step::Receive, Approved, vec![ReturnRefund], Processing),
        (Step::PayOut, Approved, vec![Refund], Completed),
        (Step::PayOut, Processing, vec![ReturnRefund], Completed),
    ];
    for step in [Step::Approve, Step::Reject, Step::Receive, Step::PayOut, Step::Cancel] {
        for status in ReturnStatus::ALL {
            for kind in ReturnType::ALL {
                let row = legal.iter().find(|row| row.0 == step && row.1 == *status && row.2.contains(kind));
                let wanted = row.map(|row| row.3).ok_or(Refusal::InvalidReturnStep { status: *status });
                assert_eq!(after(step, *status, *kind), wanted, "{step:?} {status} {kind}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_payout_is_never_more_than_agreed_than_worth_or_than_left(
        paid in 0_i64..5000, bought in 1_u32..9, before in 0_u32..9, more in 1_u32..9, agreed in 0_i64..6000,
        gone in 0_i64..5000,
    ) {
        let mut order = order(&[(paid, 0, bought)], 0, 0);
        order.lines[0].refunded_quantity = before.min(bought);
        order.refunded = Money::minor(gone.min(paid));
        if let Ok(decision) = payout(&order, &decided(&[(0, more)], agreed), &Shop::default()) {
            prop_assert!(decision.amount <= Money::minor(agreed));
            prop_assert!(decision.amount <= order.paid - order.refunded);
            prop_assert!(before.min(bought) + more <= bought);
            prop_assert_eq!(decision.lines.iter().map(|back| back.amount).sum::<Money>(), decision.amount);
        }
    }
}
