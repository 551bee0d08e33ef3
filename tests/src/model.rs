//! A small model of a shop's money, and a player who does the same things at a real server and in the model: after
//! every step both must say the same. Used by a test, in short, and by the program `model`, for as long as one likes.
//!
//! The model is written anew on purpose, in plain cents and without anything of the house's rules: where both are
//! wrong in the same way, two people thought the same twice.

mod acts;
mod books;
mod dice;
mod play;
mod prices;

pub use play::Table;
