//! Orders priced anew: whatever comes and goes, each cent is somebody's, and what went leaves no trace.

use chrono::DateTime;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::coupons::{Benefit, Coupon, CouponCode, InPlay, Reward, Terms, TierStep, Uses, judge};
use crate::id::{CouponId, LineId};
use crate::money::BasisPoints;
use crate::orders::{OrderLine, tests};
use crate::quantity::Quantity;

const FEE: i64 = 350;

/// Of (unit price, quantity, rate), delivered, with a tip and without coupons.
fn placed(lines: &[(i64, u32, u32)], tip: i64, tax_included: bool) -> Order {
    let line = |(number, (price, quantity, rate)): (usize, &(i64, u32, u32))| OrderLine {
        id: LineId::from_uuid(Uuid::from_u128(number as u128)),
        product: ProductId::from_uuid(Uuid::from_u128(number as u128)),
        name: format!("Dish {number}"),
        quantity: Quantity::try_from(i64::from(*quantity)).unwrap(),
        unit_price: Money::minor(*price),
        options: Vec::new(),
        notes: String::new(),
        discount: Money::ZERO,
        net: Money::ZERO,
        is_reduced: false,
        tax_rate: BasisPoints::new(*rate),
        tax: Money::ZERO,
        tracked: false,
        reserved: 0,
        refunded_quantity: 0,
    };
    let lines: Vec<OrderLine> = lines.iter().enumerate().map(line).collect();
    let subtotal = lines.iter().map(OrderLine::base).sum();
    let bare = tests::order(Status::Pending, 0, 0, 0);
    let (tip, delivery_fee) = (Money::minor(tip), Money::minor(FEE));
    let mut order = Order { lines, subtotal, tax_included, delivery_fee, tip, ..bare };
    reprice(&mut order, &[]);
    order
}

fn coupon(number: u128, benefit: Benefit) -> Coupon {
    let terms = Terms { combinable: true, ..Terms::of(benefit, DateTime::UNIX_EPOCH) };
    Coupon {
        id: CouponId::from_uuid(Uuid::from_u128(number)),
        code: CouponCode::try_from(format!("CODE{number}").as_str()).unwrap(),
        description: String::new(),
        terms,
        held: 0,
        consumed: 0,
        is_active: true,
        is_public: true,
        owner: None,
        batch: None,
        archived_at: None,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        version: 1,
    }
}

/// Prices `order` with those of `coupons` that take something off.
fn with(order: &mut Order, coupons: &[Coupon]) {
    let shop = Shop::default();
    let in_play: Vec<InPlay<'_>> =
        coupons.iter().map(|coupon| InPlay { coupon, uses: Uses::default() }).collect();
    let occasion = occasion(order, &BTreeMap::new(), &shop, Buyer::Guest, DateTime::UNIX_EPOCH);
    let mut judged = judge(&occasion, &in_play);
    judged.retain(|one| !one.discount.amount().is_zero());
    reprice(order, &judged);
}

fn percent(rate: u32) -> Benefit {
    Benefit::Percentage { rate: BasisPoints::new(rate), cap: None }
}

#[test]
fn an_order_is_priced_anew_from_its_own_figures() {
    let mut order = placed(&[(450, 2, 1000), (200, 1, 700)], 100, false);
    assert_eq!(order.total, Money::minor(900 + 200 + FEE + 90 + 14 + 100));
    let delivery = Benefit::Delivery { rate: BasisPoints::new(10_000), cap: Some(Money::minor(300)) };
    with(&mut order, &[coupon(1, percent(1000)), coupon(2, delivery)]);
    let lines =
        order.lines.iter().map(|line| (line.discount.as_minor(), line.net.as_minor(), line.tax.as_minor()));
    assert_eq!(lines.collect::<Vec<_>>(), [(90, 810, 81), (20, 180, 13)]);
    let taken = order.coupons.iter().map(|one| (one.amount.as_minor(), one.delivery.as_minor()));
    assert_eq!(taken.collect::<Vec<_>>(), [(110, 0), (300, 300)]);
    assert_eq!((order.discount, order.delivery_fee), (Money::minor(410), Money::minor(50)));
    assert_eq!((order.tax, order.tip), (Money::minor(94), Money::minor(100)));
    assert_eq!(order.total, Money::minor(810 + 180 + 50 + 94 + 100));
    assert_eq!(whole_delivery_fee(&order), Money::minor(FEE), "it is known what the fee was before");
}

#[rstest]
#[case::under_way(Status::Ready, 1000, 0, None)]
#[case::paid_in_part(Status::Pending, 1000, 1, Some(true))]
#[case::paid(Status::Pending, 1000, 1000, Some(true))]
#[case::given_away(Status::Pending, 0, 0, Some(true))]
#[case::delivered_unpaid(Status::Delivered, 1000, 0, Some(false))]
#[case::called_off(Status::Cancelled, 1000, 0, Some(false))]
fn coupons_change_only_while_nothing_is_paid_and_it_is_under_way(
    #[case] status: Status,
    #[case] total: i64,
    #[case] paid: i64,
    #[case] refused: Option<bool>,
) {
    let expected = refused.map_or(Ok(()), |is_paid| Err(Refusal::OrderSettled { status, is_paid }));
    assert_eq!(require_unsettled(&tests::order(status, total, paid, 0)), expected);
}

#[test]
fn what_was_reduced_when_it_was_ordered_stays_so() {
    let mut order = placed(&[(450, 1, 1000), (200, 1, 1000)], 0, false);
    order.lines[0].is_reduced = true;
    with(&mut order, &[coupon(1, percent(5000))]);
    assert_eq!((order.lines[0].discount, order.lines[1].discount), (Money::ZERO, Money::minor(100)));
}

fn benefits() -> impl Strategy<Value = Benefit> {
    let rate = || (1_u32..=10_000).prop_map(BasisPoints::new);
    let cap = || prop::option::of((1_i64..2_000).prop_map(Money::minor));
    prop_oneof![
        (rate(), cap()).prop_map(|(rate, cap)| Benefit::Percentage { rate, cap }),
        (1_i64..5_000).prop_map(|value| Benefit::Fixed { value: Money::minor(value) }),
        (1_u32..4, 1_u32..3, prop::option::of(1_u32..4)).prop_map(|(buy, get, max_sets)| Benefit::BuyGet {
            buy,
            get,
            max_sets
        }),
        (1_i64..3_000, rate()).prop_map(|(from, rate)| {
            let step = |from, reward| TierStep { from: Money::minor(from), reward };
            let steps =
                vec![step(from, Reward::Fixed(Money::minor(99))), step(from * 2, Reward::Percentage(rate))];
            Benefit::Tiered { steps }
        }),
        (rate(), cap()).prop_map(|(rate, cap)| Benefit::Delivery { rate, cap }),
    ]
}

fn holds_its_laws(order: &Order) {
    let sum = |of: fn(&OrderLine) -> Money| order.lines.iter().map(of).sum::<Money>();
    let amounts: Money = order.coupons.iter().map(|one| one.amount).sum();
    let of_fee: Money = order.coupons.iter().map(|one| one.delivery).sum();
    assert_eq!(order.discount, amounts);
    assert_eq!(sum(|line| line.discount), amounts - of_fee);
    assert_eq!(order.delivery_fee + of_fee, Money::minor(FEE));
    assert!(
        order.lines.iter().all(|line| !line.net.is_negative() && line.net == line.base() - line.discount)
    );
    assert!(!order.delivery_fee.is_negative());
    assert_eq!(order.tax, sum(|line| line.tax));
    let on_top = if order.tax_included { Money::ZERO } else { order.tax };
    assert_eq!(order.total, sum(|line| line.net) + order.delivery_fee + order.tip + on_top);
}

proptest! {
    #[test]
    fn whatever_comes_and_goes_each_cent_is_somebodys_and_what_went_leaves_no_trace(
        lines in prop::collection::vec((1_i64..3_000, 1_u32..6, prop::sample::select(vec![0, 700, 1000])), 1..7),
        benefits in prop::collection::vec(benefits(), 1..4),
        tip in 0_i64..300,
        tax_included in any::<bool>(),
    ) {
        let before = placed(&lines, tip, tax_included);
        let coupons: Vec<Coupon> =
            (1..).zip(&benefits).map(|(number, benefit)| coupon(number, benefit.clone())).collect();
        let mut order = before.clone();
        for count in 1..=coupons.len() {
            with(&mut order, &coupons[..count]);
            holds_its_laws(&order);
            let mut at_once = before.clone();
            with(&mut at_once, &coupons[..count]);
            prop_assert_eq!(&order, &at_once, "one after the other is as all at once");
        }
        with(&mut order, &coupons[1..]);
        holds_its_laws(&order);
        with(&mut order, &[]);
        prop_assert_eq!(order, before);
    }
}
