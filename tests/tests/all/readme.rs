//! What the SDK's first page promises, run as it stands there.

use comanda_sdk::{PaymentStatus, Source};
use comanda_tests::Shop;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/place_order.rs"]
mod place_order;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/integrator.rs"]
mod integrator;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/customer_app.rs"]
mod customer_app;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/menu_and_stock.rs"]
mod menu_and_stock;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/coupons.rs"]
mod coupons;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/follow_orders.rs"]
mod follow_orders;

#[tokio::test(flavor = "multi_thread")]
async fn the_readme_example_sells_something_in_the_demo_shop() {
    let shop = Shop::demo().await;
    let sold = place_order::sell(shop.url(), "counter", "comanda-demo").await.unwrap();
    assert_eq!(sold.order.payment_status, PaymentStatus::Paid);
    assert_eq!(sold.order.guest_name, "Ada");
    assert_eq!(sold.payments.len(), 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_integrators_example_brings_an_order_once_however_often_it_runs() {
    let shop = Shop::demo().await;
    let key = integrator::make_key(shop.url(), "admin", "comanda-demo").await.unwrap();
    let order = integrator::bring(shop.url(), key.clone(), "basket-4711").await.unwrap();
    assert_eq!((order.source, order.payment_status), (Source::Integrator, PaymentStatus::Pending));
    let again = integrator::bring(shop.url(), key.clone(), "basket-4711").await.unwrap();
    assert_eq!(again, order);
    let other = integrator::bring(shop.url(), key, "basket-4712").await.unwrap();
    assert_ne!(other.id, order.id);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_menu_and_stock_leaves_a_dish_and_its_count() {
    let shop = Shop::demo().await;
    let manager = shop.signed_in_as("manager").await;
    let stock = menu_and_stock::keep(&manager, "Pumpkin soup", "delivery-4711").await.unwrap();
    assert_eq!((stock.on_hand, stock.low_stock_threshold, stock.critical_threshold), (30, 10, 3));
    let found = shop.client().products().list().search("pump sea").send().await.unwrap();
    assert_eq!(found.results[0].id, stock.product.id);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_a_customer_orders_and_pays_from_the_wallet() {
    let shop = Shop::demo().await;
    let order = customer_app::order(shop.url(), "ada").await.unwrap();
    assert_eq!((order.source, order.payment_status), (Source::Web, PaymentStatus::Paid));
    let counter = shop.signed_in_as("counter").await;
    let wallet = counter.wallets().get(order.customer.unwrap().id).await.unwrap();
    assert_ne!(wallet.balance, "50.00".parse().unwrap());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_of_coupons_does_what_is_suggested_and_orders_for_less() {
    let shop = Shop::demo().await;
    let (manager, customer) = (shop.signed_in_as("manager").await, shop.signed_in_as("customer").await);
    let order = coupons::use_coupon(&manager, &customer, "three-from-thirty").await.unwrap();
    assert_eq!((order.coupons.len(), order.discount_amount), (1, "3.00".parse().unwrap()));
    assert_eq!(order.coupons[0].code, "THREE-FROM-THIRTY");
    let made = manager.coupons().get(order.coupons[0].id).await.unwrap();
    assert_eq!(made.current_uses, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_that_follows_orders_hears_of_the_one_that_is_placed() {
    let shop = Shop::demo().await;
    let counter = shop.signed_in_as("counter").await;
    let (placed, heard) = follow_orders::follow_one(&counter).await.unwrap();
    assert_eq!((heard.event_type.as_str(), heard.subject), ("order.created", placed.id.to_string()));
    shop.verify_and_close().await;
}
