//! What is done about coupons by the clock.

use std::thread;

use chrono::{DateTime, Duration, Utc};

use super::coupons::{put_on_cart, tenth};
use super::{Actor, Shop, now};
use crate::flows;
use crate::id::CouponId;
use crate::wire::CouponView;
use crate::wire::coupons::CouponForm;

type Chore = fn(&mut crate::store::Tx<'_>, DateTime<Utc>, u32) -> crate::error::Result<usize>;

impl Shop {
    fn due(&self, chore: Chore, at: DateTime<Utc>, limit: u32) -> usize {
        self.store.write(move |tx| chore(tx, at, limit)).unwrap()
    }

    /// Puts a coupon into the cart of somebody by this name.
    fn in_cart_of(&self, name: &str, coupon: CouponId) {
        let actor = self.person(name, crate::actor::Role::Customer);
        let user = actor.user_id().unwrap();
        self.store.write(move |tx| put_on_cart(tx, user, &[coupon])).unwrap();
    }

    fn ending(&self, code: &str, at: DateTime<Utc>) -> CouponView {
        self.coupon(CouponForm { valid_until: Some(Some(at)), ..tenth(code) })
    }
}

fn later(days: i64) -> DateTime<Utc> {
    now() + Duration::days(days)
}

#[test]
fn a_coupon_that_ended_leaves_all_carts_and_is_told_of_once() {
    let shop = Shop::open();
    let (ended, other) = (shop.ending("ENDS", later(2)), shop.ending("GOES-ON", later(3)));
    shop.in_cart_of("ada", ended.id);
    shop.in_cart_of("ben", ended.id);
    shop.in_cart_of("cy", other.id);
    assert_eq!(shop.due(flows::coupons::expire_due, later(2) - Duration::seconds(1), 10), 0);
    assert_eq!(shop.due(flows::coupons::expire_due, later(2), 10), 1, "the end is no part of its time");
    assert_eq!(shop.due(flows::coupons::expire_due, later(2), 10), 0, "once");
    assert_eq!((shop.rows("cart_coupons"), shop.events("coupon.expired")), (1, 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_coupon_whose_end_is_moved_ends_again() {
    let shop = Shop::open();
    let coupon = shop.ending("ENDS", later(2));
    shop.due(flows::coupons::expiring_soon, later(1), 10);
    shop.due(flows::coupons::expire_due, later(2), 10);
    let longer = CouponForm { valid_until: Some(Some(later(9))), ..CouponForm::default() };
    let part = crate::wire::catalog::Extent::Part;
    shop.store
        .write(move |tx| flows::coupons::update(tx, &Actor::System, coupon.id, &longer, part, later(3)))
        .unwrap();
    assert_eq!(shop.due(flows::coupons::expiring_soon, later(4), 10), 1, "7 days before, again");
    assert_eq!(shop.due(flows::coupons::expire_due, later(9), 10), 1);
    assert_eq!((shop.events("coupon.expired"), shop.events("coupon.expiring")), (2, 2));
}

#[test]
fn what_was_withdrawn_ends_without_a_word() {
    let shop = Shop::open();
    let coupon = shop.ending("ENDS", later(2));
    shop.soup_with(1, &["ENDS"], None).unwrap();
    shop.store.write(move |tx| flows::coupons::remove(tx, &Actor::System, coupon.id, None, now())).unwrap();
    assert_eq!(shop.due(flows::coupons::expire_due, later(2), 10), 1);
    assert_eq!(shop.events("coupon.expired"), 0);
    assert_eq!(shop.due(flows::coupons::expire_due, later(2), 10), 0);
}

#[test]
fn no_more_than_asked_for_at_a_time_and_the_first_to_end_first() {
    let shop = Shop::open();
    for (code, days) in [("THIRD", 3), ("FIRST", 1), ("SECOND", 2)] {
        shop.ending(code, later(days));
    }
    let seen = |code: &str| shop.rows(&format!("coupons WHERE code = '{code}' AND expired_at IS NOT NULL"));
    assert_eq!(shop.due(flows::coupons::expire_due, later(9), 2), 2);
    assert_eq!((seen("FIRST"), seen("SECOND"), seen("THIRD")), (1, 1, 0));
    assert_eq!(shop.due(flows::coupons::expire_due, later(9), 2), 1);
}

#[test]
fn an_end_is_told_of_7_days_and_one_day_before_each_once() {
    let shop = Shop::open();
    shop.ending("ENDS", later(10));
    let told = |at: DateTime<Utc>| shop.due(flows::coupons::expiring_soon, at, 10);
    let days = |count: i32| shop.rows(&format!("coupon_notices WHERE days = {count}"));
    assert_eq!(told(later(3) - Duration::seconds(1)), 0);
    assert_eq!((told(later(3)), told(later(3)), told(later(5))), (1, 0, 0));
    assert_eq!((days(7), days(1)), (1, 0));
    assert_eq!((told(later(9)), told(later(9))), (1, 0));
    assert_eq!((days(7), days(1)), (1, 1));
    assert_eq!(told(later(10)), 0, "it is over");
    assert_eq!(shop.events("coupon.expiring"), 2);
    let said =
        shop.text("SELECT data AS entry FROM events WHERE kind = 'coupon.expiring' ORDER BY id LIMIT 1");
    let said = said.unwrap();
    assert!(said.contains("\"days\":7") && said.contains("\"ENDS\""), "{said}");
}

#[test]
fn where_both_are_due_at_once_only_the_last_day_is_told() {
    let shop = Shop::open();
    shop.ending("ENDS", now() + Duration::hours(20));
    assert_eq!(shop.due(flows::coupons::expiring_soon, now(), 10), 1);
    assert_eq!(shop.due(flows::coupons::expiring_soon, now(), 10), 0);
    assert_eq!(shop.rows("coupon_notices WHERE days = 1"), 1);
    assert_eq!(shop.rows("coupon_notices"), 1);
}

#[test]
fn nobody_is_told_of_what_cannot_be_used() {
    let shop = Shop::open();
    let ends = || Some(Some(later(2)));
    shop.coupon(CouponForm { valid_until: ends(), is_active: Some(false), ..tenth("OFF") });
    shop.coupon(CouponForm { valid_until: ends(), max_uses: Some(Some(1)), ..tenth("DEPLETED") });
    shop.coupon(CouponForm { valid_until: ends(), valid_from: Some(later(1)), ..tenth("NOT-YET") });
    let withdrawn = shop.coupon(CouponForm { valid_until: ends(), ..tenth("WITHDRAWN") });
    shop.soup_with(1, &["DEPLETED"], None).unwrap();
    shop.soup_with(1, &["WITHDRAWN"], None).unwrap();
    let gone = withdrawn.id;
    shop.store.write(move |tx| flows::coupons::remove(tx, &Actor::System, gone, None, now())).unwrap();
    assert_eq!(shop.due(flows::coupons::expiring_soon, now(), 10), 0);
    assert_eq!(shop.due(flows::coupons::expiring_soon, later(1), 10), 1, "its time has come");
}

#[test]
fn servers_that_do_the_chores_at_the_same_moment_do_each_once() {
    let shop = Shop::open();
    for index in 0..30 {
        let coupon = shop.ending(&format!("ENDS-{index}"), later(2) + Duration::minutes(index));
        shop.in_cart_of(&format!("guest{index}"), coupon.id);
    }
    let at_once = |chore: Chore, at: DateTime<Utc>| -> usize {
        thread::scope(|scope| {
            let servers: Vec<_> = (0..8).map(|_| scope.spawn(|| shop.due(chore, at, 7))).collect();
            servers.into_iter().map(|server| server.join().unwrap()).sum()
        })
    };
    while at_once(flows::coupons::expiring_soon, now()) > 0 {}
    assert_eq!((shop.events("coupon.expiring"), shop.rows("coupon_notices")), (30, 30));
    while at_once(flows::coupons::expire_due, later(4)) > 0 {}
    assert_eq!((shop.events("coupon.expired"), shop.rows("cart_coupons")), (30, 0));
    while at_once(flows::coupons::clean_up, later(100)) > 0 {}
    assert_eq!(shop.rows("coupons"), 30, "what is no code of a batch stays");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn carts_that_change_while_coupons_end_lose_no_line_and_no_wait() {
    let shop = Shop::open();
    let coupons: Vec<CouponView> =
        (0..6).map(|index| shop.ending(&format!("ENDS-{index}"), later(2))).collect();
    let guests: Vec<Actor> =
        (0..6).map(|index| shop.person(&format!("guest{index}"), crate::actor::Role::Customer)).collect();
    thread::scope(|scope| {
        for (turn, guest) in guests.iter().enumerate() {
            let (shop, coupons) = (&shop, &coupons);
            scope.spawn(move || {
                for round in 0..10 {
                    let wanted: Vec<_> = (0..3)
                        .map(|step| &coupons[(turn + round + step) % coupons.len()])
                        .map(|one| one.id)
                        .collect();
                    let user = guest.user_id().unwrap();
                    shop.store.write(move |tx| put_on_cart(tx, user, &wanted)).unwrap();
                }
            });
            scope.spawn(move || {
                for _ in 0..10 {
                    shop.due(flows::coupons::expire_due, later(3), 2);
                    shop.due(flows::coupons::clean_up, later(3), 3);
                }
            });
        }
    });
    while shop.due(flows::coupons::clean_up, later(3), 3) > 0 {}
    assert_eq!((shop.rows("cart_coupons"), shop.events("coupon.expired")), (0, 6));
    assert_eq!(shop.broken_law(), None);
}
