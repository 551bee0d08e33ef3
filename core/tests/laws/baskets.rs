//! What can be sold now, and what it costs as a whole.

use chrono::Duration;
use comanda_core::catalog::{Product, Shop, SoldOut};
use comanda_core::coupons::Claim;
use comanda_core::money::Money;
use comanda_core::orders::DeliveryMethod;
use comanda_core::orders::place::{Basket, MAX_LINES, Wish, basket};
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;

use crate::samples::{counted, group, id, noon, product, product_id};

fn one(product: &Product) -> Wish<'_> {
    Wish { product, quantity: Quantity::ONE, options: &[] }
}

fn picked_up(wishes: &[Wish<'_>]) -> Result<Basket, Refusal> {
    basket(&Shop::default(), wishes, &Claim::NONE, DeliveryMethod::Pickup, noon())
}

fn refusal(wishes: &[Wish<'_>]) -> Refusal {
    picked_up(wishes).unwrap_err()
}

#[test]
fn an_empty_basket_and_an_endless_one_are_refused() {
    let dish = product(1, 1000);
    assert_eq!(refusal(&[]), Refusal::EmptyOrder);
    assert!(picked_up(&vec![one(&dish); MAX_LINES]).is_ok());
    assert_eq!(refusal(&vec![one(&dish); MAX_LINES + 1]), Refusal::invalid("items", "at most 200 lines"));
}

#[test]
fn what_is_off_the_menu_is_unknown() {
    let gone = Product { is_archived: true, ..product(1, 1000) };
    assert_eq!(refusal(&[one(&gone)]), Refusal::UnknownProduct { product: product_id(1) });
}

#[test]
fn what_is_switched_off_or_sold_out_for_now_is_unavailable() {
    let unavailable = Refusal::ProductUnavailable { product: product_id(1), name: "Dish 1".to_owned() };
    let off = Product { is_available: false, ..product(1, 1000) };
    assert_eq!(refusal(&[one(&off)]), unavailable);
    let until = |until| Product { sold_out: Some(SoldOut::Until(until)), ..product(1, 1000) };
    assert_eq!(refusal(&[one(&until(noon() + Duration::seconds(1)))]), unavailable);
    assert!(picked_up(&[one(&until(noon()))]).is_ok(), "at the hour it is back");
}

#[test]
fn the_last_ones_can_be_had_and_not_one_more() {
    let dish = counted(1, 2);
    assert!(picked_up(&[one(&dish), one(&dish)]).is_ok());
    let refused = refusal(&[one(&dish), one(&dish), one(&dish)]);
    assert_eq!(refused.to_string(), "Only 2 Dish 1 left; the order wants 3.");
    let (dish, stock) = (counted(1, 0), counted(1, 2).stock);
    assert_eq!(refusal(&[one(&dish)]).to_string(), "Dish 1 is sold out.");
    let promised = Product { stock: stock.map(|s| comanda_core::stock::Stock { reserved: 2, ..s }), ..dish };
    assert_eq!(refusal(&[one(&promised)]).to_string(), "Dish 1 is sold out.");
}

#[test]
fn choices_that_do_not_fit_name_the_question() {
    let dish = Product { options: vec![group(1, 1, 1, 10, 2)], ..product(1, 1000) };
    assert_eq!(refusal(&[one(&dish)]).to_string(), "Dish 1: choose 1 of Group 1.");
    let strange = [Wish { options: &[id(99)], ..one(&dish) }];
    assert_eq!(refusal(&strange), Refusal::UnknownOption { name: "Dish 1".to_owned(), option: id(99) });
    let many = vec![id(10); 201];
    let endless = [Wish { options: &[id(10)], ..one(&dish) }, Wish { options: &many, ..one(&dish) }];
    assert_eq!(refusal(&endless), Refusal::invalid("items.1.options", "at most 200 choices"));
}

#[test]
fn only_delivery_costs_a_fee() {
    let shop = Shop { delivery_fee: Money::minor(350), ..Shop::default() };
    let dish = product(1, 1000);
    let total = |method| basket(&shop, &[one(&dish)], &Claim::NONE, method, noon()).unwrap().quote.total;
    assert_eq!(total(DeliveryMethod::Pickup), Money::minor(1100));
    assert_eq!(total(DeliveryMethod::Delivery), Money::minor(1450));
}
