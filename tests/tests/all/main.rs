//! The whole house end to end: a real server on a real database, spoken to through the SDK. On `SQLite`, or
//! on the server that `COMANDA_TEST_DATABASE_URL` names. Each test replays the books at its end.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod alerts;
mod api_keys;
mod bad_input;
mod board;
mod cart;
mod cash_sessions;
mod catalogue;
mod catalogue_cache;
mod catalogue_sections;
mod catalogue_writes;
mod command_line;
mod contract;
mod coupon_explain;
mod coupon_orders;
mod coupon_races;
mod coupon_simulation;
mod coupons;
mod crash;
mod customers;
mod effects;
mod events;
mod events_lost;
mod following;
mod idempotency;
mod inventory;
mod jobs;
mod lost_answers;
mod mass_assignment;
mod menu_files;
mod menu_import;
mod model;
mod notifications;
mod permission;
mod pictures;
mod pins;
mod races;
mod readme;
mod receipts;
mod recovery;
mod referrals;
mod refresh;
mod refunds;
mod returns;
mod secrets;
mod selling;
mod sessions;
mod staff;
mod stock_races;
mod terminal;
mod throttle;
mod tokens;
mod wallets;
mod webhooks;
mod workflow;

use std::path::Path;

use comanda_sdk::wire::{PayOrder, PlaceOrder, PlaceOrderItem, ProductView, TenderRequest};
use comanda_sdk::{Amount, Quantity, TenderMethod};

/// The server's program.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_server"))
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn units(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

/// An order of `count` units of one product.
fn order_of(product: &ProductView, count: i64) -> PlaceOrder {
    PlaceOrder { items: vec![PlaceOrderItem::new(product.id, units(count))], ..PlaceOrder::default() }
}

fn tender(method: TenderMethod, amount: Option<Amount>) -> TenderRequest {
    TenderRequest { method, amount, tendered: None, reference: None }
}

fn paid_with(tenders: Vec<TenderRequest>) -> PayOrder {
    PayOrder::with(tenders)
}
