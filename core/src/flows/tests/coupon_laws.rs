//! Each law about coupons can fail: the stored data is bent by hand, and the replay names the law.

use rstest::rstest;

use super::carts::add;
use super::coupons::tenth;
use super::{PayOrder, Shop};
use crate::actor::Role;
use crate::store::db_execute_for_tests as execute;
use crate::wire::coupons::CouponForm;

/// A use that is held, one that is consumed and one that is released, of a coupon with three uses and of one that a
/// customer can use twice; and a cart with a code.
fn shop_with_coupons() -> Shop {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let (open, many) = (Some(true), Some(Some(2)));
    shop.coupon(CouponForm { max_uses: Some(Some(3)), combinable: open, ..tenth("THREE") });
    let twice = CouponForm { max_uses_per_user: many, combinable: open, is_public: open, ..tenth("TWICE") };
    let twice = shop.coupon(twice);
    shop.soup_with(1, &["THREE"], Some(PayOrder::cash(None))).unwrap();
    shop.called_off(shop.soup_with(1, &["THREE"], None).unwrap().order.id);
    for _ in 0..2 {
        let order = shop.ordered_by(&ada, 1);
        shop.put_on(&ada, order.id, twice.id).unwrap();
    }
    add(&shop, &ada, shop.tea, 1).unwrap();
    shop.put_on_cart(&ada, "THREE").unwrap();
    assert_eq!(shop.broken_law(), None);
    shop
}

#[rstest]
#[case::discount("UPDATE orders SET discount = discount + 1", "coupons")]
#[case::amount("UPDATE coupon_uses SET amount = amount + 1", "coupons")]
#[case::of_the_fee("UPDATE coupon_uses SET delivery = 1", "coupons")]
#[case::gone("DELETE FROM coupon_uses", "coupons")]
#[case::held("UPDATE coupons SET held = held + 1", "coupon_uses")]
#[case::consumed("UPDATE coupons SET consumed = 0", "coupon_uses")]
#[case::held_though_paid(
    "UPDATE coupon_uses SET status = 'held' WHERE status = 'consumed'; \
     UPDATE coupons SET held = held + 1, consumed = 0 WHERE code = 'THREE'",
    "coupon_uses"
)]
#[case::consumed_though_unpaid(
    "UPDATE coupon_uses SET status = 'consumed' WHERE status = 'held'; \
     UPDATE coupons SET consumed = 2, held = 0 WHERE code = 'TWICE'",
    "coupon_uses"
)]
#[case::released_though_it_stands(
    "UPDATE coupon_uses SET status = 'released' WHERE status = 'held'; \
     UPDATE coupons SET held = 0 WHERE code = 'TWICE'",
    "coupon_uses"
)]
#[case::of_somebody_else(
    "UPDATE coupon_uses SET customer_id = (SELECT MIN(id) FROM users WHERE username = 'sara')",
    "coupon_uses"
)]
#[case::too_often_by_one(
    "UPDATE coupons SET terms = REPLACE(terms, '\"uses_per_customer\":2', '\"uses_per_customer\":1')",
    "coupon_uses_per_customer"
)]
#[case::too_many_on_a_cart(
    "INSERT INTO coupons SELECT id || 'b', code || 'B', description, discount_type, valid_from, valid_until, \
     customer_tier, max_uses, 0, 0, terms, is_active, is_public, owner_id, batch_id, expired_at, archived_at, \
     created_at, updated_at, version FROM coupons; \
     INSERT INTO coupons SELECT id || 'c', code || 'C', description, discount_type, valid_from, valid_until, \
     customer_tier, max_uses, 0, 0, terms, is_active, is_public, owner_id, batch_id, expired_at, archived_at, \
     created_at, updated_at, version FROM coupons; \
     DELETE FROM cart_coupons; \
     INSERT INTO cart_coupons SELECT (SELECT MIN(cart_id) FROM cart_items), 0, id FROM coupons",
    "carts"
)]
fn a_law_about_coupons_that_is_broken_is_named(#[case] bend: &'static str, #[case] law: &str) {
    let shop = shop_with_coupons();
    shop.store.write(move |tx| execute(tx, bend)).unwrap();
    assert_eq!(shop.broken_law().as_deref(), Some(law));
}

#[test]
fn a_coupon_with_more_uses_than_it_has_is_named_though_the_schema_would_not_have_it() {
    let shop = shop_with_coupons();
    let lowered = "UPDATE coupons SET max_uses = 1 WHERE code = 'TWICE'";
    // Each database is talked out of its check in its own words.
    let sqlite = format!("PRAGMA ignore_check_constraints = ON; {lowered}");
    let postgres = format!("ALTER TABLE coupons DROP CONSTRAINT coupons_uses_bounded; {lowered}");
    if shop.store.write(move |tx| execute(tx, &sqlite)).is_err() {
        shop.store.write(move |tx| execute(tx, &postgres)).unwrap();
    }
    assert_eq!(shop.broken_law().as_deref(), Some("coupon_uses"));
}
