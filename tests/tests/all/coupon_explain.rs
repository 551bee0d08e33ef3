//! What comes out about codes, asked from outside: by customers, at a kiosk and at the counter; and how long somebody
//! waits who guesses.

use comanda_sdk::wire::coupons::explain::FindBest;
use comanda_sdk::wire::coupons::{CouponForm, Explanation, ValidateCoupon};
use comanda_sdk::wire::{Checkout, PlaceOrder, PlaceOrderItem, ProductView, QuoteRequest};
use comanda_sdk::{Client, Condition, DeliveryMethod, DeviceRole, Error, IdempotencyKey, Refusal, Role};
use comanda_tests::branch::Branch;
use comanda_tests::{Raw, Seat, Shop};
use futures::TryStreamExt;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{amount, order_of, units};

/// Wrong codes before there is a wait.
const FREE: usize = 30;

fn about(code: &str, product: &ProductView, count: i64) -> ValidateCoupon {
    let items = vec![PlaceOrderItem::new(product.id, units(count))];
    ValidateCoupon { code: code.to_owned(), items: Some(items), ..ValidateCoupon::default() }
}

fn missing(told: &Explanation) -> Vec<Condition> {
    let failing = told.rules.iter().filter(|rule| rule.hint.is_some());
    failing.map(|rule| rule.rule).collect()
}

async fn kiosk(shop: &Shop) -> Client {
    Client::builder(shop.url()).api_key(shop.new_key(DeviceRole::Kiosk).await).build().unwrap()
}

#[tokio::test]
async fn customers_kiosks_and_staff_hear_why_and_what_to_do() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (carl, counter) = (shop.signed_in(Role::Customer).await, shop.signed_in(Role::Staff).await);
    let kiosk = kiosk(&shop).await;
    let welcome =
        CouponForm { max_customer_orders: Some(Some(0)), ..CouponForm::fixed("WELCOME", amount("2.00")) };
    shop.coupon(CouponForm { min_order_value: Some(Some(amount("9.00"))), ..welcome }).await;
    let one = about("welcome", &soup, 1);
    let told = carl.coupons().validate(&one).await.unwrap();
    assert_eq!((told.is_valid, missing(&told)), (false, vec![Condition::MinOrderValue]));
    assert_eq!(told.message, "WELCOME takes an order of 9.00; the goods come to 4.50: add 4.50.");
    assert_eq!(told.suggestion.unwrap().message, "Add 1 × Soup (4.50): −2.00.");
    let guest = kiosk.coupons().validate(&about("WELCOME", &soup, 2)).await.unwrap();
    assert_eq!(missing(&guest), [Condition::MaxCustomerOrders]);
    assert!(guest.message.contains("sign in"), "{}", guest.message);
    let two = ValidateCoupon { customer_id: Some(carl.user().unwrap().id), ..about("WELCOME", &soup, 2) };
    let for_carl = counter.coupons().validate(&two).await.unwrap();
    assert_eq!((for_carl.is_valid, for_carl.discount_amount), (true, amount("2.00")));
    let order = PlaceOrder {
        customer_id: two.customer_id,
        coupon_codes: vec!["WELCOME".to_owned()],
        ..order_of(&soup, 2)
    };
    assert_eq!(counter.orders().place(&order).await.unwrap().order.discount_amount, amount("2.00"));
    let again = counter.coupons().validate(&two).await.unwrap();
    assert_eq!(
        (missing(&again), again.buyer.placed, again.buyer.uses),
        (vec![Condition::MaxCustomerOrders], 1, 1)
    );
    assert_eq!(again.suggestion, None);
    let refused = counter.orders().place(&order).await.unwrap_err();
    assert_eq!(refused.code(), Some("coupon_not_for_customer"));

    let (stranger, client) = (shop.signed_in_as("stranger").await, shop.client());
    assert_eq!(stranger.coupons().validate(&two).await.unwrap_err().code(), Some("forbidden"));
    assert_eq!(client.coupons().validate(&one).await.unwrap_err().code(), Some("not_authenticated"));
    for code in ["NOPE", "no code at all"] {
        let absent = stranger.coupons().validate(&about(code, &soup, 1)).await.unwrap_err();
        assert_eq!((absent.status(), absent.code()), (Some(404), Some("not_found")), "{code}");
    }
    let nothing_said = kiosk.coupons().validate_for_cart("WELCOME").await.unwrap_err();
    assert_eq!(nothing_said.code(), Some("invalid_input"));
    shop.verify_and_close().await;
}

#[tokio::test]
async fn ones_own_coupons_come_best_first_and_the_best_codes_beat_each_single_one() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "5.00", None).await;
    let carl = shop.signed_in(Role::Customer).await;
    let combinable = |form| CouponForm { combinable: Some(true), ..form };
    shop.coupon(CouponForm::fixed("FIVE", amount("5.00"))).await;
    shop.coupon(combinable(CouponForm::percentage("FIFTH", amount("20.00")))).await;
    shop.coupon(combinable(CouponForm::fixed("FOUR", amount("4.00")))).await;
    shop.coupon(CouponForm { min_order_items: Some(Some(5)), ..CouponForm::fixed("BIG", amount("9.00")) })
        .await;
    shop.coupon(CouponForm { is_public: Some(false), ..CouponForm::fixed("SECRET", amount("9.99")) }).await;
    carl.cart().add(&PlaceOrderItem::new(soup.id, units(4))).await.unwrap();
    let mine: Vec<_> = carl.coupons().mine().page_size(2).stream().try_collect().await.unwrap();
    let codes: Vec<_> = mine.iter().map(|one| (one.coupon.code.as_str(), one.is_valid)).collect();
    assert_eq!(codes, [("FIVE", true), ("FIFTH", true), ("FOUR", true), ("BIG", false)]);
    assert_eq!(mine[3].missing[0].rule, Condition::MinOrderItems);
    assert_eq!(mine[3].suggestion.as_ref().unwrap().message, "Add 1 × Soup (5.00): −9.00.");

    let best = carl.coupons().best(&FindBest::default()).await.unwrap();
    assert_eq!((best.coupons.len(), best.discount_amount), (2, amount("8.00")));
    let coupon_codes = Some(best.coupons.iter().map(|one| one.code.clone()).collect());
    let ordered =
        carl.cart().checkout(&Checkout { coupon_codes, ..Checkout::default() }).await.unwrap().order;
    assert_eq!(ordered.discount_amount, best.discount_amount);
    let said = FindBest {
        items: Some(vec![PlaceOrderItem::new(soup.id, units(1))]),
        delivery_method: DeliveryMethod::Pickup,
        ..FindBest::default()
    };
    let at_the_kiosk = kiosk(&shop).await.coupons().best(&said).await.unwrap();
    assert_eq!((at_the_kiosk.coupons.len(), at_the_kiosk.discount_amount), (1, amount("5.00")));
    let kiosk = kiosk(&shop).await;
    assert_eq!(kiosk.coupons().mine().send().await.unwrap_err().code(), Some("forbidden"));
    shop.verify_and_close().await;
}

/// How long somebody is told to wait who guessed too often.
fn wait(error: &Error) -> u32 {
    match error.refusal() {
        Some(Refusal::TooManyAttempts { retry_after }) => retry_after,
        other => panic!("{other:?}: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_codes_waits_on_every_route_and_nobody_else_does() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    shop.coupon(CouponForm::fixed("RIGHT", amount("1.00"))).await;
    let (counter, carl) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    let with = |code: &str| PlaceOrder { coupon_codes: vec![code.to_owned()], ..order_of(&soup, 1) };
    let quote = |code: &str| QuoteRequest {
        items: order_of(&soup, 1).items,
        coupon_codes: vec![code.to_owned()],
        ..QuoteRequest::default()
    };
    let checkout = |code: &str| Checkout { coupon_code: Some(code.to_owned()), ..Checkout::default() };
    counter.cart().add(&PlaceOrderItem::new(soup.id, units(1))).await.unwrap();
    let key = IdempotencyKey::new();
    let placed = counter.orders().place_with_key(&with("RIGHT"), &key).await.unwrap().order;
    for number in 0..FREE {
        let wrong = format!("WRONG-{number}");
        let code = match number % 4 {
            0 => counter.coupons().validate(&about(&wrong, &soup, 1)).await.map(drop),
            1 => counter.orders().quote(&quote(&wrong)).await.map(drop),
            2 => counter.orders().place(&with(&wrong)).await.map(drop),
            _ => counter.cart().checkout(&checkout(&wrong)).await.map(drop),
        };
        let expected = if number % 4 == 0 { "not_found" } else { "unknown_coupon" };
        assert_eq!(code.unwrap_err().code(), Some(expected), "{number}");
    }
    let before = shop.fingerprint().await;
    for refused in [
        counter.coupons().validate(&about("RIGHT", &soup, 1)).await.map(drop),
        counter.coupons().validate(&about("WRONG", &soup, 1)).await.map(drop),
        counter.orders().quote(&quote("RIGHT")).await.map(drop),
        counter.orders().place(&with("RIGHT")).await.map(drop),
        counter.cart().checkout(&checkout("RIGHT")).await.map(drop),
    ] {
        assert!((20..=30).contains(&wait(&refused.unwrap_err())));
    }
    assert_eq!(shop.fingerprint().await, before, "what waits is not counted");
    let token = shop.token(Seat::Staff).await;
    let body = serde_json::to_value(about("RIGHT", &soup, 1)).unwrap();
    let raw = shop.raw().json(Method::POST, "/api/coupons/validate/", token.as_deref(), &body).await;
    let problem = raw.problem().unwrap();
    assert_eq!((raw.status, problem.code.as_str()), (429, "too_many_attempts"));
    let seconds: u64 = raw.header("retry-after").parse().unwrap();
    assert_eq!(problem.facts.unwrap()["retry_after"], seconds);

    let again = counter.orders().place_with_key(&with("RIGHT"), &key).await.unwrap().order;
    assert_eq!(again, placed, "what was answered is answered again");
    counter.orders().place(&order_of(&soup, 1)).await.unwrap();
    counter.cart().checkout(&Checkout::default()).await.unwrap();
    assert!(carl.coupons().validate(&about("RIGHT", &soup, 1)).await.unwrap().is_valid);
    assert_eq!(
        carl.coupons().validate(&about("WRONG", &soup, 1)).await.unwrap_err().code(),
        Some("not_found")
    );
    let branch = Branch::of(&shop, |_| {}).await;
    let elsewhere = branch.raw().json(Method::POST, "/api/coupons/validate/", token.as_deref(), &body).await;
    assert_eq!(elsewhere.status, 429, "on every server");
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_get_no_more_tries_than_one_after_the_other() {
    const AT_ONCE: usize = 150;
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    shop.coupon(CouponForm::fixed("RIGHT", amount("1.00"))).await;
    let token = shop.token(Seat::Customer).await;
    let guess = async |code: String| {
        let body: Value = json!({ "code": code, "items": [{ "product_id": soup.id, "quantity": 1 }] });
        let raw = Raw::new(shop.url());
        raw.json(Method::POST, "/api/coupons/validate/", token.as_deref(), &body).await.status
    };
    // The right one comes last.
    let codes = (0..AT_ONCE).map(|number| format!("WRONG-{number}")).chain(["RIGHT".to_owned()]);
    let mut told = join_all(codes.map(guess)).await;
    assert_eq!(told.pop(), Some(429), "what is right is not told to whoever guessed too often meanwhile");
    assert_eq!(told.iter().filter(|status| **status == 404).count(), FREE);
    assert_eq!(told.iter().filter(|status| **status == 429).count(), AT_ONCE - FREE);
    shop.verify_and_close().await;
}
