//! What coupons take off a basket. Several take in turn: buy-x-get-y, percentage, tiered, fixed, delivery; each of
//! what those before it left.

use super::occasion::{InPlay, Occasion};
use super::terms::{Benefit, Reward, Terms, TierStep};
use crate::money::{Money, allocate};
use crate::pricing::Discount;

/// What each coupon takes, one [`Discount`] for each of `in_play` and in their order; whether its conditions hold is
/// another question.
pub fn discounts(occasion: &Occasion<'_>, in_play: &[InPlay<'_>]) -> Vec<Discount> {
    let mut turns: Vec<usize> = (0..in_play.len()).collect();
    turns.sort_by_key(|&index| {
        let coupon = in_play[index].coupon;
        (coupon.terms.benefit.kind(), coupon.id)
    });
    let mut left = Left::of(occasion);
    let mut taken: Vec<Discount> =
        in_play.iter().map(|one| nothing(one.coupon.code.as_str(), occasion.lines.len())).collect();
    for index in turns {
        let terms = &in_play[index].coupon.terms;
        let eligible = occasion.lines.iter().map(|line| terms.scope.covers(line)).collect();
        (taken[index].shares, taken[index].delivery) = left.take(terms, occasion, &eligible);
    }
    taken
}

fn nothing(label: &str, lines: usize) -> Discount {
    Discount { label: label.to_owned(), shares: vec![Money::ZERO; lines], delivery: Money::ZERO }
}

/// What those before have left.
struct Left {
    /// Of each line.
    money: Vec<Money>,
    /// The units of each line that are not free yet.
    units: Vec<u32>,
    /// Of the delivery fee.
    delivery: Money,
}

impl Left {
    fn of(occasion: &Occasion<'_>) -> Self {
        Self {
            money: occasion.lines.iter().map(super::BasketLine::base).collect(),
            units: occasion.lines.iter().map(|line| line.quantity).collect(),
            delivery: occasion.delivery_fee,
        }
    }

    /// What one coupon takes of each line, and of the delivery fee.
    fn take(&mut self, terms: &Terms, occasion: &Occasion<'_>, eligible: &Vec<bool>) -> (Vec<Money>, Money) {
        let weights: Vec<Money> = self
            .money
            .iter()
            .zip(eligible)
            .map(|(left, counts)| if *counts { *left } else { Money::ZERO })
            .collect();
        let base: Money = weights.iter().copied().sum();
        let shares = match &terms.benefit {
            Benefit::Percentage { rate, cap } => allocate(capped(base.percent(*rate), *cap), &weights),
            Benefit::Fixed { value } => allocate(base.min(*value), &weights),
            Benefit::Tiered { steps } => match reached(steps, whole_base(occasion, eligible)) {
                Some(Reward::Percentage(rate)) => allocate(base.percent(rate), &weights),
                Some(Reward::Fixed(value)) => allocate(base.min(value), &weights),
                None => vec![Money::ZERO; weights.len()],
            },
            Benefit::BuyGet { buy, get, max_sets } => self.free(occasion, eligible, *buy, *get, *max_sets),
            Benefit::Delivery { rate, cap } => {
                let has_lines = eligible.contains(&true);
                let fee = if has_lines { self.delivery } else { Money::ZERO };
                let amount = capped(fee.percent(*rate), *cap);
                self.delivery -= amount;
                return (vec![Money::ZERO; weights.len()], amount);
            }
        };
        for (left, share) in self.money.iter_mut().zip(&shares) {
            *left -= *share;
        }
        (shares, Money::ZERO)
    }

    /// The cheapest units are free, of equal ones those of the earlier line.
    fn free(
        &mut self,
        occasion: &Occasion<'_>,
        eligible: &[bool],
        buy: u32,
        get: u32,
        max_sets: Option<u32>,
    ) -> Vec<Money> {
        let mut cheapest: Vec<usize> = (0..eligible.len()).filter(|&index| eligible[index]).collect();
        cheapest.sort_by_key(|&index| (occasion.lines[index].unit_price, index));
        let units: u32 = cheapest.iter().map(|&index| self.units[index]).sum();
        let sets = (units / (buy + get).max(1)).min(max_sets.unwrap_or(u32::MAX));
        let mut free = sets.saturating_mul(get);
        let mut shares = vec![Money::ZERO; eligible.len()];
        for index in cheapest {
            let of_line = free.min(self.units[index]);
            free -= of_line;
            self.units[index] -= of_line;
            shares[index] = occasion.lines[index].unit_price.times(of_line).min(self.money[index]);
        }
        shares
    }
}

fn capped(amount: Money, cap: Option<Money>) -> Money {
    cap.map_or(amount, |cap| amount.min(cap))
}

/// What counts before any coupon: steps are reached by that, whichever coupons come before.
pub(super) fn whole_base(occasion: &Occasion<'_>, eligible: &[bool]) -> Money {
    let counting = occasion.lines.iter().zip(eligible).filter(|(_, counts)| **counts);
    counting.map(|(line, _)| line.base()).sum()
}

/// What the highest step gives that `base` reaches.
pub(super) fn reached(steps: &[TierStep], base: Money) -> Option<Reward> {
    steps.iter().rev().find(|step| base >= step.from).map(|step| step.reward)
}
