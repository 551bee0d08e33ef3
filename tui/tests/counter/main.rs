//! The counter without a terminal and without a server: messages in, commands and pictures out.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod alerts;
mod any_keys;
mod at_the_till;
mod back;
mod budget;
mod codes;
mod commands;
mod coupon_forms;
mod coupons;
mod customers;
mod day;
mod diet;
mod drawer;
mod finding;
mod house;
mod live;
mod live_hands;
mod locking;
mod menu;
mod orders;
mod parking;
mod payment;
mod people;
mod pictures;
mod pictures_back;
mod pictures_coupons;
mod pictures_live;
mod pictures_stock;
mod pictures_till;
mod pins;
mod printing;
mod product;
mod receiving;
mod registry;
mod returns;
mod scans;
mod selling;
mod signing_in;
mod sold_out;
mod splitting;
mod stock;
mod till;
mod wallets;
mod watch;
