//! Refunds in any parts and any order.

use chrono::DateTime;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::id::{OrderId, ProductId};
use crate::money::BasisPoints;
use crate::orders::{DeliveryMethod, Status};

pub(crate) fn line_id(number: usize) -> LineId {
    LineId::from_uuid(Uuid::from_u128(100 + number as u128))
}

fn line(number: usize, net: i64, tax: i64, quantity: u32) -> OrderLine {
    OrderLine {
        id: line_id(number),
        product: ProductId::from_uuid(Uuid::from_u128(7)),
        name: format!("Dish {number}"),
        quantity: Quantity::try_from(i64::from(quantity)).unwrap(),
        unit_price: Money::minor(net),
        options: Vec::new(),
        notes: String::new(),
        discount: Money::ZERO,
        net: Money::minor(net),
        is_reduced: false,
        tax_rate: BasisPoints::new(1000),
        tax: Money::minor(tax),
        tracked: false,
        reserved: 0,
        refunded_quantity: 0,
    }
}

/// A paid order: lines of (net, tax, quantity), a fee and a tip.
pub(crate) fn order(lines: &[(i64, i64, u32)], fee: i64, tip: i64) -> Order {
    let lines: Vec<OrderLine> = lines
        .iter()
        .enumerate()
        .map(|(number, (net, tax, quantity))| line(number, *net, *tax, *quantity))
        .collect();
    let goods: i64 = lines.iter().map(|line| (line.net + line.tax).as_minor()).sum();
    let total = goods + fee + tip;
    let order = crate::orders::tests::order(Status::Delivered, total, total, 0);
    let (delivery_fee, tip) = (Money::minor(fee), Money::minor(tip));
    Order { lines, delivery_fee, tip, delivery_method: DeliveryMethod::Delivery, ..order }
}

fn decided(order: &Order, fee_back: i64, wanted: &Wanted, fee: Fee) -> Result<(i64, i64), String> {
    decide(order, Money::minor(fee_back), wanted, fee, &Shop::default())
        .map(|decision| (decision.amount.as_minor(), decision.delivery_fee.as_minor()))
        .map_err(|refusal| refusal.to_string())
}

fn lines(wanted: &[(usize, i64)]) -> Wanted {
    let line = |(number, quantity): &(usize, i64)| (line_id(*number), Quantity::try_from(*quantity).unwrap());
    Wanted::Lines(wanted.iter().map(line).collect())
}

#[test]
fn a_line_goes_back_with_its_tax_and_its_share_of_the_discount() {
    // Three for 10.00, and a cent of tax too few to share.
    let order = order(&[(1000, 100, 3), (500, 50, 1)], 300, 200);
    assert_eq!(decided(&order, 0, &lines(&[(0, 1)]), Fee::Kept), Ok((367, 0)));
    assert_eq!(decided(&order, 0, &lines(&[(0, 2)]), Fee::Kept), Ok((733, 0)));
    assert_eq!(decided(&order, 0, &lines(&[(0, 3), (1, 1)]), Fee::Kept), Ok((1650, 0)));
    assert_eq!(decided(&order, 0, &lines(&[(1, 1)]), Fee::Back), Ok((850, 300)));
}

#[test]
fn prices_that_contain_the_tax_do_not_get_it_twice() {
    let order = Order { tax_included: true, ..order(&[(1100, 100, 1)], 0, 0) };
    assert_eq!(paid_for(&order, &order.lines[0]), Money::minor(1100));
}

#[test]
fn the_delivery_fee_stays_unless_it_was_the_shops_fault() {
    let order = order(&[(1000, 100, 1)], 300, 200);
    assert_eq!(decided(&order, 0, &Wanted::Rest, Fee::Kept), Ok((1300, 0)));
    assert_eq!(decided(&order, 0, &Wanted::Rest, Fee::Back), Ok((1600, 300)));
    assert_eq!(decided(&order, 300, &Wanted::Rest, Fee::Kept), Ok((1600, 0)), "it went back before");
}

#[rstest]
#[case(Wanted::Amount(Money::minor(1601)), "Only 16.00 is left to give back; 16.01 was asked for.")]
#[case(Wanted::Amount(Money::ZERO), "amount: must be more than zero")]
#[case(Wanted::Amount(Money::minor(-1)), "amount: must be more than zero")]
#[case(lines(&[(0, 2)]), "Only 1 Dish 0 can still be given back; 2 were asked for.")]
#[case(lines(&[(9, 1)]), "lines.0.item_id: is no line of this order")]
#[case(lines(&[(0, 1), (0, 1)]), "lines.1.item_id: is named twice")]
#[case(lines(&[]), "lines: name at least one")]
fn what_cannot_go_back_is_refused(#[case] wanted: Wanted, #[case] words: &str) {
    let order = order(&[(1000, 100, 1)], 300, 200);
    assert_eq!(decided(&order, 0, &wanted, Fee::Kept), Err(words.to_owned()));
}

#[test]
fn only_what_was_paid_goes_back() {
    let paid = order(&[(1000, 100, 1)], 0, 0);
    let unpaid = Order { paid: Money::minor(500), ..paid.clone() };
    assert_eq!(decided(&unpaid, 0, &Wanted::Rest, Fee::Kept), Err(Refusal::NotRefundable.to_string()));
    let back = Order { refunded: paid.paid, ..paid };
    assert_eq!(decided(&back, 0, &Wanted::Rest, Fee::Kept), Err(Refusal::NothingToRefund.to_string()));
}

fn payment(number: u128, method: TenderMethod, amount: i64, rounding: i64) -> Payment {
    Payment {
        id: PaymentId::from_uuid(Uuid::from_u128(number)),
        order: OrderId::from_uuid(Uuid::nil()),
        method,
        amount: Money::minor(amount),
        rounding: Money::minor(rounding),
        tip: Money::ZERO,
        tendered: Money::minor(amount + rounding),
        reference: String::new(),
        refund_of: None,
        refund: None,
        taken_by: "counter".to_owned(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

fn refunded(
    payments: &mut Vec<Payment>,
    amount: i64,
    way: Way,
    shop: &Shop,
) -> Vec<(TenderMethod, i64, i64)> {
    let parts = by_tender(payments, Money::minor(amount), way, shop);
    for part in &parts {
        let number = 1000 + payments.len() as u128;
        let back = payment(number, part.method, -part.amount.as_minor(), part.rounding.as_minor());
        payments.push(Payment { refund_of: Some(part.of), ..back });
    }
    parts.iter().map(|part| (part.method, part.amount.as_minor(), part.rounding.as_minor())).collect()
}

#[test]
fn money_goes_back_as_it_came_from_the_earliest_payment_on() {
    use TenderMethod::{Card, Cash, Wallet};
    let shop = Shop::default();
    let mut payments = vec![payment(1, Card, 500, 0), payment(2, Cash, 300, 0), payment(3, Wallet, 200, 0)];
    assert_eq!(refunded(&mut payments, 400, Way::Origin, &shop), [(Card, 400, 0)]);
    assert_eq!(refunded(&mut payments, 200, Way::NoCash, &shop), [(Card, 100, 0), (Wallet, 100, 0)]);
    assert_eq!(refunded(&mut payments, 300, Way::Origin, &shop), [(Cash, 200, 0), (Wallet, 100, 0)]);
    assert_eq!(refunded(&mut payments, 100, Way::Wallet, &shop), [(Wallet, 100, 0)]);
    assert_eq!(refunded(&mut payments, 1, Way::Origin, &shop), []);
}

proptest! {
    #[test]
    fn whatever_the_split_a_line_adds_up_to_what_it_was_paid(
        paid in 0_i64..1_000_000, quantity in 1_u32..999, cuts in prop::collection::vec(1_u32..50, 0..60),
    ) {
        let paid = Money::minor(paid);
        let (mut before, mut sum) = (0, Money::ZERO);
        for more in cuts.into_iter().chain([quantity]) {
            let more = more.min(quantity - before);
            let part = of_units(paid, quantity, before, more);
            prop_assert!(!part.is_negative());
            sum += part;
            before += more;
        }
        prop_assert_eq!((before, sum), (quantity, paid));
    }

    #[test]
    fn whatever_is_given_back_in_whatever_order_adds_up_to_what_was_paid(
        parts in prop::collection::vec((0_i64..3000, 0_i64..300, 1_u32..6), 1..6),
        fee in 0_i64..500,
        tip in 0_i64..500,
        acts in prop::collection::vec((0_usize..3, 0_usize..6, 1_i64..4, any::<bool>()), 0..20),
    ) {
        let shop = Shop::default();
        let mut order = order(&parts, fee, tip);
        let mut fee_back = Money::ZERO;
        for (act, number, quantity, shop_fault) in acts {
            let wanted = match act {
                0 => Wanted::Amount(Money::minor(quantity * 37)),
                1 => lines(&[(number, quantity)]),
                _ => Wanted::Rest,
            };
            let kind = if shop_fault { Fee::Back } else { Fee::Kept };
            give(&mut order, &mut fee_back, &wanted, kind, &shop)?;
        }
        give(&mut order, &mut fee_back, &Wanted::Rest, Fee::Back, &shop)?;
        prop_assert_eq!(order.refunded, order.paid);
        prop_assert!(fee_back <= order.delivery_fee);
    }

    #[test]
    fn all_the_cash_that_was_kept_goes_back_and_no_more(
        due in 1_i64..5000, coin in prop::sample::select(vec![1_i64, 5, 10, 25]),
        cuts in prop::collection::vec(1_i64..700, 0..30),
    ) {
        let shop = Shop { smallest_coin: Money::minor(coin), ..Shop::default() };
        let kept = tender::rounded_cash(Money::minor(due), &shop).as_minor();
        let mut payments = vec![payment(1, TenderMethod::Cash, due, kept - due)];
        let mut left = due;
        for cut in cuts.into_iter().chain([due]) {
            let cut = cut.min(left);
            left -= cut;
            for (_, amount, rounding) in refunded(&mut payments, cut, Way::Origin, &shop) {
                let cash = amount - rounding;
                prop_assert!(cash >= 0 && cash % coin == 0, "{cash} in coins of {coin}");
            }
        }
        let out: i64 = payments[1..].iter().map(|refund| -refund.moved().as_minor()).sum();
        prop_assert_eq!(out, kept);
    }
}

/// Gives back what is wanted, where it can be; what is refused changes nothing.
fn give(
    order: &mut Order,
    fee_back: &mut Money,
    wanted: &Wanted,
    fee: Fee,
    shop: &Shop,
) -> Result<(), TestCaseError> {
    let Ok(decision) = decide(order, *fee_back, wanted, fee, shop) else { return Ok(()) };
    let of_lines: Money = decision.lines.iter().map(|line| line.amount).sum();
    prop_assert!(decision.delivery_fee + of_lines <= decision.amount);
    order.refunded += decision.amount;
    *fee_back += decision.delivery_fee;
    for back in decision.lines {
        let line = order.lines.iter_mut().find(|line| line.id == back.line).unwrap();
        line.refunded_quantity += back.quantity;
        prop_assert!(line.refunded_quantity <= line.quantity.get());
    }
    prop_assert!(order.refunded <= order.paid);
    Ok(())
}
