//! What the SDK's first page promises, run as it stands there.

use comanda_sdk::PaymentStatus;
use comanda_tests::Shop;

#[expect(dead_code, reason = "its main is for people")]
#[path = "../../../sdk/examples/place_order.rs"]
mod place_order;

#[tokio::test(flavor = "multi_thread")]
async fn the_readme_example_sells_something_in_the_demo_shop() {
    let shop = Shop::demo().await;
    let sold = place_order::sell(shop.url(), "counter", "comanda-demo").await.unwrap();
    assert_eq!(sold.order.payment_status, PaymentStatus::Paid);
    assert_eq!(sold.order.guest_name, "Ada");
    assert_eq!(sold.payments.len(), 1);
    shop.verify_and_close().await;
}
