//! The screens and dialogs: what each remembers while it is open, and its rows of the action registry.
//! `update` has the same names for what they do, `view` for how they look.

pub mod alerts;
pub mod commands;
pub mod confirm;
pub mod coupons;
pub mod customers;
pub mod drawer;
pub mod find;
pub mod form;
pub mod lock;
pub mod login;
pub mod money;
pub mod options;
pub mod orders;
pub mod paged;
pub mod parked;
pub mod product;
pub mod sell;
pub mod sold_out;
pub mod stock;
pub mod tender;
pub mod till;
