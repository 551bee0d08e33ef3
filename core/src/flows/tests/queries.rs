//! How many queries a list takes, and that each finds its rows by an index: the same number for one product as
//! for a hundred, and no walk through a whole table.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::connection::{Connection, InstrumentationEvent};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl, sql_query};

use super::{Shop, now};
use crate::actor::Actor;
use crate::error::Result;
use crate::flows::catalog::{self, ProductQuery, ProductSortKey};
use crate::page::{PageRequest, Sort};
use crate::store::{Backend, Tx};

/// The statements of a flow, in their order.
pub(super) fn statements<T>(shop: &Shop, flow: impl Fn(&mut Tx<'_>) -> Result<T>) -> Vec<String> {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let seeing = Arc::clone(&seen);
    shop.store
        .read(|tx| {
            let seeing = Arc::clone(&seeing);
            tx.conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { query, .. } = event {
                    seeing.lock().unwrap_or_else(PoisonError::into_inner).push(query.to_string());
                }
            });
            let done = flow(tx).map(drop);
            tx.conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
            done
        })
        .unwrap();
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    // What stands behind the sign are the values.
    seen.iter().map(|query| query.split(" -- binds").next().unwrap_or_default().to_owned()).collect()
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// What `SQLite` would do for a statement.
pub(super) fn plan(shop: &Shop, statement: &str) -> Vec<String> {
    let steps: Vec<Step> = shop
        .store
        .read(|tx| Ok(sql_query(format!("EXPLAIN QUERY PLAN {statement}")).load(tx.conn)?))
        .unwrap();
    steps.into_iter().map(|step| step.detail).collect()
}

/// `count` more products with tags, properties, options and counts, every third of them featured.
fn fill(shop: &Shop, count: usize) {
    let mut menu = "name,category,price,tags,attributes,options,stock,is_featured,sku\n".to_owned();
    for number in 0..count {
        let featured = number % 3 == 0;
        let _ = writeln!(
            menu,
            "Dish {number},Section {},{}.50,hot;new,Origin=Peru,Size(1-1): Small=0|Large=2.50,{number},{featured},S-{number}",
            number % 7,
            number % 20 + 1,
        );
    }
    let import =
        move |tx: &mut Tx<'_>| crate::flows::import::menu(tx, &Actor::System, menu.as_bytes(), false, now());
    assert_eq!(shop.store.write(import).unwrap().errors, []);
}

fn page(size: u32) -> PageRequest {
    PageRequest::new(1, size).unwrap()
}

/// Every filter and every order of the list of products, one at a time.
fn product_queries(shop: &Shop) -> Vec<(&'static str, ProductQuery)> {
    let category = shop.store.read(|tx| catalog::categories(tx, true, page(1))).unwrap().items[0].id;
    let sorted = |key, descending| ProductQuery {
        ordering: vec![Sort { key, descending }],
        ..ProductQuery::default()
    };
    let one = ProductQuery::default;
    vec![
        ("all", one()),
        ("of a section", ProductQuery { category: Some(category), ..one() }),
        ("featured", ProductQuery { is_featured: Some(true), ..one() }),
        ("available", ProductQuery { is_available: Some(true), ..one() }),
        ("in stock", ProductQuery { in_stock: Some(true), ..one() }),
        ("tagged", ProductQuery { tags: vec!["hot".to_owned(), "new".to_owned()], ..one() }),
        ("found", ProductQuery { search: Some("dish 1".to_owned()), ..one() }),
        ("priced", ProductQuery { price_gte: Some("3.00".parse().unwrap()), ..one() }),
        ("by price", sorted(ProductSortKey::Price, false)),
        ("by price down", sorted(ProductSortKey::Price, true)),
        ("by name down", sorted(ProductSortKey::Name, true)),
        ("by creation", sorted(ProductSortKey::CreatedAt, true)),
        ("by change", sorted(ProductSortKey::UpdatedAt, true)),
    ]
}

#[test]
fn a_list_of_products_takes_the_same_queries_however_long_the_page_is() {
    let shop = Shop::open();
    fill(&shop, 120);
    for (name, query) in product_queries(&shop) {
        let of = |size| statements(&shop, |tx| catalog::products(tx, &query, page(size)));
        let (short, long) = (of(1), of(100));
        assert_eq!(short.len(), long.len(), "{name}: {long:#?}");
        assert!(long.len() <= 12, "{name} takes {} queries: {long:#?}", long.len());
    }
    let menu = statements(&shop, catalog::menu);
    assert!(menu.len() <= 10, "the menu takes {} queries: {menu:#?}", menu.len());
}

#[test]
fn every_list_of_products_goes_by_an_index() {
    let shop = Shop::open();
    if shop.store.backend() != Backend::Sqlite {
        // The planner of a server goes by what is in the tables; there is too little in these.
        return;
    }
    fill(&shop, 120);
    for (name, query) in product_queries(&shop) {
        let is_sorted_by_an_index = !matches!(name, "tagged" | "found" | "priced");
        for statement in statements(&shop, |tx| catalog::products(tx, &query, page(10))) {
            let plan = plan(&shop, &statement);
            let walks = |step: &&String| {
                let few = ["shop_settings", "categories"];
                step.starts_with("SCAN ")
                    && !step.contains("USING")
                    && !few.iter().any(|table| step.contains(table))
            };
            assert_eq!(plan.iter().find(walks), None, "{name}: {statement}\n{plan:#?}");
            let sorts = |step: &&String| step.contains("USE TEMP B-TREE FOR ORDER BY");
            if is_sorted_by_an_index && statement.contains("FROM `products`") && statement.contains("LIMIT") {
                assert_eq!(plan.iter().find(sorts), None, "{name}: {statement}\n{plan:#?}");
            }
        }
    }
}
