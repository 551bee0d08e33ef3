//! Who people are to the shop: the values an account is made of, and the rules about accounts that need no
//! database. Called by `flows::accounts`, and by the terminal where it checks before it asks.

pub mod address;
pub mod email;
pub mod name;
pub mod phone;
pub mod pin;
pub mod profile;
pub mod search;
pub mod standing;
pub mod throttle;
pub mod tier;
pub mod username;

pub use email::Email;
pub use name::called;
pub use phone::PhoneNumber;
pub use pin::Pin;
pub use tier::{Patronage, Tier, TierThresholds};
pub use username::Username;
