//! The menu as managers write it, and as everybody sees it the moment after.

use comanda_sdk::Refusal;
use comanda_sdk::wire::catalog::{OptionForm, OptionGroupForm, ProductOptions};
use comanda_sdk::wire::{PayOrder, ProductForm, ProductView, SetAvailability};
use comanda_sdk::{Error, IdempotencyKey, Role};
use comanda_tests::raw::signed;
use comanda_tests::{Answered, Seat, Shop, menu};
use reqwest::Method;
use serde_json::{Value, json};

use super::{amount, order_of};

/// A shop with the small menu, and what a new dish of its drinks needs.
async fn shop_with_menu() -> (Shop, ProductForm) {
    let shop = Shop::open().await;
    let products = shop.import(menu::SMALL).await;
    let tea = products.into_iter().find(|product| product.name == "Tea").unwrap();
    (shop, ProductForm::new("Latte", amount("3.90"), tea.category.id))
}

async fn found(shop: &Shop, search: &str) -> Vec<String> {
    let list = shop.client().products().list().search(search).send().await.unwrap();
    list.results.into_iter().map(|product| product.name).collect()
}

/// A write in the manager's name, with this `If-Match`.
async fn write(shop: &Shop, method: Method, path: &str, seen: &str, body: &Value) -> Answered {
    let token = shop.token(Seat::Manager).await;
    let request = signed(shop.raw().request(method, path), token.as_deref());
    Answered::of(request.header("If-Match", seen).json(body)).await
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().code().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_is_seen_by_the_next_read() {
    let (shop, latte) = shop_with_menu().await;
    let (manager, anybody) = (shop.signed_in(Role::Manager).await, shop.client());
    let category = latte.category_id.unwrap();
    let list = || anybody.products().list().category(category).ordering("name").send();
    assert_eq!(list().await.unwrap().count, 2, "kept by the server from now on");
    let form = ProductForm { tags: Some(vec!["iced".to_owned()]), is_featured: Some(true), ..latte };
    let made = manager.products().create(&form).await.unwrap();
    assert_eq!(list().await.unwrap().results[0], made);
    assert_eq!(anybody.products().get(made.id).await.unwrap(), made);
    assert_eq!(found(&shop, "iced").await, ["Latte"]);
    assert!(anybody.products().featured().send().await.unwrap().results.contains(&made));

    let change = ProductForm { name: Some("Flat white".to_owned()), ..ProductForm::default() };
    let changed = manager.products().update(made.id, &change).await.unwrap();
    assert_eq!((changed.version, &changed.tags), (2, &made.tags));
    assert_eq!(anybody.products().get(made.id).await.unwrap(), changed);
    assert_eq!((found(&shop, "flat").await.len(), found(&shop, "latte").await.len()), (1, 0));

    manager.products().delete(made.id).await.unwrap();
    assert_eq!(code(anybody.products().get(made.id).await), "not_found");
    assert_eq!(code(manager.products().delete(made.id).await), "not_found");
    assert_eq!(list().await.unwrap().count, 2);
    assert!(found(&shop, "iced").await.is_empty());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_product_says_where_it_is_and_comes_once_for_each_key() {
    let (shop, latte) = shop_with_menu().await;
    let token = shop.token(Seat::Manager).await;
    let body = serde_json::to_value(&latte).unwrap();
    let answered = shop.raw().json(Method::POST, "/api/products/", token.as_deref(), &body).await;
    let made: ProductView = answered.read();
    assert_eq!((answered.status, answered.header("etag")), (201, "\"1\""));
    assert_eq!(answered.header("location"), format!("/api/products/{}/", made.id));
    assert_eq!(shop.raw().get(answered.header("location")).await.read::<ProductView>(), made);

    let (manager, key) = (shop.signed_in(Role::Manager).await, IdempotencyKey::new());
    let first = manager.products().create_with_key(&latte, &key).await.unwrap();
    assert_eq!(manager.products().create_with_key(&latte, &key).await.unwrap(), first);
    assert_eq!(found(&shop, "latte").await.len(), 2);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_managers_who_edit_the_same_product_the_slower_one_looks_again() {
    let (shop, latte) = shop_with_menu().await;
    let (manager, admin) = (shop.signed_in(Role::Manager).await, shop.signed_in(Role::Admin).await);
    let made = manager.products().create(&latte).await.unwrap();
    let seen = Some(made.version);
    let cheaper = ProductForm { price: Some(amount("3.50")), version: seen, ..ProductForm::default() };
    let described =
        ProductForm { description: Some("Smooth".to_owned()), version: seen, ..ProductForm::default() };
    manager.products().update(made.id, &cheaper).await.unwrap();
    let refused = admin.products().update(made.id, &described).await.unwrap_err();
    assert_eq!(
        (refused.status(), refused.refusal()),
        (Some(409), Some(Refusal::StaleVersion { current: 2 }))
    );
    let again = ProductForm { version: Some(2), ..described };
    let both = admin.products().update(made.id, &again).await.unwrap();
    assert_eq!((both.price, both.description.as_str()), (amount("3.50"), "Smooth"));

    let parallel = (0..8).map(|number| {
        let change = ProductForm {
            sku: Some(Some(format!("N-{number}"))),
            version: Some(3),
            ..ProductForm::default()
        };
        let manager = manager.clone();
        async move { manager.products().update(made.id, &change).await }
    });
    let outcomes = futures::future::join_all(parallel).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.into_iter().filter(Result::is_err).all(|lost| code(lost) == "stale_version"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tag_of_a_read_is_good_for_a_write_until_somebody_else_wrote() {
    let (shop, latte) = shop_with_menu().await;
    let manager = shop.signed_in(Role::Manager).await;
    let made = manager.products().create(&ProductForm { initial_stock: Some(5), ..latte }).await.unwrap();
    let path = format!("/api/products/{}/", made.id);
    let read = shop.raw().get(&path).await.header("etag").to_owned();
    // Stock moves without the product having been changed; the document is another, the version is not.
    shop.signed_in(Role::Staff).await.orders().place(&order_of(&made, 1)).await.unwrap();
    let moved = shop.raw().get(&path).await.header("etag").to_owned();
    assert_ne!(read, moved, "whoever keeps a copy has to fetch it again");
    let changed = write(&shop, Method::PATCH, &path, &read, &json!({ "price": "4.00" })).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text());
    for (method, body) in [
        (Method::PATCH, json!({ "price": "4.10" })),
        (Method::PUT, json!({ "name": "Latte", "price": "4.10", "category_id": made.category.id })),
        (Method::DELETE, json!({})),
    ] {
        let stale = write(&shop, method.clone(), &path, &moved, &body).await.problem().unwrap();
        assert_eq!((stale.status, stale.code.as_str()), (409, "stale_version"), "{method}");
    }
    let options = format!("{path}options/");
    let stale = write(&shop, Method::PUT, &options, &moved, &json!({ "options": [] })).await;
    assert_eq!(stale.problem().unwrap().code, "stale_version");
    let list = shop.raw().get("/api/products/").await.header("etag").to_owned();
    let wrong = write(&shop, Method::PATCH, &path, &list, &json!({})).await.problem().unwrap();
    assert_eq!((wrong.status, wrong.errors.unwrap().0.contains_key("If-Match")), (400, true), "of a list");
    let written = write(&shop, Method::DELETE, &path, changed.header("etag"), &json!({})).await;
    assert_eq!(written.status, 204, "{}", written.text());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_many_want_at_once_goes_to_one_and_the_others_hear_whose_it_is() {
    let (shop, latte) = shop_with_menu().await;
    let manager = shop.signed_in(Role::Manager).await;
    let parallel = (0..10).map(|number| {
        let form = ProductForm {
            name: Some("Winner".to_owned()),
            description: Some(format!("Number {number}")),
            sku: Some(Some("ONE".to_owned())),
            ..latte.clone()
        };
        let manager = manager.clone();
        async move { manager.products().create(&form).await }
    });
    let outcomes = futures::future::join_all(parallel).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for lost in outcomes.into_iter().filter_map(Result::err) {
        assert_eq!(lost.refusal(), Some(Refusal::invalid("sku", "belongs to Winner")));
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_for_a_product_that_went_is_still_paid() {
    let shop = Shop::open().await;
    let cake = shop.product("Cake", "4.00", Some(1)).await;
    let (manager, counter) = (shop.signed_in(Role::Manager).await, shop.signed_in(Role::Staff).await);
    let order = counter.orders().place(&order_of(&cake, 1)).await.unwrap().order;
    manager.products().delete(cake.id).await.unwrap();
    assert_eq!(code(counter.orders().place(&order_of(&cake, 1)).await), "unknown_product");
    assert!(shop.client().menu().get().await.unwrap().products.is_empty());
    let paid = counter.orders().pay(order.id, &PayOrder::card(None)).await.unwrap();
    assert_eq!((paid.order.paid, paid.order.items[0].product.name.as_str()), (order.total, "Cake"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_product_cannot_be_names_the_field() {
    let (shop, latte) = shop_with_menu().await;
    let manager = shop.signed_in(Role::Manager).await;
    let made = manager.products().create(&ProductForm { initial_stock: Some(2), ..latte }).await.unwrap();
    let token = shop.token(Seat::Manager).await;
    let path = format!("/api/products/{}/", made.id);
    let before = shop.fingerprint().await;
    let group = |min: u32, max: u32, names: &[&str]| {
        let options: Vec<Value> = names.iter().map(|name| json!({ "name": name, "price": "0.00" })).collect();
        json!([{ "name": "Size", "min": min, "max": max, "options": options }])
    };
    for (body, field) in [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(121) }), "name"),
        (json!({ "price": "0" }), "price"),
        (json!({ "price": "-1.00" }), "price"),
        (json!({ "price": 3 }), "price"),
        (json!({ "price": "1.001" }), "price"),
        (json!({ "sale_price": "3.90" }), "sale_price"),
        (json!({ "category_id": "drinks" }), "category_id"),
        (json!({ "category_id": "category_01h455vb4pex5vsknk084sn02q" }), "category_id"),
        (json!({ "description": "x".repeat(2_001) }), "description"),
        (json!({ "tags": "hot" }), "tags"),
        (json!({ "tags": ["x".repeat(121)] }), "tags"),
        (json!({ "tag_ids": ["tag_01h455vb4pex5vsknk084sn02q"] }), "tag_ids"),
        (json!({ "attributes": [{ "name": "", "value": "x" }] }), "attributes"),
        (json!({ "attributes": [{ "name": "Origin" }] }), "attributes.0.value"),
        (json!({ "allergens": ["y".repeat(121)] }), "allergens"),
        (json!({ "sku": "x".repeat(65) }), "sku"),
        (json!({ "sku": "DRK-1" }), "sku"),
        (json!({ "plu": "12a" }), "plu"),
        (json!({ "plu": "41" }), "plu"),
        (json!({ "barcode": "123" }), "barcode"),
        (json!({ "image": "x".repeat(501) }), "image"),
        (json!({ "is_featured": true, "is_available": false }), "is_featured"),
        (json!({ "is_available": "yes" }), "is_available"),
        (json!({ "initial_stock": 4 }), "initial_stock"),
        (json!({ "initial_stock": -4 }), "initial_stock"),
        (json!({ "low_stock_threshold": 2_000_000 }), "low_stock_threshold"),
        (json!({ "low_stock_threshold": 1, "critical_threshold": 2 }), "critical_threshold"),
        (json!({ "options": group(2, 1, &["A"]) }), "options"),
        (json!({ "options": group(0, 100, &["A"]) }), "options"),
        (json!({ "options": group(0, 1, &[]) }), "options"),
        (json!({ "options": group(0, 1, &["A", "a"]) }), "options"),
        (json!({ "version": "one" }), "version"),
    ] {
        let answered = shop.raw().json(Method::PATCH, &path, token.as_deref(), &body).await;
        let problem = answered.problem().unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_input"), "{body}");
        let errors = problem.errors.unwrap().0;
        assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{body}");
    }
    for (method, path) in [(Method::POST, "/api/products/"), (Method::PUT, path.as_str())] {
        let missing = shop.raw().json(method.clone(), path, token.as_deref(), &json!({})).await;
        let errors = missing.problem().unwrap().errors.unwrap().0;
        assert_eq!(errors.keys().collect::<Vec<_>>(), ["category_id", "name", "price"], "{method}");
    }
    let availability = format!("{path}availability/");
    for until in ["2020-01-01T00:00:00Z", "+262142-01-01T00:00:00Z", "tomorrow"] {
        let body = json!({ "is_sold_out": true, "until": until });
        let problem = shop.raw().json(Method::POST, &availability, token.as_deref(), &body).await.problem();
        assert!(problem.unwrap().errors.unwrap().0.contains_key("until"), "{until}");
    }
    assert_eq!(shop.fingerprint().await, before);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn options_keep_their_ids_so_that_a_basket_that_was_begun_still_fits() {
    let (shop, latte) = shop_with_menu().await;
    let (manager, counter) = (shop.signed_in(Role::Manager).await, shop.signed_in(Role::Staff).await);
    let made = manager.products().create(&latte).await.unwrap();
    let option =
        |name: &str, price: &str| OptionForm { id: None, name: name.to_owned(), price: amount(price) };
    let group = |options| OptionGroupForm { id: None, name: "Size".to_owned(), min: 1, max: 1, options };
    let sizes = group(vec![option("Small", "0.00"), option("Large", "0.50")]);
    let set = ProductOptions { options: vec![sizes], version: Some(1) };
    let with = manager.products().set_options(made.id, &set).await.unwrap();
    let (size, large) = (&with.options[0], &with.options[0].options[1]);
    let mut basket = order_of(&made, 1);
    basket.items[0].options = vec![large.id];

    let renamed = OptionForm { id: Some(large.id), ..option("Grande", "0.60") };
    let cup = OptionGroupForm { id: Some(size.id), name: "Cup".to_owned(), ..group(vec![renamed]) };
    let set = ProductOptions { options: vec![cup.clone()], version: None };
    manager.products().set_options(made.id, &set).await.unwrap();
    let order = counter.orders().place(&basket).await.unwrap().order;
    assert_eq!(order.items[0].unit_price, amount("4.50"));

    let tea = found_one(&shop, "DRK-1").await;
    let refused = manager.products().set_options(tea.id, &set).await.unwrap_err();
    let Some(Refusal::InvalidInput { errors }) = refused.refusal() else { panic!("{refused}") };
    assert_eq!(
        errors.0.keys().collect::<Vec<_>>(),
        ["options.0.id", "options.0.options.0.id"],
        "of another product"
    );
    let none = ProductOptions { options: Vec::new(), version: None };
    assert!(manager.products().set_options(made.id, &none).await.unwrap().options.is_empty());
    assert_eq!(code(counter.orders().place(&basket).await), "unknown_option");
    shop.verify_and_close().await;
}

async fn found_one(shop: &Shop, search: &str) -> ProductView {
    shop.client().products().list().search(search).send().await.unwrap().results.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_say_what_is_sold_out_and_it_is_at_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let anybody = shop.client();
    anybody.menu().get().await.unwrap();
    let out = SetAvailability { is_sold_out: true, until: None };
    let said = counter.products().set_availability(soup.id, &out).await.unwrap();
    assert_eq!((said.is_sold_out, said.stock), (true, soup.stock), "counts stay what they are");
    assert!(anybody.menu().get().await.unwrap().products[0].is_sold_out);
    assert_eq!(code(counter.orders().place(&order_of(&soup, 1)).await), "product_unavailable");
    let soon = said.updated_at + chrono::Duration::seconds(4);
    let until = SetAvailability { is_sold_out: true, until: Some(soon) };
    counter.products().set_availability(soup.id, &until).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(4_100)).await;
    counter.orders().place(&order_of(&soup, 1)).await.unwrap();
    let back = SetAvailability { is_sold_out: false, until: None };
    assert!(!counter.products().set_availability(soup.id, &back).await.unwrap().is_sold_out);
    shop.verify_and_close().await;
}
