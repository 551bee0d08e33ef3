//! Returns over HTTP, from the request to the payout, and that a refund beside them pays nothing twice.

use comanda_sdk::wire::returns::{
    ApproveReturn, CompleteReturn, ReceiveReturn, RequestReturn, RequestReturnItem,
};
use comanda_sdk::wire::{OrderView, PayOrder};
use comanda_sdk::{Client, PaymentStatus, ReturnReason, ReturnStatus, ReturnType, Role, Status};
use comanda_tests::Shop;
use futures::TryStreamExt;

use super::refunds::{delivered, of_line, on_hand, sold};
use super::{amount, units};

fn asking(order: &OrderView, kind: ReturnType, count: i64) -> RequestReturn {
    let item = RequestReturnItem {
        order_item: order.items[0].id,
        quantity: units(count),
        reason: Some(ReturnReason::Damaged),
        description: None,
    };
    RequestReturn {
        order: order.id,
        return_type: kind,
        reason: ReturnReason::QualityIssue,
        description: "spilt".to_owned(),
        items: vec![item],
    }
}

struct Room {
    shop: Shop,
    customer: Client,
    manager: Client,
    soup: comanda_sdk::wire::ProductView,
    order: OrderView,
}

impl Room {
    /// The customer was brought four soups.
    async fn open() -> Self {
        let shop = Shop::open().await;
        let soup = shop.product("Soup", "4.50", Some(10)).await;
        let order = sold(&shop, &[(&soup, 4)], PayOrder::card(None)).await;
        delivered(&shop, order.id).await;
        let (customer, manager) = (shop.signed_in(Role::Customer).await, shop.signed_in(Role::Manager).await);
        Self { shop, customer, manager, soup, order }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_goes_from_the_request_to_the_payout() {
    let room = Room::open().await;
    let (customer, manager) = (&room.customer, &room.manager);
    let asked = customer.returns().request(&asking(&room.order, ReturnType::ReturnRefund, 2)).await.unwrap();
    assert_eq!((asked.order_number.as_str(), asked.items[0].product.name.as_str()), ("A-001", "Soup"));
    let again = customer.returns().request(&asking(&room.order, ReturnType::Refund, 1)).await.unwrap_err();
    assert_eq!((again.status(), again.code()), (Some(409), Some("return_open")));
    let less = ApproveReturn {
        refund_amount: Some(amount("9.00")),
        admin_notes: Some("half eaten".to_owned()),
        version: Some(asked.version),
        ..ApproveReturn::default()
    };
    manager.returns().approve(asked.id, &less).await.unwrap();
    let received = manager.returns().receive(asked.id, ReceiveReturn { restock: true }).await.unwrap();
    assert_eq!(received.status, ReturnStatus::Processing);
    assert_eq!(on_hand(&room.shop, &room.soup).await, 8);
    let done = manager.returns().complete_refund(asked.id, &CompleteReturn::default()).await.unwrap();
    assert_eq!((done.status, done.refund_amount), (ReturnStatus::Completed, amount("9.00")));
    assert_eq!(customer.returns().get(asked.id).await.unwrap(), done);
    let order = customer.orders().get(room.order.id).await.unwrap();
    assert_eq!((order.payment_status, order.refunded), (PaymentStatus::PartiallyRefunded, amount("9.00")));
    assert_eq!(order.items[0].refunded_quantity, 2);
    assert_eq!(on_hand(&room.shop, &room.soup).await, 8, "goods do not move twice");
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_alone_and_goods_alone_are_returns_too() {
    let room = Room::open().await;
    let (customer, manager) = (&room.customer, &room.manager);
    let goods = customer.returns().request(&asking(&room.order, ReturnType::Return, 1)).await.unwrap();
    manager.returns().approve(goods.id, &ApproveReturn::default()).await.unwrap();
    let done = manager.returns().receive(goods.id, ReceiveReturn { restock: false }).await.unwrap();
    assert_eq!((done.status, done.refund_amount), (ReturnStatus::Completed, amount("0.00")));
    let money = customer.returns().request(&asking(&room.order, ReturnType::Refund, 3)).await.unwrap();
    manager.returns().approve(money.id, &ApproveReturn::default()).await.unwrap();
    let paid = manager.returns().complete_refund(money.id, &CompleteReturn::default()).await.unwrap();
    assert_eq!(paid.refund_amount, amount("14.85"));
    assert_eq!(on_hand(&room.shop, &room.soup).await, 6, "waste, and what stays with the customer");
    let refused = customer.returns().request(&asking(&room.order, ReturnType::Return, 1)).await.unwrap_err();
    assert_eq!(refused.code(), Some("too_many_back"));
    let rejected = manager.returns().reject(money.id, "too late").await.unwrap_err();
    assert_eq!((rejected.status(), rejected.code()), (Some(422), Some("invalid_return_step")));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn returns_are_listed_by_where_they_stand() {
    let room = Room::open().await;
    let (customer, manager) = (&room.customer, &room.manager);
    let ask = asking(&room.order, ReturnType::Refund, 1);
    let first = customer.returns().request(&ask).await.unwrap();
    customer.returns().cancel(first.id).await.unwrap();
    let second = customer.returns().request(&ask).await.unwrap();
    manager.returns().reject(second.id, "eaten up").await.unwrap();
    let third = customer.returns().request(&ask).await.unwrap();
    let ids = |all: Vec<comanda_sdk::wire::ReturnView>| all.iter().map(|one| one.id).collect::<Vec<_>>();
    let all: Vec<_> = customer.returns().list().page_size(2).stream().try_collect().await.unwrap();
    assert_eq!(ids(all), [third.id, second.id, first.id]);
    let pending = manager.returns().list().status(ReturnStatus::Pending).order(room.order.id).send().await;
    assert_eq!(ids(pending.unwrap().results), [third.id]);
    let stranger = room.shop.signed_in_as("stranger").await;
    assert_eq!(stranger.returns().list().send().await.unwrap().count, 0);
    assert_eq!(stranger.returns().get(third.id).await.unwrap_err().status(), Some(404));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn return_and_refund_at_once_are_one_payout() {
    for turn in 0..6 {
        let room = Room::open().await;
        let (customer, manager) = (&room.customer, &room.manager);
        let asked = customer.returns().request(&asking(&room.order, ReturnType::Refund, 4)).await.unwrap();
        manager.returns().approve(asked.id, &ApproveReturn::default()).await.unwrap();
        let refund = of_line(&room.order, 0, 4);
        let by_return =
            async { manager.returns().complete_refund(asked.id, &CompleteReturn::default()).await };
        let by_refund = async { manager.orders().refund(room.order.id, &refund).await };
        let (paid, given) = if turn % 2 == 0 {
            tokio::join!(by_return, by_refund)
        } else {
            let (given, paid) = tokio::join!(by_refund, by_return);
            (paid, given)
        };
        assert_ne!(paid.is_ok(), given.is_ok(), "{paid:?} {given:?}");
        for code in [paid.err(), given.err()].iter().flatten().map(|error| error.code().unwrap().to_owned()) {
            assert!(matches!(code.as_str(), "too_many_back" | "refund_too_large"), "{code}");
        }
        let order = manager.orders().get(room.order.id).await.unwrap();
        assert_eq!((order.status, order.refunded), (Status::Refunded, order.total));
        assert_eq!(manager.orders().refunds(order.id).await.unwrap().len(), 1);
        room.shop.verify_and_close().await;
    }
}
