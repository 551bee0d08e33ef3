//! Signing in and out through the SDK, and who may sign in by PIN.

use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use comanda_core::wire::Secret;
use comanda_sdk::{Client, Error};

use super::device::Device;
use super::trouble;
use crate::msg::Msg;
use crate::screens::login::pin::Offer;
use crate::trouble::{Effect, Trouble};

/// Signs in by password, and keeps what the server knows the till by from now on.
pub(super) async fn by_password(
    client: Client,
    device: Device,
    username: String,
    password: Secret,
) -> Option<Msg> {
    let answer = client.login(&username, password.expose()).await;
    if let (Ok(_), Some(token)) = (&answer, client.device()) {
        let kept = tokio::task::spawn_blocking(move || device.keep(&token)).await;
        if let Ok(Err(error)) = kept {
            tracing::warn!(%error, "the till will be a new one to the server at its next start");
        }
    }
    Some(Msg::SignedIn(answer.map(Box::new).map_err(|error| trouble("sign in", &error))))
}

/// Signs in by PIN.
pub(super) async fn by_pin(client: Client, user: UserId, pin: Secret) -> Option<Msg> {
    let answer = client.pin_login(user, pin.expose()).await;
    Some(Msg::SignedIn(answer.map(Box::new).map_err(|error| of_key(&error))))
}

/// Who may sign in by PIN.
pub(super) async fn people(client: Client, is_keyed: bool) -> Option<Msg> {
    if !is_keyed {
        return Some(Msg::People(Ok(Offer::NoKey)));
    }
    let answer = client.pin_users().await;
    Some(Msg::People(answer.map(Offer::People).map_err(|error| of_key(&error))))
}

/// The trouble of a request that is signed with the till's own key.
fn of_key(error: &Error) -> Trouble {
    let found = trouble("by the till's key", error);
    let is_about_the_key = found.effect == Effect::SessionEnded || error.code() == Some("forbidden");
    if !is_about_the_key {
        return found;
    }
    let sentence =
        "The shop does not take this till's key. Ask an admin for a counter key; F12 signs in by password.";
    Trouble { effect: Effect::Refused(Box::new(Refusal::Forbidden)), sentence: sentence.to_owned() }
}

/// Forgets the session.
pub(super) async fn out(client: Client) -> Option<Msg> {
    if let Err(error) = client.logout().await {
        tracing::warn!(%error, "sign out");
    }
    None
}
