//! Codes of coupons that callers type: a wrong one is counted before anybody is told that it is wrong. Called by every
//! route that takes a code, before its flow.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use comanda_core::actor::Actor;
use comanda_core::flows::coupons::{self, Typed};
use comanda_core::flows::idempotency;
use tokio::sync::OwnedMutexGuard;

use crate::clock;
use crate::limits::ClientAddress;
use crate::once::Once;
use crate::respond::Failure;
use crate::state::AppState;

/// Whose turn it is. Right codes are looked up without a write, so those of one caller are looked up one after the
/// other: otherwise one right guess among a thousand that are made at once would be told before the wrong ones count.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits until nobody else has the turn of `caller`; it ends when what is given back is dropped.
    async fn of(&self, caller: String) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody has or waits for.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry(caller).or_default())
        };
        turn.lock_owned().await
    }
}

/// Counts what was typed when it is wrong, and refuses whoever typed too much that was. A command that was answered
/// before is answered again, whatever was typed since.
pub async fn heed(
    app: &AppState,
    actor: &Actor,
    from: ClientAddress,
    typed: Typed,
    once: &Once,
) -> Result<(), Failure> {
    if typed.codes.is_empty() {
        return Ok(());
    }
    let _turn = app.turns().of(actor.scope()).await;
    let (by, address, now) = (actor.clone(), from.to_string(), clock::now());
    let keyed = once.keyed(actor);
    let is_fine = app.read(move |tx| {
        let is_answered = match &keyed {
            Some(keyed) => idempotency::is_answered(tx, keyed)?,
            None => false,
        };
        Ok(is_answered || coupons::are_known(tx, &by, &typed, Some(&address), now)?)
    });
    if is_fine.await? {
        return Ok(());
    }
    let (by, address) = (actor.clone(), from.to_string());
    app.write(move |tx| coupons::guess(tx, &by, Some(&address), now)).await
}
