//! What the server does by the clock and nobody asks for: each at its start, and again after its period. Started and
//! stopped with the server; several servers on one database do each other no harm, because each flow takes only what
//! no other has and does nothing twice.

use std::time::Duration;

use chrono::{DateTime, Utc};
use comanda_core::flows::{coupons, orders, referrals};
use comanda_core::store::Tx;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How many go in one transaction: others wait for it.
const AT_ONCE: u32 = 50;

/// Does so many of what is due, at most, and says how many it did; 0 when nothing is left.
type Run = fn(&mut Tx<'_>, DateTime<Utc>, u32) -> comanda_core::error::Result<usize>;

/// Something that is done again and again.
#[derive(Debug, Clone, Copy)]
struct Chore {
    /// What, for the log.
    name: &'static str,
    /// How long a server waits before it looks again.
    period: Duration,
    run: Run,
}

impl Chore {
    const fn new(name: &'static str, period: Duration, run: Run) -> Self {
        Self { name, period, run }
    }
}

/// All of them.
const CHORES: &[Chore] = &[
    Chore::new("call off unpaid orders", Duration::from_mins(1), orders::expire_unpaid),
    Chore::new("thank for new customers", Duration::from_mins(10), referrals::pay_due),
    // Once a day would do; looking each hour costs nothing and is nearer to the truth.
    Chore::new("see to coupons that ended", Duration::from_hours(1), coupons::expire_due),
    Chore::new("tell of coupons that end soon", Duration::from_hours(1), coupons::expiring_soon),
    Chore::new("clean up after coupons", Duration::from_hours(12), coupons::clean_up),
];

/// Begins all of them; the task ends after `stop`, and takes them along when it is aborted.
pub fn start(app: &AppState, stop: &CancellationToken) -> JoinHandle<()> {
    let mut under_way = JoinSet::new();
    for chore in CHORES {
        under_way.spawn(every(*chore, app.clone(), stop.clone()));
    }
    tokio::spawn(async move { while under_way.join_next().await.is_some() {} })
}

/// Does it at once, and after each period, until `stop`.
async fn every(chore: Chore, app: AppState, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(chore.period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = all(&chore, &app) => {}
        }
    }
}

/// Does all that is due now.
async fn all(chore: &Chore, app: &AppState) {
    loop {
        match some(chore.run, app).await {
            Ok(0) => return,
            Ok(count) => tracing::info!(count, chore = chore.name, "done"),
            Err(cause) => {
                tracing::warn!(?cause, chore = chore.name, "not done");
                return;
            }
        }
    }
}

async fn some(run: Run, app: &AppState) -> Result<usize, Failure> {
    let now = clock::now();
    app.write(move |tx| run(tx, now, AT_ONCE)).await
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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

    /// A shop that sells one last cake, and its kiosk.
    async fn with_kiosk(dir: &Path) -> (AppState, Actor) {
        let settings = Settings::for_tests(DatabaseUrl::in_dir(dir).as_str(), dir);
        let app = running::open(&settings).unwrap();
        let kiosk = app.write(|tx| {
            import::menu(tx, &Actor::System, CAKE, false, clock::now())?;
            let form = CreateApiKey { name: "door".to_owned(), role: DeviceRole::Kiosk };
            let secret = NewKeySecret { prefix: "ck_".to_owned(), hash: "hash".to_owned() };
            let key = accounts::create_api_key(tx, &Actor::System, &form, &secret, clock::now())?;
            Ok(Actor::Device { id: key.id, name: key.name, role: DeviceRole::Kiosk })
        });
        let kiosk = kiosk.await.unwrap();
        (app, kiosk)
    }

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
        let (app, kiosk) = with_kiosk(dir.path()).await;
        let overdue = unpaid(&app, &kiosk, 10).await;
        let (period, stop) = (Duration::from_millis(40), CancellationToken::new());
        let chore = Chore::new("again", period, orders::expire_unpaid);
        let task = tokio::spawn(every(chore, app.clone(), stop.clone()));
        assert!(cancelled(&app, &overdue).await, "at the start");

        let next = unpaid(&app, &kiosk, 10).await;
        assert!(cancelled(&app, &next).await, "and again");

        stop.cancel();
        task.await.unwrap();
        let after = unpaid(&app, &kiosk, 10).await;
        tokio::time::sleep(5 * period).await;
        assert_eq!(status(&app, &after).await, Status::Pending, "it has stopped");
    }

    #[tokio::test]
    async fn all_chores_begin_with_the_server_and_end_with_it() {
        let dir = tempfile::tempdir().unwrap();
        let (app, kiosk) = with_kiosk(dir.path()).await;
        let overdue = unpaid(&app, &kiosk, 10).await;
        let stop = CancellationToken::new();
        let task = start(&app, &stop);
        assert!(cancelled(&app, &overdue).await);
        stop.cancel();
        task.await.unwrap();
    }
}
