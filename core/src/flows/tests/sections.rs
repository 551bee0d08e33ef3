//! Sections of the menu, its words, and the pictures of both.

use super::people::{at_once, lingering};
use super::products::{fields, form};
use super::{Shop, now, refusal};
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::catalog::{self, ImagePaths};
use crate::id::CategoryId;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::wire::catalog::{Extent, ImageOrder, WordForm};
use crate::wire::{CategoryForm, CategoryView, ImageView};

fn add(shop: &Shop, by: &Actor, form: CategoryForm) -> Result<CategoryView> {
    shop.by(by, move |tx, actor| catalog::create_category(tx, actor, &form, now()).map(lingering))
}

fn change(shop: &Shop, by: &Actor, id: CategoryId, form: CategoryForm) -> Result<CategoryView> {
    shop.by(by, move |tx, actor| {
        catalog::update_category(tx, actor, id, &form, Extent::Part, now()).map(lingering)
    })
}

fn remove(shop: &Shop, by: &Actor, id: CategoryId) -> Result<Option<String>> {
    shop.by(by, move |tx, actor| catalog::delete_category(tx, actor, id, None, now()).map(lingering))
}

/// The sections as the menu shows them.
fn order(shop: &Shop) -> Vec<String> {
    let list =
        shop.store.read(|tx| catalog::categories(tx, true, PageRequest::new(1, 100).unwrap())).unwrap();
    assert!(list.items.iter().zip(0..).all(|(category, place)| category.position == place), "{list:?}");
    list.items.into_iter().map(|category| category.name).collect()
}

fn at(position: u32) -> CategoryForm {
    CategoryForm { position: Some(position), ..CategoryForm::default() }
}

#[test]
fn sections_stand_where_they_are_put_and_the_others_make_room() {
    let shop = Shop::open();
    let mina = shop.manager();
    assert_eq!(order(&shop), ["Food", "Drinks"]);
    let last = add(&shop, &mina, CategoryForm::new("Last")).unwrap();
    let first = add(&shop, &mina, CategoryForm { position: Some(0), ..CategoryForm::new("First") }).unwrap();
    assert_eq!((last.position, first.position), (2, 0));
    assert_eq!(order(&shop), ["First", "Food", "Drinks", "Last"]);
    let moved = change(&shop, &mina, first.id, at(2)).unwrap();
    assert_eq!((moved.position, moved.version), (2, 2));
    assert_eq!(order(&shop), ["Food", "Drinks", "First", "Last"]);
    assert_eq!(change(&shop, &mina, first.id, at(2)).unwrap(), moved, "where it stands already");
    assert_eq!(change(&shop, &mina, first.id, at(99)).unwrap().position, 3);
    assert_eq!(order(&shop), ["Food", "Drinks", "Last", "First"]);
    remove(&shop, &mina, last.id).unwrap();
    assert_eq!(order(&shop), ["Food", "Drinks", "First"]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_section_is_called_like_no_other_and_keeps_what_is_not_said() {
    let shop = Shop::open();
    let mina = shop.manager();
    assert_eq!(fields(add(&shop, &mina, CategoryForm::new("DRINKS"))), ["name"]);
    assert_eq!(fields(add(&shop, &mina, CategoryForm::default())), ["name"]);
    let drinks = shop.section("Drinks");
    let off = CategoryForm {
        is_active: Some(false),
        tax_rate: Some(Some("5.50".parse().unwrap())),
        ..CategoryForm::default()
    };
    let changed = change(&shop, &mina, drinks, off).unwrap();
    assert_eq!((changed.name.as_str(), changed.is_active, changed.version), ("Drinks", false, 2));
    assert_eq!(
        shop.store.read(move |tx| catalog::category(tx, drinks)).unwrap(),
        changed,
        "also when it is off"
    );
    let tea = shop.product(shop.tea).unwrap();
    assert_eq!((tea.category.name.as_str(), tea.tax_rate.to_string()), ("Drinks", "5.50".to_owned()));
    assert!(matches!(refusal(shop.place(&[(shop.tea, 1)], None)), Refusal::ProductUnavailable { .. }));
    let stale = CategoryForm { version: Some(1), ..CategoryForm::new("Cold drinks") };
    assert_eq!(refusal(change(&shop, &mina, drinks, stale)), Refusal::StaleVersion { current: 2 });
}

#[test]
fn a_section_goes_when_nothing_stands_in_it_and_its_name_is_free_again() {
    let shop = Shop::open();
    let mina = shop.manager();
    let drinks = shop.section("Drinks");
    let in_use = Refusal::InUse { name: "Drinks".to_owned(), count: 1 };
    assert_eq!(refusal(remove(&shop, &mina, drinks)), in_use);
    shop.place(&[(shop.tea, 1)], None).unwrap();
    shop.delete(&mina, shop.tea).unwrap();
    remove(&shop, &mina, drinks).unwrap();
    assert_eq!(shop.rows("categories WHERE is_archived"), 1, "an archived product stands in it");
    assert_eq!(refusal(remove(&shop, &mina, drinks)), Refusal::not_found("category"));
    let id = drinks.to_string();
    let into = form(&format!(r#"{{"category_id":"{id}"}}"#));
    assert_eq!(fields(shop.update(&mina, shop.soup, into)), ["category_id"]);
    let again = add(&shop, &mina, CategoryForm::new("Drinks")).unwrap();
    remove(&shop, &mina, again.id).unwrap();
    assert_eq!(shop.rows("categories"), 2);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn sections_changed_at_once_leave_no_gap_and_no_name_twice() {
    let shop = Shop::open();
    let mina = shop.manager();
    let made = at_once(8, |number| {
        let form = CategoryForm { position: Some(0), ..CategoryForm::new(format!("Section {}", number / 2)) };
        add(&shop, &mina, form)
    });
    let ids: Vec<CategoryId> = made.iter().flatten().map(|category| category.id).collect();
    assert_eq!(ids.len(), 4, "{made:?}");
    for lost in made.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(lost), Refusal::invalid("name", "is taken"));
    }
    let done = at_once(4, |number| match number {
        0 => remove(&shop, &mina, ids[0]).map(drop),
        _ => change(&shop, &mina, ids[number], at(0)).map(drop),
    });
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert_eq!(order(&shop).len(), 5);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_product_put_into_a_section_that_is_removed_at_once_stands_in_one_that_is_there() {
    let shop = Shop::open();
    let mina = shop.manager();
    for round in 0..4 {
        let section = add(&shop, &mina, CategoryForm::new(format!("Section {round}"))).unwrap();
        // Half of the time one that an archived product keeps.
        let json = format!(r#"{{"name":"Dish","price":"1.00","category_id":"{}"}}"#, section.id);
        if round % 2 == 0 {
            let old = shop.create(&mina, form(&json)).unwrap();
            shop.place(&[(old.id, 1)], None).unwrap();
            shop.delete(&mina, old.id).unwrap();
        }
        let both = at_once(2, |number| match number {
            0 => remove(&shop, &mina, section.id).map(drop),
            _ => shop.create(&mina, form(&json)).map(drop),
        });
        assert_eq!(both.iter().filter(|result| result.is_ok()).count(), 1, "{both:?}");
        assert_eq!(shop.broken_law(), None);
    }
}

fn word(name: &str) -> WordForm {
    WordForm { name: name.to_owned() }
}

fn tags(tx: &mut Tx<'_>, search: &str) -> Result<Vec<(String, u64)>> {
    let list = catalog::tags(tx, Some(search).filter(|search| !search.is_empty()), PageRequest::default())?;
    assert_eq!(list.count, list.items.len() as u64);
    Ok(list.items.into_iter().map(|tag| (tag.name, tag.products)).collect())
}

#[test]
fn a_tag_that_is_renamed_or_removed_is_so_on_every_product() {
    let shop = Shop::open();
    let mina = shop.manager();
    for id in [shop.soup, shop.cake] {
        shop.update(&mina, id, form(r#"{"tags":["gluten free","home made"]}"#)).unwrap();
    }
    let listed = |search: &'static str| shop.store.read(move |tx| tags(tx, search)).unwrap();
    assert_eq!(listed(""), [("gluten free".to_owned(), 2), ("home made".to_owned(), 2)]);
    assert_eq!(listed("FREE"), [("gluten free".to_owned(), 2)]);
    assert!(listed("%").is_empty() && listed("luten").is_empty());
    let id = shop.product(shop.soup).unwrap().tags[0].id;
    let rename = |name: &str| {
        let form = word(name);
        shop.by(&mina, move |tx, actor| catalog::rename_tag(tx, actor, id, &form, now()))
    };
    assert_eq!(fields(rename("Home Made")), ["name"]);
    assert_eq!(fields(rename("")), ["name"]);
    let renamed = rename("Coeliac").unwrap();
    assert_eq!((renamed.name.as_str(), renamed.products), ("Coeliac", 2));
    assert_eq!(
        (shop.found("coeliac").len(), shop.found("gluten").len(), shop.found("made").len()),
        (2, 0, 2)
    );
    shop.by(&mina, move |tx, actor| catalog::delete_tag(tx, actor, id, now())).unwrap();
    assert_eq!((shop.found("coeliac").len(), shop.found("made").len()), (0, 2));
    assert_eq!(shop.product(shop.soup).unwrap().tags.len(), 1);
    let again = shop.by(&mina, move |tx, actor| catalog::delete_tag(tx, actor, id, now()));
    assert_eq!(refusal(again), Refusal::not_found("tag"));
    let made = shop.by(&mina, |tx, actor| catalog::create_tag(tx, actor, &word("spicy"), now())).unwrap();
    assert_eq!(made.products, 0);
    let twice = shop.by(&mina, |tx, actor| catalog::create_tag(tx, actor, &word("SPICY"), now()));
    assert_eq!(fields(twice), ["name"]);
    let staff = shop.by(&shop.staff, |tx, actor| catalog::create_tag(tx, actor, &word("x"), now()));
    assert_eq!(refusal(staff), Refusal::Forbidden);
}

#[test]
fn the_name_of_a_property_goes_only_when_no_product_has_it() {
    let shop = Shop::open();
    let mina = shop.manager();
    let with = form(r#"{"attributes":[{"name":"Origin","value":"Peru"}]}"#);
    let origin = shop.update(&mina, shop.soup, with).unwrap().attributes[0].id;
    let delete = || shop.by(&mina, move |tx, actor| catalog::delete_attribute(tx, actor, origin, now()));
    assert_eq!(refusal(delete()), Refusal::InUse { name: "Origin".to_owned(), count: 1 });
    let renamed = shop
        .by(&mina, move |tx, actor| catalog::rename_attribute(tx, actor, origin, &word("Country"), now()))
        .unwrap();
    assert_eq!((renamed.name.as_str(), renamed.products), ("Country", 1));
    assert_eq!(shop.product(shop.soup).unwrap().attributes[0].name, "Country");
    shop.update(&mina, shop.soup, form(r#"{"attributes":[]}"#)).unwrap();
    delete().unwrap();
    let list = shop.store.read(|tx| catalog::attributes(tx, None, PageRequest::default())).unwrap();
    assert_eq!(list.count, 0);
    let made = shop.by(&mina, |tx, actor| catalog::create_attribute(tx, actor, &word("Origin"), now()));
    assert_eq!(made.unwrap().products, 0);
}

fn paths(number: usize) -> ImagePaths {
    ImagePaths {
        image: format!("/media/products/{number}.jpg"),
        thumbnail: format!("/media/products/{number}-small.jpg"),
    }
}

#[test]
fn a_product_has_ten_pictures_at_most_in_the_order_they_are_put() {
    let shop = Shop::open();
    let (mina, soup) = (shop.manager(), shop.soup);
    let add = |number: usize| {
        shop.by(&mina, move |tx, actor| {
            catalog::add_image(tx, actor, soup, &paths(number), now()).map(lingering)
        })
    };
    let images: Vec<ImageView> = (0..3).map(|number| add(number).unwrap()).collect();
    assert_eq!(fields(add(1)), ["image"], "it has this one");
    let order = |ids: Vec<crate::id::ImageId>| {
        let order = ImageOrder { image_ids: ids };
        shop.by(&mina, move |tx, actor| catalog::order_images(tx, actor, soup, &order, now()))
    };
    let [a, b, c] = [images[0].id, images[1].id, images[2].id];
    for wrong in [vec![], vec![a, b], vec![a, b, b], vec![a, b, c, c], vec![a, b, crate::store::fresh_id()]] {
        assert_eq!(fields(order(wrong)), ["image_ids"]);
    }
    let ordered = order(vec![c, a, b]).unwrap();
    assert_eq!(ordered.iter().map(|image| image.id).collect::<Vec<_>>(), [c, a, b]);
    assert_eq!(shop.store.read(move |tx| catalog::images(tx, soup)).unwrap(), ordered);
    let product = shop.product(soup).unwrap();
    assert_eq!((product.image.as_deref(), product.images.len()), (Some("/media/products/2.jpg"), 3));
    assert_eq!(product.version, 5, "each change of its pictures is a change of the product");
    let gone = shop.by(&mina, move |tx, actor| catalog::delete_image(tx, actor, soup, a, now())).unwrap();
    assert_eq!(gone, paths(0));
    let again = shop.by(&mina, move |tx, actor| catalog::delete_image(tx, actor, soup, a, now()));
    assert_eq!(refusal(again), Refusal::not_found("picture"));
    let added = at_once(10, |number| add(10 + number));
    assert_eq!(added.iter().filter(|result| result.is_ok()).count(), 8);
    for lost in added.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(lost), Refusal::LimitReached { what: "pictures".to_owned(), most: 10 });
    }
    let shown = shop.store.read(move |tx| catalog::images(tx, soup)).unwrap();
    assert_eq!(shown.len(), 10);
    let unused = shop.delete(&mina, soup).unwrap();
    assert_eq!(unused.len(), 20, "each picture and its small one");
    assert_eq!(shop.rows("product_images"), 0);
    let staff = shop.by(&shop.staff, move |tx, actor| catalog::add_image(tx, actor, soup, &paths(0), now()));
    assert_eq!(refusal(staff), Refusal::Forbidden);
    let absent = shop.store.read(move |tx| catalog::images(tx, soup));
    assert_eq!(refusal(absent), Refusal::not_found("product"));
}

#[test]
fn the_picture_of_a_section_before_is_told_when_it_is_replaced() {
    let shop = Shop::open();
    let (mina, food) = (shop.manager(), shop.section("Food"));
    let set = |path: Option<&'static str>| {
        shop.by(&mina, move |tx, actor| catalog::set_category_image(tx, actor, food, path, now())).unwrap()
    };
    let (shown, unused) = set(Some("/media/a.jpg"));
    assert_eq!((shown.image.as_deref(), shown.version, unused), (Some("/media/a.jpg"), 2, None));
    assert_eq!(set(Some("/media/a.jpg")).1, None, "the same one is still shown");
    assert_eq!(set(Some("/media/b.jpg")).1.as_deref(), Some("/media/a.jpg"));
    assert_eq!(set(None).1.as_deref(), Some("/media/b.jpg"));
    let ada = shop.person("ada", Role::Admin);
    let added = add(&shop, &ada, CategoryForm::new("Empty")).unwrap().id;
    shop.by(&ada, move |tx, actor| {
        catalog::set_category_image(tx, actor, added, Some("/media/c.jpg"), now())
    })
    .unwrap();
    assert_eq!(remove(&shop, &ada, added).unwrap().as_deref(), Some("/media/c.jpg"));
}
