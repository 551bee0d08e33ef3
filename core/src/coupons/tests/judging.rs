//! What is taken off, and which rules hold.

use rstest::rstest;

use super::*;

fn taken(occasion: &Occasion<'_>, coupon: &Coupon) -> i64 {
    judge(occasion, &[unused(coupon)])[0].discount.amount().as_minor()
}

#[test]
fn two_and_one_frees_every_third_unit() {
    let (shop, deal) = (Shop::default(), coupon("DEAL", Benefit::BuyGet { buy: 2, get: 1, max_sets: None }));
    let free: Vec<i64> =
        (1..=9).map(|units| taken(&bought(&shop, &[line(1, 100, units)]), &deal) / 100).collect();
    assert_eq!(free, [0, 0, 1, 1, 1, 2, 2, 2, 3]);
}

#[test]
fn the_cheapest_units_are_free_and_bear_the_discount() {
    let (shop, deal) = (Shop::default(), coupon("DEAL", Benefit::BuyGet { buy: 1, get: 1, max_sets: None }));
    let lines = [line(1, 300, 1), line(2, 100, 1), line(3, 100, 2)];
    let shares = &judge(&bought(&shop, &lines), &[unused(&deal)])[0].discount.shares;
    assert_eq!(
        shares.iter().map(|share| share.as_minor()).collect::<Vec<_>>(),
        [0, 100, 100],
        "ties: the earlier"
    );
    let once = coupon("ONCE", Benefit::BuyGet { buy: 1, get: 1, max_sets: Some(1) });
    assert_eq!(taken(&bought(&shop, &lines), &once), 100);
}

#[rstest]
#[case::half_a_cent_is_rounded_up(Benefit::Percentage { rate: BasisPoints::new(1000), cap: None }, 5, 1)]
#[case::less_is_nothing(Benefit::Percentage { rate: BasisPoints::new(1000), cap: None }, 4, 0)]
#[case::capped(Benefit::Percentage { rate: BasisPoints::new(5000), cap: Some(Money::minor(120)) }, 1000, 120)]
#[case::no_more_than_there_is(Benefit::Fixed { value: Money::minor(500) }, 300, 300)]
#[case::fixed(Benefit::Fixed { value: Money::minor(500) }, 800, 500)]
fn one_rounding_and_never_more_than_there_is(
    #[case] benefit: Benefit,
    #[case] cents: i64,
    #[case] expected: i64,
) {
    let shop = Shop::default();
    assert_eq!(taken(&bought(&shop, &[line(1, cents, 1)]), &coupon("CODE", benefit)), expected);
}

#[test]
fn the_highest_step_that_is_reached_is_taken_off_all_of_it() {
    let step = |from, rate| TierStep {
        from: Money::minor(from),
        reward: Reward::Percentage(BasisPoints::new(rate)),
    };
    let tiered = coupon("TIER", Benefit::Tiered { steps: vec![step(2000, 500), step(4000, 1000)] });
    let shop = Shop::default();
    let of = |cents| taken(&bought(&shop, &[line(1, cents, 1)]), &tiered);
    assert_eq!([of(1999), of(2000), of(3999), of(4000)], [0, 100, 200, 400]);
    let judged = judge(&bought(&shop, &[line(1, 1500, 1)]), &[unused(&tiered)]);
    let (have, need) = (Money::minor(1500), Money::minor(2000));
    assert_eq!(judged[0].rules.last().unwrap().facts, Facts::Amount { have, need });
}

#[test]
fn several_take_in_turn_each_of_what_is_left() {
    let shop = Shop::default();
    let codes = [
        coupon("DELIVERY", Benefit::Delivery { rate: BasisPoints::new(5000), cap: None }),
        coupon("FIXED", Benefit::Fixed { value: Money::minor(100) }),
        coupon("HALF", Benefit::Percentage { rate: BasisPoints::new(5000), cap: None }),
        coupon("DEAL", Benefit::BuyGet { buy: 1, get: 1, max_sets: None }),
    ]
    .map(|mut one| {
        one.terms.combinable = true;
        one
    });
    let in_play: Vec<InPlay<'_>> = codes.iter().map(unused).collect();
    let occasion = Occasion { delivery_fee: Money::minor(301), ..bought(&shop, &[line(1, 500, 2)]) };
    let judged = judge(&occasion, &in_play);
    let amounts: Vec<i64> = judged.iter().map(|one| one.discount.amount().as_minor()).collect();
    assert_eq!(
        amounts,
        [151, 100, 250, 500],
        "one of two free, half of the rest, 1.00 of that; half of 3.01"
    );
    assert!(judged.iter().all(Judged::is_valid));
}

#[test]
fn one_that_takes_all_leaves_nothing_to_the_others_and_all_of_them_say_so() {
    let shop = Shop::default();
    let (mut all, mut some) = (
        coupon("ALL", Benefit::Percentage { rate: BasisPoints::new(10_000), cap: None }),
        coupon("SOME", Benefit::Fixed { value: Money::minor(100) }),
    );
    (all.terms.combinable, some.terms.combinable) = (true, true);
    let judged = judge(&bought(&shop, &[line(1, 500, 1)]), &[unused(&all), unused(&some)]);
    for one in &judged {
        let failing: Vec<Condition> = one.failing().map(|rule| rule.condition).collect();
        assert_eq!(failing, [Condition::Combinable], "{}", one.coupon.code);
    }
    assert_eq!(
        words::message(&judged[1], &shop),
        "SOME and ALL leave nothing to one another; use fewer of them."
    );
}

#[test]
fn one_that_stands_alone_does_not_go_with_others() {
    let shop = Shop::default();
    let (mut friendly, alone) = (coupon("FRIENDLY", tenth()), coupon("ALONE", tenth()));
    friendly.terms.combinable = true;
    let judged = judge(&bought(&shop, &[line(1, 500, 1)]), &[unused(&friendly), unused(&alone)]);
    assert!(judged.iter().all(|one| one.failing().any(|rule| rule.condition == Condition::Combinable)));
    assert!(judge(&bought(&shop, &[line(1, 500, 1)]), &[unused(&alone)])[0].is_valid());
}

#[test]
fn only_eligible_lines_count_and_only_none_is_a_refusal() {
    let shop = Shop::default();
    let reduced = BasketLine { is_reduced: true, ..line(3, 1000, 1) };
    let lines = [line(1, 1000, 1), line(2, 1000, 1), reduced];
    let eligible = |change: &dyn Fn(&mut Scope)| {
        let mut one = coupon("CODE", tenth());
        change(&mut one.terms.scope);
        taken(&bought(&shop, &lines), &one) / 100
    };
    let (first, of_second): (ProductId, CategoryId) = (id(1), id(102));
    assert_eq!(eligible(&|_| ()), 2, "what is reduced already does not count");
    assert_eq!(eligible(&|scope| scope.with_reduced = true), 3);
    assert_eq!(eligible(&|scope| scope.products = [first].into()), 1);
    assert_eq!(
        eligible(&|scope| (scope.products, scope.categories) = ([first].into(), [of_second].into())),
        2,
        "these products and all of these sections"
    );
    assert_eq!(
        eligible(&|scope| (scope.categories, scope.excluded_products) = ([of_second].into(), [id(2)].into())),
        0,
        "what is excluded stays out"
    );
    let mut none = coupon("NONE", tenth());
    none.terms.scope.products = [id(9)].into();
    let occasion = bought(&shop, &lines);
    assert_eq!(verdict(&occasion, &none, Condition::EligibleItems), Verdict::Fail);
    assert_eq!(verdict(&occasion, &none, Condition::Discount), Verdict::NotEvaluated);
}

#[test]
fn what_is_asked_is_told_with_what_there_is_and_what_is_not_asked_is_not_evaluated() {
    let shop = Shop::default();
    let mut one = coupon("TEN", tenth());
    one.terms.minimum.order_value = Some(Money::minor(1000));
    let occasion = bought(&shop, &[line(1, 650, 1)]);
    let judged = judge(&occasion, &[unused(&one)]);
    let told: Vec<_> = judged[0].rules.iter().map(|rule| rule.condition).collect();
    assert_eq!(told, Condition::ALL, "every rule, in order");
    let rule = judged[0].failing().next().unwrap();
    assert_eq!(words::have(rule, &shop).as_deref(), Some("6.50"));
    assert_eq!(words::need(rule, &one, &shop).as_deref(), Some("10.00"));
    assert_eq!(
        words::hint(rule, &one, &shop).as_deref(),
        Some("TEN takes an order of 10.00; the goods come to 6.50: add 3.50.")
    );
    assert_eq!(verdict(&occasion, &one, Condition::MinOrderItems), Verdict::NotEvaluated);
    assert_eq!(verdict(&occasion, &one, Condition::Active), Verdict::Pass);
}

#[rstest]
#[case(Tier::All, [true, true, true, true])]
#[case(Tier::New, [false, true, false, false])]
#[case(Tier::Regular, [false, false, true, true])]
#[case(Tier::Vip, [false, false, false, true])]
fn tiers_nest_upward(#[case] asked: Tier, #[case] suits: [bool; 4]) {
    let shop = Shop::default();
    let mut one = coupon("TIER", tenth());
    one.terms.customer.tier = asked;
    for (tier, suits) in Tier::ALL.iter().zip(suits) {
        let occasion = Occasion { buyer: customer(*tier), ..bought(&shop, &[line(1, 500, 1)]) };
        assert_eq!(judge(&occasion, &[unused(&one)])[0].is_valid(), suits, "{tier} for {asked}");
    }
}

#[rstest]
#[case::tier(|terms: &mut Terms| terms.customer.tier = Tier::Regular)]
#[case::orders(|terms: &mut Terms| terms.customer.min_orders = Some(1))]
#[case::first_order(|terms: &mut Terms| terms.customer.max_orders = Some(0))]
#[case::spent(|terms: &mut Terms| terms.customer.min_spent = Some(Money::minor(1)))]
#[case::per_user(|terms: &mut Terms| terms.limits.uses_per_customer = Some(5))]
#[case::interval(|terms: &mut Terms| terms.limits.interval_days = Some(7))]
fn guests_cannot_use_what_asks_for_an_account(#[case] ask: fn(&mut Terms)) {
    let shop = Shop::default();
    let mut one = coupon("KNOWN", tenth());
    ask(&mut one.terms);
    assert!(one.terms.needs_account());
    let judged = judge(&bought(&shop, &[line(1, 500, 1)]), &[unused(&one)]);
    assert_eq!(judged[0].failing().map(|rule| &rule.facts).collect::<Vec<_>>(), [&Facts::Guest]);
    let refusal = refusal::refusal(&judged[0], &shop).unwrap();
    assert_eq!(refusal.code(), "coupon_not_for_customer");
    assert_eq!(
        refusal.to_string(),
        "KNOWN is for customers with an account: sign in, or put the customer on the order."
    );
}

#[rstest]
#[case::off(|one: &mut Coupon| one.is_active = false, "coupon_inactive")]
#[case::early(|one: &mut Coupon| one.terms.valid_from = noon() + chrono::TimeDelta::days(1), "coupon_not_started")]
#[case::late(|one: &mut Coupon| one.terms.valid_until = Some(noon()), "coupon_expired")]
#[case::hours(|one: &mut Coupon| one.terms.schedule.days = [Day::Monday].into(), "coupon_not_now")]
#[case::season(|one: &mut Coupon| one.terms.schedule.months = [6].into(), "coupon_not_now")]
#[case::minimum(|one: &mut Coupon| one.terms.minimum.order_items = Some(9), "coupon_minimum")]
#[case::nothing(|one: &mut Coupon| one.terms.scope.excluded_products = [id(1)].into(), "coupon_takes_nothing")]
fn each_no_has_its_word(#[case] spoil: fn(&mut Coupon), #[case] code: &str) {
    let shop = Shop::default();
    let mut one = coupon("CODE", tenth());
    spoil(&mut one);
    let judged = judge(&bought(&shop, &[line(1, 500, 1)]), &[unused(&one)]);
    let refusal = refusal::refusal(&judged[0], &shop).unwrap();
    assert_eq!(refusal.code(), code);
    assert!(refusal.to_string().starts_with("CODE "), "{refusal}");
}

#[test]
fn uses_run_out_for_all_and_for_one() {
    let shop = Shop::default();
    let mut one = coupon("CODE", tenth());
    (one.terms.limits.uses, one.terms.limits.uses_per_customer) = (Some(10), Some(2));
    let occasion = Occasion { buyer: customer(Tier::All), ..bought(&shop, &[line(1, 500, 1)]) };
    let code = |total, own| {
        let uses = Uses { total, own, last_own: None };
        let judged = judge(&occasion, &[InPlay { coupon: &one, uses }]);
        refusal::refusal(&judged[0], &shop).map(|refusal| refusal.code())
    };
    assert_eq!(code(9, 1), None);
    assert_eq!(code(10, 1), Some("coupon_depleted"));
    assert_eq!(code(9, 2), Some("coupon_used"));
}

#[test]
fn it_can_be_used_again_after_so_many_days_to_the_second() {
    let shop = Shop::default();
    let mut one = coupon("WEEKLY", tenth());
    one.terms.limits.interval_days = Some(7);
    let occasion = Occasion { buyer: customer(Tier::All), ..bought(&shop, &[line(1, 500, 1)]) };
    let week = chrono::TimeDelta::days(7);
    let valid = |last| {
        let uses = Uses { total: 1, own: 1, last_own: Some(last) };
        judge(&occasion, &[InPlay { coupon: &one, uses }])[0].is_valid()
    };
    assert!(valid(noon() - week));
    assert!(!valid(noon() - week + chrono::TimeDelta::seconds(1)));
}
