//! Random purchases: a basket, a buyer, a moment, and codes that were used before.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use comanda_core::accounts::{Patronage, Tier};
use comanda_core::catalog::{Product, Shop};
use comanda_core::coupons::{
    BasketLine, Benefit, Buyer, Coupon, CouponCode, CustomerTerms, Day, Hours, InPlay, Limits, Minimum,
    Occasion, Offer, Reward, Schedule, Scope, Terms, TierStep, Uses, YearDay,
};
use comanda_core::money::{BasisPoints, Money};
use comanda_core::orders::place::Wish;
use comanda_core::quantity::Quantity;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::samples::{self, id, noon, product};

/// One purchase.
#[derive(Debug, Clone)]
pub struct World {
    pub shop: Shop,
    pub now: DateTime<Utc>,
    pub lines: Vec<Line>,
    pub is_delivered: bool,
    pub buyer: Buyer,
    pub coupons: Vec<(Coupon, Uses)>,
}

/// One line of it.
#[derive(Debug, Clone)]
pub struct Line {
    pub product: Product,
    pub quantity: Quantity,
}

impl Line {
    pub fn wish(&self) -> Wish<'_> {
        Wish { product: &self.product, quantity: self.quantity, options: &[] }
    }

    /// What one costs.
    pub fn price(&self) -> Money {
        self.product.sale_price.unwrap_or(self.product.price)
    }
}

impl World {
    pub fn in_play(&self) -> Vec<InPlay<'_>> {
        self.coupons.iter().map(|(coupon, uses)| InPlay { coupon, uses: *uses }).collect()
    }

    pub fn occasion(&self) -> Occasion<'_> {
        let line = |line: &'_ Line| BasketLine {
            product: line.product.id,
            category: line.product.category_id,
            name: "",
            unit_price: line.price(),
            quantity: line.quantity.get(),
            is_reduced: line.product.sale_price.is_some(),
        };
        Occasion {
            shop: &self.shop,
            now: self.now,
            lines: self.lines.iter().map(line).collect(),
            delivery_fee: if self.is_delivered { self.shop.delivery_fee } else { Money::ZERO },
            buyer: self.buyer,
        }
    }

    /// A few more of each dish.
    pub fn offers(&self) -> Vec<Offer<'_>> {
        self.lines
            .iter()
            .zip([9, 3, 17, 1, 5])
            .map(|(line, most)| Offer {
                product: line.product.id,
                category: line.product.category_id,
                name: &line.product.name,
                unit_price: line.price(),
                is_reduced: line.product.sale_price.is_some(),
                most,
            })
            .collect()
    }
}

prop_compose! {
    pub fn world()(
        lines in prop::collection::vec((0_usize..3, 1_i64..3000, prop::bool::weighted(0.15), 1_i64..7), 0..6),
        coupons in prop::collection::vec((coupon(), uses()), 1..4),
        hours in 0_i64..3 * 365 * 24,
        minutes in select(vec![0_i64, 0, 1, 30, 59]),
        fee in select(vec![0_i64, 1, 250, 499]),
        (is_delivered, buyer) in (any::<bool>(), buyer()),
    ) -> World {
        let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        let now = start + TimeDelta::hours(hours) + TimeDelta::minutes(minutes);
        let line = |(number, (category, price, is_reduced, quantity)): (usize, (usize, i64, bool, i64))| Line {
            product: Product {
                category_id: id(100 + category),
                sale_price: is_reduced.then(|| Money::minor((price + 1) / 2)),
                ..product(number + 1, price.max(2))
            },
            quantity: Quantity::try_from(quantity).unwrap(),
        };
        let shop = Shop {
            time_zone: chrono_tz::Europe::Berlin,
            delivery_fee: Money::minor(fee),
            ..Shop::default()
        };
        let number = |(number, (mut coupon, uses)): (usize, (Coupon, Uses))| {
            coupon.id = id(number + 1);
            coupon.code = CouponCode::try_from(format!("CODE{number}").as_str()).unwrap();
            // Windows are told from the moment itself, so that about half of them are open.
            coupon.terms.valid_from = now + (coupon.terms.valid_from - start);
            coupon.terms.valid_until = coupon.terms.valid_until.map(|until| now + (until - start));
            (coupon, Uses { last_own: uses.last_own.map(|last| now - (last - start)), ..uses })
        };
        World {
            shop,
            now,
            lines: lines.into_iter().enumerate().map(line).collect(),
            is_delivered,
            buyer,
            coupons: coupons.into_iter().enumerate().map(number).collect(),
        }
    }
}

fn buyer() -> impl Strategy<Value = Buyer> {
    let customer = (select(Tier::ALL.to_vec()), 0_u64..5, 0_u64..5, 0_i64..20_000).prop_map(
        |(tier, placed, delivered, spent)| Buyer::Customer {
            tier,
            past: Patronage { placed, delivered, spent: Money::minor(spent) },
        },
    );
    prop_oneof![1 => Just(Buyer::Guest), 3 => customer]
}

fn uses() -> impl Strategy<Value = Uses> {
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    (0_u64..6, 0_u64..3, prop::option::of(0_i64..40)).prop_map(move |(total, own, days)| Uses {
        total,
        own,
        last_own: days.map(|days| start + TimeDelta::days(days)),
    })
}

fn rate() -> impl Strategy<Value = BasisPoints> {
    select(vec![1_u32, 333, 1000, 1250, 5000, 9999, 10_000]).prop_map(BasisPoints::new)
}

fn some_money() -> impl Strategy<Value = Money> {
    prop_oneof![1_i64..50, 50_i64..6000].prop_map(Money::minor)
}

fn benefit() -> impl Strategy<Value = Benefit> {
    let cap = || prop::option::weighted(0.3, some_money());
    let reward = prop_oneof![rate().prop_map(Reward::Percentage), some_money().prop_map(Reward::Fixed)];
    let steps = prop::collection::vec((1_i64..2500, reward), 1..4).prop_map(|steps| {
        let mut from = 0;
        steps
            .into_iter()
            .map(|(more, reward)| {
                from += more;
                TierStep { from: Money::minor(from), reward }
            })
            .collect()
    });
    prop_oneof![
        (rate(), cap()).prop_map(|(rate, cap)| Benefit::Percentage { rate, cap }),
        some_money().prop_map(|value| Benefit::Fixed { value }),
        (1_u32..4, 1_u32..3, prop::option::weighted(0.3, 1_u32..3))
            .prop_map(|(buy, get, max_sets)| Benefit::BuyGet { buy, get, max_sets }),
        steps.prop_map(|steps| Benefit::Tiered { steps }),
        (rate(), cap()).prop_map(|(rate, cap)| Benefit::Delivery { rate, cap }),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    let products = || prop_oneof![6 => Just(vec![]), 1 => subsequence(vec![1_usize, 2, 3, 4], 0..3)];
    let sections = || prop_oneof![6 => Just(vec![]), 1 => subsequence(vec![100_usize, 101, 102], 0..3)];
    (products(), sections(), products(), sections(), any::<bool>()).prop_map(
        |(products, categories, no_products, no_categories, with_reduced)| Scope {
            products: products.into_iter().map(id).collect(),
            categories: categories.into_iter().map(id).collect(),
            excluded_products: no_products.into_iter().map(id).collect(),
            excluded_categories: no_categories.into_iter().map(id).collect(),
            with_reduced,
        },
    )
}

/// Mostly nothing is asked: else no code would ever count.
fn rarely<T: Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.05, value)
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let hours = (0_u32..24, 0_u32..24).prop_filter("not empty", |(start, end)| start != end).prop_map(
        |(start, end)| Hours {
            start: NaiveTime::from_hms_opt(start, 0, 0).unwrap(),
            end: NaiveTime::from_hms_opt(end, 0, 0).unwrap(),
        },
    );
    let days = rarely(subsequence(Day::ALL.to_vec(), 1..7));
    let months = rarely(subsequence((1_u32..=12).collect::<Vec<_>>(), 1..12));
    let dates = rarely(select(vec!["12-24", "02-29", "12-31", "03-29", "10-25"]));
    (rarely(hours), days, months, dates).prop_map(|(hours, days, months, dates)| Schedule {
        hours,
        days: days.into_iter().flatten().collect(),
        months: months.into_iter().flatten().collect(),
        dates: dates.into_iter().map(|date| date.parse::<YearDay>().unwrap()).collect::<BTreeSet<_>>(),
    })
}

prop_compose! {
    fn terms()(
        (benefit, scope, schedule) in (benefit(), scope(), schedule()),
        window in (rarely(-5_i64..5), rarely(-5_i64..50)),
        minimum in (rarely(1_i64..9000), rarely(1_u32..12), rarely(1_u32..6)),
        customer in (rarely(select(Tier::ALL.to_vec())), rarely(0_u32..4), rarely(0_u32..4), rarely(1_i64..9000)),
        limits in (rarely(1_u32..8), rarely(1_u32..4), rarely(1_u32..40)),
        combinable in prop::bool::weighted(0.9),
    ) -> Terms {
        let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        let (from, until) = window;
        let (order_value, order_items, category_items) = minimum;
        let (tier, min_orders, max_orders, min_spent) = customer;
        let (uses, uses_per_customer, interval_days) = limits;
        Terms {
            scope,
            schedule,
            valid_until: until.map(|days| start + TimeDelta::days(days)),
            minimum: Minimum { order_value: order_value.map(Money::minor), order_items, category_items },
            customer: CustomerTerms {
                tier: tier.unwrap_or(Tier::All),
                min_orders,
                max_orders,
                min_spent: min_spent.map(Money::minor),
            },
            limits: Limits { uses, uses_per_customer, interval_days },
            combinable,
            ..Terms::of(benefit, start + TimeDelta::days(from.unwrap_or(-30)))
        }
    }
}

fn coupon() -> impl Strategy<Value = Coupon> {
    (terms(), prop::bool::weighted(0.97), prop::bool::weighted(0.03)).prop_map(
        |(terms, is_active, is_gone)| {
            let archived_at = is_gone.then(noon);
            Coupon {
                terms,
                is_active,
                archived_at,
                ..samples::coupon("CODE", Benefit::Fixed { value: Money::ZERO })
            }
        },
    )
}
