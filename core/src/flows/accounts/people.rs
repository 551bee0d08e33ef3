//! Accounts as their owners make and change them.

use chrono::{DateTime, NaiveDate, Utc};

use super::passwords::{self, Notice, OwnPassword, require_unchanged};
use super::{UserQuery, append_event, attempts, view};
use crate::accounts::profile::Profile;
use crate::accounts::{Email, Username};
use crate::actor::{Actor, Permission, Role};
use crate::error::Result;
use crate::flows::referrals;
use crate::id::{UserId, kind};
use crate::page::{PageRequest, Slice};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::Tx;
use crate::store::accounts::users::UserRow;
use crate::store::accounts::{customers, resets, user_list, users};
use crate::text;
use crate::wire::UserView;
use crate::wire::accounts::{Register, UpdateUser};

/// The most characters of a name.
const LONGEST_NAME: usize = 60;
const LONGEST_LOCATION: usize = 200;

/// A new account.
#[derive(Clone, Default)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// Where mail goes; none for somebody the counter wrote down without.
    pub email: Option<String>,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Hash of the password, in PHC form; without one nobody signs in.
    pub password_hash: Option<String>,
    /// Hash of the PIN, in PHC form.
    pub pin_hash: Option<String>,
    /// The code of whoever recommended the shop.
    pub referral_code: Option<String>,
}

/// Makes an account for whoever asks. It is a customer's; staff are made by an admin.
pub fn register(
    tx: &mut Tx<'_>,
    form: &Register,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<UserView> {
    let new = NewUser {
        username: form.username.clone(),
        email: Some(form.email.clone()),
        first_name: form.first_name.clone(),
        last_name: form.last_name.clone(),
        password_hash: Some(password_hash.to_owned()),
        pin_hash: None,
        referral_code: form.referral_code.clone(),
    };
    let row = insert(tx, &new, Role::Customer, &Profile::default(), now)?;
    append_event(tx, "user.registered", &row, &row.actor()?, now)?;
    view(row)
}

/// Writes a new account down, with profile, wallet and cart.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    new: &NewUser,
    role: Role,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<UserRow> {
    let mut errors = FieldErrors::default();
    let mut row = UserRow {
        id: tx.new_id::<kind::User>(),
        username: String::new(),
        username_folded: String::new(),
        email: None,
        email_folded: None,
        first_name: bounded(&mut errors, "first_name", &new.first_name, LONGEST_NAME),
        last_name: bounded(&mut errors, "last_name", &new.last_name, LONGEST_NAME),
        role: role.as_str().to_owned(),
        password_hash: new.password_hash.clone(),
        pin_hash: new.pin_hash.clone(),
        token_version: 1,
        is_active: true,
        date_of_birth: None,
        location: String::new(),
        image: None,
        date_joined: now.naive_utc(),
        last_login: None,
        version: 1,
    };
    set_username(&mut errors, &mut row, &new.username);
    if let Some(email) = &new.email {
        set_email(&mut errors, &mut row, email);
    }
    let code = new.referral_code.as_deref();
    let recommended = referrals::of_new_account(tx, code, new.email.as_deref(), &mut errors)?;
    errors.into_result()?;
    users::insert(tx, &row)?;
    customers::insert(tx, row.id, profile)?;
    let phone_number = profile.phone_number.as_ref().map_or("", |number| number.as_str());
    users::save_words(tx, &row, phone_number)?;
    if let Some(recommended) = recommended {
        referrals::came(tx, row.id, &row.actor()?, recommended, now)?;
    }
    Ok(row)
}

/// One account: one's own, or any for who manages accounts.
pub fn user(tx: &mut Tx<'_>, actor: &Actor, id: UserId) -> Result<UserView> {
    require_own(actor, id)?;
    view(users::load(tx, id)?)
}

/// One page of all accounts.
pub fn users(
    tx: &mut Tx<'_>,
    actor: &Actor,
    query: &UserQuery,
    page: PageRequest,
) -> Result<Slice<UserView>> {
    actor.require(Permission::ManageAccounts)?;
    let found = user_list::list(tx, query, page)?;
    let items = found.items.into_iter().map(view).collect::<Result<_>>()?;
    Ok(Slice { count: found.count, items })
}

/// Changes an account: one's own, or any for who manages accounts. `shown` is the actor's own password, when
/// it was seen to be right. Says whom to tell when mail goes elsewhere from now on.
pub fn update_user(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: UserId,
    change: &UpdateUser,
    shown: Option<&OwnPassword>,
    now: DateTime<Utc>,
) -> Result<(UserView, Option<Notice>)> {
    require_own(actor, id)?;
    let mut row = users::lock(tx, id)?;
    let notice = apply(tx, actor, &mut row, change, shown, now)?;
    Ok((view(row)?, notice))
}

/// An account that is not the actor's is as absent as one that does not exist.
pub(super) fn require_own(actor: &Actor, id: UserId) -> Result<(), Refusal> {
    match actor.require_person() {
        Ok(own) if own == id => Ok(()),
        _ if actor.may(Permission::ManageAccounts) => Ok(()),
        Ok(_) => Err(Refusal::not_found("user")),
        Err(refusal) => Err(refusal),
    }
}

/// Changes a locked account and saves it. Answers with the address that mail went to before, when it goes
/// elsewhere from now on: its owner should hear of that.
pub(super) fn apply(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &mut UserRow,
    change: &UpdateUser,
    shown: Option<&OwnPassword>,
    now: DateTime<Utc>,
) -> Result<Option<Notice>> {
    Refusal::unless_current(change.version, row.version)?;
    let email_before = row.email.clone();
    set_fields(row, change, now.date_naive())?;
    // Two addresses that are equal when folded may be two mailboxes: jürgen's and jurgen's.
    let lowered = |email: &Option<String>| email.as_ref().map(|email| email.to_lowercase());
    let is_moved = lowered(&row.email) != lowered(&email_before);
    if is_moved && actor.user_id() == Some(row.id) {
        // Whoever only found a signed-in screen must not be able to take the account over by mail.
        let shown = shown
            .ok_or_else(|| Refusal::invalid("current_password", "is needed to change the e-mail address"))?;
        require_unchanged(row, shown)?;
    }
    if let Some(shown) = shown {
        attempts::forgive(tx, &shown.guess)?;
    }
    if is_moved {
        // A code that is on its way went to the mailbox that counts no more.
        resets::use_all(tx, row.id, now)?;
    }
    users::save(tx, row)?;
    let profile = customers::load(tx, row.id)?;
    users::save_words(tx, row, profile.phone_number.as_ref().map_or("", |number| number.as_str()))?;
    append_event(tx, "user.updated", row, actor, now)?;
    passwords::notice(tx, email_before.filter(|_| is_moved))
}

fn set_fields(row: &mut UserRow, change: &UpdateUser, today: NaiveDate) -> Result<(), Refusal> {
    let mut errors = FieldErrors::default();
    if let Some(username) = &change.username {
        set_username(&mut errors, row, username);
    }
    if let Some(email) = &change.email {
        set_email(&mut errors, row, email);
    }
    if let Some(name) = &change.first_name {
        row.first_name = bounded(&mut errors, "first_name", name, LONGEST_NAME);
    }
    if let Some(name) = &change.last_name {
        row.last_name = bounded(&mut errors, "last_name", name, LONGEST_NAME);
    }
    if let Some(location) = &change.location {
        row.location = bounded(&mut errors, "location", location, LONGEST_LOCATION);
    }
    if let Some(day) = change.date_of_birth {
        let oldest = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(NaiveDate::MIN);
        if day.is_some_and(|day| day > today || day < oldest) {
            errors.add("date_of_birth", "is a day between 1900 and today");
        }
        row.date_of_birth = day;
    }
    errors.into_result()
}

fn set_username(errors: &mut FieldErrors, row: &mut UserRow, given: &str) {
    match Username::try_from(given) {
        Ok(name) => {
            row.username_folded = name.folded();
            row.username = name.to_string();
        }
        Err(cause) => errors.add("username", cause),
    }
}

fn set_email(errors: &mut FieldErrors, row: &mut UserRow, given: &str) {
    match Email::try_from(given) {
        Ok(email) => {
            row.email_folded = Some(email.folded());
            row.email = Some(email.to_string());
        }
        Err(cause) => errors.add("email", cause),
    }
}

fn bounded(errors: &mut FieldErrors, field: &str, given: &str, longest: usize) -> String {
    let line = text::line(given);
    if line.chars().count() > longest {
        errors.add(field, format_args!("at most {longest} characters"));
    }
    line
}

/// Puts a picture that is kept at `path` on the actor's own account, or takes it away. Answers with the path
/// of the picture before, which nothing shows any more.
pub fn set_image(
    tx: &mut Tx<'_>,
    actor: &Actor,
    path: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(UserView, Option<String>)> {
    let mut row = users::lock(tx, actor.require_person()?)?;
    let before = std::mem::replace(&mut row.image, path.map(str::to_owned));
    let unused = before.filter(|before| Some(before.as_str()) != path);
    users::save(tx, &mut row)?;
    append_event(tx, "user.updated", &row, actor, now)?;
    Ok((view(row)?, unused))
}
