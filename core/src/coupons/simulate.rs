//! A coupon tried on orders of the past: what it would have taken off, and which rule the other orders fail at. Each
//! order is judged by [`judge`] as it was when it was placed, with the buyer's past as it was then and the uses that
//! the simulation made until then. Called by `flows::coupons::simulate`.
//!
//! What comes out is an upper bound: everybody who could have used the coupon is taken to have used it. Whether it is
//! switched on, and its window, are taken as given: a draft for next month is tried on last month.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::judge::judge;
use super::occasion::{BasketLine, Buyer, InPlay, Occasion, Uses};
use super::rule::Condition;
use super::{Coupon, Judged};
use crate::accounts::Patronage;
use crate::catalog::Shop;
use crate::id::{CategoryId, CouponId, OrderId, ProductId, UserId};
use crate::money::{BasisPoints, Money, round_half_up};
use crate::time::BusinessDay;

/// The most orders that are told of one by one.
pub const MOST_TOLD: usize = 50;

/// An order that was placed and not called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastOrder {
    /// Which.
    pub id: OrderId,
    /// The number people called out.
    pub number: String,
    /// The day of trade it belongs to.
    pub day: BusinessDay,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// Whose; none: a guest's.
    pub customer: Option<UserId>,
    /// What.
    pub lines: Vec<PastLine>,
    /// What its delivery cost before coupons.
    pub delivery_fee: Money,
    /// The coupons that it used.
    pub used: Vec<CouponId>,
    /// When it arrived, where it did.
    pub arrived: Option<Arrival>,
}

/// A line of such an order, at the prices of then and in the section of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastLine {
    /// Of what.
    pub product: ProductId,
    /// Of which section.
    pub category: CategoryId,
    /// What one cost, options included.
    pub unit_price: Money,
    /// How many.
    pub quantity: u32,
    /// Its price was reduced.
    pub is_reduced: bool,
}

/// When an order arrived, and what of it stayed paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: DateTime<Utc>,
    /// Paid less refunded.
    pub spent: Money,
}

/// What a customer had bought before the first of the orders that are tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// What had been placed and had arrived by then.
    pub past: Patronage,
    /// What arrived later.
    pub arrivals: Vec<Arrival>,
}

/// What else is known of those times.
#[derive(Debug, Clone, Default)]
pub struct Background {
    /// Of customers who had bought something.
    pub earlier: BTreeMap<UserId, Earlier>,
    /// The other coupons that the orders used, as they are today.
    pub beside: BTreeMap<CouponId, Coupon>,
}

/// What a coupon would have come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Simulation {
    /// Orders that were tried.
    pub orders: u64,
    /// Those for which it would have counted.
    pub redemptions: u64,
    /// What it would have taken off them.
    pub cost: Money,
    /// What their goods came to before any discount.
    pub revenue: Money,
    /// How often each rule was the first that failed.
    pub refused: BTreeMap<Condition, u64>,
    /// Those that it takes the most off, at most [`MOST_TOLD`].
    pub changed: Vec<Changed>,
}

/// An order that a coupon would have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub id: OrderId,
    /// The number people called out.
    pub number: String,
    /// The day of trade it belongs to.
    pub day: BusinessDay,
    /// What the goods came to.
    pub goods: Money,
    /// What would have been taken off.
    pub discount: Money,
}

impl Simulation {
    /// What it would have taken off, of what those goods came to; nothing where they came to nothing.
    pub fn cost_rate(&self) -> Option<BasisPoints> {
        if self.revenue <= Money::ZERO {
            return None;
        }
        let part = i128::from(self.cost.as_minor()) * 10_000;
        let rate = round_half_up(part, i128::from(self.revenue.as_minor()));
        u32::try_from(rate).ok().map(BasisPoints::new)
    }
}

/// Tries `coupon` on orders of the past, which come in the order in which they were placed.
pub fn simulate(
    coupon: &Coupon,
    past: impl IntoIterator<Item = PastOrder>,
    background: &Background,
    shop: &Shop,
) -> Simulation {
    let mut run = Run {
        coupon: at_any_time(coupon),
        background,
        shop,
        total: 0,
        buyers: BTreeMap::new(),
        found: Simulation::default(),
    };
    for order in past {
        run.place(order);
    }
    let mut found = run.found;
    // Of equal ones the earlier comes first: it is sorted by when they were placed, and stays so.
    found.changed.sort_by_key(|changed| Reverse(changed.discount));
    found.changed.truncate(MOST_TOLD);
    found
}

/// The coupon, switched on and in its window whenever it is asked for.
fn at_any_time(coupon: &Coupon) -> Coupon {
    let mut tried = coupon.clone();
    (tried.is_active, tried.archived_at) = (true, None);
    (tried.terms.valid_from, tried.terms.valid_until) = (DateTime::<Utc>::MIN_UTC, None);
    tried
}

/// A customer between two orders.
#[derive(Default)]
struct Customer {
    past: Patronage,
    on_the_way: Vec<Arrival>,
    uses: u64,
    last_use: Option<DateTime<Utc>>,
}

impl Customer {
    /// What arrived until `now` belongs to the past.
    fn wait_until(&mut self, now: DateTime<Utc>) {
        for arrival in self.on_the_way.extract_if(.., |arrival| arrival.at <= now) {
            self.past.delivered += 1;
            self.past.spent += arrival.spent;
        }
    }
}

struct Run<'a> {
    coupon: Coupon,
    background: &'a Background,
    shop: &'a Shop,
    /// Uses by all together.
    total: u64,
    buyers: BTreeMap<UserId, Customer>,
    found: Simulation,
}

impl Run<'_> {
    fn place(&mut self, order: PastOrder) {
        let mut customer = order.customer.map(|id| self.customer(id, order.placed_at));
        let occasion = occasion(&order, customer.as_ref(), self.shop);
        let uses = Uses {
            total: self.total,
            own: customer.as_ref().map_or(0, |customer| customer.uses),
            last_own: customer.as_ref().and_then(|customer| customer.last_use),
        };
        let outcome = self.outcome(&order, &occasion, uses);
        let goods = occasion.goods();
        self.found.orders += 1;
        if let Err(first) = outcome {
            *self.found.refused.entry(first).or_default() += 1;
        } else if let Some(customer) = &mut customer {
            customer.uses += 1;
            customer.last_use = Some(order.placed_at);
        }
        if let Some((id, mut customer)) = order.customer.zip(customer) {
            customer.past.placed += 1;
            customer.on_the_way.extend(order.arrived);
            self.buyers.insert(id, customer);
        }
        if let Ok(discount) = outcome {
            self.total += 1;
            self.found.redemptions += 1;
            self.found.cost += discount;
            self.found.revenue += goods;
            let PastOrder { id, number, day, .. } = order;
            self.found.changed.push(Changed { id, number, day, goods, discount });
        }
    }

    /// The customer as they were at `now`, taken out until they have ordered.
    fn customer(&mut self, id: UserId, now: DateTime<Utc>) -> Customer {
        let mut customer = self.buyers.remove(&id).unwrap_or_else(|| {
            let earlier = self.background.earlier.get(&id).cloned().unwrap_or_default();
            Customer { past: earlier.past, on_the_way: earlier.arrivals, ..Customer::default() }
        });
        customer.wait_until(now);
        customer
    }

    /// What it takes off, or the first rule that fails.
    fn outcome(&self, order: &PastOrder, occasion: &Occasion<'_>, uses: Uses) -> Result<Money, Condition> {
        if self.coupon.owner.is_some() && self.coupon.owner != order.customer {
            // Nobody else knows of it.
            return Err(Condition::CustomerTier);
        }
        let others = order.used.iter().filter(|id| **id != self.coupon.id);
        let others = others.filter_map(|id| self.background.beside.get(id));
        let mut in_play = vec![InPlay { coupon: &self.coupon, uses }];
        in_play.extend(others.map(|coupon| InPlay { coupon, uses: Uses::default() }));
        let judged = judge(occasion, &in_play);
        let own: &Judged<'_> = &judged[0];
        match own.failing().next() {
            Some(rule) => Err(rule.condition),
            None => Ok(own.discount.amount()),
        }
    }
}

/// The purchase as it was.
fn occasion<'a>(order: &PastOrder, customer: Option<&Customer>, shop: &'a Shop) -> Occasion<'a> {
    let line = |line: &PastLine| BasketLine {
        product: line.product,
        category: line.category,
        name: "",
        unit_price: line.unit_price,
        quantity: line.quantity,
        is_reduced: line.is_reduced,
    };
    let buyer = customer.map_or(Buyer::Guest, |customer| {
        let past = customer.past;
        Buyer::Customer { tier: past.tier(&shop.tiers), past }
    });
    Occasion {
        shop,
        now: order.placed_at,
        lines: order.lines.iter().map(line).collect(),
        delivery_fee: order.delivery_fee,
        buyer,
    }
}

#[cfg(test)]
mod tests;
