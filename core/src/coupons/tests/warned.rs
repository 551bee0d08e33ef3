//! What works and is hardly meant is told.

use super::*;
use crate::coupons::warnings::{Warning, warnings};

fn told(one: &Coupon, beside: &[&Coupon]) -> Vec<&'static str> {
    warnings(one, beside, &Shop::default(), noon()).iter().map(Warning::code).collect()
}

fn limited(code: &str, benefit: Benefit) -> Coupon {
    let mut one = coupon(code, benefit);
    one.terms.limits.uses = Some(100);
    one
}

#[test]
fn a_sound_coupon_is_not_talked_about() {
    assert_eq!(told(&limited("CODE", tenth()), &[]), Vec::<&str>::new());
    assert_eq!(told(&coupon("CODE", tenth()), &[]), ["unlimited"]);
}

#[test]
fn a_step_at_which_more_costs_much_less_is_a_cliff() {
    let step = |from, rate| TierStep {
        from: Money::minor(from),
        reward: Reward::Percentage(BasisPoints::new(rate)),
    };
    let gentle = limited("GENTLE", Benefit::Tiered { steps: vec![step(2000, 500), step(4000, 1000)] });
    assert_eq!(told(&gentle, &[]), Vec::<&str>::new());
    let cliffy = limited("STEEP", Benefit::Tiered { steps: vec![step(2000, 500), step(4000, 3000)] });
    let found = warnings(&cliffy, &[], &Shop::default(), noon());
    let cliff =
        Warning::TierCliff { from: Money::minor(4000), below: Money::minor(3799), at: Money::minor(2800) };
    assert_eq!(found, [cliff]);
    assert_eq!(
        found[0].message(&Shop::default()),
        "An order just below 40.00 costs 37.99, and one of 40.00 costs 28.00: customers will add a little to pay less."
    );
}

#[test]
fn what_can_take_all_is_told_alone_and_together() {
    let all = limited("ALL", Benefit::Percentage { rate: BasisPoints::new(10_000), cap: None });
    assert_eq!(told(&all, &[]), ["reaches_zero"]);
    let mut five = limited("FIVE", Benefit::Fixed { value: Money::minor(500) });
    assert_eq!(told(&five, &[]), ["reaches_zero"], "on an order of less");
    five.terms.minimum.order_value = Some(Money::minor(800));
    assert_eq!(told(&five, &[]), Vec::<&str>::new());
    let mut half = limited("HALF", Benefit::Percentage { rate: BasisPoints::new(5_000), cap: None });
    assert_eq!(told(&five, &[&half]), Vec::<&str>::new(), "they never meet");
    (five.terms.combinable, half.terms.combinable) = (true, true);
    let found = warnings(&five, &[&half], &Shop::default(), noon());
    assert_eq!(found, [Warning::ReachesZero { with: vec![half.code.clone()] }]);
}

#[test]
fn one_that_outlives_its_season_is_told_from_when_on_it_rests() {
    let mut one = limited("XMAS", tenth());
    one.terms.schedule.months = [12].into();
    let found = warnings(&one, &[], &Shop::default(), noon());
    assert_eq!(found[0].message(&Shop::default()), "From 1 Jan 2027 on it rests until its next season.");
    one.terms.valid_until = Some("2027-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(told(&one, &[]), Vec::<&str>::new());
}
