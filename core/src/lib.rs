//! The rules of a restaurant's ordering, as functions from values to decisions.
//!
//! By default this crate is pure: no clock, no randomness, no I/O. Integrators and the terminal compile it
//! as it is, so the total on a screen is computed by the same code as the total on the bill. With the
//! feature `store` it also loads, decides and saves: see `store` and `flows`.
//!
//! Reading order: the values (`id`, `money`, `quantity`, `time`), then the rules (`pricing`, `stock`,
//! `orders`, `accounts`), then what travels (`wire`).

pub mod accounts;
pub mod actor;
pub mod alerts;
pub mod cart;
pub mod catalog;
pub mod coupons;
pub mod drawer;
pub mod events;
pub mod id;
pub mod jobs;
pub mod ledger;
pub mod money;
pub mod notifications;
pub mod orders;
pub mod page;
pub mod pricing;
pub mod quantity;
pub mod referrals;
pub mod refusal;
pub mod returns;
pub mod schedule;
pub mod stock;
pub mod text;
pub mod time;
pub mod wallet;
pub mod webhooks;
pub mod wire;
mod words;

#[cfg(feature = "store")]
pub mod error;
#[cfg(feature = "store")]
pub mod flows;
#[cfg(feature = "store")]
pub mod store;
