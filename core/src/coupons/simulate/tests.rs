//! A simulation is what judging one order after the other comes to.

use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::accounts::Tier;
use crate::coupons::{Benefit, CouponCode, CustomerTerms, Limits, Minimum, Terms};

fn at(hours: i64) -> DateTime<Utc> {
    let noon: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
    noon + TimeDelta::hours(hours)
}

fn user(number: u8) -> UserId {
    UserId::from_uuid(Uuid::from_u128(u128::from(number) + 1))
}

/// Of hour `hours`: so many units of 5.00, arrived so many hours later.
fn order(number: usize, hours: i64, customer: Option<u8>, units: u32, arrives: Option<i64>) -> PastOrder {
    let line = PastLine {
        product: ProductId::from_uuid(Uuid::from_u128(7)),
        category: CategoryId::from_uuid(Uuid::from_u128(8)),
        unit_price: Money::minor(500),
        quantity: units,
        is_reduced: false,
    };
    PastOrder {
        id: OrderId::from_uuid(Uuid::from_u128(number as u128)),
        number: format!("A-{number:03}"),
        day: Shop::default().business_day(at(hours)),
        placed_at: at(hours),
        customer: customer.map(user),
        lines: vec![line],
        delivery_fee: Money::ZERO,
        used: Vec::new(),
        arrived: arrives
            .map(|later| Arrival { at: at(hours + later), spent: Money::minor(500).times(units) }),
    }
}

fn coupon(number: u128, terms: Terms) -> Coupon {
    Coupon {
        id: CouponId::from_uuid(Uuid::from_u128(number)),
        code: CouponCode::try_from(format!("CODE{number}").as_str()).unwrap(),
        description: String::new(),
        terms,
        held: 70,
        consumed: 70,
        is_active: false,
        is_public: true,
        owner: None,
        batch: None,
        archived_at: None,
        created_at: at(0),
        updated_at: at(0),
        version: 1,
    }
}

/// A tenth, next year.
fn tenth() -> Terms {
    Terms::of(Benefit::Percentage { rate: BasisPoints::new(1000), cap: None }, at(10_000))
}

fn tried(terms: Terms, orders: &[PastOrder]) -> Simulation {
    simulate(&coupon(1, terms), orders.to_vec(), &Background::default(), &Shop::default())
}

#[test]
fn neither_the_window_nor_the_switch_nor_the_uses_of_today_count() {
    let orders = [order(1, 0, None, 2, None), order(2, 1, None, 1, None)];
    let found = tried(Terms { limits: Limits { uses: Some(2), ..Limits::default() }, ..tenth() }, &orders);
    assert_eq!((found.orders, found.redemptions), (2, 2));
    assert_eq!((found.cost, found.revenue), (Money::minor(150), Money::minor(1500)));
    assert_eq!(found.cost_rate(), Some(BasisPoints::new(1000)));
    assert_eq!(found.changed[0].number, "A-001", "the larger discount first");
    assert_eq!(tried(tenth(), &[]).cost_rate(), None);
}

#[test]
fn the_past_of_a_buyer_is_what_it_was_then() {
    // Delivered after two hours; the second order is placed before that, the third after.
    let orders = [0, 1, 3].map(|hour| order(hour as usize, hour, Some(1), 1, Some(2)));
    let regulars = CustomerTerms { min_orders: Some(1), ..CustomerTerms::default() };
    let found = tried(Terms { customer: regulars, ..tenth() }, &orders);
    assert_eq!((found.redemptions, found.changed[0].number.as_str()), (1, "A-003"));
    assert_eq!(found.refused, BTreeMap::from([(Condition::MinCustomerOrders, 2)]));
    let firsts = CustomerTerms { tier: Tier::New, ..CustomerTerms::default() };
    let found = tried(Terms { customer: firsts, ..tenth() }, &orders);
    assert_eq!((found.redemptions, found.changed[0].number.as_str()), (1, "A-000"));
}

#[test]
fn other_coupons_stand_beside_it_only_where_all_of_them_may() {
    let with_other =
        PastOrder { used: vec![CouponId::from_uuid(Uuid::from_u128(2))], ..order(1, 0, None, 2, None) };
    let own = PastOrder { used: vec![CouponId::from_uuid(Uuid::from_u128(1))], ..order(2, 0, None, 2, None) };
    let combinable = |combinable| Terms { combinable, ..tenth() };
    let half = Terms {
        benefit: Benefit::Percentage { rate: BasisPoints::new(5000), cap: None },
        ..combinable(true)
    };
    let beside = BTreeMap::from([(CouponId::from_uuid(Uuid::from_u128(2)), coupon(2, half))]);
    let background = Background { beside, ..Background::default() };
    let run = |terms| simulate(&coupon(3, terms), vec![with_other.clone()], &background, &Shop::default());
    assert_eq!(run(combinable(true)).cost, Money::minor(50), "of what the other has left");
    assert_eq!(run(combinable(false)).refused, BTreeMap::from([(Condition::Combinable, 1)]));
    let itself = simulate(&coupon(1, combinable(false)), vec![own], &background, &Shop::default());
    assert_eq!(itself.cost, Money::minor(100), "it does not stand beside itself");
}

#[test]
fn a_coupon_of_somebodys_own_counts_for_nobody_else() {
    let own = Coupon { owner: Some(user(1)), ..coupon(1, tenth()) };
    let orders = [1, 2].map(|who| order(1, 0, Some(who), 1, None));
    let found = simulate(&own, orders, &Background::default(), &Shop::default());
    assert_eq!((found.redemptions, found.refused[&Condition::CustomerTier]), (1, 1));
}

type Made = (i64, Option<u8>, u32, Option<i64>);

fn made() -> impl Strategy<Value = Vec<Made>> {
    let order = (0_i64..30, prop::option::of(0_u8..4), 1_u32..5, prop::option::of(0_i64..60));
    prop::collection::vec(order, 0..40)
}

fn asked() -> impl Strategy<Value = Terms> {
    let few = || prop::option::of(1_u32..4);
    let tiers = prop::sample::select(vec![Tier::All, Tier::New, Tier::Regular]);
    let amounts = || prop::option::of(1_i64..5_000);
    (few(), few(), few(), few(), few(), tiers, amounts(), amounts()).prop_map(
        |(uses, own, days, least, most, tier, spent, value)| Terms {
            limits: Limits { uses: uses.map(|uses| uses * 4), uses_per_customer: own, interval_days: days },
            customer: CustomerTerms {
                tier,
                min_orders: least,
                max_orders: most,
                min_spent: spent.map(Money::minor),
            },
            minimum: Minimum {
                order_value: value.map(|value| Money::minor(value / 3)),
                ..Minimum::default()
            },
            ..tenth()
        },
    )
}

proptest! {
    /// The naive way: for each order all that came before is looked through.
    #[test]
    fn simulating_is_judging_one_by_one(made in made(), terms in asked(), earlier in prop::option::of(0_i64..20)) {
        let mut hour = 0;
        let orders: Vec<PastOrder> = made
            .iter()
            .enumerate()
            .map(|(number, (gap, customer, units, arrives))| {
                hour += gap;
                order(number, hour, *customer, *units, *arrives)
            })
            .collect();
        let shop = Shop::default();
        let before = Earlier {
            past: Patronage { placed: 3, delivered: 2, spent: Money::minor(9_000) },
            arrivals: earlier.map(|later| Arrival { at: at(later), spent: Money::minor(2_000) }).into_iter().collect(),
        };
        let known = Background { earlier: BTreeMap::from([(user(0), before.clone())]), ..Background::default() };
        let tried = Coupon { is_active: true, ..coupon(1, Terms { valid_from: at(-1), ..terms.clone() }) };
        let (mut used, mut refused): (Vec<(usize, Money)>, BTreeMap<Condition, u64>) = Default::default();
        for (index, order) in orders.iter().enumerate() {
            let own: Vec<&PastOrder> = orders[..index].iter().filter(|one| one.customer == order.customer).collect();
            let first = if order.customer == Some(user(0)) { before.clone() } else { Earlier::default() };
            let arrivals = own.iter().filter_map(|one| one.arrived).chain(first.arrivals);
            let arrived: Vec<Arrival> = arrivals.filter(|arrival| arrival.at <= order.placed_at).collect();
            let past = Patronage {
                placed: first.past.placed + own.len() as u64,
                delivered: first.past.delivered + arrived.len() as u64,
                spent: first.past.spent + arrived.iter().map(|arrival| arrival.spent).sum(),
            };
            let own_uses = used.iter().filter(|(at, _)| orders[*at].customer == order.customer);
            let own_uses: Vec<usize> = own_uses.map(|(at, _)| *at).collect();
            let uses = Uses {
                total: used.len() as u64,
                own: own_uses.len() as u64,
                last_own: own_uses.last().map(|at| orders[*at].placed_at),
            };
            let customer = order.customer.map(|_| Customer { past, ..Customer::default() });
            let judged = judge(&occasion(order, customer.as_ref(), &shop), &[InPlay { coupon: &tried, uses }]);
            match judged[0].failing().next() {
                Some(rule) => *refused.entry(rule.condition).or_default() += 1,
                None => used.push((index, judged[0].discount.amount())),
            }
        }
        let found = simulate(&coupon(1, terms), orders, &known, &shop);
        prop_assert_eq!(found.redemptions, used.len() as u64);
        prop_assert_eq!(found.cost, used.iter().map(|(_, discount)| *discount).sum());
        prop_assert_eq!(found.refused, refused);
    }
}
