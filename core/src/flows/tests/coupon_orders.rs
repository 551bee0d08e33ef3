//! Coupons on carts, and on orders that are placed and not paid.

use rstest::rstest;

use super::carts::{add, cart};
use super::coupons::tenth;
use super::refunds::amount;
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::{self, coupons, orders};
use crate::id::{CouponId, OrderId};
use crate::money::Amount;
use crate::orders::{DeliveryMethod, PaymentStatus, Status};
use crate::refusal::Refusal;
use crate::wire::coupons::{ApplyCoupon, CouponForm, UseCode};
use crate::wire::orders::{PlaceOrder, QuoteRequest};
use crate::wire::{CartView, Checkout, CouponView, OrderView, PaidOrder, ParkOrder, TenderRequest};

impl Shop {
    pub(super) fn put_on_cart(&self, of: &Actor, code: &str) -> Result<CartView> {
        let code = UseCode { code: code.to_owned() };
        self.by(of, move |tx, actor| flows::cart::add_coupon(tx, actor, &code, now()))
    }

    fn take_off_cart(&self, of: &Actor, code: Option<&'static str>) -> Result<CartView> {
        self.by(of, move |tx, actor| flows::cart::remove_coupons(tx, actor, code, now()))
    }

    pub(super) fn check_out(&self, of: &Actor) -> Result<PaidOrder> {
        self.by(of, |tx, actor| orders::checkout(tx, actor, &Checkout::default(), now()))
    }

    pub(super) fn put_on(&self, by: &Actor, order: OrderId, coupon: CouponId) -> Result<OrderView> {
        let command = ApplyCoupon { order_id: order, version: None };
        self.by(by, move |tx, actor| coupons::apply(tx, actor, coupon, &command, now()))
    }

    pub(super) fn take_off(&self, by: &Actor, order: OrderId, coupon: CouponId) -> Result<OrderView> {
        let command = ApplyCoupon { order_id: order, version: None };
        self.by(by, move |tx, actor| coupons::take_off(tx, actor, coupon, &command, now()))
    }

    /// So many soups that `whom` has ordered.
    pub(super) fn ordered_by(&self, whom: &Actor, count: u32) -> OrderView {
        let customer_id = whom.user_id();
        let order = PlaceOrder { items: items(&[(self.soup, count)]), customer_id, ..PlaceOrder::default() };
        self.by(&self.staff, move |tx, actor| orders::place(tx, actor, &order, now())).unwrap().order
    }

    fn delivery_costs(&self, cents: i64) {
        self.store
            .write(move |tx| {
                let shop = crate::store::settings::load_shop(tx)?;
                let delivery_fee = crate::money::Money::minor(cents);
                crate::store::settings::save_shop(tx, &crate::catalog::Shop { delivery_fee, ..shop })
            })
            .unwrap();
    }
}

fn open(form: CouponForm) -> CouponForm {
    CouponForm { is_public: Some(true), ..form }
}

fn combinable(form: CouponForm) -> CouponForm {
    CouponForm { combinable: Some(true), ..open(form) }
}

fn codes(cart: &CartView) -> Vec<&str> {
    cart.coupon_codes.iter().map(String::as_str).collect()
}

fn problems(cart: &CartView) -> Vec<&str> {
    cart.problems.iter().map(|problem| problem.code.as_str()).collect()
}

#[test]
fn a_code_stays_on_a_cart_and_comes_back_by_itself_when_it_counts_again() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.coupon(CouponForm { min_order_items: Some(Some(2)), ..tenth("TENTH") });
    assert_eq!(refusal(shop.put_on_cart(&ada, "TENTH")).code(), "coupon_minimum", "nothing is in it yet");
    add(&shop, &ada, shop.soup, 1).unwrap();
    let short = refusal(shop.put_on_cart(&ada, "TENTH"));
    assert_eq!(short.to_string(), "TENTH takes 2 items; there are 1: add 1.");
    add(&shop, &ada, shop.soup, 1).unwrap();
    let with = shop.put_on_cart(&ada, " tenth").unwrap();
    assert_eq!((codes(&with), with.discount_amount), (vec!["TENTH"], amount("0.90")));
    assert_eq!(shop.put_on_cart(&ada, "Tenth").unwrap(), with, "twice is once");
    assert_eq!(shop.uses_of(coupon.id), (0, 0), "a cart takes no use");

    let line = with.items[0].id;
    let fewer = crate::wire::cart::ChangeCartItem {
        quantity: Some(crate::quantity::Quantity::ONE),
        ..crate::wire::cart::ChangeCartItem::default()
    };
    let short = shop.by(&ada, move |tx, actor| flows::cart::change(tx, actor, line, &fewer, now())).unwrap();
    assert_eq!((codes(&short), problems(&short)), (vec!["TENTH"], vec!["coupon_minimum"]));
    assert_eq!(short.discount_amount, amount("0.00"));
    assert_eq!(refusal(shop.check_out(&ada)).code(), "coupon_minimum");
    let again = add(&shop, &ada, shop.soup, 1).unwrap();
    assert_eq!((problems(&again), again.discount_amount), (vec![], amount("0.90")));
    let order = shop.check_out(&ada).unwrap().order;
    assert_eq!((order.total, order.coupons[0].code.as_str()), (amount("8.91"), "TENTH"));
    assert_eq!(shop.uses_of(coupon.id), (1, 0));
    assert_eq!(codes(&cart(&shop, &ada)), Vec::<&str>::new(), "what was ordered is no longer in the cart");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn codes_are_taken_off_a_cart_one_by_one_all_at_once_and_with_everything_else() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    for number in 1..=6 {
        shop.coupon(combinable(tenth(&format!("CODE{number}"))));
    }
    add(&shop, &ada, shop.soup, 4).unwrap();
    for number in 1..=5 {
        shop.put_on_cart(&ada, &format!("CODE{number}")).unwrap();
    }
    let full = refusal(shop.put_on_cart(&ada, "CODE6"));
    assert_eq!(full, Refusal::LimitReached { what: "codes".to_owned(), most: 5 });
    shop.put_on_cart(&ada, "CODE5").unwrap();
    let left = shop.take_off_cart(&ada, Some("code2")).unwrap();
    assert_eq!(codes(&left), ["CODE1", "CODE3", "CODE4", "CODE5"]);
    for absent in ["CODE2", "CODE6", "?"] {
        assert_eq!(refusal(shop.take_off_cart(&ada, Some(absent))), Refusal::not_found("coupon"));
    }
    let last = shop.put_on_cart(&ada, "CODE6").unwrap();
    assert_eq!(codes(&last), ["CODE1", "CODE3", "CODE4", "CODE5", "CODE6"], "in the order they came");
    assert_eq!(codes(&cart(&shop, &bob)), Vec::<&str>::new());
    assert!(codes(&shop.take_off_cart(&ada, None).unwrap()).is_empty());
    shop.take_off_cart(&ada, None).unwrap();
    shop.put_on_cart(&ada, "CODE6").unwrap();
    let emptied = shop.by(&ada, |tx, actor| flows::cart::clear(tx, actor, now())).unwrap();
    assert_eq!((emptied.items.len(), emptied.coupon_codes.len(), problems(&emptied).len()), (0, 0, 0));
    assert_eq!(refusal(shop.put_on_cart(&Actor::Anonymous, "CODE1")), Refusal::NotAuthenticated);
    assert_eq!(refusal(shop.put_on_cart(&shop.device("d", DeviceRole::Kiosk), "CODE1")), Refusal::Forbidden);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_code_that_does_not_go_with_the_others_says_what_to_take_out() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.coupon(combinable(tenth("FIRST")));
    shop.coupon(open(tenth("ALONE")));
    add(&shop, &ada, shop.soup, 1).unwrap();
    shop.put_on_cart(&ada, "FIRST").unwrap();
    let refused = refusal(shop.put_on_cart(&ada, "ALONE"));
    assert_eq!(refused.code(), "coupon_not_combinable");
    assert_eq!(refused.to_string(), "ALONE does not go together with FIRST; use one or the other.");
    let unknown = refusal(shop.put_on_cart(&ada, "NOBODY"));
    assert_eq!(unknown, Refusal::UnknownCoupon { coupon: "NOBODY".to_owned() });
    assert_eq!(codes(&cart(&shop, &ada)), ["FIRST"], "what is refused changes nothing");
}

#[test]
fn ordering_again_takes_no_code_along_and_a_parked_order_keeps_its_codes() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.coupon(tenth("TENTH"));
    add(&shop, &ada, shop.soup, 1).unwrap();
    shop.put_on_cart(&ada, "TENTH").unwrap();
    let id = shop.check_out(&ada).unwrap().order.id;
    let again = shop.by(&ada, move |tx, actor| orders::reorder(tx, actor, id, now())).unwrap();
    assert_eq!((again.cart.items.len(), again.cart.coupon_codes.len()), (1, 0));

    let park = |coupon_codes: Vec<String>| {
        let order = PlaceOrder { items: items(&[(shop.soup, 1)]), coupon_codes, ..PlaceOrder::default() };
        let order = ParkOrder { label: None, order };
        shop.by(&shop.staff, move |tx, actor| orders::park(tx, actor, &order, now()))
    };
    let parked = park(vec!["TENTH".to_owned()]).unwrap().id;
    let recalled = shop.by(&shop.staff, move |tx, actor| orders::recall(tx, actor, parked, now())).unwrap();
    assert_eq!(recalled.order.coupon_codes, ["TENTH"]);
    let place = recalled.order;
    let order = shop.by(&shop.staff, move |tx, actor| orders::place(tx, actor, &place, now())).unwrap().order;
    assert_eq!(order.discount_amount, amount("0.45"));
    for (wrong, field) in [
        (vec!["no code".to_owned()], "order.coupon_codes.0"),
        (vec!["ABC".to_owned(); 6], "order.coupon_codes"),
    ] {
        let Refusal::InvalidInput { errors } = refusal(park(wrong)) else { panic!("{field}") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), [field]);
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_coupon_is_put_on_an_unpaid_order_and_taken_off_again() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.coupon(open(tenth("TENTH")));
    let order = shop.ordered_by(&ada, 2);
    let with = shop.put_on(&ada, order.id, coupon.id).unwrap();
    assert_eq!(
        (with.discount_amount, with.tax, with.total),
        (amount("0.90"), amount("0.81"), amount("8.91"))
    );
    assert_eq!((with.version, with.items[0].id), (order.version + 1, order.items[0].id));
    assert_eq!(with.items[0].discount, amount("0.90"));
    assert_eq!((with.status, with.expires_at), (order.status, order.expires_at));
    assert_eq!((shop.uses_of(coupon.id), shop.counts(shop.soup)), ((1, 0), (10, 2)));
    assert_eq!(shop.put_on(&ada, order.id, coupon.id).unwrap(), with, "twice is once");
    assert_eq!(shop.order(order.id), shop.put_on(&shop.staff, order.id, coupon.id).unwrap());
    assert_eq!(shop.broken_law(), None);

    let without = shop.take_off(&ada, order.id, coupon.id).unwrap();
    assert_eq!((without.total, without.coupons.len()), (order.total, 0));
    assert_eq!((without.version, shop.uses_of(coupon.id)), (order.version + 2, (0, 0)));
    assert_eq!(refusal(shop.take_off(&ada, order.id, coupon.id)), Refusal::not_found("coupon"));
    assert_eq!((shop.events("order.coupon_applied"), shop.events("order.coupon_removed")), (1, 1));
    let history = shop.by(&shop.staff, move |tx, by| orders::status_history(tx, by, order.id)).unwrap();
    assert_eq!(history.len(), 1, "it went nowhere");
    let id = order.id;
    shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, id, &PayOrder::cash(None), now())).unwrap();
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn coupons_stand_on_an_order_beside_each_other_and_each_goes_by_itself() {
    let shop = Shop::open();
    shop.delivery_costs(350);
    let ada = shop.person("ada", Role::Customer);
    let tenth = shop.coupon(combinable(tenth("TENTH")));
    let fee = CouponForm { discount_value: Some(amount("100.00")), ..tenth_of_fee("NEAR") };
    let fee = shop.coupon(combinable(fee));
    let alone = shop.coupon(open(super::coupons::tenth("ALONE")));
    let command = PlaceOrder {
        items: items(&[(shop.soup, 2)]),
        customer_id: ada.user_id(),
        delivery_method: DeliveryMethod::Delivery,
        delivery_address: Some("1 Quay".to_owned()),
        ..PlaceOrder::default()
    };
    let placed =
        shop.by(&shop.staff, move |tx, actor| orders::place(tx, actor, &command, now())).unwrap().order;
    shop.put_on(&ada, placed.id, fee.id).unwrap();
    let both = shop.put_on(&ada, placed.id, tenth.id).unwrap();
    let told: Vec<_> = both.coupons.iter().map(|one| (one.code.as_str(), one.amount.to_string())).collect();
    assert_eq!(told, [("NEAR", "3.50".to_owned()), ("TENTH", "0.90".to_owned())]);
    assert_eq!((both.delivery_fee, both.discount_amount), (amount("0.00"), amount("4.40")));
    let refused = refusal(shop.put_on(&ada, placed.id, alone.id));
    assert_eq!(refused.code(), "coupon_not_combinable");
    assert_eq!(shop.broken_law(), None);
    let one = shop.take_off(&ada, placed.id, tenth.id).unwrap();
    assert_eq!((one.delivery_fee, one.discount_amount), (amount("0.00"), amount("3.50")));
    let none = shop.take_off(&ada, placed.id, fee.id).unwrap();
    assert_eq!((none.delivery_fee, none.total), (placed.delivery_fee, placed.total));
    assert_eq!((shop.uses_of(tenth.id), shop.uses_of(fee.id)), ((0, 0), (0, 0)));
    assert_eq!(shop.broken_law(), None);
}

fn tenth_of_fee(code: &str) -> CouponForm {
    CouponForm { discount_type: Some(crate::coupons::DiscountType::Delivery), ..tenth(code) }
}

#[test]
fn an_order_that_comes_to_nothing_by_a_coupon_is_paid() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let coupon = shop.coupon(open(CouponForm::percentage("FREE", amount("100.00"))));
    add(&shop, &ada, shop.soup, 2).unwrap();
    let order = shop.check_out(&ada).unwrap().order;
    assert!(order.expires_at.is_some());
    let free = shop.put_on(&ada, order.id, coupon.id).unwrap();
    assert_eq!((free.total, free.payment_status), (amount("0.00"), PaymentStatus::Paid));
    assert_eq!((free.expires_at, shop.counts(shop.soup)), (None, (8, 0)), "the goods are sold");
    assert_eq!(shop.uses_of(coupon.id), (0, 1));
    let settled = Refusal::OrderSettled { status: Status::Pending, is_paid: true };
    assert_eq!(refusal(shop.take_off(&ada, order.id, coupon.id)), settled);
    assert_eq!(shop.broken_law(), None);
    shop.called_off(order.id);
    assert_eq!((shop.uses_of(coupon.id), shop.counts(shop.soup)), ((0, 0), (10, 0)));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn coupons_of_an_order_stay_once_something_is_paid_or_it_is_over() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let (on, other) = (shop.coupon(combinable(tenth("FIRST"))), shop.coupon(combinable(tenth("OTHER"))));
    let [part, cancelled, delivered] = [(); 3].map(|()| {
        let order = shop.ordered_by(&ada, 1).id;
        shop.put_on(&ada, order, on.id).unwrap();
        order
    });
    let cash = TenderRequest { amount: Some(amount("1.00")), ..PayOrder::cash(None).tenders.remove(0) };
    let payment = PayOrder::with(vec![cash]);
    shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, part, &payment, now())).unwrap();
    shop.called_off(cancelled);
    shop.brought(delivered);
    for (order, status, is_paid) in [
        (part, Status::Pending, true),
        (cancelled, Status::Cancelled, false),
        (delivered, Status::Delivered, false),
    ] {
        let before = shop.order(order);
        let settled = Refusal::OrderSettled { status, is_paid };
        assert_eq!(refusal(shop.put_on(&ada, order, other.id)), settled);
        assert_eq!(refusal(shop.take_off(&ada, order, on.id)), settled);
        assert_eq!(shop.order(order), before);
    }
    assert_eq!((shop.uses_of(on.id), shop.uses_of(other.id)), ((2, 0), (0, 0)));
    shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, part, &PayOrder::card(None), now())).unwrap();
    assert_eq!(shop.uses_of(on.id), (1, 1), "the payment that completes it consumes the use");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn whoever_saw_another_version_changes_no_coupon() {
    let shop = Shop::open();
    let coupon = shop.coupon(open(tenth("TENTH")));
    let order = shop.ordered_by(&shop.person("ada", Role::Customer), 1);
    let stale = ApplyCoupon { order_id: order.id, version: Some(order.version + 1) };
    let stale_too = stale.clone();
    let put = shop.by(&shop.staff, move |tx, by| coupons::apply(tx, by, coupon.id, &stale, now()));
    assert_eq!(refusal(put), Refusal::StaleVersion { current: order.version });
    shop.put_on(&shop.staff, order.id, coupon.id).unwrap();
    let taken = shop.by(&shop.staff, move |tx, by| {
        coupons::take_off(
            tx,
            by,
            coupon.id,
            &ApplyCoupon { version: Some(order.version), ..stale_too.clone() },
            now(),
        )
    });
    assert_eq!(refusal(taken), Refusal::StaleVersion { current: order.version + 1 });
}

#[test]
fn each_puts_what_they_may_know_of_on_what_is_theirs() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    let (public, hidden, owned) = (
        shop.coupon(open(tenth("OPEN"))),
        shop.coupon(CouponForm { is_public: Some(false), ..tenth("HIDDEN") }),
        shop.coupon(open(tenth("BOBS"))),
    );
    let bob_id = bob.user_id().unwrap();
    shop.store
        .write(move |tx| {
            let sql = format!("UPDATE coupons SET owner_id = '{bob_id}' WHERE code = 'BOBS'");
            crate::store::db_execute_for_tests(tx, &sql)
        })
        .unwrap();
    let (of_ada, of_bob) = (shop.ordered_by(&ada, 1), shop.ordered_by(&bob, 1));
    let put = |by: &Actor, order: &OrderView, coupon: &CouponView| shop.put_on(by, order.id, coupon.id);
    assert_eq!(refusal(put(&bob, &of_ada, &public)), Refusal::not_found("order"));
    assert_eq!(refusal(put(&ada, &of_ada, &hidden)), Refusal::not_found("coupon"));
    assert_eq!(refusal(put(&ada, &of_ada, &owned)), Refusal::not_found("coupon"));
    assert_eq!(refusal(put(&bob, &of_ada, &owned)), Refusal::not_found("order"));
    assert_eq!(refusal(put(&Actor::Anonymous, &of_ada, &public)), Refusal::NotAuthenticated);
    assert_eq!(
        refusal(put(&shop.device("k", DeviceRole::Kiosk), &of_ada, &public)),
        Refusal::not_found("order")
    );
    let not_theirs = refusal(put(&shop.staff, &of_ada, &owned));
    assert_eq!(not_theirs.code(), "coupon_not_for_customer");
    assert_eq!(not_theirs.to_string(), "BOBS is for one customer only, and this order is not theirs.");
    put(&shop.staff, &of_ada, &hidden).unwrap();
    shop.take_off(&ada, of_ada.id, hidden.id).unwrap();
    put(&bob, &of_bob, &owned).unwrap();
    assert_eq!(refusal(shop.take_off(&ada, of_bob.id, owned.id)), Refusal::not_found("order"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_coupon_is_judged_for_the_customer_of_the_order_and_without_what_the_order_itself_counts() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let first = CouponForm { max_customer_orders: Some(Some(0)), ..tenth("FIRST") };
    let first = shop.coupon(combinable(first));
    let once = CouponForm { max_uses_per_user: Some(Some(1)), max_uses: Some(Some(1)), ..tenth("ONCE") };
    let once = shop.coupon(combinable(once));
    let order = shop.ordered_by(&ada, 2);
    shop.put_on(&shop.staff, order.id, once.id).unwrap();
    shop.put_on(&shop.staff, order.id, first.id).unwrap();
    let second = shop.ordered_by(&ada, 1);
    assert_eq!(refusal(shop.put_on(&shop.staff, second.id, first.id)).code(), "coupon_not_for_customer");
    assert_eq!(refusal(shop.put_on(&shop.staff, second.id, once.id)).code(), "coupon_depleted");
    let guests = shop.place(&[(shop.soup, 1)], None).unwrap().order;
    assert_eq!(refusal(shop.put_on(&shop.staff, guests.id, first.id)).code(), "coupon_not_for_customer");
    shop.take_off(&shop.staff, order.id, once.id).unwrap();
    shop.put_on(&shop.staff, second.id, once.id).unwrap();
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_was_sold_is_judged_as_it_was_sold_and_where_it_stands_today() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let order = shop.ordered_by(&ada, 2);
    shop.execute("UPDATE products SET price = 9900 WHERE name = 'Soup'");
    let section =
        shop.store.read(|tx| crate::store::products::sections_of(tx, &[shop.soup])).unwrap()[&shop.soup];
    let food = CouponForm { applicable_categories: Some(vec![section]), ..tenth("FOOD") };
    let food = shop.coupon(open(food));
    shop.execute(
        "UPDATE products SET is_archived = TRUE, sku = NULL, plu = NULL, barcode = NULL WHERE name = 'Soup'",
    );
    let with = shop.put_on(&ada, order.id, food.id).unwrap();
    assert_eq!((with.subtotal, with.discount_amount), (amount("9.00"), amount("0.90")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_on_an_order_is_not_judged_again_when_another_comes_or_goes() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let old = shop.coupon(combinable(tenth("OLD")));
    let new = shop.coupon(combinable(tenth("NEW")));
    let order = shop.ordered_by(&ada, 2);
    shop.put_on(&ada, order.id, old.id).unwrap();
    let off = CouponForm { is_active: Some(false), ..CouponForm::default() };
    shop.store
        .write(move |tx| {
            let extent = crate::wire::catalog::Extent::Part;
            coupons::update(tx, &Actor::System, old.id, &off, extent, now())
        })
        .unwrap();
    let both = shop.put_on(&ada, order.id, new.id).unwrap();
    assert_eq!((both.coupons.len(), both.discount_amount), (2, amount("1.71")));
    let one = shop.take_off(&ada, order.id, new.id).unwrap();
    assert_eq!((one.coupons[0].code.as_str(), one.discount_amount), ("OLD", amount("0.90")));
    assert_eq!(refusal(shop.put_on(&ada, shop.ordered_by(&ada, 1).id, old.id)).code(), "coupon_inactive");
    assert_eq!(shop.broken_law(), None);
}

#[rstest]
#[case::plain(CouponForm { ..tenth("CODE") })]
#[case::too_few(CouponForm { min_order_items: Some(Some(3)), ..tenth("CODE") })]
#[case::too_little(CouponForm { min_order_value: Some(Some(amount("9.01"))), ..tenth("CODE") })]
#[case::just_enough(CouponForm { min_order_value: Some(Some(amount("9.00"))), ..tenth("CODE") })]
#[case::later(CouponForm { valid_from: Some("2026-12-01T00:00:00Z".parse().unwrap()), ..tenth("CODE") })]
#[case::for_customers(CouponForm { max_uses_per_user: Some(Some(1)), ..tenth("CODE") })]
#[case::nothing_of_it(CouponForm { discount_value: Some(amount("0.01")), ..tenth("CODE") })]
#[case::delivery(tenth_of_fee("CODE"))]
fn an_order_with_a_code_is_accepted_exactly_when_its_quote_is_and_at_its_total(#[case] form: CouponForm) {
    let shop = Shop::open();
    let coupon = shop.coupon(form);
    let coupon_codes = vec!["CODE".to_owned()];
    let request = QuoteRequest { items: items(&[(shop.soup, 2)]), coupon_codes, ..QuoteRequest::default() };
    let quoted = shop.store.read(|tx| orders::quote(tx, &shop.staff, &request, now()));
    assert_eq!(shop.uses_of(coupon.id), (0, 0), "a quote takes no use");
    let expected = |total: Option<Amount>| PlaceOrder {
        items: items(&[(shop.soup, 2)]),
        coupon_codes: vec!["CODE".to_owned()],
        expected_total: total,
        ..PlaceOrder::default()
    };
    let place = |order: PlaceOrder| shop.by(&shop.staff, move |tx, by| orders::place(tx, by, &order, now()));
    match quoted {
        Ok(quote) => {
            let step = quote.steps.iter().find(|step| step.step == "discount").unwrap();
            assert!(step.detail.starts_with("CODE: "), "{step:?}");
            assert_eq!(refusal(place(expected(Some(amount("9.90"))))).code(), "total_changed");
            assert_eq!(shop.uses_of(coupon.id), (0, 0), "what is refused takes none");
            assert_eq!(place(expected(Some(quote.total))).unwrap().order.total, quote.total);
        }
        Err(error) => {
            let told = refusal::<()>(Err(error));
            assert_eq!(refusal(place(expected(None))), told);
        }
    }
    assert_eq!(shop.broken_law(), None);
}
