//! Numbers what was appended and passes it on: woken after each commit of this process, and looking every fifth of a
//! second for what others wrote. One of them in each process that serves or works; the database lets one number at a
//! time, and the others see what it has done.

use std::time::Duration;

use comanda_core::flows::events::{self, Progress};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

use super::Feed;
use super::ring::Ring;
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How many are numbered in one transaction, and read in one piece.
const AT_ONCE: u32 = 500;
/// How long it waits for a commit before it looks what others did.
const LOOK: Duration = Duration::from_millis(200);
/// How long it waits while another numbers what this process wrote.
const LOOK_AGAIN: Duration = Duration::from_millis(25);
/// What it leaves to gather between two rounds: under load, many commits cost one round.
const BREATH: Duration = Duration::from_millis(10);
/// How long it may take to let go at the end.
const GRACE: Duration = Duration::from_secs(2);

/// The relay of this process. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Relay {
    finish: DropGuard,
    task: JoinHandle<()>,
}

/// Begins it.
pub fn start(app: &AppState) -> Relay {
    let finish = CancellationToken::new();
    let task = tokio::spawn(run(app.clone(), finish.clone()));
    Relay { finish: finish.drop_guard(), task }
}

impl Relay {
    /// Ends it, after a last round.
    pub async fn stop(self) {
        drop(self.finish);
        let abort = self.task.abort_handle();
        if tokio::time::timeout(GRACE, self.task).await.is_err() {
            abort.abort();
        }
    }
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    /// There is nothing that has no number.
    Quiet,
    /// Numbers were given.
    Numbered,
    /// There is something without a number, and another gives them.
    NotOurs,
}

async fn run(app: AppState, finish: CancellationToken) {
    // Another one for each start: whoever was killed is not taken for its successor.
    let holder = Uuid::now_v7().to_string();
    loop {
        let round = round(&app, &holder).await.unwrap_or_else(|cause| {
            tracing::warn!(?cause, "the log could not be numbered");
            Round::Quiet
        });
        if finish.is_cancelled() {
            break;
        }
        tokio::select! {
            () = finish.cancelled() => {}
            () = pause(app.feed(), round) => {}
        }
    }
    if let Err(cause) = app.write(move |tx| events::let_go(tx, &holder, clock::now())).await {
        tracing::debug!(?cause, "the numbers of the log were not let go of");
    }
}

async fn pause(feed: &Feed, round: Round) {
    match round {
        Round::Quiet => {
            let _ = tokio::time::timeout(LOOK, feed.appended.notified()).await;
        }
        Round::Numbered => tokio::time::sleep(BREATH).await,
        Round::NotOurs => tokio::time::sleep(LOOK_AGAIN).await,
    }
}

/// Numbers all that waits for it, and tells how far the log reaches.
async fn round(app: &AppState, holder: &str) -> Result<Round, Failure> {
    let look = || app.read(|tx| Ok((events::progress(tx)?, events::has_unnumbered(tx)?)));
    let (mut progress, waits) = look().await?;
    let mut round = Round::Quiet;
    if waits {
        round = if number(app, holder).await? { Round::Numbered } else { Round::NotOurs };
        progress = look().await?.0;
    }
    tell(app, progress).await?;
    Ok(round)
}

/// True when something was numbered.
async fn number(app: &AppState, holder: &str) -> Result<bool, Failure> {
    let mut numbered = false;
    loop {
        let (holder, now) = (holder.to_owned(), clock::now());
        let count = app.write(move |tx| events::number(tx, &holder, now, AT_ONCE)).await?;
        numbered |= count > 0;
        if count < usize::try_from(AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(numbered);
        }
    }
}

/// Brings the ring up to the newest event, and then says that it is there.
async fn tell(app: &AppState, progress: Progress) -> Result<(), Failure> {
    let feed = app.feed();
    let (newest, room) = (progress.last, i64::try_from(Ring::ROOM).unwrap_or(i64::MAX));
    // While nobody listens nothing is read; whoever comes reads the database until the ring covers them.
    if feed.places.are_empty() || !(newest - room..=newest).contains(&feed.ring.last()) {
        feed.ring.restart(newest);
    }
    loop {
        let last = feed.ring.last();
        if last >= newest {
            break;
        }
        feed.ring.push(app.read(move |tx| events::after(tx, last, AT_ONCE)).await?);
        if feed.ring.last() == last {
            tracing::error!(last, newest, "the log has a gap");
            feed.ring.restart(newest);
        }
    }
    feed.publish(newest);
    Ok(())
}
