//! People with an account: as they register, as an admin keeps them, as they are shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Secret;
use crate::actor::Role;
use crate::id::UserId;

/// An account as its owner and the staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserView {
    /// Which.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// Where mail goes; none for somebody the counter wrote down without.
    pub email: Option<String>,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What it may do.
    pub role: Role,
    /// False once it was switched off.
    pub is_active: bool,
    /// Day of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// Where they are at home, in their own words.
    pub location: String,
    /// Path of their picture on this server.
    pub image: Option<String>,
    /// True when they can sign in by PIN at a device of the shop.
    pub has_pin: bool,
    /// When it was created.
    pub date_joined: DateTime<Utc>,
    /// When it last signed in.
    pub last_login: Option<DateTime<Utc>>,
    /// Rises with every change of the account.
    pub version: i64,
}

/// Create an account for oneself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Register {
    /// The name to sign in with.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// The password.
    pub password: Secret,
    /// The password again, where a form asks twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password2: Option<Secret>,
    /// Given name.
    #[serde(default)]
    pub first_name: String,
    /// Family name.
    #[serde(default)]
    pub last_name: String,
    /// The code of whoever recommended the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral_code: Option<String>,
}

/// Changes of an account; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct UpdateUser {
    /// The name to sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Where mail goes. Whoever changes their own shows the password as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The owner's password; only needed to change the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_password: Option<Secret>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Day of birth; null forgets it.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::wire::given")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NaiveDate>))]
    pub date_of_birth: Option<Option<NaiveDate>>,
    /// Where they are at home, in their own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The version the caller saw; an account that changed since is left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Create an account for somebody else.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateUser {
    /// The name to sign in with.
    pub username: String,
    /// Where mail goes.
    pub email: String,
    /// The first password; its owner should change it.
    pub password: Secret,
    /// Given name.
    #[serde(default)]
    pub first_name: String,
    /// Family name.
    #[serde(default)]
    pub last_name: String,
    /// What it may do.
    pub role: Role,
    /// For signing in at a device of the shop: 4 to 8 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Secret>,
}

/// Changes of somebody else's account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ChangeUser {
    /// What it may do from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The rest.
    #[serde(flatten)]
    pub user: UpdateUser,
}

/// Give somebody a PIN, or take it away.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetPin {
    /// 4 to 8 digits; null takes it away. Leaving it out is a mistake.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub pin: Option<Secret>,
}

/// How many accounts there are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserStats {
    /// All of them.
    pub total: u64,
    /// Those that can sign in.
    pub active: u64,
    /// Those that were switched off.
    pub inactive: u64,
    /// By role.
    pub by_role: std::collections::BTreeMap<String, u64>,
    /// With a PIN.
    pub with_pin: u64,
    /// Created within the last 30 days.
    pub joined_last_30_days: u64,
    /// Signed in within the last 30 days.
    pub signed_in_last_30_days: u64,
}
