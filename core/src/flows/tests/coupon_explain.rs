//! What comes out about codes, held against what orders do: what is said to count is taken, and what is suggested helps.

use chrono::{DateTime, Utc};

use super::coupons::{put_on_cart, tenth};
use super::refunds::amount;
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::coupons::{Condition, Verdict};
use crate::error::Result;
use crate::flows::coupons::validate;
use crate::flows::{self, orders};
use crate::id::ProductId;
use crate::orders::{DeliveryMethod, Status};
use crate::refusal::Refusal;
use crate::store;
use crate::wire::PaidOrder;
use crate::wire::coupons::{CouponForm, Explanation, RuleView, ValidateCoupon};
use crate::wire::orders::{ChangeStatus, PlaceOrder, PlaceOrderItem};

/// Beside soup, tea and the last cake: what is gone, what is reduced, and what comes in sizes.
const MORE: &str = "name,category,price,sale_price,stock,options\n\
                    Gone,Drinks,0.50,,0,\n\
                    Pie,Food,6.00,5.00,,\n\
                    Pizza,Food,8.00,,,Size(1-1): Small=0|Large=2.50\n";

impl Shop {
    /// A shop that sells more, and delivers for 3.00.
    pub(super) fn furnished() -> Self {
        let shop = Self::open();
        shop.execute("DELETE FROM shop_settings WHERE name = 'delivery_fee'");
        shop.execute("INSERT INTO shop_settings (name, value) VALUES ('delivery_fee', '300')");
        let import =
            |tx: &mut store::Tx<'_>| flows::import::menu(tx, &Actor::System, MORE.as_bytes(), false, now());
        assert_eq!(shop.store.write(import).unwrap().errors, []);
        shop
    }

    pub(super) fn named(&self, name: &str) -> ProductId {
        let menu = self.store.read(flows::catalog::menu).unwrap();
        menu.products.iter().find(|product| product.name == name).unwrap().id
    }

    pub(super) fn give(&self, code: &str, owner: &Actor) {
        let id = owner.user_id().unwrap();
        let sql = format!("UPDATE coupons SET owner_id = '{id}' WHERE code = '{code}'");
        self.store.write(move |tx| store::db_execute_for_tests(tx, &sql)).unwrap();
    }

    pub(super) fn put_into_cart(&self, of: &Actor, codes: &[&str]) {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        let user = of.user_id().unwrap();
        let put = move |tx: &mut store::Tx<'_>| {
            let found = store::coupons::find_by_codes(tx, &codes)?;
            put_on_cart(tx, user, &found.iter().map(|one| one.id).collect::<Vec<_>>())
        };
        self.store.write(put).unwrap();
    }

    fn ask(&self, by: &Actor, question: &ValidateCoupon) -> Result<Explanation> {
        self.store.read(|tx| validate(tx, by, question, now()))
    }

    fn place_at(&self, order: &PlaceOrder, at: DateTime<Utc>) -> Result<PaidOrder> {
        let order = order.clone();
        self.by(&self.staff, move |tx, actor| orders::place(tx, actor, &order, at))
    }

    /// An order of soup that `customer` has paid and got.
    pub(super) fn delivered_to(&self, customer: &Actor, codes: &[&str]) {
        let order = PlaceOrder {
            items: items(&[(self.soup, 1)]),
            customer_id: customer.user_id(),
            coupon_codes: codes.iter().map(|code| (*code).to_owned()).collect(),
            payment: Some(PayOrder::cash(None)),
            ..PlaceOrder::default()
        };
        let id = self.place_at(&order, now()).unwrap().order.id;
        for to in [Status::Processing, Status::Preparing, Status::Ready, Status::Delivered] {
            let change = ChangeStatus::to(to);
            self.by(&self.staff, move |tx, actor| orders::change_status(tx, actor, id, &change, now()))
                .unwrap();
        }
    }
}

pub(super) fn about(code: &str, lines: &[(ProductId, u32)]) -> ValidateCoupon {
    ValidateCoupon { code: code.to_owned(), items: Some(items(lines)), ..ValidateCoupon::default() }
}

/// The order that was asked about.
fn order_of(question: &ValidateCoupon) -> PlaceOrder {
    let others = question.coupon_codes.iter().flatten().cloned();
    PlaceOrder {
        items: question.items.clone().unwrap(),
        coupon_codes: std::iter::once(question.code.clone()).chain(others).collect(),
        customer_id: question.customer_id,
        delivery_method: question.delivery_method.unwrap_or(DeliveryMethod::Delivery),
        delivery_address: Some("1 Harbour St".to_owned()),
        ..PlaceOrder::default()
    }
}

/// The same order, changed as it was suggested, and when it is placed.
fn as_suggested(told: &Explanation, order: &PlaceOrder) -> Option<(PlaceOrder, DateTime<Utc>)> {
    let suggestion = told.suggestion.as_ref()?;
    let mut order = order.clone();
    order.coupon_codes.retain(|code| !suggestion.remove_codes.contains(code));
    order.delivery_method = suggestion.delivery_method.unwrap_or(order.delivery_method);
    if let Some(add) = &suggestion.add {
        let item = PlaceOrderItem::new(add.product_id, super::carts::units(add.quantity));
        order.items.push(PlaceOrderItem { options: add.options.clone(), ..item });
    }
    Some((order, suggestion.wait_until.unwrap_or_else(now)))
}

/// Asks, orders and does what was suggested: the answer, which all of that agrees with, and the word of the refusal.
pub(super) fn held_against_orders(
    shop: &Shop,
    question: &ValidateCoupon,
) -> (Explanation, Option<&'static str>) {
    let told = shop.ask(&shop.staff, question).unwrap();
    let taken_off = |placed: &PaidOrder, code: &str| {
        shop.called_off(placed.order.id);
        placed.order.coupons.iter().find(|one| one.code == code).map(|one| one.amount)
    };
    let order = order_of(question);
    let code = match shop.place_at(&order, now()) {
        Ok(placed) => {
            assert!(told.is_valid, "{}: accepted, but {}", question.code, told.message);
            assert_eq!(taken_off(&placed, &question.code), Some(told.discount_amount), "{}", question.code);
            None
        }
        Err(error) => {
            let refused = refusal::<()>(Err(error));
            assert!(!told.is_valid, "{}: {refused:?}", question.code);
            assert!(refused.to_string().contains(&told.message), "{refused} is not {}", told.message);
            Some(refused.code())
        }
    };
    if let Some((order, at)) = as_suggested(&told, &order) {
        let placed =
            shop.place_at(&order, at).unwrap_or_else(|error| panic!("{:?}: {error:?}", told.suggestion));
        let suggested = told.suggestion.as_ref().unwrap();
        assert_eq!(taken_off(&placed, &question.code), Some(suggested.discount_amount), "{suggested:?}");
    }
    (told, code)
}

/// The first rule that fails: which, what there is, and what it takes.
pub(super) fn first_failing(told: &Explanation) -> (Condition, Option<&str>, Option<&str>) {
    let failing = |rule: &&RuleView| rule.verdict == Verdict::Fail;
    let rule = told.rules.iter().find(failing).unwrap_or_else(|| panic!("nothing fails: {told:#?}"));
    assert!(rule.hint.as_ref().is_some_and(|hint| hint.contains(told.coupon.code.as_str())), "{rule:?}");
    (rule.rule, rule.have.as_deref(), rule.need.as_deref())
}

#[test]
fn uses_that_are_taken_are_told_and_orders_agree() {
    let shop = Shop::furnished();
    let ada = shop.person("ada", Role::Customer);
    let again = Some("from Sun 29 Nov 2026, 12:00 on");
    for (form, rule, code, have, need) in [
        (
            CouponForm { max_uses: Some(Some(1)), ..tenth("LAST") },
            Condition::MaxUses,
            "coupon_depleted",
            Some("1"),
            Some("1"),
        ),
        (
            CouponForm { max_uses_per_user: Some(Some(1)), ..tenth("MINE") },
            Condition::MaxUsesPerUser,
            "coupon_used",
            Some("1"),
            Some("1"),
        ),
        (
            CouponForm { usage_interval_days: Some(Some(7)), ..tenth("WEEKLY") },
            Condition::UsageInterval,
            "coupon_used",
            None,
            again,
        ),
    ] {
        let name = form.code.clone().unwrap();
        shop.coupon(form);
        let question = ValidateCoupon { customer_id: ada.user_id(), ..about(&name, &[(shop.tea, 2)]) };
        assert!(held_against_orders(&shop, &question).0.is_valid, "{name}");
        shop.delivered_to(&ada, &[&name]);
        let (told, refused) = held_against_orders(&shop, &question);
        assert_eq!((first_failing(&told), refused), ((rule, have, need), Some(code)), "{told:#?}");
        assert_eq!((told.buyer.uses, told.buyer.last_used_at), (1, Some(now())), "{name}");
        assert_eq!(told.suggestion.is_some(), rule == Condition::UsageInterval, "{name}");
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn codes_beside_others_are_told_as_orders_take_them() {
    let shop = Shop::furnished();
    let combinable = |form| CouponForm { combinable: Some(true), ..form };
    shop.coupon(tenth("ALONE"));
    shop.coupon(combinable(tenth("TENTH")));
    shop.coupon(combinable(CouponForm::fixed("TWO", amount("2.00"))));
    shop.coupon(combinable(CouponForm::fixed("ALL", amount("50.00"))));
    shop.coupon(combinable(CouponForm::delivery("COURIER", amount("100.00"))));
    let beside = |code, others: &[&str]| ValidateCoupon {
        coupon_codes: Some(others.iter().map(|code| (*code).to_owned()).collect()),
        ..about(code, &[(shop.tea, 2)])
    };
    for (code, others, way_out) in [
        ("TENTH", &["TWO"][..], None),
        ("TENTH", &["TWO", "COURIER"], None),
        ("TENTH", &["ALONE"], Some("Take ALONE out: −0.40.")),
        ("ALONE", &["TENTH", "TWO"], Some("Take TENTH and TWO out: −0.40.")),
    ] {
        let (told, refused) = held_against_orders(&shop, &beside(code, others));
        assert_eq!(refused, way_out.map(|_| "coupon_not_combinable"), "{code} {others:?}");
        let suggestion = told.suggestion.as_ref().map(|suggestion| suggestion.message.as_str());
        assert_eq!(suggestion, way_out, "{code} {others:?}");
    }
    let (crowded, refused) = held_against_orders(&shop, &beside("ALL", &["TWO", "TENTH"]));
    assert_eq!((crowded.is_valid, refused), (true, None), "{crowded:#?}");
    let twice = shop.ask(&shop.staff, &beside("tenth", &["TENTH", "Two"])).unwrap();
    assert!(twice.is_valid, "a code is in the set once: {twice:#?}");
    let unknown = shop.ask(&shop.staff, &beside("TENTH", &["NOPE"]));
    assert_eq!(refusal(unknown), Refusal::UnknownCoupon { coupon: "NOPE".to_owned() });
    let picked_up =
        ValidateCoupon { delivery_method: Some(DeliveryMethod::Pickup), ..beside("COURIER", &[]) };
    let (told, refused) = held_against_orders(&shop, &picked_up);
    assert_eq!(refused, Some("coupon_takes_nothing"));
    assert_eq!(told.suggestion.unwrap().message, "Have it delivered: −3.00.");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_reduced_counts_only_where_the_coupon_says_so() {
    let shop = Shop::furnished();
    let pie = shop.named("Pie");
    shop.coupon(tenth("FULL"));
    shop.coupon(CouponForm { applies_to_discounted_items: Some(true), ..tenth("ANY") });
    let (told, refused) = held_against_orders(&shop, &about("FULL", &[(pie, 1)]));
    assert_eq!(refused, Some("coupon_takes_nothing"));
    assert_eq!(told.suggestion.unwrap().message, "Add 1 × Tea (2.00): −0.20.");
    let (told, _) = held_against_orders(&shop, &about("ANY", &[(pie, 1)]));
    assert_eq!((told.is_valid, told.discount_amount), (true, amount("0.50")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn nothing_is_suggested_that_cannot_be_had() {
    let shop = Shop::furnished();
    let cakes =
        CouponForm { applicable_products: Some(vec![shop.cake, shop.named("Gone")]), ..tenth("CAKES") };
    shop.coupon(CouponForm { min_order_items: Some(Some(2)), ..cakes });
    let told = shop.ask(&shop.staff, &about("CAKES", &[(shop.cake, 1)])).unwrap();
    assert_eq!(told.suggestion.unwrap().add.unwrap().name, "Tea", "the last cake is in the basket already");
    shop.execute("UPDATE products SET is_sold_out = TRUE WHERE name = 'Cake'");
    let told = shop.ask(&shop.staff, &about("CAKES", &[(shop.tea, 1)])).unwrap();
    assert_eq!(told.suggestion, None, "none of what it is for can be had");
    let sold_out = shop.ask(&shop.staff, &about("CAKES", &[(shop.cake, 1)]));
    assert_eq!(refusal(sold_out).code(), "product_unavailable");
    let too_many = shop.ask(&shop.staff, &about("CAKES", &[(shop.soup, 11)]));
    assert_eq!(refusal(too_many).code(), "out_of_stock");
    let nothing = shop.ask(&shop.staff, &about("CAKES", &[])).unwrap();
    assert_eq!(first_failing(&nothing).0, Condition::MinOrderItems);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_has_to_be_chosen_is_suggested_as_it_was_chosen() {
    let shop = Shop::furnished();
    let pizza = shop.named("Pizza");
    shop.coupon(CouponForm { applicable_products: Some(vec![pizza]), ..CouponForm::buy_get("PIZZA", 1, 1) });
    let sizes = shop.store.read(|tx| flows::catalog::product(tx, pizza)).unwrap().options;
    let large = sizes[0].options.iter().find(|option| option.name == "Large").unwrap().id;
    let mut question = about("PIZZA", &[(pizza, 1)]);
    question.items.as_mut().unwrap()[0].options = vec![large];
    let (told, _) = held_against_orders(&shop, &question);
    let suggestion = told.suggestion.unwrap();
    assert_eq!(suggestion.message, "Add 1 × Pizza (10.50): −10.50.");
    assert_eq!(suggestion.add.unwrap().options, [large]);
    let without = shop.ask(&shop.staff, &about("PIZZA", &[(shop.tea, 1)])).unwrap();
    assert_eq!(without.suggestion, None, "nobody knows which size");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn who_asks_decides_for_whom_a_code_is_judged() {
    let shop = Shop::furnished();
    let (ada, eve) = (shop.person("ada", Role::Customer), shop.person("eve", Role::Customer));
    let kiosk = shop.device("kiosk", DeviceRole::Kiosk);
    shop.coupon(tenth("TENTH"));
    shop.delivered_to(&ada, &["TENTH"]);
    let question = about("TENTH", &[(shop.tea, 1)]);
    let for_ada = ValidateCoupon { customer_id: ada.user_id(), ..question.clone() };
    for (by, asked) in [(&ada, &question), (&ada, &for_ada), (&shop.staff, &for_ada)] {
        let buyer = shop.ask(by, asked).unwrap().buyer;
        let told = (buyer.placed, buyer.delivered, buyer.spent, buyer.uses, buyer.last_used_at);
        assert_eq!(told, (1, 1, amount("4.46"), 1, Some(now())), "also of a coupon that asks for nothing");
        assert!(buyer.tier.is_some());
    }
    for by in [&shop.staff, &kiosk] {
        let told = shop.ask(by, &question).unwrap();
        assert_eq!((told.buyer.tier, told.buyer.uses), (None, 0), "a guest's");
    }
    assert_eq!(refusal(shop.ask(&eve, &for_ada)), Refusal::Forbidden);
    assert_eq!(refusal(shop.ask(&kiosk, &for_ada)), Refusal::Forbidden);
    assert_eq!(refusal(shop.ask(&Actor::Anonymous, &question)), Refusal::NotAuthenticated);
    let nobody = ValidateCoupon { customer_id: Some(store::fresh_id()), ..question };
    assert_eq!(refusal(shop.ask(&shop.staff, &nobody)).code(), "invalid_input");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_belongs_to_somebody_else_is_not_there() {
    let shop = Shop::furnished();
    let (ada, eve) = (shop.person("ada", Role::Customer), shop.person("eve", Role::Customer));
    shop.coupon(tenth("ADAS"));
    shop.give("ADAS", &ada);
    let question = about("ADAS", &[(shop.tea, 1)]);
    let absent = Refusal::not_found("coupon");
    assert!(shop.ask(&ada, &question).unwrap().is_valid);
    let for_ada = ValidateCoupon { customer_id: ada.user_id(), ..question.clone() };
    assert!(shop.ask(&shop.staff, &for_ada).unwrap().is_valid);
    for (by, code) in
        [(&eve, "ADAS"), (&shop.staff, "ADAS"), (&eve, "NOPE"), (&eve, "no code at all"), (&eve, "")]
    {
        assert_eq!(refusal(shop.ask(by, &about(code, &[(shop.tea, 1)]))), absent, "{code}");
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn without_items_it_is_the_cart_with_its_other_codes() {
    let shop = Shop::furnished();
    let (ada, kiosk) = (shop.person("ada", Role::Customer), shop.device("kiosk", DeviceRole::Kiosk));
    shop.coupon(CouponForm { min_order_items: Some(Some(2)), ..tenth("PAIR") });
    shop.coupon(CouponForm { combinable: Some(true), ..tenth("TENTH") });
    let question = ValidateCoupon { code: "PAIR".to_owned(), ..ValidateCoupon::default() };
    let empty = shop.ask(&ada, &question).unwrap();
    assert_eq!(first_failing(&empty), (Condition::MinOrderItems, Some("0"), Some("2")));
    super::carts::add(&shop, &ada, shop.tea, 1).unwrap();
    super::carts::add(&shop, &ada, shop.cake, 1).unwrap();
    assert!(shop.ask(&ada, &question).unwrap().is_valid);
    shop.put_into_cart(&ada, &["PAIR", "TENTH"]);
    let beside = shop.ask(&ada, &question).unwrap();
    assert_eq!(first_failing(&beside), (Condition::Combinable, Some("TENTH"), None));
    let alone = ValidateCoupon { coupon_codes: Some(Vec::new()), ..question.clone() };
    assert!(shop.ask(&ada, &alone).unwrap().is_valid);
    shop.execute("UPDATE products SET is_sold_out = TRUE WHERE name = 'Cake'");
    let told = shop.ask(&ada, &alone).unwrap();
    assert_eq!(first_failing(&told).1, Some("1"), "only what can be had counts");
    super::carts::add(&shop, &shop.staff, shop.tea, 1).unwrap();
    assert!(shop.ask(&shop.staff, &question).unwrap().buyer.tier.is_some(), "a cart is its owner's");
    assert_eq!(refusal(shop.ask(&kiosk, &question)), Refusal::invalid("items", "say what would be ordered"));
    assert_eq!(shop.broken_law(), None);
}
