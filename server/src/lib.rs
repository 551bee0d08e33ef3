//! Comanda's HTTP server: translates requests into flows of the core and their answers back.
//!
//! [`start`] runs a whole server inside any program with a Tokio runtime: the `comanda-server` binary, the
//! terminal app on its demo shop, a test. Reading order: `routes`, then `state` (the hop to the database),
//! `respond` (how a no is answered), `auth` (who is calling), `front` and
//! `layers` (what every request passes), `limits` (how often one may ask),
//! `jobs` (what is done after the answer and by the clock), `job_board` (where an admin watches it).

pub mod cli;
pub mod commands;
pub mod config;
pub mod telemetry;

mod auth;
mod catalogue_cache;
mod clock;
mod counter_key;
mod demo;
mod feed;
mod front;
mod gallery;
mod guessing;
mod job_board;
mod jobs;
mod layers;
mod limits;
mod mail;
mod media;
mod once;
mod openapi;
mod private_file;
mod receipt;
mod respond;
mod routes;
mod running;
#[cfg(test)]
#[path = "../../tests/src/smtp.rs"]
mod smtp;
mod state;
mod webhooks;
mod worker;

pub use config::Settings;
pub use demo::{PASSWORD as DEMO_PASSWORD, PIN as DEMO_PIN};
pub use running::{Running, StartError, Working, start, work};
