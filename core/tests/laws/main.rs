//! The laws of docs/invariants.md that need no database, tried on random baskets, tenders, choices and days
//! of trade.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod baskets;
mod carts;
mod choices;
mod coupons;
mod day;
mod menu;
mod menu_files;
mod prices;
mod samples;
mod tenders;
mod travel;
