//! Tells another system: takes the delivery in hand, calls, and writes down what came of it.

use chrono::TimeDelta;
use comanda_core::flows::webhooks::{self, Begun, Settled};
use comanda_core::id::DeliveryId;
use comanda_core::webhooks::schedule::Jitter;

use super::Outcome;
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// Tells another system. Whoever is killed in between has written nothing down: the delivery is due again once nobody
/// has it in hand, and the receiver knows it by its id.
pub async fn send(app: &AppState, id: DeliveryId) -> Result<Outcome, Failure> {
    let Some(endpoint) = app.read(move |tx| webhooks::endpoint_of(tx, id)).await? else {
        return Ok(Outcome::Done);
    };
    let Some(place) = app.webhooks().place(endpoint).await else {
        return put_off(app, id).await;
    };
    let now = clock::now();
    let claim = match app.write(move |tx| webhooks::begin(tx, id, now)).await? {
        Begun::Claimed(claim) => claim,
        Begun::NotNow => return Ok(Outcome::Done),
        Begun::Dead(why) => return Ok(Outcome::Dead(why)),
    };
    let told = app.webhooks().tell(app.digests(), &claim).await;
    drop(place);
    let (jitter, now) = (Jitter::of(rand::random()), clock::now());
    let settled = app.write(move |tx| webhooks::settle(tx, &claim, &told, jitter, now)).await?;
    Ok(match settled {
        Settled::Done => Outcome::Done,
        Settled::Again(at) => Outcome::Again(at),
        Settled::Dead(why) => Outcome::Dead(why),
    })
}

/// Enough others call that endpoint just now. Not all of them come back at once.
async fn put_off(app: &AppState, id: DeliveryId) -> Result<Outcome, Failure> {
    let now = clock::now();
    let until = now + TimeDelta::seconds(1) + TimeDelta::milliseconds(i64::from(rand::random::<u16>() % 1000));
    app.write(move |tx| webhooks::put_off(tx, id, now, until)).await?;
    Ok(Outcome::Again(until))
}

#[cfg(test)]
mod tests;
