//! What a server offers, one file for each part of its routes. Reached through [`Client`](crate::Client).

pub(crate) mod account;
pub(crate) mod api_keys;
pub(crate) mod customers;
pub(crate) mod menu;
pub(crate) mod orders;
pub(crate) mod products;
mod system;
pub(crate) mod users;
