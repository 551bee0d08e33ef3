//! Whether codes count on a purchase: every rule of every one of them, and what each takes off.

use chrono::{DateTime, TimeDelta, Utc};

use super::amount::{self, discounts};
use super::occasion::{BasketLine, Buyer, InPlay, Occasion};
use super::rule::{Condition, Facts, Rule};
use super::{AppliedCoupon, Benefit, Coupon};
use crate::accounts::{Patronage, Tier};
use crate::money::Money;
use crate::pricing::Discount;

/// What came out about one coupon.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    /// Which.
    pub coupon: &'a Coupon,
    /// Every rule, in the order of [`Condition::ALL`].
    pub rules: Vec<Rule>,
    /// What it takes off; where a rule fails, what it would.
    pub discount: Discount,
}

impl Judged<'_> {
    /// True when no rule fails: it counts.
    pub fn is_valid(&self) -> bool {
        !self.rules.iter().any(Rule::fails)
    }

    /// What it takes off, as an order keeps it.
    pub fn applied(&self) -> AppliedCoupon {
        AppliedCoupon {
            coupon: self.coupon.id,
            code: self.coupon.code.to_string(),
            amount: self.discount.amount(),
            delivery: self.discount.delivery,
        }
    }

    /// The rules that fail.
    pub fn failing(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.fails())
    }
}

/// Judges each of `in_play` beside the others, in their order. Together they are valid when each of them is.
pub fn judge<'a>(occasion: &Occasion<'_>, in_play: &[InPlay<'a>]) -> Vec<Judged<'a>> {
    let taken = discounts(occasion, in_play);
    let amounts: Vec<Money> = taken.iter().map(Discount::amount).collect();
    let alone = |one: &InPlay<'a>| discounts(occasion, std::slice::from_ref(one))[0].amount();
    let crowded: Vec<bool> = in_play
        .iter()
        .zip(&amounts)
        .map(|(one, amount)| in_play.len() > 1 && amount.is_zero() && !alone(one).is_zero())
        .collect();
    in_play
        .iter()
        .zip(taken)
        .enumerate()
        .map(|(index, (one, discount))| {
            let together = Together { index, in_play, crowded: &crowded };
            Judged { coupon: one.coupon, rules: rules(occasion, one, &together, discount.amount()), discount }
        })
        .collect()
}

/// One coupon among the others.
struct Together<'s, 'a> {
    index: usize,
    in_play: &'s [InPlay<'a>],
    /// For each of them: alone it would take something, beside the others it takes nothing.
    crowded: &'s [bool],
}

fn rules(occasion: &Occasion<'_>, one: &InPlay<'_>, together: &Together<'_, '_>, taken: Money) -> Vec<Rule> {
    let (coupon, terms) = (one.coupon, &one.coupon.terms);
    let eligible: Vec<bool> = occasion.lines.iter().map(|line| terms.scope.covers(line)).collect();
    let local = occasion.now.with_timezone(&occasion.shop.time_zone).naive_local();
    let time = || Facts::Time(occasion.now);
    let is_withdrawn = coupon.archived_at.is_some();
    let in_window =
        occasion.now >= terms.valid_from && terms.valid_until.is_none_or(|until| occasion.now < until);
    let when = |asked: bool, condition, holds: bool| {
        if asked { Rule::of(condition, holds, time()) } else { Rule::unasked(condition) }
    };
    let mut rules = vec![
        Rule::of(Condition::Active, coupon.is_active && !is_withdrawn, Facts::Switch { is_withdrawn }),
        Rule::of(Condition::Dates, in_window, time()),
        at_most(Condition::MaxUses, terms.limits.uses, one.uses.total),
        when(terms.schedule.has_hours(), Condition::Hours, terms.schedule.in_hours(local)),
        when(terms.schedule.has_season(), Condition::Season, terms.schedule.in_season(local)),
    ];
    rules.extend(of_buyer(occasion, one));
    rules.extend(of_basket(occasion, coupon, &eligible));
    rules.push(combinable(coupon, together));
    rules.push(gives(occasion, coupon, &eligible, together, taken));
    rules
}

fn at_most(condition: Condition, most: Option<u32>, taken: u64) -> Rule {
    let Some(most) = most.map(u64::from) else { return Rule::unasked(condition) };
    Rule::of(condition, taken < most, Facts::Count { have: taken, need: most })
}

/// What is asked of the buyer. Nobody knows the past of a guest.
fn of_buyer(occasion: &Occasion<'_>, one: &InPlay<'_>) -> Vec<Rule> {
    let (wanted, limits) = (&one.coupon.terms.customer, &one.coupon.terms.limits);
    let asked = [
        (Condition::CustomerTier, wanted.tier != Tier::All),
        (Condition::MinCustomerOrders, wanted.min_orders.is_some()),
        (Condition::MaxCustomerOrders, wanted.max_orders.is_some()),
        (Condition::MinCustomerSpent, wanted.min_spent.is_some()),
        (Condition::MaxUsesPerUser, limits.uses_per_customer.is_some()),
        (Condition::UsageInterval, limits.interval_days.is_some()),
    ];
    let rule = |(condition, is_asked): (Condition, bool)| match (is_asked, occasion.buyer) {
        (false, _) => Rule::unasked(condition),
        (true, Buyer::Guest) => Rule::of(condition, false, Facts::Guest),
        (true, Buyer::Customer { tier, past }) => of_customer(condition, one, tier, &past, occasion.now),
    };
    asked.into_iter().map(rule).collect()
}

fn of_customer(
    condition: Condition,
    one: &InPlay<'_>,
    tier: Tier,
    past: &Patronage,
    now: DateTime<Utc>,
) -> Rule {
    let (wanted, limits) = (&one.coupon.terms.customer, &one.coupon.terms.limits);
    match condition {
        Condition::CustomerTier => {
            Rule::of(condition, tier.includes(wanted.tier), Facts::Tier { have: tier, need: wanted.tier })
        }
        Condition::MinCustomerOrders => {
            let (have, need) = (past.delivered, u64::from(wanted.min_orders.unwrap_or(0)));
            Rule::of(condition, have >= need, Facts::Count { have, need })
        }
        Condition::MaxCustomerOrders => {
            let (have, need) = (past.placed, u64::from(wanted.max_orders.unwrap_or(u32::MAX)));
            Rule::of(condition, have <= need, Facts::Count { have, need })
        }
        Condition::MinCustomerSpent => {
            let (have, need) = (past.spent, wanted.min_spent.unwrap_or_default());
            Rule::of(condition, have >= need, Facts::Amount { have, need })
        }
        Condition::MaxUsesPerUser => at_most(condition, limits.uses_per_customer, one.uses.own),
        _ => {
            let days = limits.interval_days.map_or(0, i64::from);
            match one.uses.last_own.map(|last| last + TimeDelta::days(days)) {
                Some(again) => Rule::of(condition, now >= again, Facts::Again(again)),
                None => Rule::of(condition, true, Facts::Nothing),
            }
        }
    }
}

/// What is asked of the basket as it was before any coupon.
fn of_basket(occasion: &Occasion<'_>, coupon: &Coupon, eligible: &[bool]) -> [Rule; 4] {
    let (minimum, scope) = (&coupon.terms.minimum, &coupon.terms.scope);
    let units = |counts: &dyn Fn(&BasketLine<'_>) -> bool| -> u64 {
        occasion.lines.iter().filter(|line| counts(line)).map(|line| u64::from(line.quantity)).sum()
    };
    let value = minimum.order_value.map_or_else(
        || Rule::unasked(Condition::MinOrderValue),
        |need| {
            let have = occasion.goods();
            Rule::of(Condition::MinOrderValue, have >= need, Facts::Amount { have, need })
        },
    );
    let at_least = |condition, need: Option<u32>, have: u64| match need.map(u64::from) {
        Some(need) => Rule::of(condition, have >= need, Facts::Count { have, need }),
        None => Rule::unasked(condition),
    };
    let counting = eligible.iter().filter(|counts| **counts).count();
    let would_count = |line: &BasketLine<'_>| scope.covers(&BasketLine { is_reduced: false, ..*line });
    let are_reduced = occasion.lines.iter().any(|line| !scope.covers(line) && would_count(line));
    let lines = Facts::Lines { counting: counting as u64, of: eligible.len() as u64, are_reduced };
    [
        value,
        at_least(Condition::MinOrderItems, minimum.order_items, units(&|_| true)),
        at_least(
            Condition::MinCategoryItems,
            minimum.category_items,
            units(&|line| scope.is_of_categories(line)),
        ),
        Rule::of(Condition::EligibleItems, counting > 0, lines),
    ]
}

/// Alone, every coupon may stand. Beside others each must be allowed to, and none may take all that another would.
fn combinable(coupon: &Coupon, together: &Together<'_, '_>) -> Rule {
    let others: Vec<(&InPlay<'_>, bool)> = together
        .in_play
        .iter()
        .zip(together.crowded.iter().copied())
        .enumerate()
        .filter(|(index, _)| *index != together.index)
        .map(|(_, other)| other)
        .collect();
    if others.is_empty() {
        return Rule::unasked(Condition::Combinable);
    }
    let codes = |wanted: &dyn Fn(&InPlay<'_>, bool) -> bool| -> Vec<_> {
        let in_the_way = others.iter().filter(|(other, crowded)| wanted(other, *crowded));
        in_the_way.map(|(other, _)| other.coupon.code.clone()).collect()
    };
    let stubborn = codes(&|other, _| !coupon.terms.combinable || !other.coupon.terms.combinable);
    if !stubborn.is_empty() {
        let facts = Facts::Others { in_the_way: stubborn, takes_all: false };
        return Rule::of(Condition::Combinable, false, facts);
    }
    let crowded_out = codes(&|_, crowded| crowded || together.crowded[together.index]);
    let holds = crowded_out.is_empty();
    Rule::of(Condition::Combinable, holds, Facts::Others { in_the_way: crowded_out, takes_all: !holds })
}

/// A discount of nothing takes no use.
fn gives(
    occasion: &Occasion<'_>,
    coupon: &Coupon,
    eligible: &[bool],
    together: &Together<'_, '_>,
    taken: Money,
) -> Rule {
    if !eligible.contains(&true) || together.crowded[together.index] {
        return Rule::unasked(Condition::Discount);
    }
    let facts = match &coupon.terms.benefit {
        Benefit::Tiered { steps } if taken.is_zero() => {
            let need = steps.first().map_or(Money::ZERO, |step| step.from);
            Facts::Amount { have: amount::whole_base(occasion, eligible), need }
        }
        Benefit::BuyGet { buy, get, .. } if taken.is_zero() => {
            let counting = occasion.lines.iter().zip(eligible).filter(|(_, counts)| **counts);
            let have = counting.map(|(line, _)| u64::from(line.quantity)).sum();
            Facts::Count { have, need: u64::from(buy + get) }
        }
        _ => Facts::Taken(taken),
    };
    Rule::of(Condition::Discount, !taken.is_zero(), facts)
}
