//! What a server offers, one file for each part of its routes. Reached through [`Client`](crate::Client).

pub(crate) mod account;
pub(crate) mod api_keys;
pub(crate) mod categories;
pub(crate) mod customers;
pub(crate) mod inventory;
pub(crate) mod menu;
pub(crate) mod orders;
mod product_edits;
pub(crate) mod product_files;
mod product_images;
pub(crate) mod products;
mod system;
pub(crate) mod users;
pub(crate) mod vocabulary;
