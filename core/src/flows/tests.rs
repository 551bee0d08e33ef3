//! Flows on a real database: a `SQLite` file of their own, or, where `COMANDA_TEST_DATABASE_URL` names a
//! `PostgreSQL` server, a database of their own there.

mod addresses;
mod alert_races;
mod alert_reasons;
mod alerts;
mod api_keys;
mod attempts;
mod carts;
mod checkouts;
mod commands;
mod coupon_codes;
mod coupon_explain;
mod coupon_history;
mod coupon_keeping;
mod coupon_laws;
mod coupon_orders;
mod coupon_races;
mod coupon_rules;
mod coupon_schedule;
mod coupon_simulation;
mod coupons;
mod coupons_offered;
mod customers;
mod database;
mod device_orders;
mod drawers;
mod event_log;
mod expiry;
mod following;
mod inventory;
mod laws;
mod menu_files;
mod migrations;
mod notification_letters;
mod notifications;
mod order_queries;
mod orders;
mod parked;
mod passwords;
mod people;
mod pins;
mod products;
mod profile;
mod queries;
mod receipts;
mod referrals;
mod refunds;
mod registration;
mod resets;
mod returns;
mod sections;
mod sessions;
mod standing;
mod stock_lists;
mod user_list;
mod wallets;
mod webhook_endpoints;
mod webhook_sending;
mod webhooks;

use chrono::{DateTime, Utc};

use crate::actor::{Actor, Role};
use crate::error::{Error, Result};
use crate::flows;
use crate::id::{ProductId, UserId};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::store::{Store, Tx};
use crate::wire::orders::{PlaceOrder, PlaceOrderItem};
use crate::wire::{OpenDrawer, PaidOrder, PayOrder};
use database::Database;

/// A shop that sells soup (10 in stock), tea (not counted) and one last cake.
struct Shop {
    store: Store,
    staff: Actor,
    soup: ProductId,
    tea: ProductId,
    cake: ProductId,
    _database: Database,
}

const MENU: &str = "name,category,price,stock,low_stock_threshold\n\
                    Soup,Food,4.50,10,3\n\
                    Tea,Drinks,2.00,,\n\
                    Cake,Food,3.00,1,\n";

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn user(tx: &mut Tx<'_>, name: &str, role: Role) -> Result<UserId> {
    let new = flows::accounts::NewUser {
        username: name.to_owned(),
        email: Some(format!("{name}@example.com")),
        password_hash: Some(people::HASH.to_owned()),
        ..flows::accounts::NewUser::default()
    };
    Ok(flows::accounts::create_user(tx, &Actor::System, &new, role, now())?.id)
}

impl Shop {
    fn open() -> Self {
        let database = Database::new();
        let store = Store::open(database.url()).unwrap();
        store.migrate().unwrap();
        let (staff, products) = store
            .write(|tx| {
                let id = user(tx, "sara", Role::Staff)?;
                let report = flows::import::menu(tx, &Actor::System, MENU.as_bytes(), false, now())?;
                assert_eq!((report.created, report.errors.len()), (3, 0), "{report:?}");
                let staff = Actor::User { id, username: "sara".to_owned(), role: Role::Staff };
                let float = OpenDrawer { opening_count: "100.00".parse().unwrap(), drawer: None };
                flows::drawers::open(tx, &staff, &float, now())?;
                Ok((staff, flows::catalog::menu(tx)?.products))
            })
            .unwrap();
        let id = |name: &str| products.iter().find(|product| product.name == name).unwrap().id;
        Self { soup: id("Soup"), tea: id("Tea"), cake: id("Cake"), store, staff, _database: database }
    }

    fn place(&self, lines: &[(ProductId, u32)], payment: Option<PayOrder>) -> Result<PaidOrder> {
        let command = PlaceOrder { items: items(lines), payment, ..PlaceOrder::default() };
        let staff = self.staff.clone();
        self.store.write(move |tx| flows::orders::place(tx, &staff, &command, now()))
    }

    /// On hand and reserved.
    fn counts(&self, product: ProductId) -> (u32, u32) {
        let stock = self.store.read(|tx| flows::catalog::product(tx, product)).unwrap().stock.unwrap();
        (stock.on_hand, stock.reserved)
    }

    fn broken_law(&self) -> Option<String> {
        let report = self.store.read(|tx| flows::verify::replay(tx, &Actor::System)).unwrap();
        report.laws.into_iter().find(|law| law.broken.is_some()).map(|law| law.law)
    }
}

fn items(lines: &[(ProductId, u32)]) -> Vec<PlaceOrderItem> {
    let quantity = |count: u32| Quantity::try_from(i64::from(count)).unwrap();
    lines.iter().map(|(product, count)| PlaceOrderItem::new(*product, quantity(*count))).collect()
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}
