//! The way of an order through the house, and what calling it off gives back.

use comanda_sdk::wire::{ChangeStatus, PayOrder, PlaceOrder, ProductView};
use comanda_sdk::{Client, DeliveryMethod, PaymentStatus, Refusal, Role, Status, id::OrderId};
use comanda_tests::Shop;

use super::{amount, order_of, paid_with, tender};

async fn walk(counter: &Client, id: OrderId, steps: &[Status]) {
    for step in steps {
        let order = counter.orders().change_status(id, &ChangeStatus::to(*step)).await.unwrap();
        assert_eq!(order.status, *step);
    }
}

fn cancel(reason: &str) -> ChangeStatus {
    ChangeStatus { notes: Some(reason.to_owned()), ..ChangeStatus::to(Status::Cancelled) }
}

async fn counts(counter: &Client, product: &ProductView) -> (u32, u32) {
    let stock = counter.products().get(product.id).await.unwrap().stock.unwrap();
    (stock.on_hand, stock.reserved)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_picked_up_is_never_shipped() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let placed = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order;
    assert_eq!(placed.allowed_transitions, [Status::Processing, Status::Cancelled]);
    walk(&counter, placed.id, &[Status::Processing, Status::Preparing, Status::Ready]).await;

    let error =
        counter.orders().change_status(placed.id, &ChangeStatus::to(Status::Shipped)).await.unwrap_err();
    assert!(matches!(error.refusal(), Some(Refusal::InvalidTransition { .. })), "{error:?}");
    walk(&counter, placed.id, &[Status::Delivered]).await;
    let done = counter.orders().get(placed.id).await.unwrap();
    assert!(done.delivered_at.is_some() && done.confirmed_at.is_some());
    assert!(done.allowed_transitions.is_empty());
    assert_eq!(counter.orders().current().await.unwrap().count, 0);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_delivered_is_shipped_first_and_needs_an_address() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let order = PlaceOrder { delivery_method: DeliveryMethod::Delivery, ..order_of(&soup, 1) };
    let error = counter.orders().place(&order).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("invalid_input")));

    let order = PlaceOrder { delivery_address: Some("1 Main Street".to_owned()), ..order };
    let placed = counter.orders().place(&order).await.unwrap().order;
    let steps = [Status::Processing, Status::Preparing, Status::Ready, Status::Shipped, Status::Delivered];
    walk(&counter, placed.id, &steps).await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_was_taken_already_changes_nothing() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id;
    let first = counter.orders().change_status(id, &ChangeStatus::to(Status::Processing)).await.unwrap();
    let again = counter.orders().change_status(id, &ChangeStatus::to(Status::Processing)).await.unwrap();
    assert_eq!(first, again);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_looked_at_an_old_version_is_told_and_changes_nothing() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let seen = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order;
    walk(&counter, seen.id, &[Status::Processing]).await;

    let stale = ChangeStatus { version: Some(seen.version), ..ChangeStatus::to(Status::Preparing) };
    let error = counter.orders().change_status(seen.id, &stale).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(409), Some("stale_version")));
    let now = counter.orders().get(seen.id).await.unwrap();
    assert_eq!(error.refusal(), Some(Refusal::StaleVersion { current: now.version }));
    assert_eq!(now.status, Status::Processing);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_called_off_early_gives_its_goods_back() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 2)).await.unwrap().order.id;
    assert_eq!(counts(&counter, &soup).await, (5, 2));

    let error = counter.orders().change_status(id, &ChangeStatus::to(Status::Cancelled)).await.unwrap_err();
    assert_eq!(error.code(), Some("reason_required"));
    let order = counter.orders().change_status(id, &cancel("guest left")).await.unwrap();
    assert_eq!((order.cancellation_reason.as_str(), order.due), ("guest left", amount("0.00")));
    assert_eq!(counts(&counter, &soup).await, (5, 0));

    let error = counter.orders().pay(id, &PayOrder::cash(None)).await.unwrap_err();
    assert!(matches!(error.refusal(), Some(Refusal::NotPayable { .. })), "{error:?}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_kitchen_has_started_is_waste() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 2)).await.unwrap().order.id;
    walk(&counter, id, &[Status::Processing, Status::Preparing]).await;
    assert_eq!(counts(&counter, &soup).await, (3, 0), "sold when the kitchen starts");
    counter.orders().change_status(id, &cancel("burnt")).await.unwrap();
    assert_eq!(counts(&counter, &soup).await, (3, 0));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calling_off_a_paid_order_refunds_it_tender_by_tender() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "10.00", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let card = tender(comanda_sdk::TenderMethod::Card, Some(amount("4.00")));
    let cash = tender(comanda_sdk::TenderMethod::Cash, None);
    let order = PlaceOrder { payment: Some(paid_with(vec![card, cash])), ..order_of(&soup, 1) };
    let id = counter.orders().place(&order).await.unwrap().order.id;

    let order = counter.orders().change_status(id, &cancel("wrong dish")).await.unwrap();
    assert_eq!(order.payment_status, PaymentStatus::Refunded);
    assert_eq!((order.paid, order.refunded), (amount("11.00"), amount("11.00")));
    let payments = counter.orders().payments(id).await.unwrap();
    let back: Vec<_> = payments.iter().filter(|p| p.refund_of.is_some()).map(|p| p.amount).collect();
    assert_eq!(back, [amount("-4.00"), amount("-7.00")]);
    assert_eq!(counts(&counter, &soup).await, (5, 0), "nothing was started: it goes back on the shelf");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivered_order_cannot_be_called_off() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id;
    walk(&counter, id, &[Status::Processing, Status::Preparing, Status::Ready, Status::Delivered]).await;
    let error = counter.orders().change_status(id, &cancel("too late")).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(422), Some("invalid_transition")));
    shop.verify_and_close().await;
}
