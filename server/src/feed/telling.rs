//! Telling one listener what happens: from the ring, or from the database where they are behind it. It is asked for
//! the next piece when the connection has room for it, so that somebody slow only falls behind, and costs no more than
//! somebody quick. Every few seconds it asks whether they may still listen.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse;
use comanda_core::events::Follower;
use comanda_core::flows::events;
use futures::Stream;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;

use super::places::Place;
use super::ring::Told;
use crate::auth::Badge;
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How many are taken from the ring at a time.
const FROM_RING: usize = 256;
/// How many are read from the database at a time.
const FROM_DATABASE: u32 = 500;
/// How many may go by unseen before the listener is told how far it has come.
const UNSEEN: i64 = 500;
/// How long it is silent at most.
const BEAT: Duration = Duration::from_secs(15);
/// How long somebody hears on who may not any more, on the server that ended it.
const CHECK: Duration = Duration::from_secs(2);
/// When a listener who lost the connection should come back, unless it knows better.
const RETRY: Duration = Duration::from_secs(1);

/// Somebody who listens.
pub struct Telling {
    app: AppState,
    badge: Badge,
    follower: Follower,
    _place: Place,
    newest: watch::Receiver<i64>,
    /// What was read and not told yet.
    read: VecDeque<Arc<Told>>,
    /// Up to here the log was read.
    read_to: i64,
    /// Up to here it was told, or passed over.
    position: i64,
    /// The position that the listener knows of.
    marked: i64,
    said_at: Instant,
    check_at: Instant,
    /// When what they showed ends by itself.
    ends_at: Option<Instant>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing was said yet.
    Fresh,
    Listening,
    Over,
}

/// Why somebody is sent away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// The server stops.
    Stopping,
    /// What they showed has ended; they may come back with what took its place.
    TokenEnded,
    /// Their session has ended, or their key was revoked.
    SessionEnded,
    /// The log could not be read.
    Unavailable,
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Stopping => "stopping",
            Self::TokenEnded => "token_ended",
            Self::SessionEnded => "session_ended",
            Self::Unavailable => "unavailable",
        }
    }
}

impl Telling {
    /// Tells `follower`, who showed `badge`, of what comes after `position`.
    pub fn new(app: AppState, badge: Badge, follower: Follower, place: Place, position: i64) -> Self {
        let now = Instant::now();
        let left = badge.ends_at().map(|end| (end - clock::now()).to_std().unwrap_or_default());
        Self {
            newest: app.feed().newest(),
            app,
            badge,
            follower,
            _place: place,
            read: VecDeque::new(),
            read_to: position,
            position,
            marked: position,
            said_at: now,
            check_at: now + CHECK,
            ends_at: left.map(|left| now + left),
            stage: Stage::Fresh,
        }
    }

    /// All that is said, until they are sent away.
    pub fn stream(self) -> impl Stream<Item = Result<sse::Event, std::convert::Infallible>> + Send {
        futures::stream::unfold(self, |mut telling| async move {
            let said = telling.next().await?;
            telling.said_at = Instant::now();
            Some((Ok(said), telling))
        })
    }

    async fn next(&mut self) -> Option<sse::Event> {
        match self.stage {
            Stage::Over => return None,
            Stage::Fresh => {
                self.stage = Stage::Listening;
                return Some(self.mark("ready").retry(RETRY));
            }
            Stage::Listening => {}
        }
        loop {
            if let Some(said) = self.from_read() {
                return Some(said);
            }
            if let Err(reason) = self.look_whether_it_may_go_on().await {
                return Some(self.send_away(reason));
            }
            match self.read_on().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(cause) => {
                    tracing::warn!(?cause, "a listener was sent away");
                    return Some(self.send_away(Reason::Unavailable));
                }
            }
            if self.said_at.elapsed() >= BEAT {
                let has_moved = self.position > self.marked;
                return Some(if has_moved { self.mark("position") } else { beat() });
            }
            self.wait().await;
        }
    }

    /// The next of what was read that they see, or how far they have come.
    fn from_read(&mut self) -> Option<sse::Event> {
        while let Some(told) = self.read.pop_front() {
            self.position = told.event.number;
            if self.follower.sees(&told.event) {
                self.marked = self.position;
                return Some(self.named(&told.event.kind).data(told.text()));
            }
            if self.position - self.marked >= UNSEEN {
                return Some(self.mark("position"));
            }
        }
        self.position = self.position.max(self.read_to);
        (self.position - self.marked >= UNSEEN).then(|| self.mark("position"))
    }

    /// Reads what comes next; false when there is nothing yet.
    async fn read_on(&mut self) -> Result<bool, Failure> {
        let newest = *self.newest.borrow_and_update();
        if let Some(found) = self.app.feed().ring.after(self.position, FROM_RING) {
            self.read_to = found.last().map_or(self.position, |told| told.event.number);
            self.read = found.into();
            return Ok(!self.read.is_empty());
        }
        if newest <= self.position {
            return Ok(false);
        }
        let (follower, position) = (self.follower.clone(), self.position);
        let page = self.app.read(move |tx| events::page(tx, &follower, position, FROM_DATABASE)).await?;
        self.read_to = page.read_to;
        self.read = page.events.into_iter().map(|event| Arc::new(Told::from(event))).collect();
        Ok(self.read_to > position)
    }

    async fn look_whether_it_may_go_on(&mut self) -> Result<(), Reason> {
        if self.app.feed().closing.is_cancelled() {
            return Err(Reason::Stopping);
        }
        let now = Instant::now();
        if self.ends_at.is_some_and(|end| now >= end) {
            return Err(Reason::TokenEnded);
        }
        if now < self.check_at {
            return Ok(());
        }
        self.check_at = now + CHECK;
        match self.badge.actor(&self.app).await {
            Ok(actor) => self.follower.actor = actor,
            Err(Failure::Refused(_)) => return Err(Reason::SessionEnded),
            // It is asked again soon, and while the database is away there is nothing to tell.
            Err(cause) => tracing::debug!(?cause, "it is not known whether a listener may go on"),
        }
        Ok(())
    }

    /// Until there may be something to say.
    async fn wait(&mut self) {
        let beat = self.said_at + BEAT;
        let until = self.ends_at.map_or(beat, |end| end.min(beat)).min(self.check_at);
        let closing = self.app.feed().closing();
        tokio::select! {
            () = closing.cancelled() => {}
            _ = self.newest.changed() => {}
            () = tokio::time::sleep_until(until) => {}
        }
    }

    fn send_away(&mut self, reason: Reason) -> sse::Event {
        self.stage = Stage::Over;
        self.named("bye").data(json!({ "reason": reason.as_str() }).to_string())
    }

    /// How far they have come.
    fn mark(&mut self, name: &str) -> sse::Event {
        self.marked = self.position;
        self.named(name).data(json!({ "last": self.position }).to_string())
    }

    /// Something with this name, at the position where they are.
    fn named(&self, name: &str) -> sse::Event {
        sse::Event::default().id(self.position.to_string()).event(name)
    }
}

/// Nothing, said aloud.
fn beat() -> sse::Event {
    sse::Event::default().comment("")
}
