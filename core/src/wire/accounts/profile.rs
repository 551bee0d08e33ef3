//! A customer's side of an account, and where they want things delivered.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{UpdateCustomer, UpdateUser, UserView};
use crate::accounts::Tier;
use crate::id::AddressId;
use crate::money::Amount;

/// Account and customer profile together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProfileView {
    /// The account.
    #[serde(flatten)]
    pub user: UserView,
    /// The customer.
    pub customer_profile: CustomerProfileView,
}

/// What the shop knows of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerProfileView {
    /// Where they are called; empty when not told.
    pub phone_number: String,
    /// Street and number.
    pub address: String,
    /// City.
    pub city: String,
    /// State or region.
    pub state: String,
    /// Country.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// Whatever an app wants to remember.
    pub preferences: Map<String, Value>,
    /// What makes them ill.
    pub allergies: Vec<String>,
    /// What they do not eat.
    pub dietary_restrictions: Vec<String>,
    /// Where to deliver; the default first.
    pub addresses: Vec<AddressView>,
    /// The group their past puts them in.
    pub tier: Tier,
    /// Orders that arrived.
    pub orders: u64,
    /// What they paid for them, less what was refunded.
    pub spent: Amount,
}

/// A place to deliver to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressView {
    /// Which.
    pub id: AddressId,
    /// What its owner calls it.
    pub label: String,
    /// Street and number.
    pub address: String,
    /// City.
    pub city: String,
    /// State or region.
    pub state: String,
    /// Country.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// What the courier should know.
    pub notes: String,
    /// Offered first.
    pub is_default: bool,
}

/// Changes of account and profile together; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UpdateProfile {
    /// Of the account.
    #[serde(flatten)]
    pub user: UpdateUser,
    /// Of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_profile: Option<UpdateCustomer>,
}

/// Write a customer down at the counter; a name or a telephone number is enough.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CreateCustomer {
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where mail goes; whoever gives one can get a password by mail later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The rest.
    pub customer_profile: UpdateCustomer,
}

/// Changes that staff make to what is known of a customer; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChangeCustomer {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_profile: Option<UpdateCustomer>,
}
