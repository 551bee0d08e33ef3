//! Writes down what follows from each event, and lets the worker look at it. One loop in each process that works; that an
//! event has its effects once is decided in the database.

use comanda_core::flows::events;
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How many events go in one transaction: others wait for it.
const AT_ONCE: u32 = 100;
/// How many get their numbers at once.
const NUMBERED: u32 = 500;

/// Does so, again and again, until `stop`.
pub async fn run(app: AppState, stop: CancellationToken) {
    let holder = format!("worker-{}", uuid::Uuid::now_v7().simple());
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(app.jobs().pace().look) => {}
        }
        if let Err(failure) = round(&app, &holder, &stop).await {
            tracing::warn!(?failure, "what follows from events is not written down");
        }
    }
}

/// Until nothing is left.
async fn round(app: &AppState, holder: &str, stop: &CancellationToken) -> Result<(), Failure> {
    while !stop.is_cancelled() {
        let (progress, is_waiting) =
            app.read(|tx| Ok((events::progress(tx)?, events::has_unnumbered(tx)?))).await?;
        // Whoever sees it first numbers: where nobody serves there is no other.
        if is_waiting {
            let (holder, now) = (holder.to_owned(), clock::now());
            app.write(move |tx| events::number(tx, &holder, now, NUMBERED)).await?;
        } else if progress.last == progress.dispatched {
            return Ok(());
        }
        let now = clock::now();
        let dispatched = app.write(move |tx| events::dispatch(tx, now, AT_ONCE)).await?;
        if let Err(cause) = app.jobs().push(&dispatched.work).await {
            tracing::warn!(%cause, "the sweep will find it");
        }
        if dispatched.events == 0 {
            // Another numbers or writes it down at this moment.
            return Ok(());
        }
    }
    Ok(())
}
