//! Calls off unpaid orders whose time is up, and pays the bonuses for new customers that are due: at the start of a
//! server, and every minute after. Started and stopped with the server; several servers on one database do each other no harm.

use std::time::Duration;

use chrono::{DateTime, Utc};
use comanda_core::flows::{orders, referrals};
use comanda_core::store::Tx;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How long a server waits before it looks again.
pub const PERIOD: Duration = Duration::from_mins(1);
/// How many go in one transaction: others wait for it.
const AT_ONCE: u32 = 50;

/// Looks at once, and after each `period`, until `stop`.
pub async fn every(period: Duration, app: AppState, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = all(&app) => {}
        }
    }
}

/// Does all that is due now.
async fn all(app: &AppState) {
    until_done(app, "unpaid orders called off", orders::expire_unpaid).await;
    until_done(app, "bonuses for new customers settled", referrals::pay_due).await;
}

async fn until_done(app: &AppState, what: &str, run: Run) {
    loop {
        match now(app, run).await {
            Ok(0) => return,
            Ok(count) => tracing::info!(count, what, "done"),
            Err(cause) => {
                tracing::warn!(?cause, what, "not done");
                return;
            }
        }
    }
}

/// Does so many at most, and says how many it did.
type Run = fn(&mut Tx<'_>, DateTime<Utc>, u32) -> comanda_core::error::Result<usize>;

async fn now(app: &AppState, run: Run) -> Result<usize, Failure> {
    let now = clock::now();
    app.write(move |tx| run(tx, now, AT_ONCE)).await
}

#[cfg(test)]
mod tests {
    use comanda_core::actor::{Actor, DeviceRole};
    use comanda_core::flows::accounts::{self, NewKeySecret};
    use comanda_core::flows::{catalog, import};
    use comanda_core::orders::Status;
    use comanda_core::quantity::Quantity;
    use comanda_core::wire::accounts::CreateApiKey;
    use comanda_core::wire::{OrderView, PlaceOrder, PlaceOrderItem};

    use super::*;
    use crate::config::{DatabaseUrl, Settings};
    use crate::running;

    const CAKE: &[u8] = b"name,category,price,stock\nCake,Food,3.00,1\n";

    /// A kiosk's order of the last cake, placed so many minutes ago and not paid.
    async fn unpaid(app: &AppState, kiosk: &Actor, minutes: i64) -> OrderView {
        let (by, then) = (kiosk.clone(), clock::now() - chrono::Duration::minutes(minutes));
        let placed = app.write(move |tx| {
            let cake = catalog::menu(tx)?.products[0].id;
            let items = vec![PlaceOrderItem::new(cake, Quantity::ONE)];
            orders::place(tx, &by, &PlaceOrder { items, ..PlaceOrder::default() }, then)
        });
        placed.await.unwrap().order
    }

    async fn status(app: &AppState, order: &OrderView) -> Status {
        let id = order.id;
        app.read(move |tx| orders::load(tx, &Actor::System, id)).await.unwrap().status
    }

    async fn cancelled(app: &AppState, order: &OrderView) -> bool {
        for _ in 0..200 {
            if status(app, order).await == Status::Cancelled {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        false
    }

    #[tokio::test]
    async fn unpaid_orders_are_called_off_at_the_start_and_again_until_the_server_stops() {
        let dir = tempfile::tempdir().unwrap();
        let settings = Settings::for_tests(DatabaseUrl::in_dir(dir.path()).as_str(), dir.path());
        let app = running::open(&settings).unwrap();
        let kiosk = app
            .write(|tx| {
                import::menu(tx, &Actor::System, CAKE, false, clock::now())?;
                let form = CreateApiKey { name: "door".to_owned(), role: DeviceRole::Kiosk };
                let secret = NewKeySecret { prefix: "ck_".to_owned(), hash: "hash".to_owned() };
                let key = accounts::create_api_key(tx, &Actor::System, &form, &secret, clock::now())?;
                Ok(Actor::Device { id: key.id, name: key.name, role: DeviceRole::Kiosk })
            })
            .await
            .unwrap();

        let overdue = unpaid(&app, &kiosk, 10).await;
        let (period, stop) = (Duration::from_millis(40), CancellationToken::new());
        let task = tokio::spawn(every(period, app.clone(), stop.clone()));
        assert!(cancelled(&app, &overdue).await, "at the start");

        let next = unpaid(&app, &kiosk, 10).await;
        assert!(cancelled(&app, &next).await, "and again");

        stop.cancel();
        task.await.unwrap();
        let after = unpaid(&app, &kiosk, 10).await;
        tokio::time::sleep(5 * period).await;
        assert_eq!(status(&app, &after).await, Status::Pending, "it has stopped");
    }
}
