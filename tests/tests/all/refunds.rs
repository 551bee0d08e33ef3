//! Money that goes back, over HTTP: by line, by amount, tender by tender, and never more than was paid, however many
//! ask at once.

use comanda_sdk::id::OrderId;
use comanda_sdk::wire::{
    ChangeStatus, OrderView, PayOrder, PlaceOrder, PlaceOrderItem, ProductView, RefundLine, RefundOrder,
    RefundTo,
};
use comanda_sdk::{PaymentStatus, Refusal, Role, Status, TenderMethod};
use comanda_tests::{Seat, Shop};
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{amount, paid_with, tender, units};

/// Sold at the counter to the customer, and paid.
pub(super) async fn sold(shop: &Shop, lines: &[(&ProductView, i64)], payment: PayOrder) -> OrderView {
    let customer = shop.signed_in(Role::Customer).await.user().map(|user| user.id);
    let counter = shop.signed_in(Role::Staff).await;
    let item = |(product, count): &(&ProductView, i64)| PlaceOrderItem::new(product.id, units(*count));
    let order = PlaceOrder {
        items: lines.iter().map(item).collect(),
        customer_id: customer,
        payment: Some(payment),
        ..PlaceOrder::default()
    };
    counter.orders().place(&order).await.unwrap().order
}

pub(super) async fn delivered(shop: &Shop, id: OrderId) {
    let counter = shop.signed_in(Role::Staff).await;
    for step in [Status::Processing, Status::Preparing, Status::Ready, Status::Delivered] {
        counter.orders().change_status(id, &ChangeStatus::to(step)).await.unwrap();
    }
}

pub(super) fn of_line(order: &OrderView, line: usize, count: i64) -> RefundOrder {
    let line = RefundLine { item_id: order.items[line].id, quantity: units(count), restock: None };
    RefundOrder { lines: vec![line], ..all("cold") }
}

fn all(reason: &str) -> RefundOrder {
    RefundOrder { reason: reason.to_owned(), ..RefundOrder::default() }
}

pub(super) async fn on_hand(shop: &Shop, product: &ProductView) -> u32 {
    shop.signed_in(Role::Staff).await.inventory().get(product.id).await.unwrap().on_hand
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_back_line_by_line_and_then_whole() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "3.33", Some(10)).await;
    let bread = shop.product("Bread", "1.25", None).await;
    let manager = shop.signed_in(Role::Manager).await;
    let order = sold(&shop, &[(&soup, 3), (&bread, 1)], PayOrder::card(Some("TX-9".to_owned()))).await;
    delivered(&shop, order.id).await;

    let one = manager.orders().refund(order.id, &of_line(&order, 0, 1)).await.unwrap();
    let given = one.refund.unwrap();
    assert_eq!((given.amount, given.by.as_str()), (amount("3.66"), "manager"), "10.99 for three");
    assert_eq!(given.payments[0].reference, "TX-9", "what the terminal has to give back");
    assert_eq!(one.order.items[0].refunded_quantity, 1);
    let some = RefundOrder { amount: Some(amount("1.00")), ..all("sorry") };
    manager.orders().refund(order.id, &some).await.unwrap();
    let rest = manager.orders().refund(order.id, &all("all of it")).await.unwrap();
    assert_eq!((rest.order.status, rest.order.payment_status), (Status::Refunded, PaymentStatus::Refunded));
    assert_eq!(rest.order.refunded, order.total);

    let customer = shop.signed_in(Role::Customer).await;
    let known = customer.orders().refunds(order.id).await.unwrap();
    let reasons: Vec<_> = known.iter().map(|refund| refund.reason.as_str()).collect();
    assert_eq!(reasons, ["cold", "sorry", "all of it"]);
    assert_eq!(known.last(), rest.refund.as_ref());
    let error = manager.orders().refund(order.id, &all("more")).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(422), Some("nothing_to_refund")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tender_gets_back_what_it_paid() {
    let shop = Shop::open().await;
    let feast = shop.product("Feast", "100.00", None).await;
    let manager = shop.signed_in(Role::Manager).await;
    let tenders = vec![tender(TenderMethod::Card, Some(amount("60.00"))), tender(TenderMethod::Cash, None)];
    let order = sold(&shop, &[(&feast, 1)], paid_with(tenders)).await;
    let parts = async |asked: &str, to: RefundTo| {
        let command = RefundOrder { amount: Some(amount(asked)), to, ..all("x") };
        let given = manager.orders().refund(order.id, &command).await.unwrap().refund.unwrap();
        let part = |payment: &comanda_sdk::wire::PaymentView| (payment.method, payment.amount.to_string());
        given.payments.iter().map(part).collect::<Vec<_>>()
    };
    let of = |method, text: &str| (method, text.to_owned());
    assert_eq!(parts("50.00", RefundTo::Origin).await, [of(TenderMethod::Card, "-50.00")]);
    assert_eq!(
        parts("20.00", RefundTo::Origin).await,
        [of(TenderMethod::Card, "-10.00"), of(TenderMethod::Cash, "-10.00")]
    );
    assert_eq!(parts("30.00", RefundTo::Wallet).await, [of(TenderMethod::Wallet, "-30.00")]);
    assert_eq!(parts("10.00", RefundTo::Origin).await, [of(TenderMethod::Cash, "-10.00")]);

    // What is in the wallet now pays, and goes back there.
    let bread = shop.product("Bread", "10.00", None).await;
    let again = sold(&shop, &[(&bread, 1)], PayOrder::wallet()).await;
    let back = manager.orders().refund(again.id, &all("stale")).await.unwrap().refund.unwrap();
    assert_eq!((back.payments[0].method, back.amount), (TenderMethod::Wallet, amount("11.00")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_go_on_the_shelf_or_are_waste() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(10)).await;
    let manager = shop.signed_in(Role::Manager).await;
    let order = sold(&shop, &[(&soup, 6)], PayOrder::card(None)).await;
    assert_eq!(on_hand(&shop, &soup).await, 4);
    manager.orders().refund(order.id, &of_line(&order, 0, 1)).await.unwrap();
    assert_eq!(on_hand(&shop, &soup).await, 5, "the kitchen has not begun");
    delivered(&shop, order.id).await;
    let waste = manager.orders().refund(order.id, &of_line(&order, 0, 2)).await.unwrap();
    assert!(!waste.refund.unwrap().lines[0].is_restocked);
    assert_eq!(on_hand(&shop, &soup).await, 5);
    let shelf = RefundOrder { restock: true, ..of_line(&order, 0, 3) };
    assert!(manager.orders().refund(order.id, &shelf).await.unwrap().refund.unwrap().lines[0].is_restocked);
    assert_eq!(on_hand(&shop, &soup).await, 8);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_give_one_line_back_at_once_it_goes_back_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "3.33", Some(50)).await;
    let manager = shop.signed_in(Role::Manager).await;
    let order = sold(&shop, &[(&soup, 7)], PayOrder::cash(None)).await;
    delivered(&shop, order.id).await;
    let command = of_line(&order, 0, 1);
    let answers = join_all((0..30).map(|_| {
        let (manager, command, id) = (manager.clone(), command.clone(), order.id);
        tokio::spawn(async move { manager.orders().refund(id, &command).await })
    }))
    .await;
    let (given, refused): (Vec<_>, Vec<_>) = answers.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(given.len(), 7);
    for error in refused {
        let error = error.unwrap_err();
        assert!(matches!(error.refusal(), Some(Refusal::TooManyBack { left: 0, .. })), "{error:?}");
    }
    let end = manager.orders().get(order.id).await.unwrap();
    assert_eq!((end.status, end.refunded), (Status::Refunded, order.total), "to the cent");
    assert_eq!(manager.orders().refunds(order.id).await.unwrap().len(), 7);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gives_back_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let order = sold(&shop, &[(&soup, 2)], PayOrder::cash(None)).await;
    let token = shop.token(Seat::Manager).await.unwrap();
    let raw = shop.raw();
    let body = json!({ "lines": [{ "item_id": order.items[0].id, "quantity": 1 }], "reason": "cold" });
    let path = format!("/api/orders/{}/refund/", order.id);
    let first = raw.command(&path, &token, "r-1", &body).await;
    let again = raw.command(&path, &token, "r-1", &body).await;
    assert_eq!((first.status, &first.body), (200, &again.body));
    let nothing = json!({ "lines": [], "reason": "lost in a cart" });
    let refused = raw.json(Method::POST, &path, Some(&token), &nothing).await;
    let problem = refused.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_input"), "it does not mean all of it");
    let manager = shop.signed_in(Role::Manager).await;
    assert_eq!(manager.orders().get(order.id).await.unwrap().refunded, amount("4.95"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_and_a_cancellation_at_once_give_back_what_was_paid_and_no_more() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "3.33", Some(50)).await;
    let manager = shop.signed_in(Role::Manager).await;
    let order = sold(&shop, &[(&soup, 5)], PayOrder::cash(None)).await;
    let refund = of_line(&order, 0, 1);
    let refunds = join_all((0..8).map(|_| {
        let (manager, refund, id) = (manager.clone(), refund.clone(), order.id);
        tokio::spawn(async move { manager.orders().refund(id, &refund).await })
    }));
    let counter = shop.signed_in(Role::Staff).await;
    let left = ChangeStatus { notes: Some("left".to_owned()), ..ChangeStatus::to(Status::Cancelled) };
    let cancel = async { counter.orders().change_status(order.id, &left).await };
    let (answers, cancelled) = tokio::join!(refunds, cancel);
    cancelled.unwrap();
    for answer in answers {
        if let Err(error) = answer.unwrap() {
            let code = error.code().unwrap_or_default();
            assert!(matches!(code, "too_many_back" | "refund_too_large" | "nothing_to_refund"), "{error:?}");
        }
    }
    let end = manager.orders().get(order.id).await.unwrap();
    assert_eq!((end.status, end.refunded), (Status::Cancelled, order.total));
    assert_eq!(on_hand(&shop, &soup).await, 50);
    shop.verify_and_close().await;
}
