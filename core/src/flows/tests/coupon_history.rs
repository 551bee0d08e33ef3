//! What became of coupons: which orders used them, and what that came to.

use super::coupons::tenth;
use super::refunds::{all, amount, refund_of};
use super::{Actor, PayOrder, Shop, items, now, refusal};
use crate::actor::Role;
use crate::coupons::UseStatus;
use crate::error::Result;
use crate::flows;
use crate::flows::coupons::UseQuery;
use crate::id::CouponId;
use crate::page::{PageRequest, Slice};
use crate::refusal::Refusal;
use crate::wire::OrderView;
use crate::wire::coupons::{CouponStats, CouponUseView};
use crate::wire::orders::PlaceOrder;
use crate::wire::refunds::RefundOrder;

impl Shop {
    fn soup_for(&self, customer: &Actor, count: u32, code: &str, payment: Option<PayOrder>) -> OrderView {
        let order = PlaceOrder {
            items: items(&[(self.soup, count)]),
            customer_id: customer.user_id(),
            coupon_codes: vec![code.to_owned()],
            payment,
            ..PlaceOrder::default()
        };
        self.by(&self.staff, move |tx, by| flows::orders::place(tx, by, &order, now())).unwrap().order
    }

    fn uses(&self, by: &Actor, query: UseQuery) -> Result<Slice<CouponUseView>> {
        let page = PageRequest::new(1, 3).unwrap();
        self.by(by, move |tx, by| flows::coupons::uses(tx, by, &query, page))
    }

    fn stats(&self, id: CouponId) -> CouponStats {
        self.store.read(move |tx| flows::coupons::stats(tx, &Actor::System, id)).unwrap()
    }
}

fn paid() -> Option<PayOrder> {
    Some(PayOrder::card(None))
}

#[test]
fn uses_are_told_of_the_newest_first_to_staff_and_to_whom_they_belong() {
    let shop = Shop::open();
    let [ada, ben] = ["ada", "ben"].map(|name| shop.person(name, Role::Customer));
    let (one, two) = (shop.coupon(tenth("ONE")), shop.coupon(tenth("TWO")));
    let first = shop.soup_for(&ada, 1, "ONE", paid());
    let second = shop.soup_for(&ben, 1, "ONE", None);
    let third = shop.soup_for(&ada, 2, "TWO", None);
    shop.soup_with(1, &["TWO"], None).unwrap();
    shop.called_off(third.id);
    let every = shop.uses(&shop.staff, UseQuery::default()).unwrap();
    assert_eq!((every.count, every.items.len()), (4, 3));
    assert_eq!(every.items[0].customer, None, "a guest");
    let told = &every.items[1];
    assert_eq!((told.order.number.as_str(), told.coupon.code.as_str()), (third.number.as_str(), "TWO"));
    assert_eq!((told.status, told.amount), (UseStatus::Released, amount("0.90")));
    assert_eq!(told.settled_at, Some(now()));
    assert_eq!(told.customer.as_ref().unwrap().username, "ada");
    let of = |by: &Actor, query: UseQuery| {
        let found = shop.uses(by, query).unwrap();
        found.items.into_iter().map(|one| one.order.id).collect::<Vec<_>>()
    };
    let any = UseQuery::default;
    assert_eq!(of(&ada, any()), [third.id, first.id]);
    assert_eq!(
        of(&ada, UseQuery { customer: ben.user_id(), ..any() }),
        [third.id, first.id],
        "never another's"
    );
    assert_eq!(of(&shop.staff, UseQuery { customer: ben.user_id(), ..any() }), [second.id]);
    assert_eq!(of(&shop.staff, UseQuery { coupon: Some(one.id), ..any() }), [second.id, first.id]);
    assert_eq!(of(&ada, UseQuery { coupon: Some(two.id), ..any() }), [third.id]);
    assert_eq!(of(&shop.staff, UseQuery { status: Some(UseStatus::Consumed), ..any() }), [first.id]);
    assert_eq!(refusal(shop.uses(&Actor::Anonymous, any())), Refusal::NotAuthenticated);
}

#[test]
fn statistics_tell_what_a_coupon_came_to() {
    let shop = Shop::open();
    let [ada, ben] = ["ada", "ben"].map(|name| shop.person(name, Role::Customer));
    let coupon = shop.coupon(crate::wire::coupons::CouponForm { max_uses: Some(Some(9)), ..tenth("TENTH") });
    let nothing = shop.stats(coupon.id);
    assert_eq!((nothing.consumed, nothing.left, nothing.average_discount), (0, Some(9), None));
    assert_eq!((nothing.revenue, nothing.first_used_at), (amount("0.00"), None));
    // 9.00 less 0.90, and 4.50 less 0.45.
    let order = shop.soup_for(&ada, 2, "TENTH", paid());
    shop.soup_for(&ada, 1, "TENTH", paid());
    shop.soup_for(&ben, 1, "TENTH", None);
    let off = shop.soup_for(&ben, 1, "TENTH", paid());
    shop.called_off(off.id);
    shop.soup_with(1, &[], paid()).unwrap();
    let stats = shop.stats(coupon.id);
    assert_eq!((stats.held, stats.consumed, stats.released, stats.left), (1, 2, 1, Some(6)));
    assert_eq!((stats.customers, stats.discount_given), (2, amount("1.35")));
    assert_eq!((stats.revenue, stats.average_discount), (amount("12.15"), Some(amount("0.68"))));
    assert_eq!((stats.first_used_at, stats.last_used_at), (Some(now()), Some(now())));
    assert_eq!(stats.by_day.len(), 1);
    assert_eq!((stats.by_day[0].day.as_str(), stats.by_day[0].uses), ("2026-11-22", 2));
    // Of 8.10 and its tax of 0.81, half goes back; then some for nothing in particular; then all.
    let manager = shop.manager();
    shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 1)])).unwrap();
    assert_eq!(shop.stats(coupon.id).revenue, amount("8.10"));
    let some = RefundOrder { amount: Some(amount("1.10")), ..all("slow") };
    shop.give_money_back(&manager, order.id, &some).unwrap();
    assert_eq!(shop.stats(coupon.id).revenue, amount("7.10"));
    shop.give_money_back(&manager, order.id, &all("cold")).unwrap();
    let stats = shop.stats(coupon.id);
    assert_eq!((stats.revenue, stats.discount_given), (amount("4.05"), amount("1.35")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn statistics_and_history_outlive_the_coupon_and_are_for_managers() {
    let shop = Shop::open();
    let coupon = shop.coupon(tenth("GOES"));
    shop.soup_with(1, &["GOES"], paid()).unwrap();
    let before = shop.stats(coupon.id);
    let id = coupon.id;
    shop.store.write(move |tx| flows::coupons::remove(tx, &Actor::System, id, None, now())).unwrap();
    assert_eq!(shop.stats(id), before);
    let of = UseQuery { coupon: Some(id), ..UseQuery::default() };
    assert_eq!(shop.uses(&shop.staff, of).unwrap().count, 1);
    let by_staff = shop.by(&shop.staff, move |tx, by| flows::coupons::stats(tx, by, id));
    assert_eq!(refusal(by_staff), Refusal::Forbidden);
    let gone = CouponId::from_uuid(uuid::Uuid::nil());
    let unknown = shop.store.read(move |tx| flows::coupons::stats(tx, &Actor::System, gone));
    assert_eq!(refusal(unknown).code(), "not_found");
}
