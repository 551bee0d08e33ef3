//! One's own password, shown again by somebody who is signed in.

use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{self, OwnPassword};
use comanda_core::flows::catalog;
use comanda_core::refusal::Refusal;
use comanda_core::wire::Secret;
use comanda_core::wire::accounts::ChangePassword;

use super::InSession;
use super::strength::Owner;
use crate::clock;
use crate::mail::letters;
use crate::respond::Failure;
use crate::state::AppState;

/// The actor's password, when `shown` is it; a guess that is wrong is counted, and refused on its field.
pub(super) async fn check(app: &AppState, actor: &Actor, shown: Secret) -> Result<OwnPassword, Failure> {
    let (by, now) = (actor.clone(), clock::now());
    let own = app.write(move |tx| accounts::own_password(tx, &by, now)).await?;
    let right = app.passwords().verify(shown.into_exposed(), own.hash.clone()).await?;
    let wrong = || Refusal::invalid("current_password", "is not right");
    Ok(right.then_some(own).ok_or_else(wrong)?)
}

/// As [`check`], for a form that may come without.
pub(super) async fn check_given(
    app: &AppState,
    actor: &Actor,
    shown: Option<Secret>,
) -> Result<Option<OwnPassword>, Failure> {
    match shown {
        Some(shown) => check(app, actor, shown).await.map(Some),
        None => Ok(None),
    }
}

/// Replaces the caller's password and ends its other sessions.
pub async fn change_password(app: &AppState, caller: InSession, form: ChangePassword) -> Result<(), Failure> {
    let InSession { actor, session } = caller;
    super::require_same(&form.new_password, form.confirm_password.as_ref(), "confirm_password")?;
    let (by, id) = (actor.clone(), actor.require_person()?);
    let (user, shop) =
        app.read(move |tx| Ok((accounts::user(tx, &by, id)?, catalog::shop_name(tx)?))).await?;
    let email = user.email.as_deref().unwrap_or_default();
    let owner = Owner::of(&user.username, email, [&user.first_name, &user.last_name], shop);
    let password = form.new_password.into_exposed();
    let hash = app.passwords().hash_chosen(password, owner, "new_password").await?;
    let own = check(app, &actor, form.current_password).await?;
    let now = clock::now();
    let changed = app.write(move |tx| accounts::change_password(tx, &actor, session, &own, &hash, now));
    if let Some(notice) = changed.await? {
        app.mail().post(letters::password_changed(&notice.to, &notice.shop));
    }
    app.standings().forget();
    Ok(())
}
