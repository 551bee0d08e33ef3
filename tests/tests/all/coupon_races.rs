//! Coupons that many want at once, on a real server: as often as they say, and everybody else is told why.

use std::sync::Arc;

use comanda_sdk::wire::cart::Checkout;
use comanda_sdk::wire::coupons::CouponForm;
use comanda_sdk::wire::{CancelOrder, OrderView, PayOrder, PlaceOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, Quantity, Refusal, Role};
use comanda_tests::Shop;
use comanda_tests::door::Door;
use comanda_tests::shop::PASSWORD;
use futures::future::join_all;

use super::{amount, order_of};

const USES: u32 = 10;

fn tenth(code: &str) -> CouponForm {
    CouponForm::percentage(code, amount("10.00"))
}

/// `count` orders at once; those that were placed. Whoever was refused was told that the uses are taken.
async fn bought(counter: &Client, dish: &ProductView, count: u32) -> Vec<OrderView> {
    let answers = join_all((0..count).map(|turn| {
        // Every third one is paid at once.
        let payment = turn.is_multiple_of(3).then(|| PayOrder::card(None));
        let codes = vec!["TEN".to_owned()];
        let order = PlaceOrder { coupon_codes: codes, payment, ..order_of(dish, 1) };
        let counter = counter.clone();
        tokio::spawn(async move { counter.orders().place(&order).await })
    }))
    .await;
    let mut placed = Vec::new();
    for answer in answers {
        match answer.unwrap() {
            Ok(done) => placed.push(done.order),
            Err(error) => match error.refusal() {
                Some(Refusal::CouponDepleted { coupon, why }) => {
                    assert_eq!(coupon, "TEN");
                    assert!(
                        why.contains("; ask for another code.") || why.contains("; go on without it."),
                        "{why}"
                    );
                }
                _ => panic!("{error:?}"),
            },
        }
    }
    placed
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_buyers_of_a_coupon_with_ten_uses_are_ten_uses_and_clear_refusals() {
    let shop = Shop::open().await;
    let dish = shop.product("Soup", "4.50", Some(1000)).await;
    shop.coupon(CouponForm { max_uses: Some(Some(USES)), ..tenth("TEN") }).await;
    let counter = shop.signed_in(Role::Staff).await;
    let placed = bought(&counter, &dish, 500).await;
    assert_eq!(placed.len(), USES as usize);
    assert!(placed.iter().all(|order| order.discount_amount == amount("0.45")));
    let coupon = shop.find_coupon("TEN").await.unwrap();
    assert_eq!(coupon.current_uses, u64::from(USES));
    assert_eq!(counter.orders().list().send().await.unwrap().count, u64::from(USES));
    assert_eq!(
        counter.inventory().get(dish.id).await.unwrap().available,
        990,
        "what was refused promises nothing"
    );

    let cancel = CancelOrder { reason: Some("the guest left".to_owned()), ..CancelOrder::default() };
    let called_off = placed.iter().map(|order| {
        let (counter, cancel, id) = (counter.clone(), cancel.clone(), order.id);
        tokio::spawn(async move { counter.orders().cancel(id, &cancel).await })
    });
    for answer in join_all(called_off).await {
        assert_eq!(answer.unwrap().unwrap().order.coupons.len(), 1, "it still says what it took off");
    }
    let coupon = shop.find_coupon("TEN").await.unwrap();
    assert_eq!(coupon.current_uses, 0);
    assert_eq!(bought(&counter, &dish, 30).await.len(), USES as usize, "others can have them");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_with_fifty_windows_uses_a_coupon_once() {
    let shop = Shop::open().await;
    let dish = shop.product("Soup", "4.50", Some(1000)).await;
    shop.coupon(CouponForm { max_uses_per_user: Some(Some(1)), ..tenth("ONCE") }).await;
    let (customer, counter) = (shop.signed_in(Role::Customer).await, shop.signed_in(Role::Staff).await);
    let customer_id = Some(customer.account().user().await.unwrap().id);
    let order = PlaceOrder { customer_id, coupon_codes: vec!["ONCE".to_owned()], ..order_of(&dish, 1) };
    let order = Arc::new(order);
    // Half of them fill the one cart and order what is in it, half are taken at the counter.
    let answers = join_all((0..50).map(|turn| {
        let (customer, counter, order, dish) =
            (customer.clone(), counter.clone(), Arc::clone(&order), dish.id);
        tokio::spawn(async move {
            if turn % 2 == 0 {
                return counter.orders().place(&order).await;
            }
            customer.cart().add(&PlaceOrderItem::new(dish, Quantity::ONE)).await?;
            let checkout = Checkout { coupon_code: Some("ONCE".to_owned()), ..Checkout::default() };
            customer.cart().checkout(&checkout).await
        })
    }))
    .await;
    let mut placed = Vec::new();
    for answer in answers {
        match answer.unwrap() {
            Ok(done) => placed.push(done.order),
            Err(error) => assert!(matches!(error.code(), Some("coupon_used" | "empty_order")), "{error:?}"),
        }
    }
    assert_eq!(placed.len(), 1);
    let coupon = shop.find_coupon("ONCE").await.unwrap();
    assert_eq!(coupon.current_uses, 1);
    assert_eq!(counter.orders().place(&order).await.unwrap_err().code(), Some("coupon_used"));
    customer.orders().cancel(placed[0].id, &CancelOrder::default()).await.unwrap();
    counter.orders().place(&order).await.unwrap();
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_take_no_second_use() {
    let shop = Shop::open().await;
    let dish = shop.product("Soup", "4.50", Some(1000)).await;
    shop.coupon(CouponForm { max_uses: Some(Some(40)), ..tenth("FORTY") }).await;
    let mut door = Door::to(shop.url()).await;
    let client = Client::builder(door.url()).retries(8).build().unwrap();
    client.login(Role::Staff.as_str(), PASSWORD).await.unwrap();
    let losses = door.lose_some_answers().await;
    for _ in 0..40 {
        let order = PlaceOrder { coupon_codes: vec!["FORTY".to_owned()], ..order_of(&dish, 1) };
        client.orders().place(&order).await.unwrap();
    }
    assert!(losses.lost() > 0);
    let order = PlaceOrder { coupon_codes: vec!["FORTY".to_owned()], ..order_of(&dish, 1) };
    assert_eq!(client.orders().place(&order).await.unwrap_err().code(), Some("coupon_depleted"));
    assert_eq!(shop.find_coupon("FORTY").await.unwrap().current_uses, 40);
    shop.verify_and_close().await;
}
