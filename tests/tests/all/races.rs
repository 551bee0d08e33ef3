//! Many at once, and only one can win.

use comanda_sdk::wire::ChangeStatus;
use comanda_sdk::{Refusal, Role, Status};
use comanda_tests::Shop;
use futures::future::join_all;

use super::order_of;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_of_the_last_unit_are_one_sale_and_clear_refusals() {
    let shop = Shop::open().await;
    let last = shop.product("Last cake", "4.50", Some(1)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let order = order_of(&last, 1);
    let answers = join_all((0..200).map(|_| {
        let (counter, order) = (counter.clone(), order.clone());
        tokio::spawn(async move { counter.orders().place(&order).await })
    }))
    .await;

    let (sold, refused): (Vec<_>, Vec<_>) = answers.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(sold.len(), 1);
    for refusal in refused {
        let error = refusal.unwrap_err();
        let told = error.refusal();
        assert!(matches!(told, Some(Refusal::OutOfStock { requested: 1, available: 0, .. })), "{error:?}");
    }
    assert_eq!(counter.orders().list().send().await.unwrap().count, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_for_the_same_two_dishes_in_either_order_never_wait_for_each_other() {
    let shop = Shop::open().await;
    let (one, two) =
        (shop.product("One", "1.00", Some(500)).await, shop.product("Two", "2.00", Some(500)).await);
    let counter = shop.signed_in(Role::Staff).await;
    let answers = join_all((0..60).map(|turn| {
        let mut order = order_of(&one, 1);
        order.items.extend(order_of(&two, 1).items);
        if turn % 2 == 0 {
            order.items.reverse();
        }
        let counter = counter.clone();
        tokio::spawn(async move { counter.orders().place(&order).await })
    }))
    .await;
    for answer in answers {
        answer.unwrap().unwrap();
    }
    assert_eq!(counter.products().get(one.id).await.unwrap().stock.unwrap().available, 440);
    let orders: Vec<_> = futures::TryStreamExt::try_collect(counter.orders().list().stream()).await.unwrap();
    let numbers: std::collections::BTreeSet<_> =
        orders.iter().map(|order: &comanda_sdk::wire::OrderView| order.number.clone()).collect();
    assert_eq!(numbers.len(), 60, "each has a number of its own");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_saw_the_same_version_one_changes_it() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let seen = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order;
    let cancel = ChangeStatus {
        version: Some(seen.version),
        notes: Some("guest left".to_owned()),
        ..ChangeStatus::to(Status::Cancelled)
    };
    let accept = ChangeStatus { version: Some(seen.version), ..ChangeStatus::to(Status::Processing) };
    let answers = join_all((0..40).map(|turn| {
        let (counter, change) =
            (counter.clone(), if turn % 2 == 0 { cancel.clone() } else { accept.clone() });
        tokio::spawn(async move { counter.orders().change_status(seen.id, &change).await })
    }))
    .await;
    let changed: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let winner = counter.orders().get(seen.id).await.unwrap();
    assert_eq!(winner.version, seen.version + 1, "changed once");
    for answer in changed {
        match answer {
            Ok(order) => assert_eq!(order.status, winner.status),
            Err(error) => {
                assert!(matches!(error.code(), Some("stale_version" | "invalid_transition")), "{error:?}");
            }
        }
    }
    shop.verify_and_close().await;
}
