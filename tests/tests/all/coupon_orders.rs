//! Codes on carts and on orders, as customers and the counter use them.

use comanda_sdk::wire::cart::Checkout;
use comanda_sdk::wire::coupons::{ApplyCoupon, CouponForm};
use comanda_sdk::wire::{PayOrder, PlaceOrder, PlaceOrderItem};
use comanda_sdk::{Client, IdempotencyKey, PaymentStatus, Quantity, Result, Role};
use comanda_tests::{Seat, Shop};
use reqwest::Method;
use serde_json::json;

use super::{amount, order_of};

fn tenth(code: &str) -> CouponForm {
    CouponForm::percentage(code, amount("10.00"))
}

/// With which word it was refused, and what it said.
fn told<T: std::fmt::Debug>(result: Result<T>) -> (String, String) {
    let error = result.unwrap_err();
    (error.code().unwrap_or_default().to_owned(), error.refusal().unwrap().to_string())
}

async fn customer_with(shop: &Shop, price: &str, count: u32) -> Client {
    let dish = shop.product("Soup", price, Some(50)).await;
    let customer = shop.signed_in(Role::Customer).await;
    let quantity = Quantity::try_from(i64::from(count)).unwrap();
    customer.cart().add(&PlaceOrderItem::new(dish.id, quantity)).await.unwrap();
    customer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_goes_from_the_cart_to_the_bill() {
    let shop = Shop::open().await;
    let customer = customer_with(&shop, "4.50", 1).await;
    shop.coupon(CouponForm { min_order_value: Some(Some(amount("9.00"))), ..tenth("SOUPS") }).await;
    let (code, sentence) = told(customer.cart().add_coupon("soups").await);
    assert_eq!(code, "coupon_minimum");
    assert_eq!(sentence, "SOUPS takes an order of 9.00; the goods come to 4.50: add 4.50.");
    let (code, sentence) = told(customer.cart().add_coupon("SUOPS").await);
    assert_eq!(
        (code.as_str(), sentence.as_str()),
        ("unknown_coupon", "There is no coupon SUOPS. Check how it is written.")
    );
    let item = customer.cart().get().await.unwrap().items[0].product.id;
    customer.cart().add(&PlaceOrderItem::new(item, Quantity::ONE)).await.unwrap();
    let with = customer.cart().add_coupon("soups").await.unwrap();
    assert_eq!((with.coupon.as_deref(), with.discount_amount), (Some("SOUPS"), amount("0.90")));
    assert_eq!(customer.cart().remove_coupon("OTHER").await.unwrap_err().code(), Some("not_found"));
    assert!(customer.cart().remove_coupon("Soups").await.unwrap().coupon_codes.is_empty());
    customer.cart().add_coupon("SOUPS").await.unwrap();
    assert!(customer.cart().remove_coupons().await.unwrap().coupon_codes.is_empty());
    let with = customer.cart().add_coupon("SOUPS").await.unwrap();
    let checkout = Checkout { expected_total: Some(with.total), ..Checkout::default() };
    let order = customer.cart().checkout(&checkout).await.unwrap().order;
    assert_eq!((order.total, order.coupons[0].amount), (with.total, amount("0.90")));
    let staff = shop.token(Seat::Staff).await;
    let bill = format!("/api/orders/{}/receipt/?format=text", order.id);
    let bill = shop.raw().json(Method::GET, &bill, staff.as_deref(), &json!(null)).await.text();
    assert!(bill.lines().any(|line| line.starts_with("Coupon SOUPS ") && line.ends_with(" -0.90")), "{bill}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_put_on_an_order_that_waits_for_its_payment() {
    let shop = Shop::open().await;
    let customer = customer_with(&shop, "4.50", 2).await;
    let coupon = shop.coupon(tenth("TENTH")).await;
    let free = shop.coupon(CouponForm::percentage("FREE", amount("100.00"))).await;
    let order = customer.cart().checkout(&Checkout::default()).await.unwrap().order;
    let with = customer.coupons().apply(coupon.id, order.id).await.unwrap();
    assert_eq!((with.total, with.version), (amount("8.91"), order.version + 1));
    let stale = ApplyCoupon { order_id: order.id, version: Some(order.version) };
    let refused = customer.coupons().remove_with_key(coupon.id, &stale, &IdempotencyKey::new()).await;
    assert_eq!(refused.unwrap_err().code(), Some("stale_version"));
    let (code, sentence) = told(customer.coupons().apply(free.id, order.id).await);
    assert_eq!(code, "coupon_not_combinable");
    assert_eq!(sentence, "FREE does not go together with TENTH; use one or the other.");
    customer.coupons().remove(coupon.id, order.id).await.unwrap();
    let paid = customer.coupons().apply(free.id, order.id).await.unwrap();
    assert_eq!((paid.total, paid.payment_status), (amount("0.00"), PaymentStatus::Paid));
    let (code, sentence) = told(customer.coupons().remove(free.id, order.id).await);
    assert_eq!(code, "order_settled");
    assert!(sentence.contains("paid already"), "{sentence}");
    let stranger = shop.signed_in_as("stranger").await;
    assert_eq!(stranger.coupons().apply(coupon.id, order.id).await.unwrap_err().code(), Some("not_found"));

    // The version of the order is its tag, as it is elsewhere.
    let staff = shop.token(Seat::Staff).await;
    let counter = shop.signed_in(Role::Staff).await;
    let dish = counter.products().list().send().await.unwrap().results.remove(0);
    let other = counter.orders().place(&order_of(&dish, 1)).await.unwrap().order;
    let path = format!("/api/coupons/{}/apply/", coupon.id);
    let answered =
        shop.raw().json(Method::POST, &path, staff.as_deref(), &json!({ "order_id": other.id })).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    assert_eq!(counter.orders().get(other.id).await.unwrap().coupons.len(), 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_is_repeated_takes_one_use() {
    let shop = Shop::open().await;
    let dish = shop.product("Soup", "4.50", Some(50)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let coupon = shop.coupon(tenth("TENTH")).await;
    let order = PlaceOrder { coupon_codes: vec!["TENTH".to_owned()], ..order_of(&dish, 1) };
    let key = IdempotencyKey::new();
    let placed = counter.orders().place_with_key(&order, &key).await.unwrap();
    for _ in 0..5 {
        assert_eq!(counter.orders().place_with_key(&order, &key).await.unwrap(), placed);
    }
    assert_eq!(shop.find_coupon("TENTH").await.unwrap().current_uses, 1);
    let bare = counter.orders().place(&order_of(&dish, 1)).await.unwrap().order;
    let apply = ApplyCoupon { order_id: bare.id, version: Some(bare.version) };
    let key = IdempotencyKey::new();
    let applied = counter.coupons().apply_with_key(coupon.id, &apply, &key).await.unwrap();
    for _ in 0..5 {
        assert_eq!(counter.coupons().apply_with_key(coupon.id, &apply, &key).await.unwrap(), applied);
    }
    assert_eq!(shop.find_coupon("TENTH").await.unwrap().current_uses, 2);
    counter.orders().pay(bare.id, &PayOrder::card(None)).await.unwrap();
    assert_eq!(shop.find_coupon("TENTH").await.unwrap().current_uses, 2, "paid or not");
    shop.verify_and_close().await;
}
