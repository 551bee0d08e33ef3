//! Sections of the menu and the words that products share, kept by managers through the SDK.

use comanda_sdk::Refusal;
use comanda_sdk::wire::{CategoryForm, ProductForm};
use comanda_sdk::{Client, Role};
use comanda_tests::{Shop, menu};
use futures::TryStreamExt;

use super::amount;

async fn order(client: &Client) -> Vec<String> {
    let sections = client.products().categories().await.unwrap();
    assert!(sections.iter().zip(0..).all(|(section, place)| section.position == place), "{sections:?}");
    sections.into_iter().map(|section| section.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sections_are_made_moved_switched_off_and_removed() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let (manager, anybody) = (shop.signed_in(Role::Manager).await, shop.client());
    assert_eq!(order(&anybody).await, ["Starters", "Mains", "Desserts", "Drinks"]);
    let form = CategoryForm { tax_rate: Some(Some(amount("5.50"))), ..CategoryForm::new("Soups") };
    let soups = manager.categories().create(&form).await.unwrap();
    assert_eq!((soups.position, soups.tax_rate, soups.version), (4, Some(amount("5.50")), 1));
    let first = CategoryForm { position: Some(0), ..CategoryForm::default() };
    manager.categories().update(soups.id, &first).await.unwrap();
    assert_eq!(order(&anybody).await, ["Soups", "Starters", "Mains", "Desserts", "Drinks"]);

    let dish = ProductForm::new("Ramen", amount("9.00"), soups.id);
    let ramen = manager.products().create(&dish).await.unwrap();
    assert_eq!(ramen.tax_rate, amount("5.50"));
    let off = CategoryForm { is_active: Some(false), version: Some(2), ..CategoryForm::default() };
    let hidden = manager.categories().update(soups.id, &off).await.unwrap();
    assert_eq!(anybody.categories().get(soups.id).await.unwrap(), hidden);
    assert_eq!(anybody.products().get(ramen.id).await.unwrap().category.name, "Soups");
    let menu = anybody.menu().get().await.unwrap();
    assert!(menu.products.iter().all(|product| product.id != ramen.id), "not for sale");
    let shown = anybody.categories().list().send().await.unwrap().results;
    assert!(!shown.contains(&hidden));
    assert_eq!(
        manager.categories().hidden().send().await.unwrap().results,
        [hidden],
        "it can be found again"
    );
    let stale = manager.categories().update(soups.id, &off).await.unwrap_err();
    assert_eq!(stale.refusal(), Some(Refusal::StaleVersion { current: 3 }));

    let refused = manager.categories().delete(soups.id).await.unwrap_err();
    assert_eq!(refused.status(), Some(409));
    assert_eq!(refused.refusal(), Some(Refusal::InUse { name: "Soups".to_owned(), count: 1 }));
    manager.products().delete(ramen.id).await.unwrap();
    manager.categories().delete(soups.id).await.unwrap();
    assert_eq!(order(&anybody).await, ["Starters", "Mains", "Desserts", "Drinks"]);
    assert_eq!(anybody.categories().get(soups.id).await.unwrap_err().code(), Some("not_found"));
    let twice = manager.categories().create(&CategoryForm::new("drinks")).await.unwrap_err();
    assert_eq!(twice.refusal(), Some(Refusal::invalid("name", "is taken")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_counted_renamed_and_removed() {
    let shop = Shop::open().await;
    shop.import(menu::SMALL).await;
    let (manager, anybody) = (shop.signed_in(Role::Manager).await, shop.client());
    let list = async || {
        let tags: Vec<_> = anybody.tags().list().page_size(2).stream().try_collect().await.unwrap();
        tags.into_iter().map(|tag| (tag.name, tag.products)).collect::<Vec<_>>()
    };
    let counted = |name: &str, products: u64| (name.to_owned(), products);
    assert_eq!(
        list().await,
        [counted("grill", 2), counted("hot", 3), counted("sweet", 1), counted("vegan", 2)]
    );
    let hot = anybody.tags().list().search("HO").send().await.unwrap().results.remove(0);
    let renamed = manager.tags().rename(hot.id, "warm").await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.products), ("warm", 3));
    let warm = anybody.products().list().search("warm").send().await.unwrap();
    assert_eq!(warm.count, 3);
    assert!(warm.results.iter().all(|product| product.tags.iter().any(|tag| tag.id == hot.id)));
    assert_eq!(anybody.products().list().tags(["warm", "vegan"]).send().await.unwrap().count, 2);
    assert_eq!(anybody.products().list().search("hot").send().await.unwrap().count, 0);
    let taken = manager.tags().create("Vegan").await.unwrap_err();
    assert_eq!(taken.refusal(), Some(Refusal::invalid("name", "is taken")));
    manager.tags().delete(hot.id).await.unwrap();
    assert_eq!(list().await, [counted("grill", 2), counted("sweet", 1), counted("vegan", 2)]);

    let serves = anybody.attributes().list().send().await.unwrap().results.remove(0);
    assert_eq!((serves.name.as_str(), serves.products), ("Serves", 1));
    let refused = manager.attributes().delete(serves.id).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::InUse { name: "Serves".to_owned(), count: 1 }));
    let spare = manager.attributes().create("Origin").await.unwrap();
    manager.attributes().rename(spare.id, "Country").await.unwrap();
    manager.attributes().delete(spare.id).await.unwrap();
    assert_eq!(anybody.attributes().list().send().await.unwrap().count, 1);
    shop.verify_and_close().await;
}
