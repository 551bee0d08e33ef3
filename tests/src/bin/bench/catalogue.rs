//! What a large menu costs: the same reads with 100 products and with 10,000, without the cache, in process.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use comanda_core::actor::Actor;
use comanda_core::error::Result;
use comanda_core::flows::catalog::{self, ProductQuery, ProductSortKey};
use comanda_core::flows::import;
use comanda_core::page::{PageRequest, Sort};
use comanda_core::store::{Store, Tx};

use super::{millis, row};

const SIZES: [usize; 2] = [100, 10_000];
const TURNS: usize = 40;

/// Something that is read; answers how many things came.
type Flow = Box<dyn Fn(&mut Tx<'_>) -> Result<usize>>;

/// Measures both sizes and prints them.
pub fn measure() {
    let folders = SIZES.map(|_| tempfile::tempdir().unwrap());
    let mut stores = Vec::new();
    for (size, folder) in SIZES.into_iter().zip(&folders) {
        let store = Store::open(&format!("sqlite://{}", folder.path().join("shop.db").display())).unwrap();
        store.migrate().unwrap();
        let (menu, begun) = (menu_of(size), Instant::now());
        let load = move |tx: &mut Tx<'_>| {
            import::menu(tx, &Actor::System, menu.as_bytes(), false, chrono::DateTime::UNIX_EPOCH)
        };
        assert_eq!(store.write(load).unwrap().errors, []);
        println!("importing {size} products took {}", millis(begun.elapsed()));
        stores.push(store);
    }
    println!();
    row("catalogue, nothing cached, median", &["100", "10,000", "ratio"].map(str::to_owned));
    for (name, read) in reads() {
        let [few, many] = [0, 1].map(|index| median(&stores[index], read.as_ref()));
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        row(name, &[millis(few), millis(many), format!("{ratio:.2}")]);
    }
}

/// Products in 20 sections, each with tags, a description, options and a count.
fn menu_of(size: usize) -> String {
    let mut menu = "name,category,price,description,tags,options,stock,sku,barcode\n".to_owned();
    for number in 0..size {
        let (section, price, tag) = (number % 20, number % 40 + 1, number % 9);
        writeln!(
            menu,
            "Dish {number},Section {section},{price}.50,With saffron and rice number {number},tag {tag};hot,\
             Size(1-1): Small=0|Large=2.50,{},S-{number},{:08}",
            number % 50,
            10_000_000 + number
        )
        .unwrap();
    }
    menu
}

fn reads() -> Vec<(&'static str, Flow)> {
    let list = |query: ProductQuery| -> Flow {
        Box::new(move |tx| Ok(catalog::products(tx, &query, PageRequest::default())?.items.len()))
    };
    let found = |words: &str| ProductQuery { search: Some(words.to_owned()), ..ProductQuery::default() };
    let by_price = Sort { key: ProductSortKey::Price, descending: true };
    vec![
        ("page of 10", list(ProductQuery::default())),
        ("page of 10, by price", list(ProductQuery { ordering: vec![by_price], ..ProductQuery::default() })),
        (
            "page of 10, tagged",
            list(ProductQuery { tags: vec!["tag 3".to_owned()], ..ProductQuery::default() }),
        ),
        ("page of 10, in stock", list(ProductQuery { in_stock: Some(true), ..ProductQuery::default() })),
        ("search: one word that few have", list(found("S-77"))),
        ("search: two words that all have", list(found("saff rice"))),
        ("the whole menu", Box::new(|tx| Ok(catalog::menu(tx)?.products.len()))),
    ]
}

fn median(store: &Store, read: &dyn Fn(&mut Tx<'_>) -> Result<usize>) -> Duration {
    let mut times: Vec<Duration> = (0..TURNS)
        .map(|_| {
            let begun = Instant::now();
            assert!(store.read(read).unwrap() > 0);
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[TURNS / 2]
}
