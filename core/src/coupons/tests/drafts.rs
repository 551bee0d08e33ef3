//! The foolish is refused, field by field.

use rstest::rstest;

use super::*;
use crate::coupons::draft::{CouponDraft, Taken};

fn draft(benefit: Benefit) -> CouponDraft {
    CouponDraft {
        code: "code".to_owned(),
        description: String::new(),
        terms: Terms::of(benefit, noon()),
        is_active: true,
        is_public: true,
    }
}

fn wrong(draft: CouponDraft, before: Option<(&Coupon, Taken)>) -> Vec<String> {
    match draft.checked(&Shop::default(), before, noon()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.into_keys().collect(),
    }
}

fn percentage(basis_points: u32) -> Benefit {
    Benefit::Percentage { rate: BasisPoints::new(basis_points), cap: None }
}

fn step(from: i64, rate: u32) -> TierStep {
    TierStep { from: Money::minor(from), reward: Reward::Percentage(BasisPoints::new(rate)) }
}

#[rstest]
#[case::whole(percentage(10_000), &[])]
#[case::above_a_hundred(percentage(10_001), &["discount_value"])]
#[case::nothing(percentage(0), &["discount_value"])]
#[case::cap_of_nothing(Benefit::Percentage { rate: BasisPoints::new(1), cap: Some(Money::ZERO) }, &["max_discount"])]
#[case::fixed_nothing(Benefit::Fixed { value: Money::ZERO }, &["discount_value"])]
#[case::buy_nothing(Benefit::BuyGet { buy: 0, get: 1, max_sets: None }, &["buy_x_count"])]
#[case::get_nothing(Benefit::BuyGet { buy: 1, get: 0, max_sets: None }, &["get_y_count"])]
#[case::no_sets(Benefit::BuyGet { buy: 1, get: 1, max_sets: Some(0) }, &["max_sets"])]
#[case::no_steps(Benefit::Tiered { steps: vec![] }, &["tiers"])]
#[case::steps(Benefit::Tiered { steps: vec![step(100, 500), step(200, 1000)] }, &[])]
#[case::out_of_order(Benefit::Tiered { steps: vec![step(200, 500), step(100, 1000)] }, &["tiers.1.min_amount"])]
#[case::twice(Benefit::Tiered { steps: vec![step(100, 500), step(100, 1000)] }, &["tiers.1.min_amount"])]
#[case::gives_less(Benefit::Tiered { steps: vec![step(100, 1000), step(200, 500)] }, &["tiers.1.value"])]
#[case::too_much(Benefit::Delivery { rate: BasisPoints::new(20_000), cap: None }, &["discount_value"])]
fn a_benefit_is_one(#[case] benefit: Benefit, #[case] fields: &[&str]) {
    assert_eq!(wrong(draft(benefit), None), fields);
}

#[rstest]
#[case::code(|one: &mut CouponDraft| one.code = "a b".to_owned(), "code")]
#[case::description(|one: &mut CouponDraft| one.description = "x".repeat(501), "description")]
#[case::end_before_start(|one: &mut CouponDraft| one.terms.valid_until = Some(noon()), "valid_until")]
#[case::over(|one: &mut CouponDraft| {
    one.terms.valid_from = noon() - chrono::TimeDelta::days(2);
    one.terms.valid_until = Some(noon() - chrono::TimeDelta::days(1));
}, "valid_until")]
#[case::no_hours(|one: &mut CouponDraft| {
    one.terms.schedule.hours = Some(serde_json::from_str(r#"{"start":"11:00","end":"11:00"}"#).unwrap());
}, "time_restrictions.hours")]
#[case::no_month(|one: &mut CouponDraft| one.terms.schedule.months = [13].into(), "seasonal_restrictions.months")]
#[case::no_season_in_the_window(|one: &mut CouponDraft| {
    one.terms.schedule.months = [6].into();
    one.terms.valid_until = Some(noon() + chrono::TimeDelta::days(30));
}, "seasonal_restrictions")]
#[case::no_day_in_the_window(|one: &mut CouponDraft| {
    one.terms.schedule.days = [Day::Monday].into();
    one.terms.valid_until = Some(noon() + chrono::TimeDelta::days(2));
}, "time_restrictions")]
#[case::never(|one: &mut CouponDraft| {
    (one.terms.schedule.months, one.terms.schedule.dates) = ([6].into(), ["12-24".parse().unwrap()].into());
}, "seasonal_restrictions")]
#[case::in_and_out(|one: &mut CouponDraft| {
    (one.terms.scope.products, one.terms.scope.excluded_products) = ([id(1)].into(), [id(1)].into());
}, "excluded_products")]
#[case::of_which_sections(|one: &mut CouponDraft| one.terms.minimum.category_items = Some(2), "min_category_items")]
#[case::nobody(|one: &mut CouponDraft| {
    (one.terms.customer.min_orders, one.terms.customer.max_orders) = (Some(3), Some(2));
}, "max_customer_orders")]
#[case::new_with_a_past(|one: &mut CouponDraft| {
    (one.terms.customer.tier, one.terms.customer.min_orders) = (Tier::New, Some(1));
}, "min_customer_orders")]
#[case::one_more_than_all(|one: &mut CouponDraft| {
    (one.terms.limits.uses, one.terms.limits.uses_per_customer) = (Some(1), Some(2));
}, "max_uses_per_user")]
#[case::no_use(|one: &mut CouponDraft| one.terms.limits.uses = Some(0), "max_uses")]
fn what_can_never_work_is_refused(#[case] spoil: fn(&mut CouponDraft), #[case] field: &str) {
    let mut one = draft(tenth());
    assert_eq!(wrong(one.clone(), None), Vec::<String>::new());
    spoil(&mut one);
    assert_eq!(wrong(one, None), [field]);
}

#[test]
fn limits_do_not_go_below_what_is_taken() {
    let before = coupon("CODE", tenth());
    let taken = Taken { total: 5, most_by_one: 2 };
    let limited = |uses, per_customer| {
        let mut one = CouponDraft::of(&before);
        (one.terms.limits.uses, one.terms.limits.uses_per_customer) = (Some(uses), Some(per_customer));
        wrong(one, Some((&before, taken)))
    };
    assert_eq!(limited(5, 2), Vec::<String>::new());
    assert_eq!(limited(4, 2), ["max_uses"]);
    assert_eq!(limited(5, 1), ["max_uses_per_user"]);
}

#[test]
fn a_coupon_that_is_over_can_still_be_changed() {
    let mut before = coupon("CODE", tenth());
    before.terms.valid_until = Some(noon() - chrono::TimeDelta::hours(1));
    let mut one = CouponDraft::of(&before);
    one.description = "It was good".to_owned();
    assert_eq!(wrong(one, Some((&before, Taken::default()))), Vec::<String>::new());
}
