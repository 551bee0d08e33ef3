//! Orders that lie aside, that are followed by a token, and that the kitchen looks at.

use comanda_sdk::wire::{ChangeStatus, ParkOrder, PayOrder, PlaceOrder};
use comanda_sdk::{IdempotencyKey, Role, Status};
use comanda_tests::{Seat, Shop};
use futures::future::join_all;
use reqwest::Method;
use serde_json::Value;

use super::{amount, order_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_parked_order_that_twenty_take_up_at_once_is_taken_up_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(3)).await;
    let (counter, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let park = ParkOrder { label: Some("table 4".to_owned()), order: order_of(&soup, 9) };
    let key = IdempotencyKey::new();
    let parked = counter.parked().park(&park, &key).await.unwrap();
    assert_eq!(counter.parked().park(&park, &key).await.unwrap(), parked);
    assert_eq!(manager.parked().list().send().await.unwrap().results, std::slice::from_ref(&parked));
    assert_eq!(counter.products().get(soup.id).await.unwrap().stock.unwrap().available, 3);

    let taken = join_all((0..20).map(|number| {
        let till = if number % 2 == 0 { counter.clone() } else { manager.clone() };
        tokio::spawn(async move { till.parked().recall(parked.id, &IdempotencyKey::new()).await })
    }))
    .await;
    let (got, missed): (Vec<_>, Vec<_>) = taken.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(got.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [parked]);
    assert!(missed.into_iter().all(|result| result.unwrap_err().code() == Some("not_found")));

    let other = counter.parked().park(&park, &IdempotencyKey::new()).await.unwrap();
    let key = IdempotencyKey::new();
    let first = counter.parked().recall(other.id, &key).await.unwrap();
    assert_eq!(counter.parked().recall(other.id, &key).await.unwrap(), first, "a lost answer loses no order");
    let third = counter.parked().park(&park, &IdempotencyKey::new()).await.unwrap();
    counter.parked().discard(third.id).await.unwrap();
    assert_eq!(counter.parked().discard(third.id).await.unwrap_err().code(), Some("not_found"));
    let paid =
        ParkOrder { order: PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 1) }, ..park };
    let refused = counter.parked().park(&paid, &IdempotencyKey::new()).await.unwrap_err();
    assert!(refused.to_string().contains("payment"), "{refused}");
    assert_eq!(counter.parked().list().send().await.unwrap().count, 0);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_the_token_follows_an_order_and_nobody_else() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (counter, guest) = (shop.signed_in(Role::Staff).await, shop.client());
    let order = PlaceOrder { guest_name: Some("Countess".to_owned()), ..order_of(&soup, 2) };
    let order = counter.orders().place(&order).await.unwrap().order;
    let token = order.tracking_token.clone().unwrap();
    let seen = guest.orders().track(&token).await.unwrap();
    assert_eq!((seen.number, seen.status, seen.due), (order.number.clone(), Status::Pending, amount("9.90")));
    counter.orders().change_status(order.id, &ChangeStatus::to(Status::Processing)).await.unwrap();
    let seen = guest.orders().track(&token).await.unwrap();
    assert_eq!(
        seen.steps.iter().map(|step| step.status).collect::<Vec<_>>(),
        [Status::Pending, Status::Processing]
    );
    let bytes = shop.raw().get(&format!("/api/orders/track/{token}/")).await;
    assert_eq!(bytes.header("cache-control"), "no-store");
    assert!(!bytes.text().contains("Countess") && !bytes.text().contains("staff"), "{}", bytes.text());
    for wrong in ["x", "00000000000000000000000000000000", &order.id.to_string(), "%00", "%FF", "..%2f.."] {
        let answered = shop.raw().get(&format!("/api/orders/track/{wrong}/")).await;
        assert_eq!(answered.problem().unwrap().status, 404, "{wrong}");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kitchen_sees_what_is_to_be_made_and_the_counter_how_the_day_stands() {
    let shop = Shop::open().await;
    let (soup, tea) = (shop.product("Soup", "4.50", None).await, shop.product("Tea", "2.00", None).await);
    let counter = shop.signed_in(Role::Staff).await;
    let paid = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 2) };
    let first = counter.orders().place(&paid).await.unwrap().order;
    let second = counter.orders().place(&order_of(&tea, 3)).await.unwrap().order;
    counter.orders().place(&order_of(&tea, 9)).await.unwrap();
    for order in [&second, &first] {
        counter.orders().change_status(order.id, &ChangeStatus::to(Status::Processing)).await.unwrap();
    }
    let board = counter.orders().board().await.unwrap();
    let shown: Vec<_> = board.orders.iter().map(|order| order.id).collect();
    assert_eq!((shown, board.count), (vec![first.id, second.id], 2));
    let to_make: Vec<_> = board.to_make.iter().map(|one| (one.name.as_str(), one.quantity)).collect();
    assert_eq!(to_make, [("Tea", 3), ("Soup", 2)]);
    let stats = counter.orders().stats().await.unwrap();
    assert_eq!((stats.orders, stats.open, stats.unpaid), (3, 3, 2));
    assert_eq!((stats.taken, stats.due), (amount("9.90"), amount("26.40")));
    let customer = shop.token(Seat::Customer).await;
    for path in ["/api/orders/board/", "/api/orders/stats/", "/api/orders/parked/"] {
        let answered = shop.raw().json(Method::GET, path, customer.as_deref(), &Value::Null).await;
        assert_eq!(answered.status, 403, "{path}");
    }
    shop.verify_and_close().await;
}
