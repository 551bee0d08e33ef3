//! Accounts as they travel: sessions, people, profiles, keys of devices.

pub mod api_keys;
pub mod people;
pub mod profile;
pub mod secret;
pub mod session;

pub use crate::accounts::address::AddressDraft;
pub use crate::accounts::profile::UpdateCustomer;
pub use api_keys::{ApiKeyView, CreateApiKey, NewApiKey};
pub use people::{ChangeUser, CreateUser, Register, SetPin, UpdateUser, UserStats, UserView};
pub use profile::{
    AddressView, ChangeCustomer, CreateCustomer, CustomerProfileView, ProfileView, UpdateProfile,
};
pub use secret::Secret;
pub use session::{
    ChangePassword, ConfirmReset, Login, PinLogin, PinUser, Refresh, RequestReset, TokenPair, Told,
};
