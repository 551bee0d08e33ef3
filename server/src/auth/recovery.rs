//! A forgotten password: a code goes to the account's address, and buys a new password once.

use chrono::TimeDelta;
use comanda_core::accounts::Email;
use comanda_core::flows::accounts::{self, NewCode, ResetOutcome};
use comanda_core::flows::catalog;
use comanda_core::id::PasswordResetId;
use comanda_core::refusal::Refusal;
use comanda_core::wire::accounts::{ConfirmReset, RequestReset};

use super::digests::{Digests, Subject};
use super::strength::Owner;
use crate::clock;
use crate::mail::letters;
use crate::respond::Failure;
use crate::state::AppState;

/// How long a code counts.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Codes have eight digits: with five tries each, nobody guesses one.
const CODES: u32 = 100_000_000;

/// Sends a code to whoever has this address. All of it happens after the answer: neither its words nor its
/// time tell whether anybody does.
pub fn request_reset(app: &AppState, form: &RequestReset) -> Result<(), Failure> {
    let email = Email::try_from(form.email.as_str()).map_err(|cause| Refusal::invalid("email", cause))?;
    let code = format!("{:08}", rand::random_range(0..CODES));
    let (id, now) = (PasswordResetId::from_uuid(uuid::Uuid::now_v7()), clock::now());
    let kept = NewCode { id, hash: digest(app.digests(), id, &code), expires_at: now + LIFETIME };
    let mailer = app.mail().clone();
    let shown = format!("{} {}", &code[..4], &code[4..]);
    app.store().submit(
        move |tx| accounts::request_reset(tx, email.as_str(), &kept, now),
        move |outcome| match outcome {
            Ok(Some(notice)) => {
                let minutes = LIFETIME.num_minutes();
                mailer.post(letters::password_reset(&notice.to, &shown, minutes, &notice.shop));
            }
            Ok(None) => {}
            Err(cause) => tracing::error!(%cause, "a password reset was not begun"),
        },
    );
    Ok(())
}

/// Replaces the password of whoever got the code. The password is looked at first: a weak one costs no try.
pub async fn confirm_reset(app: &AppState, form: ConfirmReset) -> Result<(), Failure> {
    super::require_same(&form.new_password, form.confirm_password.as_ref(), "confirm_password")?;
    let shop = app.read(catalog::shop_name).await?;
    let owner = Owner { email: form.email.clone(), shop, ..Owner::default() };
    let password = form.new_password.into_exposed();
    let hash = app.passwords().hash_chosen(password, owner, "new_password").await?;
    let code: String = form.otp.expose().chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let (digests, email, now) = (app.digests().clone(), form.email, clock::now());
    let outcome = app
        .write(move |tx| accounts::confirm_reset(tx, &email, &|id| digest(&digests, id, &code), &hash, now));
    match outcome.await? {
        ResetOutcome::Wrong => Err(Refusal::InvalidCode.into()),
        ResetOutcome::Done(notice) => {
            app.standings().forget();
            if let Some(notice) = notice {
                app.mail().post(letters::password_changed(&notice.to, &notice.shop));
            }
            Ok(())
        }
    }
}

fn digest(digests: &Digests, id: PasswordResetId, code: &str) -> String {
    digests.of(Subject::ResetCode, &[id.to_string().as_bytes(), code.as_bytes()])
}
