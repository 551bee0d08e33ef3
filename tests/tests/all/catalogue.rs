//! The menu as a customer and a till read it.

use comanda_sdk::wire::{PayOrder, PlaceOrder, ProductView};
use comanda_sdk::{Error, ProductList, Role};
use comanda_tests::{Shop, menu};
use futures::TryStreamExt;
use reqwest::Method;

use super::{amount, order_of};

async fn names(list: ProductList) -> Vec<String> {
    list.send().await.unwrap().results.into_iter().map(|product| product.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_found_by_what_people_type() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let products = shop.client();
    let list = || products.products().list().ordering("name");
    assert_eq!(names(list().search("creme")).await, ["Crème brûlée"], "without accents");
    assert_eq!(names(list().search("KEBAB")).await, ["Joojeh kebab", "Lamb kebab"], "in any case");
    assert_eq!(names(list().search("vegan")).await, ["Lentil soup", "Tea"], "by tag");
    assert_eq!(names(list().search("saffron")).await, ["Joojeh kebab"], "in the description");
    assert_eq!(names(list().search("DRK-1")).await, ["Tea"], "by SKU");
    assert_eq!(names(list().search("2000000000015")).await, ["Tea"], "by barcode");
    assert_eq!(names(list().search("چای")).await, ["چای"], "in other alphabets");
    assert!(names(list().search("50% off_")).await.is_empty(), "wildcards are letters");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_the_list_and_add_up() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let anybody = shop.client();
    let drinks =
        anybody.products().categories().await.unwrap().into_iter().find(|c| c.name == "Drinks").unwrap();
    let list = || anybody.products().list().ordering("name");
    assert_eq!(names(list().category(drinks.id)).await, ["Tea", "چای"]);
    assert_eq!(names(list().tags(["grill"])).await, ["Joojeh kebab", "Lamb kebab"]);
    assert_eq!(names(list().price_from(amount("12.00"))).await, ["Joojeh kebab", "Lamb kebab"]);
    assert_eq!(
        names(list().price_from(amount("3.00")).price_to(amount("6.00"))).await,
        ["Crème brûlée", "Lentil soup"]
    );
    assert_eq!(names(list().available(false)).await, ["Crème brûlée"]);
    assert_eq!(names(list().featured(true)).await, ["Lamb kebab"]);
    assert_eq!(anybody.products().featured().send().await.unwrap().results[0].name, "Lamb kebab");
    assert_eq!(names(list().in_stock(false)).await, ["Joojeh kebab"], "counted, and none left");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_sorted_by_the_fields_that_are_asked_for() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let anybody = shop.client();
    let by = |fields: &str| anybody.products().list().ordering(fields);
    let first = names(by("price")).await;
    let mut last = names(by("-price,-name")).await;
    last.reverse();
    assert_eq!(first[0], "Tea");
    assert_eq!(first.last().unwrap(), "Lamb kebab");
    assert_eq!(first, last);
    let error = by("secret").send().await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("invalid_input")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_comes_in_pages_that_join_without_gap_or_double() {
    let shop = Shop::open().await;
    let all = shop.import(&menu::numbered(23)).await;
    let anybody = shop.client();
    let list = || anybody.products().list().ordering("name");

    let page = list().send().await.unwrap();
    assert_eq!((page.count, page.results.len(), page.previous.is_none()), (23, 10, true));
    let next = page.next.unwrap();
    assert!(next.contains("page=2") && next.contains("ordering=name"), "{next}");
    let page = list().page(3).send().await.unwrap();
    assert_eq!((page.results.len(), page.next.is_none()), (3, true));
    assert!(page.previous.unwrap().contains("page=2"));

    let streamed: Vec<ProductView> = list().page_size(7).stream().try_collect().await.unwrap();
    assert_eq!(streamed.len(), 23);
    assert!(streamed.iter().map(|p| &p.name).eq(all.iter().map(|p| &p.name)));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_tells_all_that_the_menu_file_said() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let anybody = shop.client();
    let listed = anybody.products().list().search("Lentil").send().await.unwrap().results.remove(0);
    let soup = anybody.products().get(listed.id).await.unwrap();
    assert_eq!(soup, listed);
    assert_eq!((soup.price, soup.sale_price), (amount("4.50"), Some(amount("3.90"))));
    assert_eq!(soup.category.name, "Starters");
    assert_eq!(soup.allergens, ["celery"]);
    assert_eq!(soup.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["vegan", "hot"]);
    assert_eq!((soup.attributes[0].name.as_str(), soup.attributes[0].value.as_str()), ("Serves", "1"));
    assert_eq!((soup.options[0].name.as_str(), soup.options[0].min, soup.options[0].max), ("Size", 1, 1));
    let stock = soup.stock.unwrap();
    assert_eq!((stock.on_hand, stock.available, stock.low_stock_threshold), (20, 20, 5));
    assert_eq!(soup.plu.as_deref(), Some("11"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_travels_again_only_when_it_changed() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(9)).await;
    let raw = shop.raw();
    let menu = raw.get("/api/menu/").await;
    let tag = menu.header("etag").to_owned();
    assert!(!tag.is_empty());
    let again = async |tag: &str| {
        comanda_tests::Answered::of(raw.request(Method::GET, "/api/menu/").header("If-None-Match", tag)).await
    };
    let unchanged = again(&tag).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    assert_eq!(again(&format!("\"other\", {tag}")).await.status, 304);
    assert_eq!(again("\"other\"").await.status, 200);

    let counter = shop.signed_in(Role::Staff).await;
    let before = counter.menu().get_shared().await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&before, &counter.menu().get_shared().await.unwrap()));
    let order = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 2) };
    counter.orders().place(&order).await.unwrap();
    assert_eq!(again(&tag).await.status, 200, "what is left of a dish is part of the menu");
    let after = counter.menu().get().await.unwrap();
    assert_eq!(after.products[0].stock.unwrap().available, 7);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_that_does_not_exist_is_as_absent_as_one_that_cannot() {
    let shop = Shop::open().await;
    let absent = "product_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let Error::Problem(problem) = shop.client().products().get(absent).await.unwrap_err() else { panic!() };
    let strange = shop.raw().get("/api/products/nonsense/").await.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (404, "not_found"));
    assert_eq!((strange.status, strange.code, strange.detail), (404, problem.code, problem.detail));
    shop.verify_and_close().await;
}
