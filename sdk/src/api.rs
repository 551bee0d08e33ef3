//! What a server offers, one file for each part of its routes. Reached through [`Client`](crate::Client).

pub(crate) mod menu;
pub(crate) mod orders;
pub(crate) mod products;
mod system;
