//! The counter of a restaurant in a terminal.
//!
//! # Architecture
//!
//! ```text
//! terminal ─ key, mouse ─▶ runner ─ Msg ─▶ update(&mut Model, Msg) -> Vec<Cmd> ─ Cmd ─▶ executor ─▶ SDK
//!                            ▲                  │                                          │
//!                            └── draws once ◀── view(&Model) ◀────────── Msg ◀─────────────┘
//! ```
//!
//! * [`app::Model`] is all state. Only [`update`] changes it, without clock, network or terminal.
//! * [`msg`] is the data between the rooms: what happened, what is to be done.
//! * [`action`] is the one registry of commands: keys, hints, help and mouse targets are made from it.
//! * [`view`] draws the model and notes in [`hits`] what lies under the mouse.
//! * [`runner`] waits for something to happen and draws at most once for all that did; [`executor`] does
//!   what `update` asked for; [`terminal`] puts the terminal back whatever happens.
//!
//! # Adding an action
//!
//! Add a variant to the `…Act` enum of its screen under [`screens`], a row to that screen's `actions()`
//! (id, label, key, hint, `when` it does something), and an arm in `update/<screen>.rs`. Nothing else: the
//! hint, the help line and the click on the hint follow from the row.
//!
//! # Adding a screen
//!
//! `screens/<name>.rs` (its state, its `…Act`, `actions()`), `update/<name>.rs` (what the acts do),
//! `view/<name>.rs` (how it looks); a variant of [`app::Screen`] or [`app::Dialog`], of
//! [`context::Context`] and of [`action::Action`]. The compiler names every match that is missing. What it
//! asks of the server is a variant of [`msg::Cmd`], what comes back one of [`msg::Msg`].

pub mod action;
pub mod amounts;
pub mod app;
pub mod context;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod executor;
pub mod field;
pub mod fit;
pub mod hits;
pub mod journal;
pub mod keys;
pub mod live;
pub mod msg;
pub mod people;
pub mod printer;
pub mod runner;
pub mod screens;
pub mod sell;
pub mod terminal;
pub mod theme;
pub mod trouble;
pub mod update;
pub mod view;
