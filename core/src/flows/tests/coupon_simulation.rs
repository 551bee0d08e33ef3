//! A coupon tried on orders that were really placed.

use chrono::Duration;

use super::coupons::tenth;
use super::refunds::amount;
use super::{Actor, PayOrder, Shop, items, now, refusal};
use crate::accounts::Tier;
use crate::actor::Role;
use crate::coupons::Condition;
use crate::error::Result;
use crate::flows::{coupons, orders};
use crate::id::CouponId;
use crate::orders::DeliveryMethod;
use crate::refusal::Refusal;
use crate::wire::OrderView;
use crate::wire::coupons::{CouponForm, SimulateCoupon, SimulationView};
use crate::wire::orders::PlaceOrder;

impl Shop {
    #[expect(clippy::needless_pass_by_value, reason = "callers make it where they ask")]
    fn simulated(&self, id: CouponId, ask: SimulateCoupon) -> Result<SimulationView> {
        self.simulated_by(&self.manager_once(), id, &ask)
    }

    fn simulated_by(&self, by: &Actor, id: CouponId, ask: &SimulateCoupon) -> Result<SimulationView> {
        self.store.read(|tx| coupons::simulate(tx, by, id, ask, now() + Duration::hours(1)))
    }

    fn manager_once(&self) -> Actor {
        let id = self.staff.user_id().unwrap();
        Actor::User { id, username: "sara".to_owned(), role: Role::Manager }
    }

    /// Bought in this hour, with these codes.
    fn bought(&self, by: Option<&Actor>, soups: u32, codes: &[&str], hour: i64) -> OrderView {
        let order = PlaceOrder {
            items: items(&[(self.soup, soups), (self.tea, 1)]),
            customer_id: by.and_then(Actor::user_id),
            coupon_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            payment: Some(PayOrder::card(None)),
            ..PlaceOrder::default()
        };
        let at = now() + Duration::hours(hour);
        self.by(&self.staff, move |tx, by| orders::place(tx, by, &order, at)).unwrap().order
    }
}

fn refused(view: &SimulationView) -> Vec<(Condition, u64)> {
    view.refused.iter().map(|one| (one.rule, one.orders)).collect()
}

#[test]
fn orders_that_were_placed_with_it_find_the_same_discounts() {
    let shop = Shop::open();
    let coupon = shop.coupon(CouponForm { max_discount: Some(Some(amount("1.20"))), ..tenth("TENTH") });
    let placed: Vec<OrderView> = (1..=3).map(|soups| shop.bought(None, soups, &["TENTH"], 0)).collect();
    let found = shop.simulated(coupon.id, SimulateCoupon::default()).unwrap();
    assert_eq!((found.orders, found.redemptions), (3, 3));
    assert_eq!((found.cost, found.revenue), (amount("2.95"), amount("33.00")), "0.65, 1.10 and 1.20");
    assert_eq!(found.cost_percent, Some(amount("8.94")));
    let told: Vec<_> =
        found.changed_orders.iter().map(|one| (one.id, one.discount_amount, one.goods)).collect();
    let wanted: Vec<_> = placed.iter().rev().map(|one| (one.id, one.discount_amount, one.subtotal)).collect();
    assert_eq!(told, wanted);
    assert_eq!(
        (shop.uses_of(coupon.id), shop.events("coupon.simulated")),
        ((0, 3), 0),
        "it is only looked at"
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_delivery_that_was_free_is_tried_at_what_it_cost() {
    let shop = Shop::open();
    let costly = |tx: &mut crate::store::Tx<'_>| {
        let mut settings = crate::store::settings::load_shop(tx)?;
        settings.delivery_fee = crate::money::Money::minor(300);
        crate::store::settings::save_shop(tx, &settings)
    };
    shop.store.write(costly).unwrap();
    let free = shop.coupon(CouponForm::delivery("FREE", amount("100.00")));
    let order = PlaceOrder {
        items: items(&[(shop.tea, 1)]),
        delivery_method: DeliveryMethod::Delivery,
        delivery_address: Some("1 Quay".to_owned()),
        coupon_codes: vec!["FREE".to_owned()],
        ..PlaceOrder::default()
    };
    let placed = shop.by(&shop.staff, move |tx, by| orders::place(tx, by, &order, now())).unwrap().order;
    assert_eq!(placed.discount_amount, amount("3.00"));
    let found = shop.simulated(free.id, SimulateCoupon::default()).unwrap();
    assert_eq!((found.cost, found.revenue), (amount("3.00"), amount("2.00")));
    assert_eq!(found.cost_percent, Some(amount("150.00")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_did_not_count_says_which_rule_it_failed_first() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let alone = shop.coupon(tenth("ALONE"));
    let form =
        CouponForm { min_order_value: Some(Some(amount("10.00"))), combinable: Some(true), ..tenth("TRIED") };
    let coupon = shop.coupon(CouponForm { max_uses: Some(Some(2)), customer_tier: Some(Tier::New), ..form });
    shop.bought(Some(&ada), 1, &[], -3);
    let called_off = shop.bought(Some(&ada), 2, &[], -3);
    shop.called_off(called_off.id);
    shop.bought(None, 1, &[], -2);
    let try_with = |draft: CouponForm| {
        shop.simulated(coupon.id, SimulateCoupon { draft: Some(draft), ..SimulateCoupon::default() })
    };
    let found = shop.simulated(coupon.id, SimulateCoupon::default()).unwrap();
    assert_eq!((found.orders, found.redemptions, found.cost_percent), (2, 0, None));
    assert_eq!(refused(&found), [(Condition::CustomerTier, 1), (Condition::MinOrderValue, 1)]);
    let everybody = CouponForm { customer_tier: Some(Tier::All), ..CouponForm::default() };
    assert_eq!(refused(&try_with(everybody.clone()).unwrap()), [(Condition::MinOrderValue, 2)]);
    let any = CouponForm { min_order_value: Some(None), is_active: Some(false), ..everybody };
    assert_eq!(try_with(any.clone()).unwrap().redemptions, 2);
    let later = Some(now() + Duration::days(30));
    let once = CouponForm { max_uses: Some(Some(1)), valid_from: later, ..any.clone() };
    let found = try_with(once).unwrap();
    assert_eq!((found.redemptions, refused(&found)), (1, vec![(Condition::MaxUses, 1)]));
    shop.bought(None, 1, &["ALONE"], 0);
    let found = try_with(any).unwrap();
    assert_eq!((found.redemptions, refused(&found)), (2, vec![(Condition::MaxUses, 1)]));
    let more = CouponForm { max_uses: Some(None), min_order_value: Some(None), ..CouponForm::default() };
    let found = try_with(CouponForm { customer_tier: Some(Tier::All), ..more }).unwrap();
    assert_eq!((found.redemptions, refused(&found)), (2, vec![(Condition::Combinable, 1)]));
    let stands = shop.store.read(|tx| crate::store::coupons::load(tx, coupon.id)).unwrap();
    assert_eq!((stands.version, stands.is_active), (1, true), "nothing is saved");
    assert_eq!(shop.uses_of(alone.id), (0, 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_past_before_the_period_counts_as_it_was_then() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let day = 24;
    let first = shop.bought(Some(&ada), 1, &[], -3 * day);
    shop.brought(first.id);
    // Brought "now": after the order of yesterday, before that of today.
    shop.bought(Some(&ada), 1, &[], -day);
    shop.bought(Some(&ada), 1, &[], 0);
    let regulars = CouponForm { min_customer_orders: Some(Some(1)), ..tenth("AGAIN") };
    let coupon = shop.coupon(regulars);
    let yesterday = (now() - Duration::hours(day)).date_naive();
    let ask = SimulateCoupon { start_date: Some(yesterday), ..SimulateCoupon::default() };
    let found = shop.simulated(coupon.id, ask.clone()).unwrap();
    assert_eq!((found.orders, found.redemptions), (2, 1));
    assert_eq!(refused(&found), [(Condition::MinCustomerOrders, 1)]);
    shop.execute("UPDATE orders SET delivered_at = created_at WHERE delivered_at IS NOT NULL");
    assert_eq!(shop.simulated(coupon.id, ask).unwrap().redemptions, 2);
    let only = SimulateCoupon { start_date: Some(yesterday), end_date: Some(yesterday), draft: None };
    assert_eq!(shop.simulated(coupon.id, only).unwrap().orders, 1);
    assert_eq!(shop.simulated(coupon.id, SimulateCoupon::default()).unwrap().orders, 3);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_cannot_be_tried_is_refused_by_its_field() {
    let shop = Shop::open();
    let coupon = shop.coupon(tenth("TENTH"));
    let day = |text: &str| Some(text.parse().unwrap());
    let days =
        |start: &str, end: &str| SimulateCoupon { start_date: day(start), end_date: day(end), draft: None };
    let draft = |draft| SimulateCoupon { draft: Some(draft), ..SimulateCoupon::default() };
    let gone =
        CouponForm { applicable_products: Some(vec![shop.soup, uuid_of_nothing()]), ..CouponForm::default() };
    let asked = [
        ("start_date", days("2026-11-02", "2026-11-01")),
        ("start_date", days("2025-11-01", "2026-11-02")),
        ("end_date", days("2026-11-01", "9999-11-01")),
        (
            "draft.discount_value",
            draft(CouponForm { discount_value: Some(amount("200.00")), ..CouponForm::default() }),
        ),
        ("draft.applicable_products", draft(gone)),
    ];
    for (field, ask) in asked {
        let Refusal::InvalidInput { errors } = refusal(shop.simulated(coupon.id, ask.clone())) else {
            panic!("{ask:?}")
        };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), [field]);
    }
    shop.simulated(coupon.id, days("2025-11-01", "2026-11-01")).unwrap();
    let refused = refusal(shop.simulated_by(&shop.staff, coupon.id, &SimulateCoupon::default()));
    assert_eq!(refused, Refusal::Forbidden);
    let nothing = CouponId::from_uuid(uuid::Uuid::nil());
    assert_eq!(refusal(shop.simulated(nothing, SimulateCoupon::default())).code(), "not_found");
}

fn uuid_of_nothing() -> crate::id::ProductId {
    crate::id::ProductId::from_uuid(uuid::Uuid::nil())
}

/// What copies of orders and lines have in common with what they are copies of.
const OF_ORDERS: &str = "business_day, customer_id, guest_name, source, status, payment_status, delivery_method, \
                         delivery_address, delivery_notes, special_instructions, cancellation_reason, subtotal, discount, \
                         tax, tax_included, delivery_fee, tip, total, paid, refunded, created_at, updated_at, version";
const OF_LINES: &str = "position, product_id, product_name, quantity, unit_price, options, notes, discount, net, tax_rate, \
                        tax, is_tracked, reserved, refunded_quantity";

/// Copies of the order that there is, with its two lines, by hand: as many as no test could place, and without all
/// that the laws ask for.
fn copied(shop: &Shop, numbers: std::ops::RangeInclusive<u32>) {
    let (first, last) = numbers.into_inner();
    let id = |kind: &str, number: &str| {
        let zeros = format!("SUBSTR('10000000000000000000000000', 1, 26 - LENGTH(CAST({number} AS TEXT)))");
        format!("'{kind}_' || {zeros} || CAST({number} AS TEXT)")
    };
    let (order, line) = (id("order", "i"), id("line", "(i * 2 + position)"));
    let counted =
        format!("WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})");
    let sql = [
        format!(
            "{counted} INSERT INTO orders (id, number, {OF_ORDERS}) SELECT {order}, 'X-' || CAST(i AS TEXT), {OF_ORDERS} \
             FROM (SELECT * FROM orders ORDER BY id LIMIT 1) one, n"
        ),
        format!(
            "{counted} INSERT INTO order_lines (id, order_id, {OF_LINES}) SELECT {line}, {order}, {OF_LINES} \
             FROM (SELECT * FROM order_lines ORDER BY id LIMIT 2) two, n"
        ),
    ];
    shop.store
        .write(move |tx| sql.iter().try_for_each(|sql| crate::store::db_execute_for_tests(tx, sql)))
        .unwrap();
}

#[test]
fn more_orders_than_one_query_takes_are_all_tried_once() {
    let shop = Shop::open();
    shop.bought(None, 1, &[], 0);
    copied(&shop, 1..=2_500);
    let coupon = shop.coupon(tenth("TENTH"));
    let found = shop.simulated(coupon.id, SimulateCoupon::default()).unwrap();
    assert_eq!((found.orders, found.redemptions), (2_501, 2_501));
    assert_eq!((found.cost, found.changed_orders.len()), (amount("1625.65"), 50));
    copied(&shop, 2_501..=10_000);
    let before = std::time::Instant::now();
    assert_eq!(shop.simulated(coupon.id, SimulateCoupon::default()).unwrap().orders, 10_001);
    println!("10,001 orders took {:?}", before.elapsed());
    copied(&shop, 10_001..=20_000);
    let refused = refusal(shop.simulated(coupon.id, SimulateCoupon::default()));
    let Refusal::InvalidInput { errors } = refused else { panic!("too many are tried") };
    assert!(errors.0["start_date"][0].contains("shorter"), "{errors:?}");
}
