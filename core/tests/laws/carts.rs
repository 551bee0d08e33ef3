//! What a cart keeps, and that it costs what its order will cost.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use comanda_core::cart::priced::{Problem, Trouble, told};
use comanda_core::cart::{self, Cart, CartLine, Changed, LineChange, Priced};
use comanda_core::catalog::{Product, Shop, TaxMode};
use comanda_core::coupons::Claim;
use comanda_core::id::{CartId, OptionId, ProductId};
use comanda_core::money::{BasisPoints, Currency, Money};
use comanda_core::orders::DeliveryMethod;
use comanda_core::orders::place::{MAX_LINES, Wish, basket};
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;
use proptest::prelude::*;

use crate::samples::{counted, group, id, noon, product, product_id};

fn units(count: u32) -> Quantity {
    Quantity::try_from(i64::from(count)).unwrap()
}

fn empty() -> Cart {
    Cart { id: CartId::from_uuid(uuid::Uuid::nil()), coupons: vec![], lines: vec![] }
}

/// Adds to `cart` as the flow does; ids rise.
fn add(
    cart: &mut Cart,
    product: &Product,
    count: u32,
    options: &[OptionId],
    notes: &str,
) -> Result<(), Refusal> {
    let wish = Wish { product, quantity: units(count), options };
    let fresh = id(cart.lines.len() + 1);
    let line = cart::add(&cart.lines, fresh, &wish, notes, noon())?;
    cart.put(line);
    Ok(())
}

fn menu(products: &[Product]) -> BTreeMap<ProductId, Product> {
    products.iter().map(|product| (product.id, product.clone())).collect()
}

fn priced(cart: &Cart, products: &[Product]) -> Priced {
    cart::price(&Shop::default(), &cart.lines, &menu(products), &Claim::NONE, noon())
}

fn codes(priced: &Priced) -> Vec<&'static str> {
    priced.problems.iter().map(Problem::code).collect()
}

fn quantities(cart: &Cart) -> Vec<u32> {
    cart.lines.iter().map(|line| line.quantity.get()).collect()
}

#[test]
fn what_the_kitchen_makes_alike_is_one_line() {
    let dish = Product { options: vec![group(1, 0, 3, 10, 3)], ..product(1, 1000) };
    let mut cart = empty();
    add(&mut cart, &dish, 1, &[id(10), id(11)], "").unwrap();
    add(&mut cart, &dish, 2, &[id(11), id(10)], "").unwrap();
    assert_eq!(quantities(&cart), [3], "in whichever order the choices were made");
    add(&mut cart, &dish, 1, &[id(10), id(10)], "").unwrap();
    add(&mut cart, &dish, 1, &[id(10)], "").unwrap();
    add(&mut cart, &dish, 1, &[id(10)], "no salt").unwrap();
    add(&mut cart, &product(2, 300), 1, &[], "").unwrap();
    assert_eq!(quantities(&cart), [3, 1, 1, 1, 1], "twice the same choice is another choice");
}

#[test]
fn a_line_holds_999_and_a_cart_200_lines() {
    let dish = product(1, 1000);
    let mut cart = empty();
    add(&mut cart, &dish, 999, &[], "").unwrap();
    let refused = add(&mut cart, &dish, 1, &[], "").unwrap_err();
    assert_eq!(refused, Refusal::invalid("quantity", "with the 999 in the cart that is more than 999"));
    for number in 1..MAX_LINES {
        add(&mut cart, &dish, 1, &[], &number.to_string()).unwrap();
    }
    let full = add(&mut cart, &dish, 1, &[], "one more").unwrap_err();
    assert_eq!(full, Refusal::LimitReached { what: "lines in the cart".to_owned(), most: 200 });
    add(&mut cart, &dish, 1, &[], "199").unwrap();
    assert_eq!((cart.lines.len(), cart.lines[199].quantity.get()), (200, 2), "more of the same still fits");
}

#[test]
fn what_is_not_there_cannot_be_put_in() {
    let (few, gone) = (counted(1, 3), Product { is_available: false, ..product(2, 100) });
    let mut cart = empty();
    add(&mut cart, &few, 2, &[], "").unwrap();
    let refused = add(&mut cart, &few, 2, &[], "no salt").unwrap_err();
    assert_eq!(refused.to_string(), "Only 3 Dish 1 left; the order wants 4.", "over all lines of a product");
    assert_eq!(add(&mut cart, &gone, 1, &[], "").unwrap_err().code(), "product_unavailable");
    assert_eq!(add(&mut cart, &few, 1, &[id(9)], "").unwrap_err().code(), "unknown_option");
    assert_eq!(quantities(&cart), [2]);
}

fn changed(cart: &Cart, change: LineChange, product: Option<&Product>) -> Result<Changed, Refusal> {
    cart::change(&cart.lines, &cart.lines[0], change, product, noon())
}

#[test]
fn a_line_that_becomes_the_same_as_another_joins_it() {
    let dish = counted(1, 5);
    let mut cart = empty();
    add(&mut cart, &dish, 2, &[], "").unwrap();
    add(&mut cart, &dish, 3, &[], "no salt").unwrap();
    let same = LineChange { notes: Some("no salt".to_owned()), ..LineChange::default() };
    let Changed { line, absorbed } = changed(&cart, same.clone(), Some(&dish)).unwrap();
    assert_eq!((line.id, line.quantity.get(), absorbed), (cart.lines[0].id, 5, Some(cart.lines[1].id)));
    let more = LineChange { quantity: Some(units(3)), ..same };
    assert_eq!(changed(&cart, more, Some(&dish)).unwrap_err().code(), "out_of_stock");
    cart.lines[1].quantity = units(998);
    let much = LineChange { notes: Some("no salt".to_owned()), ..LineChange::default() };
    assert_eq!(changed(&cart, much, Some(&dish)).unwrap_err().code(), "invalid_input");
}

#[test]
fn what_cannot_be_had_becomes_less_but_not_more() {
    let dish = product(1, 1000);
    let mut cart = empty();
    add(&mut cart, &dish, 3, &[], "").unwrap();
    let off = Product { is_available: false, ..dish };
    let to = |count| LineChange { quantity: Some(units(count)), ..LineChange::default() };
    for product in [Some(&off), None] {
        assert_eq!(changed(&cart, to(2), product).unwrap().line.quantity.get(), 2);
        assert!(changed(&cart, to(4), product).is_err());
        let anew = LineChange { options: Some(vec![]), ..LineChange::default() };
        assert!(changed(&cart, anew, product).is_err());
    }
}

#[test]
fn other_choices_are_checked_and_priced_anew() {
    let dish = Product { options: vec![group(1, 1, 1, 10, 2)], ..product(1, 1000) };
    let mut cart = empty();
    add(&mut cart, &dish, 1, &[id(10)], "").unwrap();
    assert_eq!(cart.lines[0].unit_price, Money::minor(1100));
    let to = |options: Vec<OptionId>| LineChange { options: Some(options), ..LineChange::default() };
    let line = changed(&cart, to(vec![id(11)]), Some(&dish)).unwrap().line;
    assert_eq!((line.options, line.unit_price), (vec![id(11)], Money::minor(1110)));
    assert_eq!(changed(&cart, to(vec![]), Some(&dish)).unwrap_err().code(), "option_count");
}

#[test]
fn what_stands_in_the_way_is_named_and_costs_nothing() {
    let dish = Product { options: vec![group(1, 0, 1, 10, 1)], ..product(1, 1000) };
    let mut cart = empty();
    add(&mut cart, &dish, 2, &[id(10)], "").unwrap();
    add(&mut cart, &product(2, 500), 1, &[], "").unwrap();
    let other = product(2, 500);
    for (now, code) in [
        (vec![], "unknown_product"),
        (vec![Product { is_archived: true, ..dish.clone() }], "unknown_product"),
        (vec![Product { is_available: false, ..dish.clone() }], "product_unavailable"),
        (vec![Product { options: vec![], ..dish.clone() }], "unknown_option"),
        (vec![Product { options: vec![group(1, 2, 3, 10, 1)], ..dish.clone() }], "option_count"),
    ] {
        let priced = priced(&cart, &[now, vec![other.clone()]].concat());
        assert_eq!(codes(&priced), [code]);
        let problem = &priced.problems[0];
        assert!(problem.blocks_checkout() && problem.line == Some(cart.lines[0].id), "{problem:?}");
        assert!(problem.message(Currency::default()).starts_with("Dish 1"), "{problem:?}");
        assert_eq!(priced.quote.subtotal, Money::minor(500), "{code}");
        let kept = &priced.lines[0];
        assert_eq!((kept.unit_price, kept.subtotal), (Money::minor(1100), Money::ZERO), "{code}");
    }
}

#[test]
fn the_lines_of_a_product_are_short_together() {
    let dish = counted(1, 9);
    let mut cart = empty();
    add(&mut cart, &dish, 2, &[], "").unwrap();
    add(&mut cart, &dish, 2, &[], "no salt").unwrap();
    let priced = priced(&cart, &[counted(1, 3)]);
    assert_eq!(codes(&priced), ["out_of_stock", "out_of_stock"]);
    let message = priced.problems[0].message(Currency::default());
    assert_eq!(message, "Only 3 Dish 1 left, and the cart holds 4; take fewer.");
    assert_eq!(priced.quote.subtotal, Money::minor(1000), "it has a price");
    assert!(codes(&self::priced(&cart, &[counted(1, 4)])).is_empty());
    let sold_out =
        Refusal::OutOfStock { product: product_id(1), name: String::new(), requested: 1, available: 0 };
    assert_eq!(told("Soup", &sold_out), "Soup is sold out; take it out.");
}

#[test]
fn another_price_is_told_and_charged() {
    let mut cart = empty();
    add(&mut cart, &product(1, 1000), 2, &[], "").unwrap();
    let priced = priced(&cart, &[Product { name: "Big dish".to_owned(), ..product(1, 1250) }]);
    assert_eq!(
        priced.problems[0].trouble,
        Trouble::PriceChanged { was: Money::minor(1000), now: Money::minor(1250) }
    );
    assert!(!priced.problems[0].blocks_checkout());
    let message = priced.problems[0].message(Currency::default());
    assert_eq!(message, "Big dish costs 12.50 now and not 10.00; take it out if you do not want it.");
    assert_eq!(priced.quote.subtotal, Money::minor(2500));
    add(&mut cart, &product(1, 1250), 1, &[], "").unwrap();
    assert!(codes(&self::priced(&cart, &[product(1, 1250)])).is_empty(), "whoever adds more has seen it");
}

/// Which product is wanted, how often, with a choice or without, and with which notes.
type Wanted = (usize, u32, bool, u8);

/// Some products at random prices, and what is wanted of them.
fn wanted() -> impl Strategy<Value = (Vec<Product>, Vec<Wanted>)> {
    let dish = (1_i64..5_000, prop::option::of(1_i64..5_000), 0_u32..2_500, prop::bool::weighted(0.8));
    let menu = prop::collection::vec(dish, 1..6).prop_map(|dishes| {
        let dish =
            |(index, (price, sale, rate, is_available)): (usize, (i64, Option<i64>, u32, bool))| Product {
                sale_price: sale.map(Money::minor),
                tax_rate: BasisPoints::new(rate),
                is_available,
                options: vec![group(index, 0, 2, 10 * (index + 1), 2)],
                ..product(index + 1, price)
            };
        dishes.into_iter().enumerate().map(dish).collect::<Vec<_>>()
    });
    (menu, prop::collection::vec((0_usize..6, 1_u32..60, any::<bool>(), 0_u8..3), 1..12))
}

fn on_sale(products: &[Product]) -> Vec<Product> {
    products.iter().map(|product| Product { is_available: true, ..product.clone() }).collect()
}

fn asked_for<'a>(lines: &'a [CartLine], products: &'a BTreeMap<ProductId, Product>) -> Vec<Wish<'a>> {
    let wish = |line: &'a CartLine| Wish {
        product: &products[&line.product],
        quantity: line.quantity,
        options: &line.options,
    };
    lines.iter().map(wish).collect()
}

proptest! {
    #[test]
    fn a_cart_costs_what_its_order_will_cost((products, wanted) in wanted(), inclusive in any::<bool>()) {
        let shop = Shop {
            tax_mode: if inclusive { TaxMode::Inclusive } else { TaxMode::Exclusive },
            delivery_fee: Money::minor(300),
            ..Shop::default()
        };
        let (mut cart, mut count) = (empty(), 0);
        for (which, quantity, chosen, notes) in wanted {
            let index = which % products.len();
            let product = &on_sale(&products)[index];
            let options: Vec<OptionId> = if chosen { vec![id(10 * (index + 1))] } else { vec![] };
            add(&mut cart, product, quantity, &options, &"!".repeat(notes.into())).unwrap();
            count += quantity;
        }
        let kinds: BTreeSet<_> = cart.lines.iter().map(|line| (line.product, &line.options, &line.notes)).collect();
        prop_assert_eq!(kinds.len(), cart.lines.len());
        prop_assert_eq!(quantities(&cart).into_iter().sum::<u32>(), count);

        let now: DateTime<Utc> = noon();
        let menu = menu(&products);
        let priced = cart::price(&shop, &cart.lines, &menu, &Claim::NONE, now);
        let can_be_had: Vec<CartLine> =
            cart.lines.iter().filter(|line| menu[&line.product].is_available).cloned().collect();
        prop_assert_eq!(priced.problems.len(), cart.lines.len() - can_be_had.len());
        prop_assert_eq!(priced.lines.iter().map(|line| line.subtotal).sum::<Money>(), priced.quote.subtotal);
        match basket(&shop, &asked_for(&can_be_had, &menu), &Claim::NONE, DeliveryMethod::Pickup, now) {
            Ok(basket) => prop_assert_eq!(basket.quote, priced.quote),
            Err(refusal) => prop_assert!(can_be_had.is_empty() && priced.quote.total.is_zero(), "{}", refusal),
        }
        let whole = basket(&shop, &asked_for(&cart.lines, &menu), &Claim::NONE, DeliveryMethod::Pickup, now);
        prop_assert_eq!(whole.is_ok(), !priced.problems.iter().any(Problem::blocks_checkout));
    }
}
