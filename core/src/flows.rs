//! One function per verb: load, decide, save, inside one transaction. Called by the server and its command
//! line; the rules they join are pure, the store they use decides nothing.
//!
//! A flow checks the actor's permission itself, is told the time, and does nothing but talk to the
//! database, so the store may run it again when its transaction collides with another.

pub mod accounts;
pub mod alerts;
pub mod cart;
pub mod catalog;
pub mod coupons;
pub mod demo;
pub mod drawers;
pub mod events;
pub mod export;
pub mod housekeeping;
pub mod idempotency;
pub mod import;
pub mod inventory;
pub mod jobs;
pub mod notifications;
pub mod orders;
pub mod referrals;
pub mod returns;
pub mod schedule;
pub mod verify;
pub mod wallets;
pub mod webhooks;

#[cfg(test)]
mod tests;
