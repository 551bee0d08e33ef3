//! How many queries it takes to look at carts and orders, and that each goes by an index.

use std::fmt::Write as _;

use super::queries::{plan, statements};
use super::{Shop, now};
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::{cart, orders};
use crate::orders::Status;
use crate::page::PageRequest;
use crate::quantity::Quantity;
use crate::store::{Backend, Tx};
use crate::wire::orders::{ChangeStatus, PlaceOrder, PlaceOrderItem};
use crate::wire::{Checkout, ParkOrder};

/// `count` products on the menu, all of them in the cart of `ada` and in `orders` orders on the board.
fn busy(shop: &Shop, ada: &Actor, count: usize, placed: usize) -> String {
    let mut menu = "name,category,price,stock\n".to_owned();
    for number in 0..count {
        let _ = writeln!(menu, "Dish {number},Food,2.50,100000");
    }
    shop.by(&Actor::System, move |tx, actor| {
        crate::flows::import::menu(tx, actor, menu.as_bytes(), false, now()).map(drop)
    })
    .unwrap();
    let menu = shop.store.read(crate::flows::catalog::menu).unwrap().products;
    let items: Vec<PlaceOrderItem> = menu
        .iter()
        .filter(|product| product.name.starts_with("Dish"))
        .map(|product| PlaceOrderItem::new(product.id, Quantity::ONE))
        .collect();
    let mut token = String::new();
    for number in 0..placed {
        let order = PlaceOrder { items: items.clone(), ..PlaceOrder::default() };
        let parked = ParkOrder { label: None, order: order.clone() };
        token = shop
            .by(&shop.staff, move |tx, actor| {
                let placed = orders::place(tx, actor, &order, now())?.order;
                orders::park(tx, actor, &parked, now())?;
                let accept = ChangeStatus::to(Status::Processing);
                if number % 2 == 0 {
                    orders::change_status(tx, actor, placed.id, &accept, now())?;
                }
                Ok(placed.tracking_token)
            })
            .unwrap()
            .unwrap();
    }
    for item in items {
        shop.by(ada, move |tx, actor| cart::add(tx, actor, &item, now())).unwrap();
    }
    token
}

/// The statements of each way to look at them.
fn looks(shop: &Shop, ada: &Actor, token: &str) -> Vec<(&'static str, Vec<String>)> {
    let of = |look: &dyn Fn(&mut Tx<'_>) -> Result<()>| statements(shop, look);
    let page = PageRequest::default();
    vec![
        ("cart", of(&|tx| cart::get(tx, ada, now()).map(drop))),
        ("board", of(&|tx| orders::board(tx, &shop.staff).map(drop))),
        ("stats", of(&|tx| orders::stats(tx, &shop.staff, now()).map(drop))),
        ("tracking", of(&|tx| orders::track(tx, token).map(drop))),
        ("parked", of(&|tx| orders::parked(tx, &shop.staff, page).map(drop))),
    ]
}

#[test]
fn looking_takes_the_same_queries_however_much_there_is() {
    let count = |dishes: usize, placed: usize| {
        let shop = Shop::open();
        let ada = shop.person("ada", Role::Customer);
        let token = busy(&shop, &ada, dishes, placed);
        let seen = looks(&shop, &ada, &token);
        seen.into_iter().map(|(name, statements)| (name, statements.len())).collect::<Vec<_>>()
    };
    let few = count(2, 2);
    assert_eq!(few, count(40, 12));
    assert!(few.iter().all(|(_, queries)| *queries <= 10), "{few:?}");
}

#[test]
fn every_look_goes_by_an_index() {
    let shop = Shop::open();
    if shop.store.backend() != Backend::Sqlite {
        // The planner of a server goes by what is in the tables; there is too little in these.
        return;
    }
    let ada = shop.person("ada", Role::Customer);
    let token = busy(&shop, &ada, 20, 20);
    for (name, statements) in looks(&shop, &ada, &token) {
        for statement in statements {
            let plan = plan(&shop, &statement);
            let walks = |step: &&String| {
                let few = ["shop_settings", "categories", "parked_orders"];
                step.starts_with("SCAN ") && !few.iter().any(|table| step.contains(table))
            };
            assert_eq!(plan.iter().find(walks), None, "{name}: {statement}\n{plan:#?}");
        }
    }
}

#[test]
fn ordering_a_cart_reads_no_line_by_itself() {
    let count = |dishes: usize| {
        let shop = Shop::open();
        let ada = shop.person("ada", Role::Customer);
        busy(&shop, &ada, dishes, 0);
        let seen = statements(&shop, |tx| {
            // A reader may not write: what it would have read until then is what counts.
            let order = orders::checkout(tx, &ada, &Checkout::default(), now());
            assert!(order.is_err());
            Ok(())
        });
        seen.into_iter().filter(|statement| statement.starts_with("SELECT")).count()
    };
    assert_eq!(count(2), count(30));
}
