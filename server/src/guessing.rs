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

/// Whose turn it is, by a name for each. Right codes are looked up without a write, so those of one caller are looked up one after the
/// other: otherwise one right guess among a thousand that are made at once would be told before the wrong ones count.
#[derive(Default)]
pub struct Turns(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits until nobody else has the turn of `caller`; it ends when what is given back is dropped.
    pub async fn of(&self, caller: String) -> OwnedMutexGuard<()> {
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

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use comanda_core::refusal::Refusal;
    use comanda_core::wire::coupons::CouponForm;
    use futures::future::join_all;

    use super::*;
    use crate::config::{Demo, Settings};
    use crate::running;

    #[tokio::test]
    async fn a_right_code_is_not_told_before_the_wrong_ones_of_the_same_moment_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings { demo: Demo::Leave, ..Settings::embedded_demo(dir.path()) };
        let app = running::open(&settings).unwrap();
        let form = CouponForm::fixed("RIGHT", "1.00".parse().unwrap());
        let now = clock::now();
        app.write(move |tx| coupons::create(tx, &Actor::System, &form, now)).await.unwrap();
        // Nothing is counted for a while.
        let busy = |_: &mut comanda_core::store::Tx<'_>| {
            std::thread::sleep(Duration::from_millis(300));
            Ok(())
        };
        app.store().submit(busy, drop);
        let from = ClientAddress::of(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let once = Once::without_key();
        let wrong = (0..31).map(|number| format!("WRONG-{number}"));
        let guesses = wrong.chain(["RIGHT".to_owned()]).map(|code| {
            let typed = Typed { codes: vec![code], customer: None };
            heed(&app, &Actor::System, from, typed, &once)
        });
        let outcomes = join_all(guesses).await;
        let waits = |outcome: &Result<(), Failure>| {
            matches!(outcome, Err(Failure::Refused(Refusal::TooManyAttempts { .. })))
        };
        let told: Vec<bool> = outcomes.iter().map(waits).collect();
        assert_eq!(told, [[false; 30].as_slice(), &[true; 2]].concat());
    }
}
