//! Managers write the menu: what they say is what is there, codes are nobody else's, and nobody's change is lost.

use super::people::{at_once, lingering};
use super::{PayOrder, Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::catalog::{self, ProductQuery};
use crate::id::{CategoryId, ProductId};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::catalog::{Extent, ProductOptions};
use crate::wire::{ProductForm, ProductView, SetAvailability};

impl Shop {
    pub(super) fn manager(&self) -> Actor {
        self.person("mina", Role::Manager)
    }

    pub(super) fn section(&self, name: &str) -> CategoryId {
        let menu = self.store.read(catalog::menu).unwrap();
        menu.categories.into_iter().find(|category| category.name == name).unwrap().id
    }

    pub(super) fn create(&self, by: &Actor, form: ProductForm) -> Result<ProductView> {
        self.by(by, move |tx, actor| catalog::create_product(tx, actor, &form, now()).map(lingering))
    }

    pub(super) fn update(&self, by: &Actor, id: ProductId, form: ProductForm) -> Result<ProductView> {
        self.by(by, move |tx, actor| {
            catalog::update_product(tx, actor, id, &form, Extent::Part, now()).map(lingering)
        })
    }

    pub(super) fn delete(&self, by: &Actor, id: ProductId) -> Result<Vec<String>> {
        self.by(by, move |tx, actor| catalog::delete_product(tx, actor, id, None, now()))
    }

    pub(super) fn product(&self, id: ProductId) -> Result<ProductView> {
        self.store.read(move |tx| catalog::product(tx, id))
    }

    /// What is found by these words, by name.
    pub(super) fn found(&self, search: &str) -> Vec<String> {
        let query = ProductQuery { search: Some(search.to_owned()), ..ProductQuery::default() };
        let page = PageRequest::new(1, 100).unwrap();
        let list = self.store.read(|tx| catalog::products(tx, &query, page)).unwrap();
        list.items.into_iter().map(|product| product.name).collect()
    }
}

/// A form from the JSON that a client would send.
pub(super) fn form(json: &str) -> ProductForm {
    serde_json::from_str(json).unwrap()
}

fn latte(shop: &Shop, more: &str) -> ProductForm {
    let category = shop.section("Drinks");
    form(&format!(r#"{{"name":"Latte","price":"3.90","category_id":"{category}"{more}}}"#))
}

/// The fields that a refusal names.
pub(super) fn fields<T: std::fmt::Debug>(result: Result<T>) -> Vec<String> {
    match refusal(result) {
        Refusal::InvalidInput { errors } => errors.0.into_keys().collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_product_is_what_the_form_said_and_is_found_at_once() {
    let (shop, mina) = {
        let shop = Shop::open();
        let mina = shop.manager();
        (shop, mina)
    };
    let more = r#","description":"Smooth","sale_price":"3.20","tags":["Hot","vegan","hot"],
        "attributes":[{"name":"Origin","value":"Peru"}],"allergens":["milk"],"sku":"LAT-1","plu":"42",
        "barcode":"4006381333931","initial_stock":12,"low_stock_threshold":5,"is_featured":true,
        "options":[{"name":"Size","min":1,"max":1,"options":[{"name":"Small","price":"0.00"},{"name":"Large","price":"0.50"}]}]"#;
    let made = shop.create(&mina, latte(&shop, more)).unwrap();
    assert_eq!(shop.product(made.id).unwrap(), made, "as it was answered");
    assert_eq!(
        (made.version, made.price.to_string(), made.category.name.as_str()),
        (1, "3.90".to_owned(), "Drinks")
    );
    assert_eq!(made.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["Hot", "vegan"]);
    let stock = made.stock.unwrap();
    assert_eq!((stock.on_hand, stock.low_stock_threshold), (12, 5));
    assert_eq!(shop.rows("stock_movements WHERE kind = 'restock' AND quantity = 12"), 1);
    for words in ["latte", "smooth", "vegan", "LAT-1", "4006381333931", "42"] {
        assert_eq!(shop.found(words), ["Latte"], "{words}");
    }
    assert_eq!(
        shop.text("SELECT kind AS entry FROM events ORDER BY id DESC LIMIT 1").unwrap(),
        "product.created"
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_part_changes_and_the_rest_stays() {
    let shop = Shop::open();
    let mina = shop.manager();
    let made = shop.create(&mina, latte(&shop, r#","sku":"L","tags":["hot"],"sale_price":"3.00""#)).unwrap();
    let changed =
        shop.update(&mina, made.id, form(r#"{"price":"4.20","sku":null,"tags":["iced"]}"#)).unwrap();
    assert_eq!(
        (changed.version, changed.price.to_string(), changed.sku.clone()),
        (2, "4.20".to_owned(), None)
    );
    assert_eq!((&changed.name, changed.sale_price), (&made.name, made.sale_price));
    assert_eq!((shop.found("iced").len(), shop.found("hot").len()), (1, 0), "found by what it is now");
    let again = shop.update(&mina, made.id, form(r#"{"price":"4.20"}"#)).unwrap();
    assert_eq!(again, changed, "what changes nothing counts as none");
    // The whole of it needs what a new one needs.
    let put = |json: &str| {
        let (id, form) = (made.id, form(json));
        shop.by(&mina, move |tx, actor| catalog::update_product(tx, actor, id, &form, Extent::Whole, now()))
    };
    assert_eq!(fields(put("{}")), ["category_id", "name", "price"]);
    let food = shop.section("Food");
    let moved = put(&format!(r#"{{"name":"Latte","price":"4.20","category_id":"{food}"}}"#)).unwrap();
    assert_eq!(
        (moved.category.name.as_str(), moved.tags[0].name.as_str(), moved.version),
        ("Food", "iced", 3)
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_a_product_may_not_be_is_told_by_field() {
    let shop = Shop::open();
    let mina = shop.manager();
    let made = shop.create(&mina, latte(&shop, r#","initial_stock":3"#)).unwrap();
    for (json, field) in [
        (r#"{"price":"0.00"}"#, "price"),
        (r#"{"price":"1.234"}"#, "price"),
        (r#"{"sale_price":"3.90"}"#, "sale_price"),
        (r#"{"name":" "}"#, "name"),
        (r#"{"category_id":"category_01h455vb4pex5vsknk084sn02q"}"#, "category_id"),
        (r#"{"tag_ids":["tag_01h455vb4pex5vsknk084sn02q"]}"#, "tag_ids"),
        (r#"{"plu":"123456"}"#, "plu"),
        (r#"{"barcode":"x"}"#, "barcode"),
        (r#"{"is_featured":true,"is_available":false}"#, "is_featured"),
        (r#"{"initial_stock":3}"#, "initial_stock"),
        (r#"{"critical_threshold":3}"#, "critical_threshold"),
        (r#"{"attributes":[{"name":"A","value":""},{"name":"a","value":""}]}"#, "attributes"),
        (
            r#"{"options":[{"id":"optiongroup_01h455vb4pex5vsknk084sn02q","name":"A","min":0,"max":1,
            "options":[{"name":"B","price":"0.00"}]}]}"#,
            "options.0.id",
        ),
    ] {
        assert_eq!(fields(shop.update(&mina, made.id, form(json))), [field], "{json}");
    }
    assert_eq!(shop.product(made.id).unwrap(), made);
}

#[test]
fn a_code_belongs_to_one_product_until_that_is_gone() {
    let shop = Shop::open();
    let mina = shop.manager();
    let more = r#","sku":"A","plu":"7","barcode":"12345678""#;
    let made = shop.create(&mina, latte(&shop, more)).unwrap();
    let told = |result: Result<ProductView>| match refusal(result) {
        Refusal::InvalidInput { errors } => errors.0,
        other => panic!("{other:?}"),
    };
    let errors = told(shop.create(&mina, latte(&shop, more)));
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["barcode", "plu", "sku"]);
    assert!(errors.values().all(|messages| messages == &["belongs to Latte"]), "{errors:?}");
    assert_eq!(fields(shop.update(&mina, shop.tea, form(r#"{"plu":"7"}"#))), ["plu"]);
    shop.delete(&mina, made.id).unwrap();
    shop.create(&mina, latte(&shop, more)).unwrap();
}

#[test]
fn of_many_who_want_one_code_at_once_one_gets_it_and_the_others_are_told() {
    let shop = Shop::open();
    let mina = shop.manager();
    let made = at_once(6, |number| {
        let form = latte(&shop, &format!(r#","sku":"ONE","description":"{number}","tags":["new word"]"#));
        shop.create(&mina, form)
    });
    assert_eq!(made.iter().filter(|result| result.is_ok()).count(), 1, "{made:?}");
    for lost in made.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(lost), Refusal::invalid("sku", "belongs to Latte"));
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_two_who_saw_the_same_version_one_is_told_to_look_again() {
    let shop = Shop::open();
    let mina = shop.manager();
    let changed = at_once(2, |number| {
        shop.update(&mina, shop.tea, form(&format!(r#"{{"version":1,"price":"{}.00"}}"#, number + 5)))
    });
    assert_eq!(changed.iter().filter(|result| result.is_ok()).count(), 1);
    let lost = changed.into_iter().find(Result::is_err).unwrap();
    assert_eq!(refusal(lost), Refusal::StaleVersion { current: 2 });
    let options = ProductOptions { options: vec![], version: Some(1) };
    let id = shop.tea;
    let stale = shop.by(&mina, move |tx, actor| catalog::set_options(tx, actor, id, &options, now()));
    assert_eq!(refusal(stale), Refusal::StaleVersion { current: 2 });
    let stale = shop.by(&mina, move |tx, actor| catalog::delete_product(tx, actor, id, Some(1), now()));
    assert_eq!(refusal(stale), Refusal::StaleVersion { current: 2 });
    // Without a version both count: each changes what is there.
    let both = at_once(2, |number| {
        let json = if number == 0 { r#"{"description":"green"}"# } else { r#"{"allergens":["none"]}"# };
        shop.update(&mina, shop.tea, form(json))
    });
    assert!(both.iter().all(Result::is_ok), "{both:?}");
    let tea = shop.product(shop.tea).unwrap();
    assert_eq!((tea.description.as_str(), tea.allergens.len(), tea.version), ("green", 1, 4));
}

#[test]
fn counting_begins_and_ends_by_a_movement_and_not_while_goods_are_promised() {
    let shop = Shop::open();
    let mina = shop.manager();
    let begun = shop.update(&mina, shop.tea, form(r#"{"track_stock":true,"initial_stock":9}"#)).unwrap();
    assert_eq!(begun.stock.unwrap().on_hand, 9);
    let order = shop.place(&[(shop.tea, 2)], None).unwrap().order;
    let refused = refusal(shop.update(&mina, shop.tea, form(r#"{"track_stock":false}"#)));
    assert!(matches!(refused, Refusal::StockPromised { on_hand: 9, reserved: 2, .. }), "{refused:?}");
    let staff = shop.staff.clone();
    shop.store
        .write(move |tx| crate::flows::orders::pay(tx, &staff, order.id, &PayOrder::card(None), now()))
        .unwrap();
    let ended = shop.update(&mina, shop.tea, form(r#"{"track_stock":false}"#)).unwrap();
    assert_eq!(ended.stock, None);
    assert_eq!(
        shop.text(
            "SELECT CAST(SUM(quantity) AS TEXT) AS entry FROM stock_movements WHERE reason <> 'menu import'"
        )
        .unwrap(),
        "0"
    );
    assert_eq!(
        shop.rows("stock_movements WHERE quantity = -7 AND kind = 'count' AND reason = 'counting ends'"),
        1
    );
    let again = shop.update(&mina, shop.tea, form(r#"{"track_stock":true}"#)).unwrap();
    assert_eq!(again.stock.unwrap().on_hand, 0);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_was_never_sold_is_gone_and_what_was_sold_is_out_of_sight() {
    let shop = Shop::open();
    let mina = shop.manager();
    let more = r#","sku":"L","tags":["hot"],"attributes":[{"name":"Origin","value":"Peru"}],"is_featured":true,
        "options":[{"name":"Size","min":0,"max":1,"options":[{"name":"Large","price":"0.50"}]}]"#;
    let never_sold = shop.create(&mina, latte(&shop, more)).unwrap();
    shop.delete(&mina, never_sold.id).unwrap();
    assert_eq!(shop.rows(&format!("products WHERE id = '{}'", never_sold.id)), 0);
    let sold = shop.create(&mina, latte(&shop, more)).unwrap();
    shop.place(&[(sold.id, 1)], None).unwrap();
    shop.delete(&mina, sold.id).unwrap();
    assert_eq!(shop.rows(&format!("products WHERE id = '{}' AND is_archived", sold.id)), 1);
    for gone in [never_sold.id, sold.id] {
        let absent = Refusal::not_found("product");
        assert_eq!(refusal(shop.product(gone)), absent);
        assert_eq!(refusal(shop.update(&mina, gone, form("{}"))), absent);
        assert_eq!(refusal(shop.delete(&mina, gone)), absent);
    }
    assert!(shop.found("latte").is_empty() && shop.found("hot").is_empty());
    let menu = shop.store.read(catalog::menu).unwrap();
    assert!(menu.products.iter().all(|product| product.name != "Latte"));
    let order = refusal(shop.place(&[(sold.id, 1)], None));
    assert_eq!(order, Refusal::UnknownProduct { product: sold.id });
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn goods_that_an_order_was_promised_stay_its_own_when_the_product_goes() {
    let shop = Shop::open();
    let mina = shop.manager();
    let [kept, cancelled] = [2, 3].map(|count| shop.place(&[(shop.soup, count)], None).unwrap().order);
    shop.delete(&mina, shop.soup).unwrap();
    assert_eq!(shop.broken_law(), None);
    let staff = shop.staff.clone();
    shop.store
        .write(move |tx| {
            crate::flows::orders::pay(tx, &staff, kept.id, &PayOrder::card(None), now())?;
            let cancel = crate::wire::ChangeStatus {
                notes: Some("no".to_owned()),
                ..crate::wire::ChangeStatus::to(crate::orders::Status::Cancelled)
            };
            crate::flows::orders::change_status(tx, &staff, cancelled.id, &cancel, now())
        })
        .unwrap();
    let counts = "SELECT on_hand || ' ' || reserved AS entry FROM stock JOIN products ON id = product_id WHERE is_archived";
    assert_eq!(shop.text(counts).unwrap(), "8 0");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_product_that_is_sold_and_removed_at_once_is_either_sold_or_unknown() {
    let shop = Shop::open();
    let mina = shop.manager();
    for _ in 0..4 {
        let made = shop.create(&mina, latte(&shop, "")).unwrap();
        let sold = at_once(2, |number| match number {
            0 => shop.delete(&mina, made.id).map(|_| true),
            _ => shop.place(&[(made.id, 1)], None).map(|_| true),
        });
        assert!(sold[0].is_ok(), "{sold:?}");
        if let Some(Err(lost)) = sold.into_iter().nth(1) {
            assert_eq!(refusal::<()>(Err(lost)), Refusal::UnknownProduct { product: made.id });
        }
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn sold_out_for_now_holds_until_its_time_or_until_somebody_says_back() {
    let shop = Shop::open();
    let set = |by: &Actor, is_sold_out, until: Option<i64>| {
        let wanted = SetAvailability { is_sold_out, until: until.map(super::people::later) };
        let id = shop.tea;
        shop.by(by, move |tx, actor| catalog::set_availability(tx, actor, id, &wanted, now()))
    };
    assert_eq!(fields(set(&shop.staff, true, Some(0))), ["until"], "it has passed");
    assert_eq!(fields(set(&shop.staff, true, Some(400 * 86_400))), ["until"]);
    assert_eq!(fields(set(&shop.staff, false, Some(60))), ["until"]);
    let out = set(&shop.staff, true, Some(60)).unwrap();
    assert_eq!((out.is_sold_out, out.sold_out_until, out.version), (true, Some(super::people::later(60)), 2));
    assert!(matches!(refusal(shop.place(&[(shop.tea, 1)], None)), Refusal::ProductUnavailable { .. }));
    assert_eq!(set(&shop.staff, true, Some(60)).unwrap(), out, "said twice is said once");
    let back = set(&shop.staff, false, None).unwrap();
    assert_eq!((back.is_sold_out, back.sold_out_until, back.version), (false, None, 3));
    shop.place(&[(shop.tea, 1)], None).unwrap();
    set(&shop.staff, true, None).unwrap();
    assert_eq!(shop.product(shop.tea).unwrap().sold_out_until, None);
    let kiosk = shop.device("kiosk", DeviceRole::Kiosk);
    assert_eq!(refusal(set(&kiosk, false, None)), Refusal::Forbidden);
    assert_eq!(refusal(set(&Actor::Anonymous, false, None)), Refusal::NotAuthenticated);
}

#[test]
fn only_managers_write_the_menu() {
    let shop = Shop::open();
    let kiosk = shop.device("kiosk", DeviceRole::Kiosk);
    for by in [&shop.staff, &kiosk] {
        assert_eq!(refusal(shop.create(by, latte(&shop, ""))), Refusal::Forbidden);
        assert_eq!(refusal(shop.update(by, shop.tea, form("{}"))), Refusal::Forbidden);
        assert_eq!(refusal(shop.delete(by, shop.tea)), Refusal::Forbidden);
        let (id, none) = (shop.tea, ProductOptions { options: vec![], version: None });
        let options = shop.by(by, move |tx, actor| catalog::set_options(tx, actor, id, &none, now()));
        assert_eq!(refusal(options), Refusal::Forbidden);
    }
}
