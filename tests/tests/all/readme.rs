//! What the SDK's first page promises, run as it stands there.

use comanda_sdk::{PaymentStatus, Source};
use comanda_tests::Shop;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/place_order.rs"]
mod place_order;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/integrator.rs"]
mod integrator;

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
