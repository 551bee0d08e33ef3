//! `admin create`: the first account of a shop, and every other one as long as there is no screen for it.

use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{self, NewUser};

use super::{CommandError, open, read, say};
use crate::auth::{Owner, PasswordError, Passwords, weakness};
use crate::cli::{CreateAdmin, Place};
use crate::clock;

pub(super) fn create(place: &Place, account: &CreateAdmin) -> Result<(), CommandError> {
    let bytes = read(&account.password_file)?;
    let text = String::from_utf8(bytes).map_err(|_| std::io::Error::other("the password is not UTF-8"))?;
    // Editors and echo end the file with a line break that nobody means.
    let password =
        text.strip_suffix('\n').map_or(text.as_str(), |line| line.strip_suffix('\r').unwrap_or(line));
    let owner =
        Owner { username: account.username.clone(), email: account.email.clone(), ..Owner::default() };
    if let Some(why) = weakness(password, &owner) {
        return Err(PasswordError::Weak(why).into());
    }
    let new = NewUser {
        username: account.username.clone(),
        email: Some(account.email.clone()),
        password_hash: Some(Passwords::hash(password)?),
        ..NewUser::default()
    };
    let (role, now) = (account.role.into(), clock::now());
    let user = open(place)?.write(move |tx| accounts::create_user(tx, &Actor::System, &new, role, now))?;
    say::created(&user);
    Ok(())
}
