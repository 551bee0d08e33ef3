//! The coupons that somebody may know of: which they see, in which order, what is best, and how much that asks of the
//! database.

use std::fmt::Write as _;

use chrono::{Duration, Utc};

use super::coupon_explain::about;
use super::coupons::tenth;
use super::people::at_once;
use super::queries::{plan, statements};
use super::refunds::amount;
use super::{Shop, items, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::{Error, Result};
use crate::flows;
use crate::flows::coupons::{Typed, are_known, best, guess, my_coupons, validate};
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::store::Backend;
use crate::wire::coupons::explain::FindBest;
use crate::wire::coupons::{BestCoupons, CouponForm, MyCoupon};

fn page(number: u32, size: u32) -> PageRequest {
    PageRequest::new(number, size).unwrap()
}

fn mine(shop: &Shop, by: &Actor, page: PageRequest) -> Result<Slice<MyCoupon>> {
    shop.store.read(|tx| my_coupons(tx, by, page, now()))
}

fn codes(slice: &Slice<MyCoupon>) -> Vec<&str> {
    slice.items.iter().map(|one| one.coupon.code.as_str()).collect()
}

fn find_best(shop: &Shop, by: &Actor, question: &FindBest) -> BestCoupons {
    shop.store.read(|tx| best(tx, by, question, now())).unwrap()
}

fn combinable(form: CouponForm) -> CouponForm {
    CouponForm { combinable: Some(true), ..form }
}

#[test]
fn ones_coupons_come_best_first_and_then_by_how_little_is_missing() {
    let shop = Shop::furnished();
    let (ada, eve) = (shop.person("ada", Role::Customer), shop.person("eve", Role::Customer));
    shop.coupon(tenth("TENTH"));
    shop.coupon(CouponForm::fixed("TWO", amount("2.00")));
    shop.coupon(CouponForm { min_order_value: Some(Some(amount("6.00"))), ..tenth("SIX") });
    shop.coupon(CouponForm {
        min_order_value: Some(Some(amount("60.00"))),
        min_order_items: Some(Some(50)),
        ..tenth("FAR")
    });
    shop.coupon(CouponForm { valid_from: Some(now() + Duration::days(1)), ..tenth("SOON") });
    shop.coupon(CouponForm { customer_tier: Some(crate::accounts::Tier::Vip), ..tenth("VIP") });
    shop.coupon(tenth("ADAS"));
    shop.give("ADAS", &ada);
    shop.coupon(tenth("EVES"));
    shop.give("EVES", &eve);
    shop.coupon(CouponForm { is_public: Some(false), ..tenth("SECRET") });
    shop.coupon(CouponForm { is_active: Some(false), ..tenth("OFF") });
    super::carts::add(&shop, &ada, shop.soup, 1).unwrap();
    let all = mine(&shop, &ada, page(1, 100)).unwrap();
    assert_eq!(codes(&all), ["TWO", "ADAS", "TENTH", "SIX", "SOON", "VIP", "FAR"]);
    assert_eq!(all.items.iter().filter(|one| one.is_valid).count(), 3);
    assert_eq!(all.items[0].discount_amount, amount("2.00"));
    let six = &all.items[3];
    let (missing, way_out) = (&six.missing[0], six.suggestion.as_ref().unwrap());
    assert_eq!((missing.have.as_deref(), missing.need.as_deref()), (Some("4.50"), Some("6.00")));
    assert_eq!(way_out.message, "Add 1 × Tea (2.00): −0.65.");
    assert_eq!(all.items[4].suggestion.as_ref().unwrap().wait_until, Some(now() + Duration::days(1)));
    assert_eq!((all.items[5].suggestion.as_ref(), all.items[6].missing.len()), (None, 2));
    let second = mine(&shop, &ada, page(2, 3)).unwrap();
    assert_eq!((second.count, codes(&second)), (7, vec!["SIX", "SOON", "VIP"]));
    let kiosk = shop.device("kiosk", DeviceRole::Kiosk);
    assert_eq!(refusal(mine(&shop, &kiosk, page(1, 10))), Refusal::Forbidden);
    assert_eq!(refusal(mine(&shop, &Actor::Anonymous, page(1, 10))), Refusal::NotAuthenticated);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_best_codes_beat_each_single_one() {
    let shop = Shop::furnished();
    let ada = shop.person("ada", Role::Customer);
    shop.coupon(CouponForm::fixed("THREE", amount("3.00")));
    shop.coupon(combinable(tenth("TENTH")));
    shop.coupon(combinable(CouponForm::fixed("TWO", amount("2.00"))));
    shop.coupon(combinable(CouponForm {
        max_uses_per_user: Some(Some(1)),
        ..CouponForm::fixed("ONE", amount("1.00"))
    }));
    shop.coupon(combinable(tenth("ADAS")));
    shop.give("ADAS", &ada);
    shop.coupon(CouponForm { is_public: Some(false), ..CouponForm::fixed("SECRET", amount("4.00")) });
    let question = FindBest { items: Some(items(&[(shop.tea, 5)])), ..FindBest::default() };
    let for_ada = FindBest { customer_id: ada.user_id(), ..question.clone() };
    let guest = find_best(&shop, &shop.staff, &question);
    let found = |best: &BestCoupons| {
        let mut codes: Vec<String> = best.coupons.iter().map(|one| one.code.clone()).collect();
        codes.sort_unstable();
        codes.join(" ")
    };
    assert_eq!((found(&guest).as_str(), guest.discount_amount), ("THREE", amount("3.00")));
    for (by, question) in [(&ada, &question), (&shop.staff, &for_ada)] {
        let own = find_best(&shop, by, question);
        assert_eq!((found(&own).as_str(), own.discount_amount), ("ADAS ONE TENTH TWO", amount("4.90")));
        let order = crate::wire::orders::PlaceOrder {
            items: items(&[(shop.tea, 5)]),
            coupon_codes: own.coupons.iter().map(|one| one.code.clone()).collect(),
            customer_id: ada.user_id(),
            ..<_>::default()
        };
        let placed =
            shop.by(&shop.staff, move |tx, by| flows::orders::place(tx, by, &order, now())).unwrap().order;
        assert_eq!(placed.discount_amount, own.discount_amount);
        shop.called_off(placed.id);
    }
    let in_cart = find_best(&shop, &ada, &FindBest::default());
    assert_eq!((in_cart.coupons.len(), in_cart.discount_amount), (0, amount("0.00")), "the cart is empty");
    assert_eq!(shop.broken_law(), None);
}

/// `count` more products and coupons, all of which ask for something else.
fn fill(shop: &Shop, count: usize) {
    let mut menu = "name,category,price,stock\n".to_owned();
    for number in 0..count {
        let _ = writeln!(menu, "Dish {number},Section {},{}.50,{number}", number % 7, number % 20 + 1);
    }
    let import = move |tx: &mut crate::store::Tx<'_>| {
        flows::import::menu(tx, &Actor::System, menu.as_bytes(), false, now())
    };
    assert_eq!(shop.store.write(import).unwrap().errors, []);
    for number in 0..count.min(30) {
        let product = shop.named(&format!("Dish {number}"));
        let form = tenth(&format!("FOR-{number}"));
        shop.coupon(CouponForm {
            applicable_products: Some(vec![product]),
            max_uses_per_user: Some(Some(3)),
            min_order_value: Some(Some(amount("900.00"))),
            ..form
        });
    }
}

#[test]
fn however_many_lines_and_coupons_there_are_the_queries_are_the_same() {
    let shop = Shop::furnished();
    let ada = shop.person("ada", Role::Customer);
    fill(&shop, 60);
    let asked = |lines: usize| {
        let names: Vec<_> =
            (30..30 + lines).map(|number| (shop.named(&format!("Dish {number}")), 1)).collect();
        statements(&shop, |tx| validate(tx, &ada, &about("FOR-1", &names), now()))
    };
    let (short, long) = (asked(1), asked(20));
    assert_eq!(short.len(), long.len(), "{long:#?}");
    assert!(long.len() <= 20, "{} queries: {long:#?}", long.len());
    let listed = |size| statements(&shop, |tx| my_coupons(tx, &ada, page(1, size), now()));
    let (short, long) = (listed(1), listed(30));
    assert_eq!(short.len(), long.len(), "{long:#?}");
    assert!(long.len() <= 20, "{} queries: {long:#?}", long.len());
    if shop.store.backend() == Backend::Sqlite {
        // Of these there are few.
        let few = ["shop_settings", "categories"];
        let scans =
            |statement: &String| plan(&shop, statement).into_iter().filter(|step| step.starts_with("SCAN"));
        let by_no_index =
            |step: &String| !step.contains("INDEX") && !few.iter().any(|table| step.contains(table));
        let found: Vec<String> = long.iter().flat_map(scans).filter(by_no_index).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

fn typed(codes: &[&str]) -> Typed {
    Typed { codes: codes.iter().map(|code| (*code).to_owned()).collect(), customer: None }
}

/// As a route does it: looked up, and counted where it is wrong.
fn type_in(shop: &Shop, by: &Actor, codes: &[&str], from: &str, at: chrono::DateTime<Utc>) -> Result<bool> {
    let codes = typed(codes);
    if shop.store.read(|tx| are_known(tx, by, &codes, Some(from), at))? {
        return Ok(true);
    }
    let from = from.to_owned();
    shop.by(by, move |tx, by| guess(tx, by, Some(&from), at)).map(|()| false)
}

#[test]
fn whoever_types_too_many_wrong_codes_waits_and_others_do_not() {
    let shop = Shop::open();
    let (ada, eve) = (shop.person("ada", Role::Customer), shop.person("eve", Role::Customer));
    shop.coupon(tenth("TENTH"));
    shop.coupon(tenth("EVES"));
    shop.give("EVES", &eve);
    let guess = |by, codes: &[&str], at| type_in(&shop, by, codes, "here", at);
    for number in 0..30 {
        assert!(guess(&ada, &["tenth"], now()).unwrap(), "a right one is free");
        assert!(guess(&ada, &["no code at all"], now()).unwrap(), "and so is what tells nothing");
        let code = if number == 0 { "EVES".to_owned() } else { format!("GUESS-{number}") };
        assert!(!guess(&ada, &["TENTH", &code, "NOPE"], now()).unwrap(), "{code}: three codes are one guess");
    }
    let wait = |seconds| Refusal::TooManyAttempts { retry_after: seconds };
    assert_eq!(refusal(guess(&ada, &["TENTH"], now())), wait(30), "right or wrong");
    assert_eq!(shop.rows("attempts WHERE failures = 30"), 2, "what waits is not counted");
    assert!(guess(&eve, &["EVES"], now()).unwrap());
    assert!(!guess(&eve, &["NOPE"], now()).unwrap());
    let later = now() + Duration::seconds(31);
    assert!(guess(&ada, &["TENTH"], later).unwrap());
    assert!(!guess(&ada, &["NOPE"], later).unwrap());
    assert_eq!(refusal(guess(&ada, &["TENTH"], later)), wait(60), "the waits double");
    let rested = now() + Duration::minutes(31);
    assert!(!guess(&ada, &["NOPE"], rested).unwrap());
    assert!(guess(&ada, &["TENTH"], rested).unwrap(), "one is forgotten each minute");
    let anonymous = guess(&Actor::Anonymous, &["TENTH"], now());
    assert_eq!(refusal(anonymous), Refusal::NotAuthenticated);
}

#[test]
fn guesses_from_one_address_count_together_and_guesses_at_once_all_count() {
    let shop = Shop::open();
    let people: Vec<Actor> =
        (0..6).map(|number| shop.person(&format!("guest{number}"), Role::Customer)).collect();
    let outcomes =
        at_once(40, |number| type_in(&shop, &people[0], &[&format!("WRONG-{number}")], "there", now()));
    let told = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(told, 30, "{outcomes:?}");
    let waits =
        |outcome: &Result<bool>| matches!(outcome, Err(Error::Refused(Refusal::TooManyAttempts { .. })));
    assert_eq!(outcomes.iter().filter(|outcome| waits(outcome)).count(), 10);
    for person in &people[1..5] {
        for number in 0..30 {
            type_in(&shop, person, &[&format!("WRONG-{number}")], "there", now()).unwrap();
        }
    }
    assert_eq!(refusal(type_in(&shop, &people[5], &["NOPE"], "there", now())).code(), "too_many_attempts");
    assert!(!type_in(&shop, &people[5], &["NOPE"], "elsewhere", now()).unwrap());
}
