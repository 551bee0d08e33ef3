//! The sale itself, without a screen: the menu on the keys, the cart and its price, what a typed line or a
//! scan means. `screens::sell` shows it, `update` changes it.

pub mod cart;
pub mod coupons;
pub mod customer;
pub mod entry;
pub mod finder;
pub mod menu;
pub mod quick_keys;
pub mod scan;

pub use cart::{Cart, Line, Priced};
pub use coupons::Facts;
pub use customer::{Customer, Diet};
pub use entry::Entry;
pub use finder::Find;
pub use menu::Menu;
pub use scan::ScanGuard;
