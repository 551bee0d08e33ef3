//! Writes down what follows from each event, and lets the worker look at it. One loop in each process that works; that an
//! event has its effects once is decided in the database.

use comanda_core::flows::events;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How many events go in one transaction: others wait for it.
const AT_ONCE: u32 = 100;

/// Does so whenever the log is longer, until `stop`.
pub async fn run(app: AppState, stop: CancellationToken) {
    let mut newest = app.feed().newest();
    loop {
        // Also now and then: what failed before is not to wait for the next event.
        let look = app.jobs().pace().look;
        tokio::select! {
            () = stop.cancelled() => return,
            changed = tokio::time::timeout(look, newest.changed()) => drop(changed),
        }
        if let Err(failure) = round(&app, &stop).await {
            tracing::warn!(?failure, "what follows from events is not written down");
        }
    }
}

/// Until nothing is left that has its number.
async fn round(app: &AppState, stop: &CancellationToken) -> Result<(), Failure> {
    while !stop.is_cancelled() {
        let progress = app.read(events::progress).await?;
        if progress.last == progress.dispatched {
            return Ok(());
        }
        let now = clock::now();
        let dispatched = app.write(move |tx| events::dispatch(tx, now, AT_ONCE)).await?;
        if let Err(cause) = app.jobs().push(&dispatched.work).await {
            tracing::warn!(%cause, "the sweep will find it");
        }
        if dispatched.events == 0 {
            // Another writes it down at this moment.
            return Ok(());
        }
    }
    Ok(())
}
