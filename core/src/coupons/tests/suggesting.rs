//! The smallest change that makes a code count.

use super::*;
use crate::coupons::suggest::{Addition, Room};

fn offer(number: u128, name: &str, cents: i64, most: u32) -> Offer<'_> {
    let BasketLine { product, category, .. } = line(number, cents, 1);
    Offer { product, category, name, unit_price: Money::minor(cents), is_reduced: false, most }
}

fn suggested(occasion: &Occasion<'_>, in_play: &[InPlay<'_>], offers: &[Offer<'_>]) -> Option<Suggestion> {
    suggest(occasion, in_play, in_play[0].coupon.id, Room { offers, delivery_fee: Money::minor(300) })
}

#[test]
fn the_cheapest_addition_that_helps_is_suggested() {
    let shop = Shop::default();
    let mut one = coupon("TEN", tenth());
    one.terms.minimum.order_value = Some(Money::minor(1000));
    let occasion = bought(&shop, &[line(1, 650, 1)]);
    let offers = [offer(2, "Steak", 1900, 9), offer(3, "Tea", 200, 9), offer(4, "Cola", 350, 9)];
    let found = suggested(&occasion, &[unused(&one)], &offers).unwrap();
    let cola = Addition { product: id(4), name: "Cola".to_owned(), quantity: 1, cost: Money::minor(350) };
    assert_eq!(found.add, Some(cola));
    assert_eq!(words::suggestion(&found, &shop), "Add 1 × Cola (3.50): −1.00.");
    let few = [offer(3, "Tea", 200, 1)];
    assert_eq!(suggested(&occasion, &[unused(&one)], &few), None, "one tea is not enough, and there is one");
}

#[test]
fn what_counts_and_what_nothing_helps_gets_no_suggestion() {
    let shop = Shop::default();
    let occasion = bought(&shop, &[line(1, 650, 1)]);
    let offers = [offer(1, "Dish", 650, 9)];
    let good = coupon("GOOD", tenth());
    assert_eq!(suggested(&occasion, &[unused(&good)], &offers), None);
    let mut vip = coupon("VIP", tenth());
    vip.terms.customer.tier = Tier::Vip;
    vip.terms.minimum.order_value = Some(Money::minor(1000));
    assert_eq!(suggested(&occasion, &[unused(&vip)], &offers), None, "a guest is no VIP with more dishes");
    let mut over = coupon("OVER", tenth());
    over.terms.valid_until = Some(noon());
    assert_eq!(suggested(&occasion, &[unused(&over)], &offers), None);
}

#[test]
fn it_says_when_to_come_back_and_what_to_take_out() {
    let shop = Shop::default();
    let mut lunch = coupon("LUNCH", tenth());
    lunch.terms.schedule.hours = Some(serde_json::from_str(r#"{"start":"17:00","end":"19:00"}"#).unwrap());
    let other = coupon("OTHER", tenth());
    let occasion = bought(&shop, &[line(1, 650, 1)]);
    let found = suggested(&occasion, &[unused(&lunch), unused(&other)], &[]).unwrap();
    assert_eq!(found.without, std::slice::from_ref(&other.code));
    assert_eq!(found.wait_until, Some("2026-11-24T17:00:00Z".parse().unwrap()));
    assert_eq!(words::suggestion(&found, &shop), "Take OTHER out, wait until Tue 24 Nov 2026, 17:00: −0.65.");
}

#[test]
fn a_code_for_the_delivery_fee_asks_for_a_delivery() {
    let shop = Shop::default();
    let free = coupon("FREE", Benefit::Delivery { rate: BasisPoints::new(10_000), cap: None });
    let found = suggested(&bought(&shop, &[line(1, 650, 1)]), &[unused(&free)], &[]).unwrap();
    assert!(found.deliver && found.add.is_none());
    assert_eq!(words::suggestion(&found, &shop), "Have it delivered: −3.00.");
}

#[test]
fn free_units_are_reached_by_as_many_more_as_it_takes() {
    let shop = Shop::default();
    let deal = coupon("DEAL", Benefit::BuyGet { buy: 2, get: 1, max_sets: None });
    let offers = [offer(1, "Dish", 650, 9)];
    let found = suggested(&bought(&shop, &[line(1, 650, 1)]), &[unused(&deal)], &offers).unwrap();
    assert_eq!(found.add.map(|add| add.quantity), Some(2));
    assert_eq!(found.discount, Money::minor(650));
}

#[test]
fn many_of_something_small_are_found_too() {
    let shop = Shop::default();
    let mut big = coupon("BIG", tenth());
    big.terms.minimum.order_value = Some(Money::minor(10_000));
    let offers = [offer(2, "Gum", 13, 999)];
    let found = suggested(&bought(&shop, &[line(1, 650, 1)]), &[unused(&big)], &offers).unwrap();
    assert_eq!(found.add.map(|add| add.quantity), Some(720), "719 × 0.13 are 0.03 short");
}

#[test]
fn the_best_codes_are_those_that_take_most_together() {
    let shop = Shop::default();
    let mut codes = [
        coupon("TWENTY", Benefit::Percentage { rate: BasisPoints::new(2000), cap: None }),
        coupon("TENTH", tenth()),
        coupon("FIXED", Benefit::Fixed { value: Money::minor(150) }),
    ];
    let occasion = bought(&shop, &[line(1, 1000, 1)]);
    let in_play = |codes: &[Coupon; 3]| -> Vec<String> {
        let in_play: Vec<InPlay<'_>> = codes.iter().map(unused).collect();
        let best = best::best(&occasion, &in_play).unwrap();
        best.coupons.iter().map(|one| one.code.to_string()).collect()
    };
    assert_eq!(in_play(&codes), ["TWENTY"]);
    (codes[1].terms.combinable, codes[2].terms.combinable) = (true, true);
    assert_eq!(in_play(&codes), ["FIXED", "TENTH"], "2.35 together against 2.00");
}
