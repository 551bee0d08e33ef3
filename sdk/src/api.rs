//! What a server offers, one file for each part of its routes. Reached through [`Client`](crate::Client).

pub(crate) mod account;
pub(crate) mod alerts;
pub(crate) mod api_keys;
pub(crate) mod cart;
pub(crate) mod cash_sessions;
pub(crate) mod categories;
pub(crate) mod coupons;
pub(crate) mod customers;
pub(crate) mod events;
pub(crate) mod inventory;
pub(crate) mod menu;
pub(crate) mod notifications;
mod order_money;
pub(crate) mod orders;
pub(crate) mod parked;
mod product_edits;
pub(crate) mod product_files;
mod product_images;
pub(crate) mod products;
pub(crate) mod referrals;
pub(crate) mod returns;
mod system;
pub(crate) mod users;
pub(crate) mod vocabulary;
pub(crate) mod wallets;
