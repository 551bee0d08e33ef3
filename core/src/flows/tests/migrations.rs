//! The schema's way up and down, with people in the database.

use super::{Database, Shop, items, now};
use crate::accounts::Tier;
use crate::actor::{Actor, DeviceRole, Role};
use crate::flows::accounts::{self, UserQuery};
use crate::flows::catalog;
use crate::id::SessionId;
use crate::orders::TenderMethod;
use crate::page::PageRequest;
use crate::store::{self, Backend, Store};
use crate::wire::accounts::CreateCustomer;
use crate::wire::orders::PlaceOrder;
use crate::wire::{CancelOrder, PayOrder, TenderRequest};

const ACCOUNTS: &str = "2026-11-23-000002_accounts";
const CATALOGUE: &str = "2026-11-24-000003_catalogue";
const MONEY: &str = "2026-11-24-000004_money";
const COUPONS: &str = "2026-11-24-000005_coupons";
const EVENTS: &str = "2026-11-24-000006_events";

/// A shop of the time before accounts were whole: three people, a session, and orders that name them.
const OLD_SHOP: &str = "
INSERT INTO users (id, username, username_folded, email, email_folded, first_name, last_name, role, \
     password_hash, token_version, is_active, date_joined, last_login) VALUES
('user_01kb3s0000e008000000000001', 'Ada.Owner', 'ada.owner', 'Ada@Example.com', 'ada@example.com', 'Ada', \
     'van Owen', 'admin', 'h1', 3, TRUE, '2026-11-22 10:00:00', '2026-11-22 11:00:00'),
('user_01kb3s0000e008000000000002', 'carl', 'carl', 'carl@example.com', 'carl@example.com', 'Carl', '', \
     'customer', 'h2', 1, TRUE, '2026-11-22 10:00:00', NULL),
('user_01kb3s0000e008000000000003', 'gone', 'gone', 'gone@example.com', 'gone@example.com', '', '', \
     'staff', 'h3', 1, FALSE, '2026-11-22 10:00:00', NULL);
INSERT INTO sessions (id, user_id, created_at) VALUES
('session_01kb3s0000e008000000000001', 'user_01kb3s0000e008000000000001', '2026-11-22 11:00:00');
INSERT INTO refresh_tokens (hash, session_id, issued_at, expires_at) VALUES
('token', 'session_01kb3s0000e008000000000001', '2026-11-22 11:00:00', '2026-12-22 11:00:00');
";

/// What a database's schema is made of, in words that are equal when the schemas are.
fn schema(store: &Store) -> Option<String> {
    let query = match store.backend() {
        Backend::Sqlite => {
            "SELECT GROUP_CONCAT(sql, ';') AS entry FROM (SELECT sql FROM sqlite_master \
             WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name) AS parts"
        }
        Backend::Postgres => {
            "SELECT STRING_AGG(part, ';' ORDER BY part) AS entry FROM (
             SELECT CONCAT_WS(' ', table_name, ordinal_position - (SELECT COUNT(*) FROM pg_attribute \
                    WHERE attrelid = table_name::regclass AND attisdropped AND attnum < ordinal_position), \
                    column_name, data_type, is_nullable, column_default, collation_name) AS part
             FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT CONCAT_WS(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace) AS parts"
        }
    };
    store.read(|tx| store::verify::first_breach(tx, query)).unwrap()
}

/// On `SQLite` a table is made again under what refers to it; nothing may be left dangling.
fn dangling(store: &Store) -> Option<String> {
    let query = "SELECT \"table\" AS entry FROM pragma_foreign_key_check LIMIT 1";
    match store.backend() {
        Backend::Sqlite => store.read(|tx| store::verify::first_breach(tx, query)).unwrap(),
        Backend::Postgres => None,
    }
}

/// Takes the newest migrations back, down to before the first of `gone`.
fn down(store: &Store, gone: &[&str]) {
    for _ in gone {
        assert!(store.revert_last().unwrap().is_some());
    }
    let names = store.migrations().unwrap().into_iter().filter(|migration| !migration.applied);
    assert_eq!(names.map(|migration| migration.name).collect::<Vec<_>>(), gone);
}

fn down_to_the_shop(store: &Store) {
    down(store, &[ACCOUNTS, CATALOGUE, MONEY, COUPONS, EVENTS]);
}

fn execute(store: &Store, sql: &'static str) {
    store.write(move |tx| store::db_execute_for_tests(tx, sql)).unwrap();
}

#[test]
fn people_of_an_old_shop_keep_what_they_had_and_get_what_is_new() {
    let database = Database::new();
    let store = Store::open(database.url()).unwrap();
    store.migrate().unwrap();
    down_to_the_shop(&store);
    execute(&store, OLD_SHOP);
    assert_eq!(store.migrate().unwrap(), [ACCOUNTS, CATALOGUE, MONEY, COUPONS, EVENTS]);
    assert_eq!(dangling(&store), None);
    let report = store.read(|tx| crate::flows::verify::replay(tx, &Actor::System)).unwrap();
    assert!(report.ok, "{report:?}");
    let session: SessionId = "session_01kb3s0000e008000000000001".parse().unwrap();
    let standing = store.read(|tx| accounts::standing(tx, session)).unwrap().unwrap();
    assert_eq!(standing.token_version, 3, "whoever was signed in still is");
    let ada = store.read(|tx| accounts::own_profile(tx, &standing.actor)).unwrap();
    assert_eq!((ada.user.username.as_str(), ada.user.role, ada.user.version), ("Ada.Owner", Role::Admin, 1));
    assert_eq!(ada.user.email.as_deref(), Some("Ada@Example.com"));
    assert_eq!((ada.customer_profile.tier, ada.customer_profile.addresses.len()), (Tier::New, 0));
    let renew = |tx: &mut store::Tx<'_>| {
        accounts::rotate(tx, "token", &super::people::token("next", super::people::later(60)), now())
    };
    assert!(matches!(store.write(renew).unwrap(), accounts::Rotation::Done(_)));
    for (search, found) in
        [("ada.owner", 1), ("owner", 1), ("OWEN", 1), ("van", 1), ("ada@exa", 1), ("carl", 1), ("example", 3)]
    {
        let query = UserQuery { search: Some(search.to_owned()), ..UserQuery::default() };
        let list =
            move |tx: &mut store::Tx<'_>| accounts::users(tx, &Actor::System, &query, PageRequest::default());
        assert_eq!(store.read(list).unwrap().count, found, "{search}");
    }
}

/// Two dishes of the time before the vocabulary: attributes by name, one sold out, tags, and a day of movements.
/// The places of the sections have a gap and a double, as two imports at once could leave them.
const OLD_MENU: &str = "
INSERT INTO categories (id, name, name_folded, description, is_active, tax_rate, position) VALUES
('category_01kb3s0000e008000000000001', 'Coffee', 'coffee', 'Hot', TRUE, 550, 0),
('category_01kb3s0000e008000000000002', 'Food', 'food', '', TRUE, NULL, 3),
('category_01kb3s0000e008000000000003', 'Cakes', 'cakes', '', TRUE, NULL, 3);
INSERT INTO products (id, category_id, name, name_folded, search_text, description, price, sale_price, sku, plu, \
     barcode, image, is_available, is_featured, is_archived, sold_out_until, allergens, created_at, updated_at, \
     version) VALUES
('product_01kb3s0000e008000000000001', 'category_01kb3s0000e008000000000001', 'Crema (big)', 'crema (big)', \
     'crema (big) smooth & round, cup-filling lat-1 42 hot vegan', 'Smooth & round, cup-filling', 390, 320, 'LAT-1', \
     '42', NULL, 'https://example.com/a.jpg', TRUE, TRUE, FALSE, '2026-11-30 10:00:00', '[\"milk\"]', \
     '2026-11-22 10:00:00', '2026-11-22 11:00:00', 3),
('product_01kb3s0000e008000000000002', 'category_01kb3s0000e008000000000002', 'Soup', 'soup', 'soup', '', 450, NULL, \
     NULL, NULL, NULL, NULL, TRUE, FALSE, FALSE, NULL, '[]', '2026-11-22 10:00:00', '2026-11-22 10:00:00', 1);
INSERT INTO tags (id, name, name_folded) VALUES ('tag_01kb3s0000e008000000000001', 'hot', 'hot'), \
     ('tag_01kb3s0000e008000000000002', 'Vegan', 'vegan');
INSERT INTO product_tags (product_id, position, tag_id) VALUES
('product_01kb3s0000e008000000000001', 0, 'tag_01kb3s0000e008000000000001'),
('product_01kb3s0000e008000000000001', 1, 'tag_01kb3s0000e008000000000002');
INSERT INTO product_attributes (product_id, position, name, value) VALUES
('product_01kb3s0000e008000000000001', 0, 'Roast', 'dark'), ('product_01kb3s0000e008000000000001', 1, 'Origin', 'Peru'),
('product_01kb3s0000e008000000000002', 0, 'origin', 'Kitchen');
INSERT INTO stock (product_id, on_hand, reserved, low_stock_threshold, critical_threshold) VALUES
('product_01kb3s0000e008000000000001', 7, 0, 5, 1);
INSERT INTO stock_movements (id, product_id, kind, quantity, on_hand_after, order_id, reason, done_by, created_at) VALUES
('movement_01kb3s0000e008000000000001', 'product_01kb3s0000e008000000000001', 'restock', 10, 10, NULL, 'menu import', \
     'mina', '2026-11-22 10:00:00'),
('movement_01kb3s0000e008000000000002', 'product_01kb3s0000e008000000000001', 'waste', -3, 7, NULL, 'spilt', 'mina', \
     '2026-11-23 01:00:00');
";

#[test]
fn the_menu_of_an_old_shop_comes_up_whole_and_is_found() {
    let database = Database::new();
    let store = Store::open(database.url()).unwrap();
    store.migrate().unwrap();
    down(&store, &[CATALOGUE, MONEY, COUPONS, EVENTS]);
    execute(&store, OLD_MENU);
    assert_eq!(store.migrate().unwrap(), [CATALOGUE, MONEY, COUPONS, EVENTS]);
    assert_eq!(dangling(&store), None);
    let report = store.read(|tx| crate::flows::verify::replay(tx, &Actor::System)).unwrap();
    assert!(report.ok, "{report:?}");
    let menu = store.read(catalog::menu).unwrap();
    let sections: Vec<_> = menu.categories.iter().map(|c| (c.name.as_str(), c.position, c.version)).collect();
    assert_eq!(sections, [("Coffee", 0, 1), ("Cakes", 1, 1), ("Food", 2, 1)]);
    let [crema, soup] = &menu.products[..] else { panic!("{:?}", menu.products) };
    let named = |product: &crate::wire::ProductView| {
        let attributes = product.attributes.iter();
        attributes.map(|attribute| (attribute.name.clone(), attribute.value.clone())).collect::<Vec<_>>()
    };
    let of = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(named(crema), [of("Roast", "dark"), of("Origin", "Peru")], "in their order");
    assert_eq!(named(soup), [of("Origin", "Kitchen")], "one name, however it was written");
    assert_eq!(crema.attributes[1].id, soup.attributes[0].id);
    assert_eq!(crema.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["hot", "Vegan"]);
    assert_eq!(
        (crema.is_sold_out, crema.sold_out_until.map(|until| until.to_rfc3339())),
        (true, Some("2026-11-30T10:00:00+00:00".to_owned()))
    );
    assert_eq!((soup.is_sold_out, soup.sold_out_until), (false, None));
    assert_eq!(
        (crema.version, crema.stock.unwrap().on_hand, crema.image.as_deref()),
        (3, 7, Some("https://example.com/a.jpg"))
    );
    for search in ["crema", "BIG", "smooth round", "cup", "filling", "LAT-1", "42", "hot", "vegan"] {
        let query =
            catalog::ProductQuery { search: Some(search.to_owned()), ..catalog::ProductQuery::default() };
        let list = move |tx: &mut store::Tx<'_>| catalog::products(tx, &query, PageRequest::default());
        let found: Vec<_> = store.read(list).unwrap().items.into_iter().map(|product| product.name).collect();
        assert_eq!(found, ["Crema (big)"], "{search}");
    }
    let days = "SELECT business_day AS entry FROM stock_movements WHERE quantity = -3";
    assert_eq!(
        store.read(|tx| store::verify::first_breach(tx, days)).unwrap().as_deref(),
        Some("2026-11-23")
    );
    // And it is changed like any other.
    let form: crate::wire::ProductForm =
        serde_json::from_str(r#"{"attributes":[{"name":"ORIGIN","value":"Chile"}],"initial_stock":4}"#)
            .unwrap();
    let (id, known) = (soup.id, crema.attributes[1].id);
    let changed = store.write(move |tx| {
        catalog::update_product(tx, &Actor::System, id, &form, crate::wire::catalog::Extent::Part, now())
    });
    assert_eq!(changed.unwrap().attributes[0].id, known);
}

/// A shop in which everything is used that came with whole accounts.
fn new_shop() -> Shop {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    let (till, kiosk) = (shop.device("till", DeviceRole::Counter), shop.device("kiosk", DeviceRole::Kiosk));
    shop.give_pin(&shop.staff);
    let pin = super::people::start(
        shop.staff.user_id().unwrap(),
        Some(&till),
        "first",
        chrono::Duration::hours(16),
    );
    shop.open_session(&pin).unwrap();
    let form = CreateCustomer { first_name: "Bob".to_owned(), ..CreateCustomer::default() };
    shop.by(&shop.staff, move |tx, actor| accounts::create_customer(tx, actor, &form, now())).unwrap();
    let draft = crate::accounts::address::AddressDraft { address: "1 Quay".to_owned(), ..Default::default() };
    shop.by(&carl, move |tx, actor| accounts::add_address(tx, actor, &draft)).unwrap();
    let soup = PlaceOrder { items: items(&[(shop.soup, 1)]), ..PlaceOrder::default() };
    shop.by(&kiosk, move |tx, actor| crate::flows::orders::place(tx, actor, &soup, now())).unwrap();
    // Paid in cash and by card, and called off: money that came and went.
    let part =
        TenderRequest { amount: Some("1.00".parse().unwrap()), ..TenderRequest::whole(TenderMethod::Cash) };
    let split = PayOrder::with(vec![part, TenderRequest::whole(TenderMethod::Card)]);
    let paid = shop.place(&[(shop.tea, 2)], Some(split)).unwrap().order;
    let cancel = CancelOrder { reason: Some("guest left".to_owned()), ..CancelOrder::default() };
    shop.by(&shop.staff, move |tx, actor| crate::flows::orders::cancel(tx, actor, paid.id, &cancel, now()))
        .unwrap();
    shop
}

#[test]
fn a_shop_goes_back_and_forth_with_everybody_in_it() {
    let shop = new_shop();
    let (fresh, people) = (schema(&shop.store), shop.rows("users"));
    down_to_the_shop(&shop.store);
    assert_eq!(dangling(&shop.store), None);
    assert_eq!((shop.rows("users"), shop.rows("sessions"), shop.rows("orders")), (people, 1, 2));
    assert_eq!(shop.store.migrate().unwrap(), [ACCOUNTS, CATALOGUE, MONEY, COUPONS, EVENTS]);
    assert_eq!(dangling(&shop.store), None);
    assert_eq!(schema(&shop.store), fresh, "the same schema as a fresh one");
    assert_eq!(shop.broken_law(), None);
    assert_eq!(shop.rows("users"), people);
    assert_eq!(
        shop.rows("users WHERE email IS NULL AND email_folded IS NULL AND password_hash IS NULL"),
        1,
        "Bob"
    );
}

#[test]
fn the_schema_goes_up_and_down_and_up_again() {
    let database = Database::new();
    let store = Store::open(database.url()).unwrap();
    let ran = store.migrate().unwrap();
    assert!(!ran.is_empty());
    assert!(store.migrate().unwrap().is_empty(), "twice is once");
    let names: Vec<String> =
        store.migrations().unwrap().into_iter().map(|migration| migration.name).collect();
    assert_eq!(names, ran, "one name for each, wherever it is told");
    assert!(store.migrations().unwrap().iter().all(|migration| migration.applied));
    for _ in &ran {
        assert!(store.revert_last().unwrap().is_some());
    }
    assert_eq!(store.revert_last().unwrap(), None);
    assert!(store.migrations().unwrap().iter().all(|migration| !migration.applied));
    assert_eq!(store.migrate().unwrap(), ran);
}
