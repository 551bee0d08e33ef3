//! The model: coupons worked out as on paper, one unit after the other, without anything of the engine. Cents are
//! plain numbers, a moment is a day and a minute, and every rule is a sentence of its own.

use chrono::{Datelike, NaiveDate, Timelike};
use comanda_core::accounts::Tier;
use comanda_core::coupons::{Benefit, Buyer, Coupon, Reward, Uses};
use comanda_core::money::Money;

use super::worlds::{Line, World};

/// What one coupon takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Takes {
    pub lines: Vec<i64>,
    pub delivery: i64,
}

impl Takes {
    fn all(&self) -> i64 {
        self.lines.iter().sum::<i64>() + self.delivery
    }
}

/// For each coupon whether it counts, and what it takes.
pub fn judge(world: &World) -> Vec<(bool, Takes)> {
    let coupons: Vec<&Coupon> = world.coupons.iter().map(|(coupon, _)| coupon).collect();
    let takes = take_in_turn(world, &coupons);
    let starved: Vec<bool> = coupons
        .iter()
        .zip(&takes)
        .map(|(coupon, takes)| takes.all() == 0 && take_in_turn(world, &[coupon])[0].all() > 0)
        .collect();
    let may_stand_together = coupons.len() == 1
        || (coupons.iter().all(|coupon| coupon.terms.combinable) && !starved.contains(&true));
    // One that may not stand with any other spoils it for itself and for the others.
    let spoilt = |index: usize| {
        let own = !coupons[index].terms.combinable;
        let other =
            coupons.iter().enumerate().any(|(place, other)| place != index && !other.terms.combinable);
        coupons.len() > 1 && (own || other || starved.contains(&true))
    };
    world
        .coupons
        .iter()
        .enumerate()
        .map(|(index, (coupon, uses))| {
            let counts = asks_nothing_in_vain(world, coupon, uses)
                && takes[index].all() > 0
                && (may_stand_together || !spoilt(index));
            (counts, takes[index].clone())
        })
        .collect()
}

/// A dish of the basket, unit by unit.
struct Unit {
    line: usize,
    cents: i64,
    is_free: bool,
}

fn cents(line: &Line) -> i64 {
    line.price().as_minor()
}

fn counts(coupon: &Coupon, line: &Line) -> bool {
    let scope = &coupon.terms.scope;
    let (dish, section) = (line.product.id, line.product.category_id);
    if scope.excluded_products.contains(&dish) || scope.excluded_categories.contains(&section) {
        return false;
    }
    if line.product.sale_price.is_some() && !scope.with_reduced {
        return false;
    }
    if scope.products.is_empty() && scope.categories.is_empty() {
        return true;
    }
    scope.products.contains(&dish) || scope.categories.contains(&section)
}

fn rank(benefit: &Benefit) -> u8 {
    match benefit {
        Benefit::BuyGet { .. } => 0,
        Benefit::Percentage { .. } => 1,
        Benefit::Tiered { .. } => 2,
        Benefit::Fixed { .. } => 3,
        Benefit::Delivery { .. } => 4,
    }
}

/// What each takes when they come one after the other, each from what is left.
fn take_in_turn(world: &World, coupons: &[&Coupon]) -> Vec<Takes> {
    let mut left: Vec<i64> =
        world.lines.iter().map(|line| cents(line) * i64::from(line.quantity.get())).collect();
    let mut fee = if world.is_delivered { world.shop.delivery_fee.as_minor() } else { 0 };
    let mut units: Vec<Unit> = Vec::new();
    for (place, line) in world.lines.iter().enumerate() {
        for _ in 0..line.quantity.get() {
            units.push(Unit { line: place, cents: cents(line), is_free: false });
        }
    }
    let none = || Takes { lines: vec![0; world.lines.len()], delivery: 0 };
    let mut all: Vec<Takes> = coupons.iter().map(|_| none()).collect();
    for turn in 0..5 {
        for (index, coupon) in coupons.iter().enumerate() {
            if rank(&coupon.terms.benefit) != turn {
                continue;
            }
            let good: Vec<bool> = world.lines.iter().map(|line| counts(coupon, line)).collect();
            let takes = match &coupon.terms.benefit {
                Benefit::BuyGet { buy, get, max_sets } => {
                    free_units(&mut units, &good, *buy, *get, *max_sets)
                }
                Benefit::Percentage { rate, cap } => {
                    let amount = part(sum(&left, &good), rate.get());
                    spread(amount.min(cap.map_or(i64::MAX, Money::as_minor)), &left, &good)
                }
                Benefit::Fixed { value } => spread(value.as_minor().min(sum(&left, &good)), &left, &good),
                Benefit::Tiered { steps } => {
                    let whole: i64 = world
                        .lines
                        .iter()
                        .zip(&good)
                        .filter(|(_, good)| **good)
                        .map(|(line, _)| cents(line) * i64::from(line.quantity.get()))
                        .sum();
                    let mut amount = 0;
                    for step in steps {
                        if whole >= step.from.as_minor() {
                            amount = match step.reward {
                                Reward::Percentage(rate) => part(sum(&left, &good), rate.get()),
                                Reward::Fixed(value) => value.as_minor().min(sum(&left, &good)),
                            };
                        }
                    }
                    spread(amount, &left, &good)
                }
                Benefit::Delivery { rate, cap } => {
                    let amount = if good.contains(&true) { part(fee, rate.get()) } else { 0 };
                    Takes { delivery: amount.min(cap.map_or(i64::MAX, Money::as_minor)), ..none() }
                }
            };
            for (left, taken) in left.iter_mut().zip(&takes.lines) {
                *left -= taken;
            }
            fee -= takes.delivery;
            all[index] = takes;
        }
    }
    all
}

fn sum(left: &[i64], good: &[bool]) -> i64 {
    left.iter().zip(good).filter(|(_, good)| **good).map(|(left, _)| left).sum()
}

/// So many hundredths of a percent, half a cent rounded up.
fn part(cents: i64, rate: u32) -> i64 {
    let exact = cents * i64::from(rate);
    exact / 10_000 + i64::from(exact % 10_000 >= 5_000)
}

/// Handed out cent by cent to whoever was cut short the most.
fn spread(amount: i64, left: &[i64], good: &[bool]) -> Takes {
    let all = sum(left, good);
    let mut lines = vec![0; left.len()];
    if all == 0 {
        return Takes { lines, delivery: 0 };
    }
    let weight = |place: usize| if good[place] { left[place] } else { 0 };
    for (place, line) in lines.iter_mut().enumerate() {
        *line = amount * weight(place) / all;
    }
    while lines.iter().sum::<i64>() < amount {
        let short = |place: usize| amount * weight(place) - lines[place] * all;
        let mut neediest = 0;
        for place in 1..lines.len() {
            if short(place) > short(neediest) {
                neediest = place;
            }
        }
        lines[neediest] += 1;
    }
    Takes { lines, delivery: 0 }
}

/// Of every set of buy + get, so many are free: always the cheapest that is still paid for.
fn free_units(units: &mut [Unit], good: &[bool], buy: u32, get: u32, most: Option<u32>) -> Takes {
    let paid = units.iter().filter(|unit| good[unit.line] && !unit.is_free).count();
    let mut sets = 0;
    while (sets + 1) * (buy + get) as usize <= paid && most.is_none_or(|most| sets < most as usize) {
        sets += 1;
    }
    let mut lines = vec![0; good.len()];
    for _ in 0..sets * get as usize {
        let mut cheapest: Option<usize> = None;
        for (place, unit) in units.iter().enumerate() {
            let is_cheaper = cheapest.is_none_or(|best| unit.cents < units[best].cents);
            if good[unit.line] && !unit.is_free && is_cheaper {
                cheapest = Some(place);
            }
        }
        let unit = &mut units[cheapest.unwrap()];
        unit.is_free = true;
        lines[unit.line] += unit.cents;
    }
    Takes { lines, delivery: 0 }
}

/// All that is asked of the basket, the moment, the buyer and the uses so far.
fn asks_nothing_in_vain(world: &World, coupon: &Coupon, uses: &Uses) -> bool {
    let terms = &coupon.terms;
    let all: i64 = world.lines.iter().map(|line| cents(line) * i64::from(line.quantity.get())).sum();
    let pieces: u32 = world.lines.iter().map(|line| line.quantity.get()).sum();
    let of_sections: u32 = world
        .lines
        .iter()
        .filter(|line| terms.scope.categories.contains(&line.product.category_id))
        .map(|line| line.quantity.get())
        .sum();
    if !coupon.is_active || coupon.archived_at.is_some() {
        return false;
    }
    if world.now < terms.valid_from || terms.valid_until.is_some_and(|until| world.now >= until) {
        return false;
    }
    if terms.limits.uses.is_some_and(|most| uses.total >= u64::from(most)) || !is_time(world, coupon) {
        return false;
    }
    if terms.minimum.order_value.is_some_and(|least| all < least.as_minor())
        || terms.minimum.order_items.is_some_and(|least| pieces < least)
        || terms.minimum.category_items.is_some_and(|least| of_sections < least)
    {
        return false;
    }
    world.lines.iter().any(|line| counts(coupon, line)) && suits_buyer(world, coupon, uses)
}

fn suits_buyer(world: &World, coupon: &Coupon, uses: &Uses) -> bool {
    let (customer, limits) = (&coupon.terms.customer, &coupon.terms.limits);
    match world.buyer {
        Buyer::Guest => {
            customer.tier == Tier::All
                && customer.min_orders.is_none()
                && customer.max_orders.is_none()
                && customer.min_spent.is_none()
                && limits.uses_per_customer.is_none()
                && limits.interval_days.is_none()
        }
        Buyer::Customer { tier, past } => {
            let right_group = match customer.tier {
                Tier::All => true,
                Tier::New => tier == Tier::New,
                Tier::Regular => tier == Tier::Regular || tier == Tier::Vip,
                Tier::Vip => tier == Tier::Vip,
            };
            let rested = match (limits.interval_days, uses.last_own) {
                (Some(days), Some(last)) => (world.now - last).num_seconds() >= i64::from(days) * 86_400,
                _ => true,
            };
            right_group
                && rested
                && customer.min_orders.is_none_or(|least| past.delivered >= u64::from(least))
                && customer.max_orders.is_none_or(|most| past.placed <= u64::from(most))
                && customer.min_spent.is_none_or(|least| past.spent >= least)
                && limits.uses_per_customer.is_none_or(|most| uses.own < u64::from(most))
        }
    }
}

/// By the clock on the wall: the minutes after midnight belong to yesterday while yesterday's hours go on.
fn is_time(world: &World, coupon: &Coupon) -> bool {
    let schedule = &coupon.terms.schedule;
    let wall = world.now.with_timezone(&chrono_tz::Europe::Berlin);
    let minute = wall.hour() * 60 + wall.minute();
    let mut day: NaiveDate = wall.date_naive();
    if let Some(hours) = schedule.hours {
        let (start, end) = (hours.start.hour() * 60, hours.end.hour() * 60);
        let in_evening = minute >= start && (minute < end || end < start);
        let in_morning_after = end < start && minute < end;
        if !in_evening && !in_morning_after {
            return false;
        }
        if in_morning_after {
            day = day.pred_opt().unwrap();
        }
    }
    let weekday = day.weekday().number_from_monday() as usize - 1;
    let named = |word: &str| {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        days[weekday] == word
    };
    (schedule.days.is_empty() || schedule.days.iter().any(|day| named(day.as_str())))
        && (schedule.months.is_empty() || schedule.months.contains(&day.month()))
        && (schedule.dates.is_empty()
            || schedule.dates.iter().any(|date| date.to_string() == day.format("%m-%d").to_string()))
}
