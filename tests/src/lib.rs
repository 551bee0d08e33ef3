//! What the end-to-end tests and the bench stand on: a shop with a real server and a database of its own,
//! raw HTTP for what the SDK would never send, and the server's program as a process that can be killed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on should stop, with the place in its message"
)]

pub mod branch;
pub mod database;
pub mod document;
pub mod door;
pub mod effects;
pub mod fixture;
pub mod forge;
pub mod load;
pub mod menu;
pub mod model;
pub mod pictures;
pub mod process;
pub mod queue;
pub mod raw;
pub mod receiver;
pub mod routes;
pub mod seats;
pub mod shop;
pub mod smtp;
pub mod terminal;

pub use document::Document;
pub use fixture::Fixture;
pub use raw::{Answered, Raw};
pub use seats::Seat;
pub use shop::Shop;
