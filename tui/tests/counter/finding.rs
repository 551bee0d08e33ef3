//! A menu of ten thousand products is searched and drawn as one of a hundred is: what is kept and what is drawn
//! does not grow with it. How long it takes is printed, for people; machines are too busy to be judged by it.

use std::time::Instant;

use crate::menu::{menu, product_id};
use crate::till::Till;

/// A till whose menu has so many products.
fn selling(count: u128) -> Till {
    let mut large = menu();
    let pattern = large.products[6].clone();
    large.products = (0..count)
        .map(|number| {
            let mut product = pattern.clone();
            product.id = product_id(number);
            product.name = format!("Dish {number} of the house");
            product.sku = Some(format!("L-{number}"));
            (product.plu, product.barcode) = (None, None);
            product
        })
        .collect();
    let mut till = Till::selling();
    till.serve(large);
    till.press("/");
    till
}

#[test]
fn a_large_menu_costs_no_more_on_the_screen_than_a_small_one() {
    let measure = |count: u128| {
        let mut till = selling(count);
        let before = Instant::now();
        till.type_in("dish hou");
        let picture = till.picture(100, 30);
        let took = before.elapsed();
        assert!(picture.contains("of the house"), "{picture}");
        let kept = till.model.sell.find.as_ref().unwrap().results.len();
        (kept, till.hits.actions().count(), took)
    };
    let (few, many) = (measure(100), measure(10_000));
    println!("8 keys and a picture: {:?} with 100 products, {:?} with 10,000", few.2, many.2);
    assert_eq!((few.0, few.1), (many.0, many.1), "as many are kept, as many are drawn");
}
