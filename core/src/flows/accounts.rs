//! Accounts: who people are, how they get in, what is kept of them. Passwords, PINs, codes and tokens come
//! here as hashes only; hashing is slow and belongs outside a transaction.

mod addresses;
mod admin;
mod api_keys;
mod attempts;
mod customers;
mod passwords;
mod people;
mod pins;
mod sessions;
mod sign_in;

pub use crate::store::accounts::user_list::{UserQuery, UserSortKey};
pub use addresses::{add_address, address, addresses, change_address, remove_address};
pub use admin::{activate, any_user, change_user, close, create_user, deactivate, set_pin, staff, stats};
pub use api_keys::{
    KeyStanding, NewKeySecret, api_key_standing, api_keys, create_api_key, key_was_used, revoke_api_key,
};
pub use attempts::Guess;
pub(super) use attempts::{KEPT as ATTEMPTS_KEPT, count as count_guess, require_no_wait};
pub use customers::{change_customer, create_customer, customer, customers, own_profile, update_profile};
pub use passwords::{
    NewCode, Notice, OwnPassword, ResetOutcome, change_password, confirm_reset, own_password, request_reset,
};
pub use people::{NewUser, register, set_image, update_user, user, users};
pub use pins::{begin_pin_login, pin_users};
pub use sessions::{
    NewToken, Rotated, Rotation, SessionStart, Standing, end_own_sessions, end_session, rotate, standing,
    start_session,
};
pub use sign_in::{Candidate, SignIn, begin_sign_in};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::error::Result;
use crate::id::UserId;
use crate::store::accounts::users::UserRow;
use crate::store::{self, Tx};
use crate::wire::UserView;

/// An account as it is shown.
fn view(row: UserRow) -> Result<UserView> {
    let role = row.role()?;
    Ok(UserView {
        id: row.id,
        username: row.username,
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        role,
        is_active: row.is_active,
        date_of_birth: row.date_of_birth,
        location: row.location,
        image: row.image.map(|path| format!("/media/{path}")),
        has_pin: row.pin_hash.is_some(),
        date_joined: row.date_joined.and_utc(),
        last_login: row.last_login.map(|at| at.and_utc()),
        version: row.version,
    })
}

/// Tells the log that `what` (`user.registered`) happened to an account, and by whom.
fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    user: &UserRow,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    let data =
        json!({ "user": user.id, "username": user.username, "role": user.role, "is_active": user.is_active });
    append(tx, what, user.id, &data, actor, now)
}

fn append(
    tx: &mut Tx<'_>,
    what: &str,
    user: UserId,
    data: &Value,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    store::events::append_for(tx, user.into(), what, &user.to_string(), data, actor.name(), now)
}
