//! Following what happens: a subscription that calls again when the connection is lost, goes on where it stopped, and
//! tells nothing twice. Begun by [`Events::subscribe`](crate::Events::subscribe).

mod following;
mod line;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use comanda_core::events::Topic;
use comanda_core::wire::EventView;
use futures::stream::{BoxStream, Stream, StreamExt};

use crate::client::Client;
use crate::error::Error;
use following::Following;

/// What a subscription tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum Update {
    /// The shop is heard. Nothing was missed since the last event.
    Connected,
    /// Something happened.
    Event(EventView),
    /// The shop is not heard any more; it is called again after `retry_in`, and what happens meanwhile is told then.
    Lost {
        /// Why.
        error: Error,
        /// When it is called again.
        retry_in: Duration,
    },
    /// The place in the log is gone, and events may have been missed: whoever shows anything loads it anew.
    Missed,
    /// Nobody is signed in any more who could follow, or somebody else is: the last that is told. Whoever signs in
    /// subscribes anew.
    Ended {
        /// Why.
        error: Error,
    },
}

/// What is to be followed, before it is.
#[derive(Debug, Clone)]
#[must_use = "events are followed by `stream`"]
pub struct Subscription {
    client: Client,
    topics: Vec<Topic>,
    after: Option<i64>,
    pauses: Option<(Duration, Duration)>,
}

impl Subscription {
    pub(crate) fn new(client: &Client) -> Self {
        Self { client: client.clone(), topics: Vec::new(), after: None, pauses: None }
    }

    /// Only these topics; all of them unless told. One that is not open to whoever is signed in brings only what
    /// concerns them.
    pub fn topics(mut self, topics: impl IntoIterator<Item = Topic>) -> Self {
        self.topics = topics.into_iter().collect();
        self
    }

    /// From the event after this one on; from now on, unless told.
    pub const fn after(mut self, id: i64) -> Self {
        self.after = Some(id);
        self
    }

    /// How long it waits before it calls again: about `shortest` at first, `longest` at last. Half a second, or what
    /// the server asks for, and 15 s unless told.
    pub const fn pauses(mut self, shortest: Duration, longest: Duration) -> Self {
        self.pauses = Some((shortest, longest));
        self
    }

    /// Follows, in the name of whoever is signed in now. Calls when it is first asked, and again whenever the
    /// connection is lost; ends after [`Update::Ended`] only.
    pub fn stream(self) -> Updates {
        let following = Following::new(self.client, self.topics, self.after, self.pauses);
        let updates = futures::stream::unfold(following, |mut following| async move {
            let update = following.next().await?;
            Some((update, following))
        });
        Updates(updates.boxed())
    }

    /// As [`stream`](Self::stream), of events alone: for whoever shows nothing that could be out of date.
    pub fn events_only(self) -> impl Stream<Item = EventView> + Send + Unpin + use<> {
        let event = |update| async move {
            match update {
                Update::Event(event) => Some(event),
                Update::Connected | Update::Lost { .. } | Update::Missed | Update::Ended { .. } => None,
            }
        };
        self.stream().filter_map(event).boxed()
    }
}

/// What a subscription tells, as it comes.
#[must_use = "nothing is followed unless it is asked"]
pub struct Updates(BoxStream<'static, Update>);

impl Stream for Updates {
    type Item = Update;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Update>> {
        self.0.poll_next_unpin(cx)
    }
}

impl fmt::Debug for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Updates")
    }
}
