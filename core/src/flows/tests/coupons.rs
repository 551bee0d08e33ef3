//! Coupons on orders: what they take off, and what becomes of their uses.

use super::refunds::amount;
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::Actor;
use crate::coupons::UseStatus;
use crate::error::Result;
use crate::flows;
use crate::id::{CouponId, OrderId, UserId};
use crate::orders::Status;
use crate::refusal::Refusal;
use crate::store::{Tx, carts};
use crate::wire::coupons::CouponForm;
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{CouponView, PaidOrder};

impl Shop {
    /// A coupon as a manager makes it.
    pub(super) fn coupon(&self, form: CouponForm) -> CouponView {
        let made = self.store.write(move |tx| flows::coupons::create(tx, &Actor::System, &form, now()));
        made.unwrap().coupon
    }

    /// Soup for 4.50 each, with these codes.
    pub(super) fn soup_with(
        &self,
        count: u32,
        codes: &[&str],
        payment: Option<PayOrder>,
    ) -> Result<PaidOrder> {
        let coupon_codes = codes.iter().map(|code| (*code).to_owned()).collect();
        let order = PlaceOrder {
            items: items(&[(self.soup, count)]),
            coupon_codes,
            payment,
            ..PlaceOrder::default()
        };
        let staff = self.staff.clone();
        self.store.write(move |tx| flows::orders::place(tx, &staff, &order, now()))
    }

    /// Uses that are held, and that are consumed.
    pub(super) fn uses_of(&self, id: CouponId) -> (u64, u64) {
        let coupon = self.store.read(|tx| crate::store::coupons::load(tx, id)).unwrap();
        (coupon.held, coupon.consumed)
    }

    pub(super) fn called_off(&self, order: OrderId) {
        let staff = self.staff.clone();
        let cancel = ChangeStatus { notes: Some("x".to_owned()), ..ChangeStatus::to(Status::Cancelled) };
        let cancelled =
            self.store.write(move |tx| flows::orders::change_status(tx, &staff, order, &cancel, now()));
        cancelled.unwrap();
    }
}

/// These coupons on a cart, in place of those it has, whether they count or not.
pub(super) fn put_on_cart(tx: &mut Tx<'_>, user: UserId, coupons: &[CouponId]) -> Result<()> {
    let cart = carts::lock(tx, user)?;
    let before: Vec<CouponId> = cart.coupons.iter().map(|coupon| coupon.id).collect();
    carts::remove_coupons(tx, cart.id, &before)?;
    coupons.iter().try_for_each(|coupon| carts::add_coupon(tx, cart.id, *coupon))
}

pub(super) fn tenth(code: &str) -> CouponForm {
    CouponForm::percentage(code, amount("10.00"))
}

#[test]
fn a_coupon_takes_its_part_off_and_its_use_is_held_then_consumed() {
    let shop = Shop::open();
    let coupon = shop.coupon(tenth("TENTH"));
    let order = shop.soup_with(2, &["tenth"], None).unwrap().order;
    assert_eq!((order.subtotal, order.discount_amount), (amount("9.00"), amount("0.90")));
    assert_eq!((order.coupons[0].code.as_str(), order.coupons[0].amount), ("TENTH", amount("0.90")));
    assert_eq!(shop.uses_of(coupon.id), (1, 0));
    let (staff, id) = (shop.staff.clone(), order.id);
    shop.store.write(move |tx| flows::orders::pay(tx, &staff, id, &PayOrder::cash(None), now())).unwrap();
    assert_eq!(shop.uses_of(coupon.id), (0, 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_order_that_is_called_off_gives_its_use_back_paid_or_not() {
    let shop = Shop::open();
    let coupon = shop.coupon(CouponForm { max_uses: Some(Some(1)), ..tenth("ONCE") });
    for payment in [None, Some(PayOrder::cash(None))] {
        let order = shop.soup_with(1, &["ONCE"], payment).unwrap().order;
        let refused = refusal(shop.soup_with(1, &["ONCE"], None));
        assert!(matches!(refused, Refusal::CouponDepleted { .. }), "{refused:?}");
        shop.called_off(order.id);
        assert_eq!(shop.uses_of(coupon.id), (0, 0));
        let again = shop.store.read(|tx| flows::orders::load(tx, &Actor::System, order.id)).unwrap();
        assert_eq!(again.coupons.len(), 1, "the order still tells what was taken off");
    }
    let released = format!("coupon_uses WHERE status = '{}'", UseStatus::Released);
    assert_eq!(shop.rows(&released), 2);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_order_that_costs_nothing_is_paid_and_its_use_consumed() {
    let shop = Shop::open();
    let coupon = shop.coupon(CouponForm::percentage("FREE", amount("100.00")));
    let order = shop.soup_with(1, &["FREE"], None).unwrap().order;
    assert_eq!((order.total, order.due), (amount("0.00"), amount("0.00")));
    assert_eq!(shop.uses_of(coupon.id), (0, 1));
    assert_eq!(shop.broken_law(), None);
}
