//! Receipts through their flows: looking leaves no trace, and every print has a number of its own.

use std::thread;

use super::{PayOrder, Shop, now, refusal};
use crate::actor::Role;
use crate::flows::orders;
use crate::orders::DeliveryMethod;
use crate::refusal::Refusal;

#[test]
fn prints_are_numbered_and_looking_is_not_printing() {
    let shop = Shop::open();
    let id = shop.place(&[(shop.tea, 1)], Some(PayOrder::cash(None))).unwrap().order.id;
    let look = || shop.by(&shop.staff, move |tx, by| orders::receipt(tx, by, id)).unwrap();
    assert_eq!((look().copy, shop.rows("receipt_prints")), (0, 0));
    let print = || shop.by(&shop.staff, move |tx, by| orders::print_receipt(tx, by, id, now())).unwrap().copy;
    let mut copies: Vec<u32> = thread::scope(|scope| {
        let printers: Vec<_> = (0..8).map(|_| scope.spawn(print)).collect();
        printers.into_iter().map(|printer| printer.join().unwrap()).collect()
    });
    copies.sort_unstable();
    assert_eq!(copies, (1..=8).collect::<Vec<_>>());
    assert_eq!((look().copy, shop.rows("receipt_prints WHERE printed_by = 'sara'")), (8, 8));
    assert_eq!(shop.events("receipt.printed"), 8);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_receipt_is_for_its_owner_and_for_staff() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    let sold = shop.sold_and_paid(&[(shop.tea, 1)], Some(&ada), DeliveryMethod::Pickup, PayOrder::card(None));
    let id = sold.id;
    let own = shop.by(&ada, move |tx, by| orders::receipt(tx, by, id)).unwrap();
    assert_eq!((own.number, own.total), (sold.number, sold.total));
    let refused = refusal(shop.by(&bob, move |tx, by| orders::receipt(tx, by, id)));
    assert_eq!(refused, Refusal::not_found("order"));
    let refused = refusal(shop.by(&bob, move |tx, by| orders::print_receipt(tx, by, id, now())));
    assert_eq!(refused, Refusal::not_found("order"));
    assert_eq!(shop.rows("receipt_prints"), 0);
}
