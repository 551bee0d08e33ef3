//! Each rule of a coupon failing by itself: what is told of it, its way out, and what orders make of it.

use chrono::Duration;

use super::coupon_explain::{about, first_failing, held_against_orders};
use super::coupons::tenth;
use super::refunds::amount;
use super::{Shop, now};
use crate::actor::{Actor, Role};
use crate::coupons::{Condition, Hours};
use crate::flows;
use crate::id::ProductId;
use crate::wire::coupons::form::{TierForm, TierType};
use crate::wire::coupons::{CouponForm, SeasonalRestrictions, TimeRestrictions, ValidateCoupon};

/// A code that fails by one rule, and all that is told of it.
struct Fails {
    form: CouponForm,
    question: ValidateCoupon,
    rule: Condition,
    code: &'static str,
    have: Option<&'static str>,
    need: Option<&'static str>,
    way_out: Option<&'static str>,
}

fn time_fails(shop: &Shop) -> Vec<Fails> {
    let tea = |code| about(code, &[(shop.tea, 2)]);
    let (tomorrow, sunday) = (now() + Duration::days(1), "Sun 22 Nov 2026, 12:00");
    let hours: Hours = serde_json::from_str(r#"{"start":"11:00","end":"15:00"}"#).unwrap();
    let mondays = TimeRestrictions { days: [crate::coupons::Day::Monday].into(), hours: Some(hours) };
    let december = SeasonalRestrictions { months: [12].into(), ..SeasonalRestrictions::default() };
    vec![
        Fails {
            form: CouponForm { is_active: Some(false), ..tenth("OFF") },
            question: tea("OFF"),
            rule: Condition::Active,
            code: "coupon_inactive",
            have: Some("switched off"),
            need: Some("active"),
            way_out: None,
        },
        Fails {
            form: CouponForm { valid_from: Some(tomorrow), ..tenth("SOON") },
            question: tea("SOON"),
            rule: Condition::Dates,
            code: "coupon_not_started",
            have: Some(sunday),
            need: Some("from Mon 23 Nov 2026, 12:00 on"),
            way_out: Some("Wait until Mon 23 Nov 2026, 12:00: −0.40."),
        },
        Fails {
            form: CouponForm { time_restrictions: Some(Some(mondays)), ..tenth("MONDAY") },
            question: tea("MONDAY"),
            rule: Condition::Hours,
            code: "coupon_not_now",
            have: Some(sunday),
            need: Some("Mon 11:00–15:00"),
            way_out: Some("Wait until Mon 23 Nov 2026, 11:00: −0.40."),
        },
        Fails {
            form: CouponForm { seasonal_restrictions: Some(Some(december)), ..tenth("ADVENT") },
            question: tea("ADVENT"),
            rule: Condition::Season,
            code: "coupon_not_now",
            have: Some(sunday),
            need: Some("December"),
            way_out: Some("Wait until Tue 1 Dec 2026, 00:00: −0.40."),
        },
    ]
}

/// `ada` bought soup for 4.95 once, and `eve` nothing.
fn buyer_fails(shop: &Shop, ada: &Actor, eve: &Actor) -> Vec<Fails> {
    let tea = |code: &str, customer: Option<&Actor>| ValidateCoupon {
        customer_id: customer.and_then(Actor::user_id),
        ..about(code, &[(shop.tea, 2)])
    };
    let fails = |form, customer, rule, have, need| {
        let form: CouponForm = form;
        let question = tea(form.code.as_deref().unwrap(), customer);
        let (code, way_out) = ("coupon_not_for_customer", None);
        Fails { form, question, rule, code, have: Some(have), need: Some(need), way_out }
    };
    let regulars = |code| CouponForm { customer_tier: Some(crate::accounts::Tier::Regular), ..tenth(code) };
    let first = CouponForm { max_customer_orders: Some(Some(0)), ..tenth("FIRST") };
    let second = CouponForm { min_customer_orders: Some(Some(1)), ..tenth("SECOND") };
    let spent = CouponForm { min_customer_spent: Some(Some(amount("5.00"))), ..tenth("SPENT") };
    vec![
        fails(regulars("GUESTS"), None, Condition::CustomerTier, "no account", "an account"),
        fails(regulars("REGULAR"), Some(ada), Condition::CustomerTier, "not a regular yet", "regular"),
        fails(second, Some(eve), Condition::MinCustomerOrders, "0", "1"),
        fails(first, Some(ada), Condition::MaxCustomerOrders, "1", "0"),
        fails(spent, Some(ada), Condition::MinCustomerSpent, "4.95", "5.00"),
    ]
}

fn basket_fails(shop: &Shop, drinks: crate::id::CategoryId) -> Vec<Fails> {
    let fails = |form: CouponForm, lines: &[(ProductId, u32)], rule, code, have, need, way_out| {
        let question = about(form.code.as_deref().unwrap(), lines);
        Fails { form, question, rule, code, have: Some(have), need: Some(need), way_out: Some(way_out) }
    };
    let value = CouponForm { min_order_value: Some(Some(amount("10.00"))), ..tenth("TEN") };
    let count = CouponForm { min_order_items: Some(Some(3)), ..tenth("THREE") };
    let of_drinks = CouponForm {
        min_category_items: Some(Some(2)),
        applicable_categories: Some(vec![drinks]),
        ..tenth("DRINKS")
    };
    let cake = CouponForm { applicable_products: Some(vec![shop.cake]), ..tenth("CAKE") };
    let step = TierForm { min_amount: amount("12.00"), kind: TierType::Percentage, value: amount("25.00") };
    let (tea, soup) = (shop.tea, shop.soup);
    let minimum = "coupon_minimum";
    vec![
        fails(
            value,
            &[(soup, 2)],
            Condition::MinOrderValue,
            minimum,
            "9.00",
            "10.00",
            "Add 1 × Tea (2.00): −1.10.",
        ),
        fails(count, &[(soup, 2)], Condition::MinOrderItems, minimum, "2", "3", "Add 1 × Tea (2.00): −1.10."),
        fails(
            of_drinks,
            &[(soup, 1), (tea, 1)],
            Condition::MinCategoryItems,
            minimum,
            "1",
            "2",
            "Add 1 × Tea (2.00): −0.40.",
        ),
        fails(
            cake,
            &[(tea, 1)],
            Condition::EligibleItems,
            "coupon_takes_nothing",
            "0 of 1 lines",
            "at least 1 line",
            "Add 1 × Cake (3.00): −0.30.",
        ),
        fails(
            CouponForm::tiered("STEP", vec![step]),
            &[(soup, 2)],
            Condition::Discount,
            "coupon_takes_nothing",
            "9.00",
            "12.00",
            "Add 1 × Cake (3.00): −3.00.",
        ),
        fails(
            CouponForm::buy_get("SET", 2, 1),
            &[(tea, 2)],
            Condition::Discount,
            "coupon_takes_nothing",
            "2",
            "3",
            "Add 1 × Tea (2.00): −2.00.",
        ),
    ]
}

#[test]
fn every_rule_that_fails_is_told_with_its_way_out_and_orders_agree() {
    let shop = Shop::furnished();
    let (ada, eve) = (shop.person("ada", Role::Customer), shop.person("eve", Role::Customer));
    shop.delivered_to(&ada, &[]);
    let tea = shop.store.read(|tx| flows::catalog::product(tx, shop.tea)).unwrap();
    let all = [time_fails(&shop), buyer_fails(&shop, &ada, &eve), basket_fails(&shop, tea.category.id)];
    for Fails { form, question, rule, code, have, need, way_out } in all.into_iter().flatten() {
        shop.coupon(form);
        let (told, refused) = held_against_orders(&shop, &question);
        assert_eq!((first_failing(&told), refused), ((rule, have, need), Some(code)), "{told:#?}");
        let suggestion = told.suggestion.as_ref().map(|suggestion| suggestion.message.as_str());
        assert_eq!(suggestion, way_out, "{}", question.code);
    }
    assert_eq!(shop.broken_law(), None);
}
