//! Sends a letter: takes it up, reads what stands in it, gives it to the mail server with no transaction open, and
//! writes down what came of it. A letter that cannot be written stops no other.

use comanda_core::flows::notifications::letters;
use comanda_core::id::LetterId;
use comanda_core::notifications::letter::{Letter, Written, next_attempt};

use super::Outcome;
use crate::clock;
use crate::mail::{self, MailError};
use crate::respond::Failure;
use crate::state::AppState;

/// Sends a letter, unless that was done, or somebody else is at it.
pub async fn send(app: &AppState, id: LetterId) -> Result<Outcome, Failure> {
    // First the line and then the letter: whoever waits for a busy server has not taken anything up.
    let line = app.mail().line().await.map_err(|cause| Failure::Unavailable(cause.to_string()))?;
    let begun = clock::now();
    let Some(letter) = app.write(move |tx| letters::begin(tx, id, begun)).await? else {
        return Ok(Outcome::Done);
    };
    let sent = match read(app, &letter).await? {
        Ok(written) => match mail::letters::of(&letter, &written) {
            Ok(mail) => line.send(&mail).await,
            Err(cause) => Err(cause),
        },
        Err(why) => return give_up(app, letter, why).await,
    };
    match sent {
        Ok(()) => {
            let now = clock::now();
            app.write(move |tx| letters::sent(tx, id, now)).await?;
            Ok(Outcome::Done)
        }
        Err(cause) => settle(app, letter, &cause).await,
    }
}

/// What stands in it; or why nothing can, which will be the same the next time.
async fn read(app: &AppState, letter: &Letter) -> Result<Result<Written, String>, Failure> {
    let asked = letter.clone();
    match app.read(move |tx| letters::read(tx, &asked)).await {
        Ok(written) => Ok(Ok(written)),
        Err(Failure::Broken(why)) => Ok(Err(why)),
        Err(Failure::Refused(why)) => Ok(Err(why.to_string())),
        Err(failure) => Err(failure),
    }
}

/// Another attempt later, while there is hope.
async fn settle(app: &AppState, letter: Letter, cause: &MailError) -> Result<Outcome, Failure> {
    let why = cause.to_string();
    let next = if cause.is_for_good() { None } else { next_attempt(letter.attempt, clock::now()) };
    let Some(at) = next else { return give_up(app, letter, why).await };
    tracing::warn!(letter = %letter.id, attempt = letter.attempt, %cause, "a letter waits");
    app.write(move |tx| letters::again(tx, &letter, at, &why)).await?;
    Ok(Outcome::Again(at))
}

async fn give_up(app: &AppState, letter: Letter, why: String) -> Result<Outcome, Failure> {
    tracing::error!(letter = %letter.id, attempt = letter.attempt, why, "a letter was given up");
    let (now, said) = (clock::now(), why.clone());
    app.write(move |tx| letters::dead(tx, &letter, &said, now)).await?;
    Ok(Outcome::Dead(why))
}

#[cfg(test)]
mod tests;
