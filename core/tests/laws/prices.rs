//! Laws of a total.

use std::collections::BTreeMap;

use comanda_core::catalog::TaxMode;
use comanda_core::money::{BasisPoints, Money};
use comanda_core::pricing::{self, Charges, Discount, Item, Line, Quote, Step};
use comanda_core::quantity::Quantity;
use proptest::prelude::*;

#[derive(Debug)]
struct Bill {
    items: Vec<Item>,
    discounts: Vec<Discount>,
    charges: Charges,
    mode: TaxMode,
}

impl Bill {
    fn quote(&self) -> Quote {
        pricing::quote(&self.items, &self.discounts, self.charges, self.mode)
    }
}

fn an_item() -> impl Strategy<Value = Item> {
    let price = prop_oneof![0_i64..20, 0_i64..100_000, Just(99_999_999)];
    let rate = prop::sample::select(vec![0_u32, 500, 700, 825, 1000, 1900, 10_000]);
    (price.clone(), prop::option::of(price), 0_i64..500, 1_i64..=999, rate).prop_map(
        |(price, sale_price, options, quantity, rate)| Item {
            price: Money::minor(price),
            sale_price: sale_price.map(Money::minor),
            options: Money::minor(options),
            quantity: Quantity::try_from(quantity).unwrap(),
            tax_rate: BasisPoints::new(rate),
        },
    )
}

/// Bills whose discounts take a random part, up to all, of what each line and the delivery still cost.
fn a_bill() -> impl Strategy<Value = Bill> {
    let parts = prop::collection::vec(prop::collection::vec(0_i64..=4, 13), 0..4);
    (prop::collection::vec(an_item(), 1..12), parts, 0_i64..2000, 0_i64..2000, any::<bool>()).prop_map(
        |(items, parts, fee, tip, inclusive)| {
            let mut left: Vec<i64> = items.iter().map(|item| item.base().as_minor()).collect();
            let mut fee_left = fee;
            let take = |left: &mut i64, quarters: i64| {
                let part = *left * quarters / 4;
                *left -= part;
                Money::minor(part)
            };
            let discounts = parts
                .iter()
                .map(|quarters| Discount {
                    label: "Discount".to_owned(),
                    shares: left.iter_mut().zip(quarters).map(|(left, part)| take(left, *part)).collect(),
                    delivery: take(&mut fee_left, quarters[12]),
                })
                .collect();
            Bill {
                items,
                discounts,
                charges: Charges { delivery_fee: Money::minor(fee), tip: Money::minor(tip) },
                mode: if inclusive { TaxMode::Inclusive } else { TaxMode::Exclusive },
            }
        },
    )
}

fn sum(lines: &[Line], part: fn(&Line) -> Money) -> Money {
    lines.iter().map(part).sum()
}

/// a/b rounded half up, written as on the page of rules.
fn hu(a: i128, b: i128) -> i64 {
    i64::try_from((a + b / 2).div_euclid(b)).unwrap()
}

proptest! {
    #[test]
    fn a_total_is_nets_and_fee_and_tax_and_tip(bill in a_bill()) {
        let quote = bill.quote();
        let on_top = if bill.mode == TaxMode::Exclusive { quote.tax } else { Money::ZERO };
        prop_assert_eq!(
            quote.total,
            sum(&quote.lines, |line| line.net) + quote.delivery_fee + on_top + bill.charges.tip
        );
        prop_assert_eq!(quote.tax, sum(&quote.lines, |line| line.tax));
        prop_assert_eq!(quote.subtotal, sum(&quote.lines, |line| line.base));
    }

    #[test]
    fn what_lines_and_delivery_lose_is_what_the_discounts_give(bill in a_bill()) {
        let quote = bill.quote();
        let given: Money = bill.discounts.iter().map(Discount::amount).sum();
        let off_delivery = bill.charges.delivery_fee - quote.delivery_fee;
        prop_assert_eq!(sum(&quote.lines, |line| line.discount) + off_delivery, given);
        prop_assert_eq!(quote.discount, given);
    }

    #[test]
    fn no_line_and_no_fee_costs_less_than_nothing(bill in a_bill()) {
        let quote = bill.quote();
        for line in &quote.lines {
            prop_assert!(!line.net.is_negative() && !line.tax.is_negative());
            prop_assert_eq!(line.net, line.base - line.discount);
        }
        prop_assert!(!quote.delivery_fee.is_negative());
    }

    #[test]
    fn tax_is_rounded_once_per_rate(bill in a_bill()) {
        let quote = bill.quote();
        let mut groups: BTreeMap<BasisPoints, (i128, i64)> = BTreeMap::new();
        for (item, line) in bill.items.iter().zip(&quote.lines) {
            let group = groups.entry(item.tax_rate).or_default();
            group.0 += i128::from(line.net.as_minor());
            group.1 += line.tax.as_minor();
        }
        for (rate, (net, tax)) in groups {
            let rate = i128::from(rate.get());
            let owed = match bill.mode {
                TaxMode::Exclusive => hu(net * rate, 10_000),
                TaxMode::Inclusive => i64::try_from(net).unwrap() - hu(net * 10_000, 10_000 + rate),
            };
            prop_assert_eq!(tax, owed, "at {} basis points of {}", rate, net);
        }
    }

    #[test]
    fn the_derivation_adds_up_to_the_total(bill in a_bill()) {
        let quote = bill.quote();
        let adds = |step: &Step| match step {
            Step::Discount { amount, .. } => -*amount,
            Step::Tax { included: true, .. } => Money::ZERO,
            Step::Base { amount, .. }
            | Step::DeliveryFee { amount }
            | Step::Tip { amount }
            | Step::Tax { amount, included: false, .. } => *amount,
        };
        prop_assert_eq!(quote.steps.iter().map(adds).sum::<Money>(), quote.total);
    }
}

#[test]
fn the_largest_order_there_may_be_is_priced() {
    let item = Item {
        price: Money::MAX_INPUT,
        sale_price: None,
        options: Money::MAX_INPUT.times(200),
        quantity: Quantity::try_from(i64::from(Quantity::MAX)).unwrap(),
        tax_rate: BasisPoints::new(10_000),
    };
    let charges = Charges { delivery_fee: Money::MAX_INPUT, tip: Money::MAX_INPUT };
    let quote = pricing::quote(&[item; 200], &[], charges, TaxMode::Exclusive);
    assert_eq!(quote.tax, quote.subtotal);
}
