//! Signing in with a password: who it would be, if the password is theirs.

use chrono::{DateTime, Utc};

use super::attempts::{self, Guess};
use super::view;
use crate::accounts::throttle::Limit;
use crate::error::Result;
use crate::id::UserId;
use crate::store::Tx;
use crate::store::accounts::users as rows;
use crate::wire::UserView;

/// Somebody who says who they are.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// A user name or an e-mail address.
    pub login: String,
    /// A digest of it in its folded form: people type passwords there, and guesses are kept for a day.
    pub login_digest: String,
    /// The account that signed in from this device before, when the device can prove it.
    pub known_device_of: Option<UserId>,
    /// Where the request comes from, as far as counting goes.
    pub address: String,
}

/// Who somebody would be, if what they show is right.
pub struct Candidate {
    /// Whose account it is; none when there is none that may sign in.
    pub user: Option<UserView>,
    /// The hash that the password or PIN must fit, in PHC form.
    pub hash: Option<String>,
    /// Access tokens of an older version no longer count.
    pub token_version: i64,
    /// The guess, counted already.
    pub guess: Guess,
}

/// Counts a guess at a password and says what to compare it with. Names that nobody has are counted like
/// the others: neither the answer nor the wait tells them apart.
pub fn begin_sign_in(tx: &mut Tx<'_>, sign_in: &SignIn, now: DateTime<Utc>) -> Result<Candidate> {
    let row = rows::find_by_login(tx, &sign_in.login)?;
    // Whoever guesses elsewhere fills the strangers' bucket and leaves the known device alone. What was typed
    // must not be able to name the bucket of an account.
    let at_account = match &row {
        Some(row) if sign_in.known_device_of == Some(row.id) => {
            (attempts::of_known_device(row.id), Limit::KNOWN_DEVICE)
        }
        Some(row) => (attempts::of_strangers(row.id), Limit::STRANGERS),
        None => (format!("password:nobody:{}", sign_in.login_digest), Limit::STRANGERS),
    };
    let from_address = (format!("address:{}", sign_in.address), Limit::ADDRESS);
    let guess = attempts::count(tx, vec![at_account, from_address], now)?;
    let row = row.filter(|row| row.is_active);
    let hash = row.as_ref().and_then(|row| row.password_hash.clone());
    let token_version = row.as_ref().map_or(0, |row| row.token_version);
    Ok(Candidate { user: row.map(view).transpose()?, hash, token_version, guess })
}
