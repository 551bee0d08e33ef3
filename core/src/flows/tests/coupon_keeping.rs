//! Managers make coupons, change them and take them away; who sees which.

use chrono::{DateTime, Duration, Utc};
use rstest::rstest;

use super::coupons::tenth;
use super::people::{at_once, lingering};
use super::products::fields;
use super::refunds::amount;
use super::{Actor, PayOrder, Shop, now, refusal};
use crate::actor::Role;
use crate::coupons::{CouponStatus, DiscountType};
use crate::error::Result;
use crate::flows;
use crate::flows::coupons::CouponQuery;
use crate::id::CouponId;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::store;
use crate::wire::CouponView;
use crate::wire::catalog::Extent;
use crate::wire::coupons::{CouponForm, SavedCoupon};

impl Shop {
    fn try_coupon(&self, form: &CouponForm) -> Result<SavedCoupon> {
        let form = form.clone();
        self.store.write(move |tx| flows::coupons::create(tx, &Actor::System, &form, now()).map(lingering))
    }

    fn change_coupon(&self, id: CouponId, form: &CouponForm, extent: Extent) -> Result<SavedCoupon> {
        let form = form.clone();
        self.store.write(move |tx| {
            flows::coupons::update(tx, &Actor::System, id, &form, extent, now()).map(lingering)
        })
    }

    fn patch_coupon(&self, id: CouponId, json: &str) -> Result<SavedCoupon> {
        self.change_coupon(id, &form(json), Extent::Part)
    }

    fn remove_coupon(&self, id: CouponId, seen: Option<i64>) -> Result<()> {
        self.store.write(move |tx| flows::coupons::remove(tx, &Actor::System, id, seen, now()))
    }

    fn see_coupon(&self, by: &Actor, id: CouponId) -> Result<CouponView> {
        self.by(by, move |tx, by| flows::coupons::load(tx, by, id, now()))
    }

    fn codes_for(&self, by: &Actor, query: CouponQuery) -> Vec<String> {
        let page = PageRequest::new(1, 100).unwrap();
        let list = self.by(by, move |tx, by| flows::coupons::list(tx, by, &query, page, now())).unwrap();
        let mut codes: Vec<String> = list.items.into_iter().map(|one| one.code).collect();
        codes.sort();
        codes
    }
}

fn form(json: &str) -> CouponForm {
    serde_json::from_str(json).unwrap()
}

fn later(days: i64) -> DateTime<Utc> {
    now() + Duration::days(days)
}

/// One of each kind, with as many conditions as there are.
const KINDS: [&str; 5] = [
    r#"{"code":"PERCENT","discount_type":"percentage","discount_value":"12.50","max_discount":"8.00",
        "time_restrictions":{"days":["monday","sunday"],"hours":{"start":"22:00","end":"02:30"}},
        "valid_from":"2026-11-01T00:00:00.123456789Z","valid_until":"2027-11-01T00:00:00.5Z"}"#,
    r#"{"code":"FIXED","discount_type":"fixed","discount_value":"5.00","min_order_value":"25.00",
        "min_order_items":2,"max_uses":10,"max_uses_per_user":2,"usage_interval_days":7,"combinable":true}"#,
    r#"{"code":"TWO+ONE","discount_type":"buy_x_get_y","buy_x_count":2,"get_y_count":1,"max_sets":3,
        "applies_to_discounted_items":true,"customer_tier":"regular","min_customer_orders":3,
        "max_customer_orders":9,"min_customer_spent":"100.00"}"#,
    r#"{"code":"TIERS","discount_type":"tiered","tiers":[
        {"min_amount":"20.00","type":"percentage","value":"5.00"},
        {"min_amount":"40.00","type":"fixed","value":"6.00"}],
        "seasonal_restrictions":{"months":[11,12],"dates":["12-24","11-30"]}}"#,
    r#"{"code":"DELIVERY","discount_type":"delivery","discount_value":"100.00","is_public":false,
        "description":"No fee.\nNot today.","is_active":false}"#,
];

#[test]
fn the_very_form_that_a_read_shows_is_accepted_and_changes_nothing() {
    let shop = Shop::open();
    for json in KINDS {
        let made = shop.try_coupon(&form(&json.replace("TWO+ONE", "TWO-ONE"))).unwrap().coupon;
        let shown = shop.see_coupon(&Actor::System, made.id).unwrap();
        assert_eq!(made, shown, "what is answered is what is kept");
        let sent_back = serde_json::to_string(&shown).unwrap();
        for extent in [Extent::Whole, Extent::Part] {
            let saved = shop.change_coupon(made.id, &form(&sent_back), extent).unwrap();
            assert_eq!(saved.coupon, shown);
        }
    }
    assert_eq!(shop.events("coupon.updated"), 0);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_coupon_that_ended_can_still_be_written_about() {
    let shop = Shop::open();
    let made = shop.coupon(CouponForm { valid_until: Some(Some(later(1))), ..tenth("ENDED") });
    let put = CouponForm { description: Some("Thank you".to_owned()), ..form(&to_json(&made)) };
    let id = made.id;
    let saved = shop
        .store
        .write(move |tx| flows::coupons::update(tx, &Actor::System, id, &put, Extent::Whole, later(2)));
    assert_eq!(saved.unwrap().coupon.version, 2);
    let over = CouponForm { valid_until: Some(Some(later(-1))), ..CouponForm::default() };
    assert_eq!(fields(shop.change_coupon(id, &over, Extent::Part)), ["valid_until"], "but not moved there");
}

fn to_json(view: &CouponView) -> String {
    serde_json::to_string(view).unwrap()
}

#[test]
fn what_a_coupon_names_has_to_be_there_when_it_is_named() {
    let shop = Shop::open();
    let (soup, food) = (shop.soup, shop.section("Food"));
    let nothing = crate::id::ProductId::from_uuid(uuid::Uuid::nil());
    let nowhere = crate::id::CategoryId::from_uuid(uuid::Uuid::nil());
    let wrong = CouponForm {
        applicable_products: Some(vec![soup, nothing]),
        excluded_categories: Some(vec![nowhere]),
        ..tenth("NAMES")
    };
    assert_eq!(fields(shop.try_coupon(&wrong)), ["applicable_products", "excluded_categories"]);
    let right = CouponForm {
        applicable_products: Some(vec![soup]),
        applicable_categories: Some(vec![food]),
        ..tenth("NAMES")
    };
    let id = shop.coupon(right).id;
    shop.delete(&Actor::System, soup).unwrap();
    let shown = shop.see_coupon(&Actor::System, id).unwrap();
    let changed = CouponForm { description: Some("Soup and more".to_owned()), ..form(&to_json(&shown)) };
    shop.change_coupon(id, &changed, Extent::Whole).unwrap();
    assert_eq!(
        fields(shop.try_coupon(&CouponForm { applicable_products: Some(vec![soup]), ..tenth("X-2") })),
        ["applicable_products"]
    );
    let swapped = CouponForm { excluded_products: Some(vec![nothing]), ..CouponForm::default() };
    assert_eq!(fields(shop.change_coupon(id, &swapped, Extent::Part)), ["excluded_products"]);
}

#[test]
fn a_code_belongs_to_one_coupon_also_when_two_take_it_at_the_same_moment() {
    let shop = Shop::open();
    shop.coupon(tenth("FIRST"));
    let other = shop.coupon(tenth("OTHER"));
    assert_eq!(fields(shop.try_coupon(&tenth(" first "))), ["code"]);
    assert_eq!(fields(shop.patch_coupon(other.id, r#"{"code":"First"}"#)), ["code"]);
    let made = at_once(6, |_| shop.try_coupon(&tenth("RACE")));
    assert_eq!(made.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in made.into_iter().filter(Result::is_err) {
        assert_eq!(fields(refused), ["code"]);
    }
    let ids: Vec<CouponId> = (0..4).map(|index| shop.coupon(tenth(&format!("MOVES-{index}"))).id).collect();
    let moved = at_once(4, |index| shop.patch_coupon(ids[index], r#"{"code":"TARGET"}"#));
    assert_eq!(moved.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in moved.into_iter().filter(Result::is_err) {
        assert_eq!(fields(refused), ["code"]);
    }
    assert_eq!(shop.rows("coupons WHERE code IN ('RACE', 'TARGET')"), 2);
}

#[test]
fn another_type_asks_for_what_it_takes_and_keeps_nothing_of_the_old_one() {
    let shop = Shop::open();
    let id = shop.try_coupon(&form(KINDS[0])).unwrap().coupon.id;
    assert_eq!(fields(shop.patch_coupon(id, r#"{"discount_type":"fixed"}"#)), ["discount_value"]);
    assert_eq!(
        fields(shop.patch_coupon(id, r#"{"discount_type":"buy_x_get_y"}"#)),
        ["buy_x_count", "get_y_count"]
    );
    assert_eq!(fields(shop.patch_coupon(id, r#"{"discount_type":"tiered"}"#)), ["tiers"]);
    assert_eq!(fields(shop.patch_coupon(id, r#"{"discount_type":"delivery"}"#)), ["discount_value"]);
    assert_eq!(fields(shop.patch_coupon(id, r#"{"buy_x_count":2}"#)), ["buy_x_count"]);
    let delivery = shop.patch_coupon(id, r#"{"discount_type":"delivery","discount_value":"50"}"#).unwrap();
    assert_eq!((delivery.coupon.discount_value, delivery.coupon.max_discount), (Some(amount("50.00")), None));
    let back = shop.patch_coupon(id, r#"{"discount_type":"fixed","discount_value":"3.00"}"#).unwrap();
    assert_eq!(back.coupon.discount_type, DiscountType::Fixed);
    assert_eq!(back.coupon.time_restrictions, delivery.coupon.time_restrictions, "conditions stay");
}

#[test]
fn null_takes_a_condition_away_and_what_is_left_out_stays() {
    let shop = Shop::open();
    let id = shop.try_coupon(&form(KINDS[1])).unwrap().coupon.id;
    let changed =
        shop.patch_coupon(id, r#"{"min_order_value":null,"max_uses":null,"usage_interval_days":null}"#);
    let changed = changed.unwrap().coupon;
    assert_eq!((changed.min_order_value, changed.max_uses, changed.usage_interval_days), (None, None, None));
    assert_eq!((changed.min_order_items, changed.max_uses_per_user), (Some(2), Some(2)));
    let put = form(r#"{"code":"FIXED","discount_type":"fixed","min_order_items":null}"#);
    let put = shop.change_coupon(id, &put, Extent::Whole).unwrap().coupon;
    assert_eq!((put.min_order_items, put.max_uses_per_user), (None, Some(2)));
    assert_eq!(put.discount_value, Some(amount("5.00")));
    assert_eq!(fields(shop.change_coupon(id, &form("{}"), Extent::Whole)), ["code", "discount_type"]);
}

#[test]
fn limits_do_not_fall_below_what_is_taken() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.coupon(tenth("LIMITED"));
    for _ in 0..2 {
        let (buyer, soup) = (ada.user_id(), shop.soup);
        let order = crate::wire::orders::PlaceOrder {
            items: super::items(&[(soup, 1)]),
            customer_id: buyer,
            coupon_codes: vec!["LIMITED".to_owned()],
            ..Default::default()
        };
        shop.by(&shop.staff, move |tx, by| flows::orders::place(tx, by, &order, now())).unwrap();
    }
    shop.soup_with(1, &["LIMITED"], Some(PayOrder::card(None))).unwrap();
    assert_eq!(fields(shop.patch_coupon(coupon.id, r#"{"max_uses":2}"#)), ["max_uses"]);
    assert_eq!(fields(shop.patch_coupon(coupon.id, r#"{"max_uses_per_user":1}"#)), ["max_uses_per_user"]);
    shop.patch_coupon(coupon.id, r#"{"max_uses":3,"max_uses_per_user":2}"#).unwrap();
    assert_eq!(shop.see_coupon(&Actor::System, coupon.id).unwrap().status, CouponStatus::Depleted);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_two_who_change_the_version_they_saw_one_is_told() {
    let shop = Shop::open();
    let id = shop.coupon(tenth("RACE")).id;
    let changed = at_once(6, |index| {
        let change = format!(r#"{{"description":"by {index}","version":1}}"#);
        shop.patch_coupon(id, &change)
    });
    assert_eq!(changed.iter().filter(|one| one.is_ok()).count(), 1);
    for stale in changed.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(stale), Refusal::StaleVersion { current: 2 });
    }
    assert_eq!(refusal(shop.remove_coupon(id, Some(1))), Refusal::StaleVersion { current: 2 });
    shop.remove_coupon(id, Some(2)).unwrap();
}

#[test]
fn a_coupon_that_was_never_used_is_gone_and_one_that_was_is_withdrawn() {
    let shop = Shop::open();
    let (unused, used) = (shop.coupon(tenth("UNUSED")), shop.coupon(tenth("USED")));
    let order = shop.soup_with(1, &["USED"], None).unwrap().order;
    for one in [&unused, &used] {
        shop.remove_coupon(one.id, None).unwrap();
        for actor in [Actor::System, shop.staff.clone()] {
            assert_eq!(refusal(shop.see_coupon(&actor, one.id)).code(), "not_found");
        }
        assert_eq!(refusal(shop.patch_coupon(one.id, "{}")).code(), "not_found");
        assert_eq!(refusal(shop.remove_coupon(one.id, None)).code(), "not_found");
    }
    assert_eq!(
        (shop.rows("coupons"), shop.events("coupon.archived"), shop.events("coupon.deleted")),
        (1, 1, 1)
    );
    assert!(shop.codes_for(&Actor::System, CouponQuery::default()).is_empty());
    let cancelled = CouponQuery { status: Some(CouponStatus::Cancelled), ..CouponQuery::default() };
    assert!(shop.codes_for(&Actor::System, cancelled).is_empty());
    assert_eq!(shop.order(order.id).coupons[0].code, "USED");
    assert!(matches!(refusal(shop.soup_with(1, &["USED"], None)), Refusal::CouponInactive { .. }));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_code_of_a_coupon_that_was_withdrawn_can_be_given_to_another() {
    let shop = Shop::open();
    let old = shop.coupon(tenth("SUMMER"));
    shop.soup_with(1, &["SUMMER"], None).unwrap();
    shop.remove_coupon(old.id, None).unwrap();
    let new = shop.coupon(CouponForm::percentage("SUMMER", amount("20.00")));
    let order = shop.soup_with(2, &["SUMMER"], None).unwrap().order;
    assert_eq!((order.coupons[0].id, order.discount_amount), (new.id, amount("1.80")));
    assert_eq!((shop.uses_of(old.id), shop.uses_of(new.id)), ((1, 0), (1, 0)));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn whoever_takes_a_use_while_the_coupon_is_taken_away_has_it_or_is_told() {
    let shop = Shop::open();
    for turn in 0..5 {
        let code = format!("GOES-{turn}");
        let id = shop.coupon(tenth(&code)).id;
        let done = at_once(4, |index| match index {
            0 => shop.remove_coupon(id, None).map(|()| false),
            _ => shop.soup_with(1, &[&code], None).map(|_| true),
        });
        assert!(done[0].is_ok(), "{done:?}");
        let taken = done.iter().filter(|one| matches!(one, Ok(true))).count() as u64;
        for refused in done.into_iter().filter(Result::is_err) {
            let refused = refusal(refused);
            let is_told = ["unknown_coupon", "coupon_depleted", "coupon_inactive", "out_of_stock"];
            assert!(is_told.contains(&refused.code()), "{refused:?}");
        }
        assert_eq!(shop.rows(&format!("coupon_uses WHERE coupon_id = '{id}'")), taken);
        assert_eq!(shop.rows(&format!("coupons WHERE id = '{id}'")), u64::from(taken > 0));
    }
    assert_eq!(shop.broken_law(), None);
}

#[rstest]
#[case::window(
    r#"{"valid_from":"2027-01-02T00:00:00Z","valid_until":"2027-01-02T00:00:00Z"}"#,
    "valid_until"
)]
#[case::past(r#"{"valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-01T00:00:00Z"}"#, "valid_until")]
#[case::before_time(r#"{"valid_from":"-5000-01-01T00:00:00Z"}"#, "valid_from")]
#[case::after_time(r#"{"valid_until":"+262000-12-31T23:59:59Z"}"#, "valid_until")]
#[case::never(
    r#"{"valid_from":"2027-01-01T00:00:00Z","valid_until":"2027-01-09T00:00:00Z",
        "seasonal_restrictions":{"months":[7]}}"#,
    "seasonal_restrictions"
)]
#[case::no_such_month(r#"{"seasonal_restrictions":{"months":[13]}}"#, "seasonal_restrictions.months")]
#[case::no_hours(
    r#"{"time_restrictions":{"hours":{"start":"11:00","end":"11:00"}}}"#,
    "time_restrictions.hours"
)]
#[case::all(r#"{"discount_value":"100.01"}"#, "discount_value")]
#[case::less_than_nothing(r#"{"discount_value":"-1.00"}"#, "discount_value")]
#[case::nothing(r#"{"discount_value":"0.00"}"#, "discount_value")]
#[case::no_uses(r#"{"max_uses":0}"#, "max_uses")]
#[case::more_than_all(r#"{"max_uses":2,"max_uses_per_user":3}"#, "max_uses_per_user")]
#[case::of_which(r#"{"min_category_items":2}"#, "min_category_items")]
#[case::nobody(r#"{"min_customer_orders":5,"max_customer_orders":4}"#, "max_customer_orders")]
#[case::new(r#"{"customer_tier":"new","min_customer_spent":"1.00"}"#, "min_customer_spent")]
#[case::short(r#"{"code":"AB"}"#, "code")]
#[case::odd(r#"{"code":"ÄÖÜ"}"#, "code")]
#[case::thin_air(r#"{"min_order_value":"0.00"}"#, "min_order_value")]
fn what_can_never_work_is_refused_by_its_field(#[case] json: &str, #[case] field: &str) {
    let shop = Shop::open();
    let id = shop.coupon(tenth("GOOD")).id;
    assert_eq!(fields(shop.patch_coupon(id, json)), [field]);
    assert_eq!(shop.see_coupon(&Actor::System, id).unwrap().version, 1);
}

#[test]
fn steps_that_do_not_rise_are_refused_one_by_one() {
    let shop = Shop::open();
    let tiers = r#"{"code":"TIERS","discount_type":"tiered","tiers":[
        {"min_amount":"0.00","type":"percentage","value":"5.00"},
        {"min_amount":"40.00","type":"percentage","value":"101.00"},
        {"min_amount":"40.00","type":"percentage","value":"4.00"}]}"#;
    let wrong = ["tiers.0.min_amount", "tiers.1.value", "tiers.2.min_amount", "tiers.2.value"];
    assert_eq!(fields(shop.try_coupon(&form(tiers))), wrong);
    let none = r#"{"code":"TIERS","discount_type":"tiered","tiers":[]}"#;
    assert_eq!(fields(shop.try_coupon(&form(none))), ["tiers"]);
    let zero = r#"{"code":"BXGY","discount_type":"buy_x_get_y","buy_x_count":0,"get_y_count":0}"#;
    assert_eq!(fields(shop.try_coupon(&form(zero))), ["buy_x_count", "get_y_count"]);
}

#[test]
fn customers_see_what_they_could_use_and_staff_see_all() {
    let shop = Shop::open();
    let [ada, ben] = ["ada", "ben"].map(|name| shop.person(name, Role::Customer));
    shop.coupon(tenth("OPEN"));
    shop.coupon(CouponForm { is_public: Some(false), ..tenth("HIDDEN") });
    shop.coupon(CouponForm { is_active: Some(false), ..tenth("OFF") });
    shop.coupon(CouponForm { valid_from: Some(later(1)), ..tenth("NOT-YET") });
    shop.coupon(form(r#"{"code":"NEW","discount_type":"fixed","discount_value":"1","customer_tier":"new"}"#));
    shop.coupon(form(r#"{"code":"VIP","discount_type":"fixed","discount_value":"9","customer_tier":"vip"}"#));
    let adas = shop.coupon(tenth("ADAS"));
    let (id, owner) = (adas.id, ada.user_id());
    let given = shop.store.write(move |tx| {
        let coupon = store::coupons::load(tx, id)?;
        let owned = crate::coupons::Coupon { owner, is_public: false, ..coupon };
        store::coupons::save(tx, &owned, owned.version)
    });
    given.unwrap();
    let all = CouponQuery::default;
    assert_eq!(shop.codes_for(&ada, all()), ["ADAS", "NEW", "OPEN"]);
    assert_eq!(shop.codes_for(&ben, all()), ["NEW", "OPEN"]);
    assert_eq!(shop.codes_for(&shop.staff, all()).len(), 7);
    assert!(shop.see_coupon(&ada, id).is_ok() && shop.see_coupon(&shop.staff, id).is_ok());
    assert_eq!(refusal(shop.see_coupon(&ben, id)).code(), "not_found");
    assert_eq!(refusal(shop.see_coupon(&Actor::Anonymous, id)), Refusal::NotAuthenticated);
    let off = CouponQuery { status: Some(CouponStatus::Cancelled), ..all() };
    assert!(shop.codes_for(&ben, off).is_empty(), "a filter shows no more");
}

#[test]
fn lists_are_searched_the_same_on_every_database() {
    let shop = Shop::open();
    let named = |code: &str, text: &str| CouponForm { description: Some(text.to_owned()), ..tenth(code) };
    for (code, text) in [("HAPPY_HOUR", "Twenty percent after work"), ("SOUP-20", "20% on Soup"), ("X-1", "")]
    {
        shop.coupon(named(code, text));
    }
    let found = |text: &str| {
        shop.codes_for(
            &Actor::System,
            CouponQuery { search: Some(text.to_owned()), ..CouponQuery::default() },
        )
    };
    assert_eq!(found("happy_h"), ["HAPPY_HOUR"]);
    assert_eq!(found("AFTER work"), ["HAPPY_HOUR"]);
    assert_eq!(found("soup"), ["SOUP-20"]);
    assert_eq!(found("20% on"), ["SOUP-20"]);
    assert_eq!((found("%"), found("_")), (vec!["SOUP-20".to_owned()], vec!["HAPPY_HOUR".to_owned()]));
    assert_eq!(found(r"\"), Vec::<String>::new());
    assert_eq!(found("nowhere"), Vec::<String>::new());
}
