//! Buyers, a delivery and somebody who counts the shelf, all at once: the books close, and whoever is refused
//! is told why.

use comanda_sdk::wire::inventory::{CountLine, CountReport, CountSheet};
use comanda_sdk::wire::{MovementForm, PaidOrder, PayOrder, PlaceOrder, ProductView};
use comanda_sdk::{Client, Refusal, Result, Role};
use comanda_tests::Shop;
use futures::future::join_all;
use tokio::task::JoinHandle;

use super::order_of;

const BUYERS: u32 = 200;
const AT_FIRST: u32 = 10;
const DELIVERED: u32 = 5;

/// Every second one pays at once, and so takes it away; the others have it kept.
fn buys(counter: &Client, product: &ProductView, turn: u32) -> JoinHandle<Result<PaidOrder>> {
    let payment = turn.is_multiple_of(2).then(|| PayOrder::card(None));
    let order = PlaceOrder { payment, ..order_of(product, 1) };
    let counter = counter.clone();
    tokio::spawn(async move { counter.orders().place(&order).await })
}

fn delivers(counter: &Client, product: &ProductView) -> JoinHandle<Result<()>> {
    let (counter, form) = (counter.clone(), MovementForm::restock(product.id, DELIVERED));
    tokio::spawn(async move { counter.inventory().record(&form).await.map(drop) })
}

fn counts(counter: &Client, product: &ProductView, line: CountLine) -> JoinHandle<Result<CountReport>> {
    let line = CountLine { product_id: product.id, ..line };
    let (counter, sheet) = (counter.clone(), CountSheet { lines: vec![line], note: None });
    tokio::spawn(async move { counter.inventory().count(&sheet).await })
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_buyers_a_delivery_and_a_count_at_once_end_with_right_books() {
    sell_deliver_and_count(8, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_of_what_was_seen_is_booked_or_refused_while_all_the_others_go_on() {
    sell_deliver_and_count(9, Some(AT_FIRST)).await;
    sell_deliver_and_count(14, Some(AT_FIRST + DELIVERED)).await;
}

async fn sell_deliver_and_count(found: u32, expected_on_hand: Option<u32>) {
    let shop = Shop::open().await;
    let pie = shop.product("Pie", "4.50", Some(AT_FIRST)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let mut buyers = Vec::new();
    let (mut delivery, mut count) = (None, None);
    for turn in 0..BUYERS {
        match turn {
            4 => delivery = Some(delivers(&counter, &pie)),
            6 => {
                let line = CountLine { product_id: pie.id, counted: found, expected_on_hand };
                count = Some(counts(&counter, &pie, line));
            }
            _ => {}
        }
        buyers.push(buys(&counter, &pie, turn));
    }
    let answers = join_all(buyers).await.into_iter().map(std::result::Result::unwrap);
    delivery.unwrap().await.unwrap().unwrap();
    let difference = difference(count.unwrap().await.unwrap(), expected_on_hand);

    let (mut taken, mut kept) = (0, 0);
    for answer in answers {
        match answer {
            Ok(placed) if placed.order.due.to_string() == "0.00" => taken += 1,
            Ok(_) => kept += 1,
            Err(error) => {
                let told = error.refusal();
                assert!(matches!(told, Some(Refusal::OutOfStock { requested: 1, .. })), "{error:?}");
            }
        }
    }
    let left = counter.inventory().get(pie.id).await.unwrap();
    let came = i64::from(AT_FIRST + DELIVERED) + difference;
    assert_eq!(i64::from(left.on_hand) + taken, came, "taken and left are what came");
    assert_eq!(i64::from(left.reserved), kept, "what is kept is promised");
    assert!(left.available == 0 || taken + kept >= i64::from(AT_FIRST) - 2, "{left:?}");
    // What is left is sold too, and then nothing.
    for _ in 0..left.available {
        buys(&counter, &pie, 0).await.unwrap().unwrap();
    }
    let sold_out = buys(&counter, &pie, 0).await.unwrap().unwrap_err();
    assert!(matches!(sold_out.refusal(), Some(Refusal::OutOfStock { available: 0, .. })), "{sold_out:?}");
    shop.verify_and_close().await;
}

/// What the count changed: nothing where it was refused, which it says clearly.
fn difference(counted: Result<CountReport>, expected: Option<u32>) -> i64 {
    match counted {
        Ok(report) => report.differences.iter().map(|view| view.quantity).sum(),
        Err(error) => {
            match error.refusal() {
                Some(Refusal::StockChanged { expected: seen, on_hand, .. }) => {
                    assert_eq!(Some(seen), expected);
                    assert_ne!(seen, on_hand);
                }
                Some(Refusal::StockPromised { .. }) => {}
                _ => panic!("{error:?}"),
            }
            0
        }
    }
}
