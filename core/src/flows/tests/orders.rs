//! Orders through their flows: goods, money and history move together or not at all.

use std::sync::Barrier;
use std::thread;

use super::{Actor, PayOrder, Shop, now, refusal};
use crate::flows;
use crate::id::OrderId;
use crate::money::Amount;
use crate::orders::{PaymentStatus, Status};
use crate::refusal::Refusal;
use crate::wire::orders::ChangeStatus;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn step(shop: &Shop, id: OrderId, to: Status) -> crate::error::Result<crate::wire::OrderView> {
    let staff = shop.staff.clone();
    let command = ChangeStatus { notes: Some("because".to_owned()), ..ChangeStatus::to(to) };
    shop.store.write(move |tx| flows::orders::change_status(tx, &staff, id, &command, now()))
}

#[test]
fn an_order_promises_goods_and_payment_sells_them() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.soup, 2), (shop.soup, 1)], None).unwrap().order;
    assert_eq!((order.total, order.due), (amount("14.85"), amount("14.85")));
    assert_eq!(shop.counts(shop.soup), (10, 3));
    let staff = shop.staff.clone();
    let paid = shop
        .store
        .write(move |tx| {
            flows::orders::pay(tx, &staff, order.id, &PayOrder::cash(Some(amount("20.00"))), now())
        })
        .unwrap();
    assert_eq!((paid.change, paid.order.payment_status), (amount("5.15"), PaymentStatus::Paid));
    assert_eq!(shop.counts(shop.soup), (7, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn placing_and_paying_in_one_command_is_all_or_nothing() {
    let shop = Shop::open();
    let too_little = PayOrder::cash(Some(amount("1.00")));
    let refused = refusal(shop.place(&[(shop.soup, 1)], Some(too_little)));
    assert_eq!(refused.code(), "not_enough_cash");
    assert_eq!(shop.counts(shop.soup), (10, 0));
    let placed = shop.place(&[(shop.soup, 1)], Some(PayOrder::card(None))).unwrap();
    assert_eq!(placed.order.number, "A-001", "a refused order takes no number");
    assert_eq!(shop.counts(shop.soup), (9, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn paying_a_paid_order_answers_with_the_payment_that_stands() {
    let shop = Shop::open();
    let first = shop.place(&[(shop.tea, 1)], Some(PayOrder::card(Some("T1".to_owned())))).unwrap();
    let (staff, id) = (shop.staff.clone(), first.order.id);
    let again =
        shop.store.write(move |tx| flows::orders::pay(tx, &staff, id, &PayOrder::cash(None), now())).unwrap();
    assert_eq!(again.payments, first.payments);
    assert_eq!(again.order, first.order);
}

#[test]
fn cancelling_before_the_kitchen_starts_restores_the_goods_and_the_money() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.soup, 4)], Some(PayOrder::cash(None))).unwrap().order;
    assert_eq!(shop.counts(shop.soup), (6, 0));
    let cancelled = step(&shop, order.id, Status::Cancelled).unwrap();
    assert_eq!(cancelled.payment_status, PaymentStatus::Refunded);
    assert_eq!((cancelled.refunded, cancelled.due), (order.total, amount("0.00")));
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_the_kitchen_has_started_is_waste_when_it_is_cancelled() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.soup, 4)], None).unwrap().order;
    step(&shop, order.id, Status::Processing).unwrap();
    assert_eq!(shop.counts(shop.soup), (10, 4));
    step(&shop, order.id, Status::Preparing).unwrap();
    assert_eq!(shop.counts(shop.soup), (6, 0));
    step(&shop, order.id, Status::Cancelled).unwrap();
    assert_eq!(shop.counts(shop.soup), (6, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_no_longer_counted_can_still_be_cancelled() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.soup, 4)], Some(PayOrder::cash(None))).unwrap().order;
    let uncounted = "name,category,price,stock\nSoup,Food,4.50,\n";
    shop.store
        .write(move |tx| flows::import::menu(tx, &Actor::System, uncounted.as_bytes(), false, now()))
        .unwrap();
    let cancelled = step(&shop, order.id, Status::Cancelled).unwrap();
    assert_eq!(cancelled.payment_status, PaymentStatus::Refunded);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_stale_writer_changes_nothing() {
    let shop = Shop::open();
    let order = shop.place(&[(shop.tea, 1)], None).unwrap().order;
    step(&shop, order.id, Status::Processing).unwrap();
    let stale = ChangeStatus { version: Some(order.version), ..ChangeStatus::to(Status::Preparing) };
    let staff = shop.staff.clone();
    let refused =
        shop.store.write(move |tx| flows::orders::change_status(tx, &staff, order.id, &stale, now()));
    assert_eq!(refusal(refused), Refusal::StaleVersion { current: 2 });
}

#[test]
fn the_last_cake_is_sold_once_however_many_want_it() {
    let shop = Shop::open();
    let barrier = Barrier::new(24);
    let sold: usize = thread::scope(|scope| {
        let buyers: Vec<_> = (0..24)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    match shop.place(&[(shop.cake, 1), (shop.soup, 1)], None) {
                        Ok(_) => 1,
                        refused => {
                            assert_eq!(refusal(refused).code(), "out_of_stock");
                            0
                        }
                    }
                })
            })
            .collect();
        buyers.into_iter().map(|buyer| buyer.join().unwrap()).sum()
    });
    assert_eq!(sold, 1);
    assert_eq!(shop.counts(shop.cake), (1, 1));
    assert_eq!(shop.counts(shop.soup), (10, 1), "a refused order leaves no promise behind");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_order_paid_many_times_at_once_is_paid_once() {
    let shop = Shop::open();
    let id = shop.place(&[(shop.soup, 1)], None).unwrap().order.id;
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let staff = shop.staff.clone();
                let paid = shop
                    .store
                    .write(move |tx| flows::orders::pay(tx, &staff, id, &PayOrder::cash(None), now()));
                assert_eq!(paid.unwrap().payments.len(), 1);
            });
        }
    });
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn numbers_of_a_day_have_no_gap_and_no_repeat() {
    let shop = Shop::open();
    let mut numbers: Vec<String> = thread::scope(|scope| {
        let tills: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| shop.place(&[(shop.tea, 1)], None).unwrap().order.number))
            .collect();
        tills.into_iter().map(|till| till.join().unwrap()).collect()
    });
    numbers.sort();
    let expected: Vec<String> = (1..=20).map(|count| format!("A-{count:03}")).collect();
    assert_eq!(numbers, expected);
}
