//! Signing in, staying signed in, and getting back in.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Secret, UserView};
use crate::actor::Role;
use crate::id::UserId;

/// Sign in with a user name and a password.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Login {
    /// The user name or the e-mail address.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// `device` of an earlier sign-in: whoever guesses passwords elsewhere does not keep this device out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Secret>,
}

/// Sign in at a device of the shop. The device shows its own key as well.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PinLogin {
    /// Who.
    pub user_id: UserId,
    /// Their PIN.
    pub pin: Secret,
}

/// Somebody who signs in by PIN, as a device lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PinUser {
    /// Who.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they may do.
    pub role: Role,
}

/// Exchange a refresh token for a new pair; the old one is used up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refresh {
    /// The refresh token of the last pair.
    pub refresh: Secret,
}

/// The tokens of a session, and whose it is.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenPair {
    /// Goes into `Authorization: Bearer …`; lives for minutes.
    pub access: String,
    /// Buys the next pair, once.
    pub refresh: String,
    /// When `access` ends.
    pub access_expires_at: DateTime<Utc>,
    /// Says at the next sign-in that this device is known; only after a sign-in with a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Secret>,
    /// Who is signed in.
    pub user: UserView,
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Replace one's own password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangePassword {
    /// The one that counts now.
    pub current_password: Secret,
    /// The next one.
    pub new_password: Secret,
    /// The next one again, where a form asks twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_password: Option<Secret>,
}

/// Ask for a letter with a code, because the password is forgotten.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestReset {
    /// The account's e-mail address.
    pub email: String,
}

/// Set a new password with the code of the letter.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmReset {
    /// The account's e-mail address.
    pub email: String,
    /// The code.
    pub otp: Secret,
    /// The new password.
    pub new_password: Secret,
    /// The new password again, where a form asks twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_password: Option<Secret>,
}

/// The same words whether or not there was anything to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Told {
    /// For people.
    pub detail: String,
}
