//! Coupons that many want at once: none is used more often than it says, and what is called off comes back.

use std::thread;

use chrono::Duration;

use super::carts::add;
use super::coupons::tenth;
use super::people::at_once;
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::{coupons, orders};
use crate::id::{CouponId, OrderId};
use crate::orders::Status;
use crate::wire::catalog::Extent;
use crate::wire::coupons::CouponForm;
use crate::wire::orders::PlaceOrder;
use crate::wire::{CancelOrder, CouponView, PaidOrder, PayOrder as Payment};

impl Shop {
    /// One cup of tea, which nobody counts, with these codes.
    fn tea_with(
        &self,
        by: &Actor,
        whom: Option<&Actor>,
        codes: &[&str],
        payment: Option<Payment>,
    ) -> Result<PaidOrder> {
        let order = PlaceOrder {
            items: items(&[(self.tea, 1)]),
            customer_id: whom.and_then(Actor::user_id),
            coupon_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            payment,
            ..PlaceOrder::default()
        };
        self.by(by, move |tx, actor| orders::place(tx, actor, &order, now()))
    }

    fn cancelled(&self, id: OrderId) -> Result<()> {
        let cancel = CancelOrder { reason: Some("x".to_owned()), ..CancelOrder::default() };
        self.by(&self.staff, move |tx, actor| orders::cancel(tx, actor, id, &cancel, now())).map(drop)
    }

    fn with_uses(&self, code: &str, uses: u32) -> CouponView {
        self.coupon(CouponForm {
            max_uses: Some(Some(uses)),
            combinable: Some(true),
            is_public: Some(true),
            ..tenth(code)
        })
    }
}

fn parted(answers: Vec<Result<PaidOrder>>, code: &str) -> (Vec<OrderId>, usize) {
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let count = refused.len();
    for answer in refused {
        let told = refusal(answer);
        assert_eq!(told.code(), code, "{told}");
        assert!(told.to_string().contains("; "), "it says what to do: {told}");
    }
    (done.into_iter().map(|answer| answer.unwrap().order.id).collect(), count)
}

#[test]
fn a_coupon_with_ten_uses_is_used_ten_times_and_what_is_called_off_comes_back() {
    let shop = Shop::open();
    let coupon = shop.with_uses("TEN", 10);
    // Every second one pays at once.
    let buy = |number: usize| {
        let payment = number.is_multiple_of(2).then(|| PayOrder::card(None));
        shop.tea_with(&shop.staff, None, &["TEN"], payment)
    };
    let (placed, refused) = parted(at_once(64, buy), "coupon_depleted");
    assert_eq!((placed.len(), refused), (10, 54));
    let (held, consumed) = shop.uses_of(coupon.id);
    assert_eq!(held + consumed, 10);
    assert_eq!(shop.broken_law(), None);
    at_once(placed.len(), |number| shop.cancelled(placed[number]).unwrap());
    assert_eq!(shop.uses_of(coupon.id), (0, 0));
    let (placed, _) = parted(at_once(16, buy), "coupon_depleted");
    assert_eq!(placed.len(), 10, "others have them now");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_customer_who_orders_fifty_times_at_once_uses_a_coupon_once() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.coupon(CouponForm { max_uses_per_user: Some(Some(1)), ..tenth("ONCE") });
    let answers = at_once(50, |_| shop.tea_with(&shop.staff, Some(&ada), &["ONCE"], None));
    let (placed, _) = parted_of_one(answers);
    assert_eq!((placed.len(), shop.uses_of(coupon.id)), (1, (1, 0)));
    assert_eq!(shop.broken_law(), None);
    shop.cancelled(placed[0]).unwrap();
    shop.tea_with(&shop.staff, Some(&ada), &["ONCE"], None).unwrap();
    assert_eq!(shop.broken_law(), None);
}

fn parted_of_one(answers: Vec<Result<PaidOrder>>) -> (Vec<OrderId>, usize) {
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let count = refused.len();
    for answer in refused {
        assert_eq!(refusal(answer).code(), "coupon_used");
    }
    (done.into_iter().map(|answer| answer.unwrap().order.id).collect(), count)
}

#[test]
fn a_coupon_for_a_customers_first_order_is_used_once_however_many_are_the_first() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let first = shop.coupon(CouponForm { max_customer_orders: Some(Some(0)), ..tenth("FIRST") });
    let answers = at_once(24, |_| shop.tea_with(&shop.staff, Some(&ada), &["FIRST"], None));
    assert_eq!(answers.into_iter().filter(Result::is_ok).count(), 1);
    assert_eq!(shop.uses_of(first.id), (1, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_last_use_goes_to_one_of_the_orders_on_which_it_is_put_and_a_full_one_takes_it_once() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.with_uses("LAST", 3);
    let ids: Vec<OrderId> =
        (0..8).map(|_| shop.tea_with(&shop.staff, Some(&ada), &[], None).unwrap().order.id).collect();
    let answers = at_once(32, |number| shop.put_on(&shop.staff, ids[number % 8], coupon.id));
    for answer in answers {
        assert!(answer.is_ok() || refusal(answer).code() == "coupon_depleted");
    }
    let with = ids.iter().filter(|id| !shop.order(**id).coupons.is_empty()).count();
    assert_eq!((with, shop.uses_of(coupon.id)), (3, (3, 0)));
    assert_eq!(shop.broken_law(), None);
    at_once(32, |number| shop.take_off(&shop.staff, ids[number % 8], coupon.id).is_ok());
    assert_eq!(shop.uses_of(coupon.id), (0, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_order_that_is_paid_called_off_run_out_and_changed_at_once_ends_with_its_uses_right() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    let coupons: Vec<CouponId> = ["A-1", "B-2", "C-3"].map(|code| shop.with_uses(code, 100).id).to_vec();
    let ids: Vec<OrderId> = (0..5)
        .map(|_| {
            let order = PlaceOrder {
                items: items(&[(shop.soup, 2)]),
                coupon_codes: vec!["A-1".to_owned(), "B-2".to_owned()],
                ..PlaceOrder::default()
            };
            shop.by(&kiosk, move |tx, by| orders::place(tx, by, &order, now())).unwrap().order.id
        })
        .collect();
    let later = now() + Duration::minutes(20);
    thread::scope(|scope| {
        for (number, id) in ids.iter().enumerate() {
            let (shop, id, coupons) = (&shop, *id, &coupons);
            scope.spawn(move || {
                let paid =
                    shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, id, &PayOrder::card(None), now()));
                assert!(paid.is_ok() || refusal(paid).code() == "not_payable");
            });
            scope.spawn(move || {
                let put = shop.put_on(&shop.staff, id, coupons[2]);
                assert!(put.is_ok() || refusal(put).code() == "order_settled");
            });
            scope.spawn(move || {
                let taken = shop.take_off(&shop.staff, id, coupons[0]);
                assert!(taken.is_ok() || refusal(taken).code() == "order_settled");
            });
            if number % 2 == 0 {
                scope.spawn(move || shop.cancelled(id).unwrap());
            }
            scope.spawn(move || shop.store.write(move |tx| orders::expire_unpaid(tx, later, 3)).unwrap());
        }
    });
    let standing = ids.iter().filter(|id| shop.order(**id).status != Status::Cancelled);
    let on_standing: usize = standing.map(|id| shop.order(*id).coupons.len()).sum();
    let taken: u64 = coupons.iter().map(|id| shop.uses_of(*id)).map(|(held, consumed)| held + consumed).sum();
    assert_eq!(taken, on_standing as u64);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn orders_that_run_out_together_and_new_ones_never_wait_for_each_other_because_of_their_codes() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    shop.moved(&crate::wire::MovementForm::restock(shop.soup, 90)).unwrap();
    let coupons = ["A-1", "B-2", "C-3"].map(|code| shop.with_uses(code, 1000).id);
    let later = now() + Duration::minutes(20);
    thread::scope(|scope| {
        for turn in 0..24 {
            let (shop, kiosk) = (&shop, &kiosk);
            scope.spawn(move || {
                // Each takes them in another order, and some only the last ones.
                let mut codes = ["A-1", "B-2", "C-3"].map(str::to_owned).to_vec();
                codes.rotate_left(turn % 3);
                codes.truncate(1 + turn % 3);
                let items = items(&[(shop.soup, 1)]);
                let order = PlaceOrder { items, coupon_codes: codes, ..PlaceOrder::default() };
                shop.by(kiosk, move |tx, by| orders::place(tx, by, &order, now())).unwrap();
            });
            scope.spawn(move || shop.store.write(move |tx| orders::expire_unpaid(tx, later, 6)).unwrap());
        }
    });
    shop.store.write(move |tx| orders::expire_unpaid(tx, later, 100)).unwrap();
    assert_eq!(coupons.map(|id| shop.uses_of(id)), [(0, 0); 3]);
    assert_eq!(shop.counts(shop.soup), (100, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_coupon_whose_limit_is_lowered_meanwhile_is_used_no_more_often_than_it_says_then() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.coupon(CouponForm { max_uses_per_user: Some(Some(8)), ..tenth("EIGHT") });
    let answers = at_once(24, |number| {
        if number % 3 == 0 {
            let most = Some(Some(1 + u32::try_from(number).unwrap() / 3));
            let form = CouponForm { max_uses_per_user: most, ..CouponForm::default() };
            let lowered = shop
                .store
                .write(move |tx| coupons::update(tx, &Actor::System, coupon.id, &form, Extent::Part, now()));
            lowered.map(drop)
        } else {
            shop.tea_with(&shop.staff, Some(&ada), &["EIGHT"], None).map(drop)
        }
    });
    for answer in answers {
        assert!(answer.is_ok() || matches!(refusal(answer).code(), "coupon_used" | "invalid_input"));
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_cart_with_a_code_that_is_ordered_twenty_times_at_once_takes_one_use() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.with_uses("TEN", 10);
    add(&shop, &ada, shop.tea, 1).unwrap();
    at_once(8, |_| shop.put_on_cart(&ada, "TEN").unwrap());
    let placed = at_once(20, |_| shop.check_out(&ada)).into_iter().filter(Result::is_ok).count();
    assert_eq!((placed, shop.uses_of(coupon.id)), (1, (1, 0)));
    assert_eq!(shop.broken_law(), None);
}
