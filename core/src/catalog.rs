//! The menu as rules see it: what is for sale, at which price, with which choices.

pub mod options;
pub mod product;
pub mod shop;

pub use options::{ChosenOption, OptionChoice, OptionGroup, choose};
pub use product::{Category, Product};
pub use shop::{Shop, TaxMode};
