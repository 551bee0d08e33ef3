//! Accounts and what belongs to them: people, profiles, addresses, sessions, keys, codes, counted guesses.

pub mod addresses;
pub mod api_keys;
pub mod attempts;
pub mod customers;
pub mod resets;
pub mod sessions;
pub mod user_list;
pub mod users;
