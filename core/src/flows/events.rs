//! The log of what happened, after the commit: numbering it, and writing down what follows from each event. Called by
//! the server's relay and worker; whoever follows the log asks [`after`].

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{notifications, webhooks};
use crate::error::{Error, Result};
use crate::events::{Event, Follower, Part};
use crate::id::{DeliveryId, EventId, LetterId};
use crate::store::{self, Tx};

pub use store::events::Progress;

/// How many are numbered by one statement.
const AT_ONCE: u32 = 1000;
/// How long whoever numbers the log keeps that to itself without doing it.
const HELD: Duration = Duration::seconds(2);

/// Something that follows from an event and takes more than the database. Its row says what is to be done and whether
/// it was; the queue only says that somebody should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "about", content = "id", rename_all = "snake_case")]
pub enum Work {
    /// A letter is to be sent.
    Letter(LetterId),
    /// Another system is to be told.
    Delivery(DeliveryId),
    /// Many people are to be told, more than one transaction should hold.
    Audience(EventId),
}

/// Gives numbers to at most `limit` events that have none, unless another than `holder` does that now; how many those
/// were. Numbers are given after the commit of what they count, so whoever has seen a number has seen all before it.
pub fn number(tx: &mut Tx<'_>, holder: &str, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    if !store::events::hold(tx, holder, now, now + HELD)? {
        return Ok(0);
    }
    store::events::number(tx, limit)
}

/// Lets another than `holder` number the log at once: it is stopping.
pub fn let_go(tx: &mut Tx<'_>, holder: &str, now: DateTime<Utc>) -> Result<()> {
    store::events::let_go(tx, holder, now)
}

/// Numbers all that was written down so far, and lets nothing follow from it: of a past that is only shown. In the
/// transaction that wrote it.
pub fn leave_behind(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<()> {
    // Nobody keeps the numbers after this.
    if !store::events::hold(tx, "past", now, now - HELD)? {
        return Err(Error::Contended("another numbers the log".to_owned()));
    }
    while store::events::number(tx, AT_ONCE)? > 0 {}
    let progress = store::events::progress(tx)?;
    store::events::move_on(tx, progress.dispatched, progress.last).map(drop)
}

/// How far the log has come.
pub fn progress(tx: &mut Tx<'_>) -> Result<Progress> {
    store::events::progress(tx)
}

/// True when something has happened that has no number yet.
pub fn has_unnumbered(tx: &mut Tx<'_>) -> Result<bool> {
    store::events::has_unnumbered(tx)
}

/// The events after number `after`, oldest first, `limit` at most; whoever passes them on asks who may see them.
pub fn after(tx: &mut Tx<'_>, after: i64, limit: u32) -> Result<Vec<Event>> {
    store::events::after(tx, after, limit)
}

/// What `follower` has to look at after number `after`: their own events alone, where they can see no others, else all
/// of them; `limit` at most, and up to where that reaches. Whoever passes them on asks [`Follower::sees`].
pub fn page(tx: &mut Tx<'_>, follower: &Follower, after: i64, limit: u32) -> Result<EventPage> {
    let newest = store::events::progress(tx)?.last;
    let (events, is_whole) = match follower.part() {
        Part::All => (store::events::after(tx, after, limit)?, false),
        Part::OfOwner(owner) => (store::events::after_of_owner(tx, owner, after, limit)?, true),
        Part::Via(device) => (store::events::after_via(tx, device, after, limit)?, true),
        Part::Nothing => (Vec::new(), true),
    };
    let read_to = match events.last() {
        // There may be more of theirs, or there are more at all.
        Some(last) if !is_whole || events.len() >= usize::try_from(limit).unwrap_or(usize::MAX) => {
            last.number
        }
        Some(_) | None => newest.max(after),
    };
    Ok(EventPage { events, read_to, newest })
}

/// A piece of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPage {
    /// The oldest first.
    pub events: Vec<Event>,
    /// Up to this number nothing is left for whom it was read.
    pub read_to: i64,
    /// The number of the newest event that has one.
    pub newest: i64,
}

/// Writes down what follows from the next events, `limit` of them at most: who is told in the app and by mail, and
/// which systems. Once for each event, because the place in the log moves on in the same transaction.
pub fn dispatch(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<Dispatched> {
    let from = store::events::progress(tx)?.dispatched;
    let events = store::events::after(tx, from, limit)?;
    let Some(last) = events.last() else { return Ok(Dispatched::default()) };
    if !store::events::move_on(tx, from, last.number)? {
        return Ok(Dispatched::default());
    }
    let mut work = notifications::announce(tx, &events, now)?;
    work.extend(webhooks::fan_out(tx, &events, now)?);
    Ok(Dispatched { events: events.len(), work })
}

/// What followed from some events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// How many events.
    pub events: usize,
    /// What the worker has to do now.
    pub work: Vec<Work>,
}
