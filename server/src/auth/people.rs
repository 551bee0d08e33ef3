//! Accounts, as far as passwords and PINs are part of them: hashed here, on their way to the flows.

use axum::http::StatusCode;
use comanda_core::accounts::Pin;
use comanda_core::actor::{Actor, Permission};
use comanda_core::flows::accounts::{self, NewUser, Notice};
use comanda_core::flows::catalog;
use comanda_core::flows::idempotency::Answer;
use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use comanda_core::store::Tx;
use comanda_core::wire::accounts::{ChangeUser, CreateUser, Register, SetPin, UpdateProfile, UpdateUser};
use comanda_core::wire::{Secret, UserView};

use super::own_password;
use super::strength::Owner;
use crate::clock;
use crate::mail::letters;
use crate::once::{Once, Told};
use crate::respond::{Failure, answer};
use crate::state::AppState;

/// Makes an account for whoever asks.
pub async fn register(app: &AppState, form: Register, once: Once) -> Result<Answer, Failure> {
    super::require_same(&form.password, form.password2.as_ref(), "password2")?;
    let shop = app.read(catalog::shop_name).await?;
    let owner = Owner::of(&form.username, &form.email, [&form.first_name, &form.last_name], shop);
    let password = form.password.expose().to_owned();
    let hash = app.passwords().hash_chosen(password, owner, "password").await?;
    let now = clock::now();
    let flow = move |tx: &mut Tx<'_>| created(&accounts::register(tx, &form, &hash, now)?);
    app.write_once(&Actor::Anonymous, once, flow).await
}

/// Makes an account for somebody else.
pub async fn create_user(
    app: &AppState,
    actor: Actor,
    form: CreateUser,
    once: Once,
) -> Result<Answer, Failure> {
    // Asked again by the flow; hashing for somebody who may not is work for nothing.
    actor.require(Permission::ManageAccounts)?;
    let shop = app.read(catalog::shop_name).await?;
    let owner = Owner::of(&form.username, &form.email, [&form.first_name, &form.last_name], shop);
    let hash = app.passwords().hash_chosen(form.password.into_exposed(), owner, "password").await?;
    let new = NewUser {
        password_hash: Some(hash),
        pin_hash: hashed_pin(app, form.pin).await?,
        username: form.username,
        email: Some(form.email),
        first_name: form.first_name,
        last_name: form.last_name,
        referral_code: None,
    };
    let (by, now) = (actor.clone(), clock::now());
    let flow = move |tx: &mut Tx<'_>| created(&accounts::create_user(tx, &by, &new, form.role, now)?);
    app.write_once(&actor, once, flow).await
}

fn created(user: &UserView) -> comanda_core::error::Result<Answer> {
    let location = format!("/api/auth/users/{}/", user.id);
    let answer = answer::versioned(answer::of(StatusCode::CREATED, user)?, user.version);
    Ok(answer::located(answer, location))
}

/// Gives somebody a PIN, or takes it away.
pub async fn set_pin(
    app: &AppState,
    actor: Actor,
    user: UserId,
    form: SetPin,
    once: Once,
) -> Result<Answer, Failure> {
    actor.require(Permission::ManageAccounts)?;
    let (hash, by, now) = (hashed_pin(app, form.pin).await?, actor.clone(), clock::now());
    let flow = move |tx: &mut Tx<'_>| shown(&accounts::set_pin(tx, &by, user, hash.as_deref(), now)?);
    let answer = app.write_once(&actor, once, flow).await?;
    app.standings().forget();
    Ok(answer)
}

async fn hashed_pin(app: &AppState, pin: Option<Secret>) -> Result<Option<String>, Failure> {
    let Some(pin) = pin else { return Ok(None) };
    let pin = Pin::try_from(pin.expose()).map_err(|cause| Refusal::invalid("pin", cause))?;
    app.passwords().hash_apart(pin.expose().to_owned()).await.map(Some)
}

/// Changes an account: the actor's own, or any for who manages accounts.
pub async fn update_user(
    app: &AppState,
    actor: Actor,
    user: UserId,
    mut form: UpdateUser,
    once: Once,
) -> Result<Answer, Failure> {
    let own = own_password::check_given(app, &actor, form.current_password.take()).await?;
    let (by, now, told) = (actor.clone(), clock::now(), Told::default());
    let telling = told.clone();
    let flow = move |tx: &mut Tx<'_>| {
        let (view, notice) = accounts::update_user(tx, &by, user, &form, own.as_ref(), now)?;
        telling.set(moved(notice, view.email.as_deref()));
        shown(&view)
    };
    let answer = app.write_once(&actor, once, flow).await?;
    changed(app, &told);
    Ok(answer)
}

/// Changes somebody's account and what it may do.
pub async fn change_user(
    app: &AppState,
    actor: Actor,
    user: UserId,
    mut form: ChangeUser,
    once: Once,
) -> Result<Answer, Failure> {
    // Before anything is guessed or hashed.
    actor.require(Permission::ManageAccounts)?;
    let own = own_password::check_given(app, &actor, form.user.current_password.take()).await?;
    let (by, now, told) = (actor.clone(), clock::now(), Told::default());
    let telling = told.clone();
    let flow = move |tx: &mut Tx<'_>| {
        let (view, notice) = accounts::change_user(tx, &by, user, &form, own.as_ref(), now)?;
        telling.set(moved(notice, view.email.as_deref()));
        shown(&view)
    };
    let answer = app.write_once(&actor, once, flow).await?;
    changed(app, &told);
    Ok(answer)
}

/// Changes the actor's own account and profile together.
pub async fn update_profile(
    app: &AppState,
    actor: Actor,
    mut form: UpdateProfile,
    once: Once,
) -> Result<Answer, Failure> {
    let own = own_password::check_given(app, &actor, form.user.current_password.take()).await?;
    let (by, now, told) = (actor.clone(), clock::now(), Told::default());
    let telling = told.clone();
    let flow = move |tx: &mut Tx<'_>| {
        let (view, notice) = accounts::update_profile(tx, &by, &form, own.as_ref(), now)?;
        telling.set(moved(notice, view.user.email.as_deref()));
        Ok(answer::versioned(answer::of(StatusCode::OK, &view)?, view.user.version))
    };
    let answer = app.write_once(&actor, once, flow).await?;
    changed(app, &told);
    Ok(answer)
}

pub(super) fn shown(user: &UserView) -> comanda_core::error::Result<Answer> {
    Ok(answer::versioned(answer::of(StatusCode::OK, user)?, user.version))
}

/// A letter to the address that an account had, and the address that it has now.
type Moved = (Notice, String);

fn moved(notice: Option<Notice>, address: Option<&str>) -> Option<Moved> {
    notice.map(|notice| (notice, address.unwrap_or_default().to_owned()))
}

/// Whoever lost an account's mail hears of it at the address they had.
fn changed(app: &AppState, told: &Told<Moved>) {
    app.standings().forget();
    if let Some((notice, address)) = told.take() {
        app.mail().post(letters::email_changed(&notice.to, &address, &notice.shop));
    }
}
